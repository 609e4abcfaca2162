#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's own netlink client drives the family by its specification alone, and sees what subdevctl sees.

usage: witness.py YNL-FOLDER SCHEMA
"""
import importlib
import json
import os
import re
import subprocess
import sys
import time
import uuid
from errno import errorcode

from sim_knobs import add_parent, del_parent, knob
from witness_netlink import SPEC, Points, Spec, take_mark

# How subdevctl calls what is not called as in the specification; it has underscores for dashes.
TOOL_NAMES = {"parent_name": "parent", "minimum": "min", "maximum": "max", "shrink_reset": "reset", "uri": "model",
              "cordon": "cordoned"}
# A type has one of these, which subdevctl calls its attributes.
CLASSES = ("display", "serial", "accel", "storage", "net")
# The same, of one noun.
TOOL_NAMES_OF = {"limit": {"amount": "limit"}}
# The dump that has what a noun shows.
DUMPS = {"resource": "holder-get"}
SECONDS = 6
RICH, NIC = "platform/subdev_sim.2", "platform/subdev_sim.3"


class Client:
    """cli.py, and the library that it stands on: one process for each operation would spend its time reading the specification."""

    def __init__(self, folder, schema):
        sys.path.insert(0, folder)
        self.family = importlib.import_module("lib").YnlFamily(SPEC, schema)
        self.command = ["/usr/bin/python3", "-B", f"{folder}/cli.py", "--spec", SPEC, "--schema", schema, "--output-json"]

    def run(self, *args):
        return subprocess.run(self.command + list(args), capture_output=True, text=True, check=False)

    def do(self, op_name, **attrs):
        return as_json(self.family.do(op_name, {k.replace("_", "-"): v for k, v in attrs.items()}))

    def dump(self, op_name, **attrs):
        """Without the number of the last event before it, with which it begins: what tells of that is events.py."""
        objects = as_json(self.family.dump(op_name, {k.replace("_", "-"): v for k, v in attrs.items()}))
        take_mark(objects)
        return objects

    def refused(self, op_name, **attrs):
        """(errno, extended ack) as it prints them."""
        done = self.run("--do", op_name, "--json", json.dumps({k.replace("_", "-"): v for k, v in attrs.items()}))
        return done.returncode, re.findall(r"^\t(?:error|extack): (.*)", done.stdout, re.MULTILINE)

    def subscribe(self):
        """A process that collects events."""
        return subprocess.Popen(self.command + ["--subscribe", "events", "--sleep", str(SECONDS)], stdout=subprocess.PIPE, text=True)


def as_json(answer):
    """As cli.py prints it."""
    return json.loads(json.dumps(answer, default=bytes.hex))


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

    def field(self, attr, value):
        """(name, value) that subdevctl has for an attribute and its value, None for one that is not there."""
        name = attr.name.replace("-", "_")
        name = TOOL_NAMES.get(name, name)
        if attr.type == "flag" or attr.name == "cordon":
            return name, bool(value)
        if attr.multi and attr.type == "nest":
            return f"{name}s", [self.fields(attr.nested, each) for each in value or []]
        if attr.multi:
            return f"{name}s", value
        if attr.type == "nest" and value is not None:
            return name, self.value(value) if attr.nested == "value" else self.fields(attr.nested, value)
        return name, value

    def value(self, value):
        """The one value of a param."""
        if "bool" in value:
            return bool(value["bool"])
        return value.get("uint", value.get("string"))

    def fields(self, set_name, obj, names=None):
        """What subdevctl must show of an object of these attributes, by default of all that the set has."""
        if set_name == "value":
            return {"name": obj["name"], "value": self.value(obj)}
        attrs = self.spec.sets[set_name].by_name
        return dict(self.field(attrs[name], obj.get(name)) for name in names or attrs)

    def as_tool(self, noun, obj):
        """What subdevctl must show for what the other client has seen: all that the specification has, and what follows of it."""
        op = self.spec.ops[DUMPS.get(noun, f"{noun}-get")]
        result = self.fields(op.set.name, obj, self.spec.replies[op.name])
        result = {TOOL_NAMES_OF.get(noun, {}).get(name, name): value for name, value in result.items()}
        if noun == "type":
            of_class = [result.pop(name) for name in CLASSES]
            result["attributes"] = next(filter(None, of_class), None)
        if noun == "dev":
            group, cdev = obj.get("group"), obj.get("cdev")
            active = group is not None
            result["node"] = f"/dev/vfio/{group}" if active else None
            result["cdev_node"] = f"/dev/vfio/devices/{cdev}" if cdev else None
            result["sysfs"] = f"/sys/bus/subdev/devices/{obj['uuid']}" if active else None
            if "pool" not in obj:
                result["ready"] = None
        if noun == "pool":
            result["max_devs"] = result["max_devs"] or None
            result["error"] = errorcode[obj["errno"]] if "errno" in obj else None
        return result

    def manifest(self, obj):
        """The JSON of a manifest."""
        result = {"subdev_manifest": 1} | {name: value for name, value in obj.items() if name not in ("param", "resource")}
        result["params"] = {value["name"]: self.value(value) for value in obj.get("param", [])}
        result["resources"] = {amount["name"]: amount["amount"] for amount in obj.get("resource", [])}
        return result

    def same_objects(self, noun, what="", parent=None, type_name=None):
        """Both dumps, of all or of one parent or type, object by object and field by field; the witness's."""
        only = {name: value for name, value in (("parent_name", parent), ("type", type_name)) if value}
        seen = self.client.dump(DUMPS.get(noun, f"{noun}-get"), **only)
        shown = tool(noun, "show", *only.values())
        self.points.same(f"number of {noun}s {what}", len(seen), len(shown))
        for one, other in zip(seen, shown):
            self.same_object(noun, one, other, what)
        return seen

    def same_object(self, noun, one, other, what):
        wanted = self.as_tool(noun, one)
        self.points.same(f"fields of a {noun} {what}", sorted(wanted), sorted(other))
        for field, value in wanted.items():
            if field == "ttl" and value is not None:
                self.points.same(f"{noun} {what} {field} is later", True, value - 5 <= other.get(field) <= value)
            else:
                self.points.same(f"{noun} {what} {field}", value, other.get(field))


