#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own netlink client drives the family by its specification alone, and sees what subdevctl sees.

usage: witness.py YNL-FOLDER SCHEMA
"""
import json
import os
import re
import subprocess
import sys
import time
import uuid

from witness_netlink import SPEC, Points, Spec

# How subdevctl calls what is not called as in the specification; it has underscores for dashes.
TOOL_NAMES = {"parent_name": "parent"}
SECONDS = 6


class Client:
    """cli.py: one process for each operation."""

    def __init__(self, folder, schema):
        self.command = ["/usr/bin/python3", "-B", f"{folder}/cli.py", "--spec", SPEC, "--schema", schema, "--output-json"]

    def run(self, *args):
        return subprocess.run(self.command + list(args), capture_output=True, text=True, check=False)

    def operation(self, *args):
        done = self.run(*args)
        if done.returncode:
            raise AssertionError(f"{args}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def do(self, op_name, **attrs):
        return self.operation("--do", op_name, "--json", json.dumps({k.replace("_", "-"): v for k, v in attrs.items()}))

    def dump(self, op_name):
        return self.operation("--dump", op_name)

    def refused(self, op_name, **attrs):
        """(errno, extended ack) as it prints them."""
        done = self.run("--do", op_name, "--json", json.dumps({k.replace("_", "-"): v for k, v in attrs.items()}))
        return done.returncode, re.findall(r"^\t(?:error|extack): (.*)", done.stdout, re.MULTILINE)

    def subscribe(self):
        """A process that collects events."""
        return subprocess.Popen(self.command + ["--subscribe", "events", "--sleep", str(SECONDS)], stdout=subprocess.PIPE, text=True)


def inodes(pid):
    """Of the sockets that a process has open."""
    found = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.update(re.findall(r"socket:\[(\d+)\]", os.readlink(f"/proc/{pid}/fd/{fd}")))
        except FileNotFoundError:
            pass
    return found


def await_listener(process):
    """Until it is in a multicast group of generic netlink."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"a listener has ended: {process.stdout.read()}")
        with open("/proc/net/netlink", encoding="ascii") as f:
            sockets = [line.split() for line in f.readlines()[1:]]
        groups = {inode: int(groups, 16) for _, protocol, _, groups, *_, inode in sockets if protocol == "16"}
        if any(groups.get(inode) for inode in inodes(process.pid)):
            return
        time.sleep(0.01)
    raise TimeoutError("it does not listen")


def tool(*args):
    done = subprocess.run(["subdevctl", "-j", "-d"] + list(args), capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"subdevctl {args}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout else None


class Witness:
    def __init__(self, folder, schema):
        self.spec = Spec()
        self.points = Points()
        self.client = Client(folder, schema)

    def as_tool(self, noun, obj):
        """What subdevctl must show for what the other client has seen: all fields of the specification, and what follows of them."""
        result = {}
        for name in self.spec.replies[f"{noun}-get"]:
            field = name.replace("-", "_")
            missing = False if self.spec.sets[noun].by_name[name].type == "flag" else None
            result[TOOL_NAMES.get(field, field)] = obj.get(name, missing)
        if noun == "dev":
            group, cdev = obj.get("group"), obj.get("cdev")
            active = group is not None
            result["node"] = f"/dev/vfio/{group}" if active else None
            result["cdev_node"] = f"/dev/vfio/devices/{cdev}" if cdev else None
            result["sysfs"] = f"/sys/bus/subdev/devices/{obj['uuid']}" if active else None
        return result

    def same_objects(self, noun, what=""):
        """Both dumps, object by object and field by field; the witness's."""
        seen = self.client.dump(f"{noun}-get")
        shown = tool(noun, "show")
        self.points.same(f"number of {noun}s {what}", len(seen), len(shown))
        for one, other in zip(seen, shown):
            self.same_object(noun, one, other, what)
        return seen

    def same_object(self, noun, one, other, what):
        wanted = self.as_tool(noun, one)
        self.points.same(f"fields of a {noun} {what}", sorted(wanted), sorted(other))
        for field, value in wanted.items():
            self.points.same(f"{noun} {what} {field}", value, other.get(field))


def reads(witness):
    parents = witness.same_objects("parent")
    witness.points.same("parents", 3, len(parents))
    types = witness.same_objects("type")
    witness.points.same("types", sum(parent["types"] for parent in parents), len(types))
    witness.points.same("subdevices", [], witness.same_objects("dev"))


def changes(witness):
    """Each command of a subdevice's life by the witness, and each result by subdevctl."""
    client, same = witness.client, witness.points.same
    unique = uuid.uuid4()
    parent = "platform/subdev_sim.0"
    anna = client.do("dev-create", parent_name=parent, type="full", uuid=unique.hex, label="anna")
    same("created", (str(unique), "anna", "idle"), (anna["uuid"], anna["label"], anna["state"]))
    client.do("dev-create", parent_name="platform/subdev_sim.1", type="small", inactive=True)
    seen = witness.same_objects("dev", "after creation")
    same("subdevices", [anna["uuid"], "inactive"], [seen[0]["uuid"], seen[1]["state"]])
    witness.same_object("dev", client.do("dev-get", uuid=unique.hex), tool("dev", "show", "anna")[0], "by UUID and label")
    witness.same_object("dev", client.do("dev-set", label="anna", new_label="berta"), tool("dev", "show", "berta")[0], "renamed")
    witness.same_object("dev", client.do("dev-activate", id=seen[1]["id"]), tool("dev", "show", str(seen[1]["id"]))[0], "activated")
    same("deactivated", "removing", client.do("dev-deactivate", label="berta")["state"])
    await_state(witness, "berta", "inactive")
    for dev in seen:
        same("deleted", "removing", client.do("dev-delete", id=dev["id"])["state"])
        await_state(witness, str(dev["id"]), None)
    same("subdevices in the end", [], witness.same_objects("dev"))


def await_state(witness, dev, state):
    """By subdevctl; None for gone."""
    deadline = time.monotonic() + 30
    while True:
        done = subprocess.run(["subdevctl", "-j", "dev", "show", dev], capture_output=True, text=True, check=False)
        if (json.loads(done.stdout)[0]["state"] if done.returncode == 0 else None) == state:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"subdevice {dev} does not become {state}")