def reads(witness):
    parents = witness.same_objects("parent")
    witness.points.same("parents", 5, len(parents))
    types = witness.same_objects("type")
    witness.points.same("types", sum(parent["types"] for parent in parents), len(types))
    witness.points.same("subdevices", [], witness.same_objects("dev"))
    witness.points.same("holders", [], witness.same_objects("resource"))


def models(witness):
    """Of all types, of one parent, of one type."""
    witness.same_objects("param")
    witness.same_objects("param", "of one type", NIC, "my-nic")
    versions = witness.same_objects("model")
    witness.points.same("versions of all", 3 + 502 + 8, len(versions))
    one = witness.same_objects("model", "of one parent", RICH)
    witness.points.same("versions of one parent", [1, 2, 5], [version["version"] for version in one])
    witness.same_objects("model", "of one type", NIC, "my-nic")


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


def composition(witness):
    """Resources and params, given by the witness; what a manifest of them is, and what fits it."""
    client, same = witness.client, witness.points.same
    how = {"version": 2, "param": [{"name": "depth", "uint": 9}, {"name": "title", "string": "hm"}, {"name": "boost", "bool": 1}],
           "resource": [{"name": "channel", "amount": 16}]}
    dry = client.do("dev-create", parent_name=RICH, type="tuned", label="anna", dry_run=True, **how)
    same("an id of a dry run", None, dry.get("id"))
    shown = tool("dev", "create", RICH, "tuned", "label", "anna", "version", "2", "param", "depth=9", "param", "title=hm", "param",
                 "boost=on", "resource", "channel=16", "dry-run")[0]
    left = [witness.fields("resource", resource) for resource in dry["parent-resource"]]
    witness.points.same("what a dry run leaves", left, shown["parent_resources"])
    for field, value in witness.as_tool("dev", dry).items():
        same(f"dry run {field}", value, shown.get(field))
    anna = client.do("dev-create", parent_name=RICH, type="tuned", label="anna", **how)
    witness.same_object("dev", anna, tool("dev", "show", "anna")[0], "created")
    anna = client.do("dev-set", label="anna", param=[{"name": "seed", "uint": (1 << 64) - 1}],
                     resource=[{"name": "engine", "amount": 5}])
    witness.same_object("dev", anna, tool("dev", "show", "anna")[0], "changed")
    same("holders", 2, len(witness.same_objects("resource")))
    witness.same_objects("parent", "that has less")
    manifests(witness)
    client.do("dev-delete", label="anna")
    await_state(witness, "anna", None)