def errors(witness):
    """The client understands the kernel's extended acks: the sentence, and which attribute it is about."""
    same = witness.points.same
    same("unknown label", (1, ["-19", "{'msg': 'no such subdevice', 'bad-attr': '.label'}"]),
         witness.client.refused("dev-get", label="nobody"))
    status, said = witness.client.refused("dev-create", parent_index=1)
    same("no type", (1, "-22", True), (status, said[0], "'miss-type': 'type'" in said[1]))


def change_everything():
    """One event of each kind, by subdevctl and sim."""
    with open("/sys/kernel/debug/subdev_sim/add_parent", "w", encoding="ascii") as f:
        f.write("80")
    tool("dev", "create", "platform/subdev_sim.80", "large", "label", "anna")
    tool("dev", "set", "anna", "label", "berta")
    tool("dev", "delete", "berta")
    with open("/sys/kernel/debug/subdev_sim/del_parent", "w", encoding="ascii") as f:
        f.write("80")


def events(witness):
    """Changes as the witness and subdevctl's monitor see them."""
    monitor = subprocess.Popen(["subdevctl", "-j", "-d", "monitor"], stdout=subprocess.PIPE, text=True)
    listener = witness.client.subscribe()
    try:
        await_listener(monitor)
        await_listener(listener)
        change_everything()
        seen = json.loads(listener.communicate(timeout=60)[0])
        monitor.terminate()
        shown = [json.loads(line) for line in monitor.communicate(timeout=60)[0].splitlines()]
    finally:
        for process in (monitor, listener):
            process.kill()
            process.wait()
    witness.points.same("events", ["parent-add-ntf", "dev-add-ntf", "dev-change-ntf", "dev-change-ntf", "dev-del-ntf",
                                   "parent-change-ntf", "parent-del-ntf"], [event["name"] for event in seen])
    witness.points.same("number of events", len(seen), len(shown))
    for one, other in zip(seen, shown):
        same_event(witness, one, other)


def same_event(witness, one, other):
    noun = one["name"].split("-")[0]
    number = one["msg"]["event"]
    wanted = witness.as_tool(noun, one["msg"]) | {"event": one["name"].removesuffix("-ntf"), **number}
    for name in ("parent-generation", "parent-devs"):
        if name in one["msg"]:
            wanted[name.replace("-", "_")] = one["msg"][name]
    for field, value in wanted.items():
        witness.points.same(f"{one['name']} {field}", value, other.get(field))


def main():
    witness = Witness(*sys.argv[1:])
    point = witness.points.point
    point("parents, types and subdevices are the same", reads, witness)
    point("each command, and what subdevctl shows after it", changes, witness)
    point("errors have sentences and attributes", errors, witness)
    point("events are the same", events, witness)
    witness.points.end()


main()