def limits(witness):
    """Set by one, taken away by the other."""
    client, same = witness.client, witness.points.same
    client.do("dev-create", parent_name=RICH, type="wide", owner="anna@example.org", inactive=True)
    client.do("parent-set", name=RICH, limit=[{"owner": "anna@example.org", "resource": "engine", "amount": 3},
                                              {"owner": "berta", "resource": "memory", "amount": 1 << 40}])
    same("limits", 2, len(witness.same_objects("limit")))
    tool("parent", "set", RICH, "limit", "owner", "berta", "resource", "memory=none", "resource", "credit=18446744073709551615")
    witness.same_objects("limit", "that were changed", RICH)
    [mine] = client.dump("limit-get", owner="anna@example.org")
    witness.same_object("limit", mine, tool("limit", "show", "owner", "anna@example.org")[0], "of one owner")
    same("used", 1, mine["used"])
    said = "{'msg': \"engine: 4 wanted, 2 left of owner's limit\", 'bad-attr': '.resource'}"
    same("over the limit", (1, ["-28", said]), client.refused("dev-create", parent_name=RICH, type="wide", owner="anna@example.org",
                                                              resource=[{"name": "engine", "amount": 4}]))
    [dev] = client.dump("dev-get", owner="anna@example.org")
    client.do("dev-delete", id=dev["id"])
    await_state(witness, str(dev["id"]), None)
    client.do("parent-set", name=RICH, limit=[{"owner": "anna@example.org", "resource": "engine"},
                                              {"owner": "berta", "resource": "credit"}])
    same("limits in the end", 0, len(witness.same_objects("limit")))


def manifests(witness):
    """Of anna and of her type."""
    client, same = witness.client, witness.points.same
    knob(2, "token", "1.2")
    mine = client.do("manifest-get", label="anna")["manifest"][0]
    same("manifest", witness.manifest(mine), tool("manifest", "show", "anna"))
    same("its token", "312e32", mine["token"])
    news = [answer["manifest"][0] for answer in client.dump("manifest-get", parent_name=RICH, type="tuned")]
    same("manifests of a type", [witness.manifest(each) for each in news], tool("manifest", "show", RICH, "tuned"))
    del mine["token"]
    check = client.do("manifest-check", label="anna", manifest=[mine])["verdict"]
    same("check", ("state", 0), (check["purpose"], check["errno"]))
    verdict = client.do("manifest-check", parent_name=NIC, type="my-nic", manifest=[mine])["verdict"]
    same("another model", {"purpose": "create", "errno": 22, "reason": [
        {"subject": "model", "wanted": "subdev:sim:tuned", "had": "subdev:sim:my-nic"}]}, verdict)
    for each in news:
        del each["token"]
    best = client.do("manifest-negotiate", parent_name=RICH, type="tuned", manifest=[news[1], news[2], news[0]])
    same("the best", (1, 0, 5), (best["chosen"], best["verdict"]["errno"], best["manifest"][0]["version"]))


def tenure(witness):
    """Owners, leases and cordons."""
    client, same = witness.client, witness.points.same
    parent = "platform/subdev_sim.0"
    for label, lease in (("anna", {"lease": "ttl", "ttl": 3600}), ("berta", {"lease": "socket"}), ("clara", {})):
        dev = client.do("dev-create", parent_name=parent, type="small", label=label, owner=f"{label}@example.org", **lease)
        same(f"{label}'s lease", (lease.get("lease", "persistent"), lease.get("ttl"), f"{label}@example.org"),
             (dev["lease"], dev.get("ttl"), dev["owner"]))
        witness.same_object("dev", dev, tool("dev", "show", label)[0], "with a lease")
    [mine] = client.dump("dev-get", owner="berta@example.org")
    witness.same_object("dev", mine, tool("dev", "show", "owner", "berta@example.org")[0], "of one owner")
    renewed = client.do("dev-renew", label="anna", ttl=7200)
    witness.same_object("dev", renewed, tool("dev", "show", "anna")[0], "renewed")
    same("the wrong owner", (1, ["-16", "{'msg': 'the owner is anna@example.org', 'bad-attr': '.owner'}"]),
         client.refused("dev-delete", label="anna", owner="berta@example.org"))
    same("cordoned", 1, client.do("parent-set", name=parent, cordon=1)["cordon"])
    witness.same_objects("parent", "that is cordoned")
    client.do("parent-set", name=parent, cordon=0)
    for label in ("anna", "berta", "clara"):
        client.do("dev-delete", label=label, owner=f"{label}@example.org")
        await_state(witness, label, None)


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
    add_parent(80, "resources")
    tool("dev", "create", "platform/subdev_sim.80", "wide", "label", "anna")
    tool("dev", "set", "anna", "label", "berta")
    tool("dev", "set", "berta", "resource", "memory=1G", "resource", "channel=9")
    tool("dev", "delete", "berta")
    del_parent(80)


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
    witness.points.same("events", ["parent-add-ntf", "dev-add-ntf"] + 3 * ["dev-change-ntf"] + [
                                   "dev-del-ntf", "parent-change-ntf", "parent-del-ntf"], [event["name"] for event in seen])
    witness.points.same("number of events", len(seen), len(shown))
    for one, other in zip(seen, shown):
        same_event(witness, one, other)


def pools(witness):
    """Made by one, used by the other; each state that needs no patience."""
    client, same = witness.client, witness.points.same
    rss = [{"name": "rss", "bool": 0}]
    client.do("pool-create", name="gold", parent_name=NIC, type="my-nic", param=rss, size=2, low=1, max_devs=3)
    await_pool(witness, "gold", state="steady", ready=2)
    witness.same_objects("pool", "that is full")
    witness.same_objects("dev", "in stock")
    dev = tool("pool", "pull", "gold", "label", "anna", "owner", "joe")[0]
    witness.same_object("dev", client.do("dev-get", label="anna"), dev, "pulled")
    witness.same_objects("pool", "with one pulled")
    items = [{"pool": "gold", "label": "berta"}, {"parent-name": RICH, "type": "wide", "inactive": True, "count": 2}]
    made = client.do("transaction-run", item=items, whole=True)["dev"]
    same("of a transaction", ["gold", None, None], [each.get("pool") for each in made])
    for each in made:
        witness.same_object("dev", client.do("dev-get", id=each["id"]), tool("dev", "show", str(each["id"]))[0], "of a transaction")
    await_pool(witness, "gold", state="steady", ready=1)
    same("what fits into a full pool", (1, ["-28"]), (lambda code, said: (code, said[:1]))(
        *client.refused("pool-push", pool="gold", count=9)))
    for label in ("anna", "berta"):
        tool("pool", "return", label)
    witness.same_objects("pool", "with all returned")
    tool("pool", "set", "gold", "size", "3", "low", "0")
    await_pool(witness, "gold", state="steady", ready=3)
    witness.same_objects("pool", "that was set")
    tool("pool", "delete", "gold")
    same("pools in the end", 0, len(witness.same_objects("pool")))
    for each in made[1:]:
        client.do("dev-delete", id=each["id"])
        await_state(witness, str(each["id"]), None)


def await_pool(witness, name, **wanted):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        pool = witness.client.do("pool-get", name=name)
        if all(pool[field] == value for field, value in wanted.items()):
            return
        time.sleep(0.05)
    raise TimeoutError(f"{pool} does not become {wanted}")


def same_event(witness, one, other):
    noun = one["name"].split("-")[0]
    number = one["msg"]["event"]
    wanted = witness.as_tool(noun, one["msg"]) | {"event": one["name"].removesuffix("-ntf"), **number}
    for name in ("parent-generation", "parent-devs", "parent-resource"):
        if name in one["msg"]:
            field, value = witness.field(witness.spec.sets["dev"].by_name[name], one["msg"][name])
            wanted[field] = value
    for field, value in wanted.items():
        witness.points.same(f"{one['name']} {field}", value, other.get(field))


def main():
    witness = Witness(*sys.argv[1:])
    point = witness.points.point
    point("parents, types and subdevices are the same", reads, witness)
    point("models and params are the same", models, witness)
    point("each command, and what subdevctl shows after it", changes, witness)
    point("resources, params and manifests", composition, witness)
    point("owners, leases and cordons", tenure, witness)
    point("limits", limits, witness)
    point("pools and transactions", pools, witness)
    point("errors have sentences and attributes", errors, witness)
    point("events are the same", events, witness)
    witness.points.end()


main()
