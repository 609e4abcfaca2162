#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
All at once: subdevices are created, resized, opened, checked and deleted, dumped and looked at, while their parents are unbound,
deleted and come back and the driver is unloaded. Afterwards the accounts are as they were.

usage: races.py SECONDS
"""
import mmap
import os
import random
import struct
import subprocess
import sys
import time
from errno import EBUSY, EINVAL, ENODEV, ENOENT, ENOSPC, ENXIO, ESTALE, errorcode

from sim_host import amounts, by_name, params
from sim_knobs import PARAMETERS, SIM, counter, write
from sim_vfio import User
from witness_netlink import Points, Socket, Spec

CATALOGUES = ("resources", "m60", "nic")
PARENTS = [f"platform/subdev_sim.{i}" for i in range(len(CATALOGUES))]
DRIVER = "/sys/bus/platform/drivers/subdev_sim"
TYPES = {
    PARENTS[0]: ("wide", "lean", "tuned", "huge"),
    PARENTS[1]: ("M60-1B", "M60-4Q", "M60-8Q", "M60-8Q"),
    PARENTS[2]: ("my-nic", "long-nic"),
}
AMOUNTS = {
    "wide": {"channel": range(1, 33), "engine": range(1, 9), "memory": range(64 << 20, (4 << 30) + 1, 64 << 20),
             "credit": (0, 5, 1 << 63)},
    "lean": {"channel": (3, 7, 11)}, "tuned": {"channel": (8, 16), "engine": range(1, 17)}, "huge": {"credit": (1 << 62, 3 << 62)},
    "my-nic": {"queue": range(2, 17, 2)}, "long-nic": {"queue": (8, 64), "bandwidth": (10 ** 10, 4 * 10 ** 10)},
}
PARAMS = {"tuned": params(boost=True, title="x"), "my-nic": params(rss=False), "long-nic": params(timestamps=True)}
# What each can fail with, besides not at all.
ALLOWED = {
    "dev-create": {ENODEV, ENOSPC},
    "dry run": {ENODEV, ENOSPC},
    "squeeze": {ENOSPC},
    "dev-set": {ENODEV, ENOSPC, EBUSY, ESTALE},
    "dev-activate": {ENODEV, EBUSY},
    "dev-deactivate": {ENODEV, EBUSY},
    "dev-delete": {ENODEV, EBUSY, ESTALE},
    "dev-get": {ENODEV},
    "manifest-get": {ENODEV},
    "manifest-check": {ENODEV},
    "manifest-negotiate": {ENODEV},
    "copy": {ENODEV, ENOSPC},
    "dump": {ENODEV},
    "open": {ENODEV, EBUSY, ENOENT, ENXIO, EINVAL},
}
# What happens to the first two parents: file, what is written there, what a parent that comes by it offers.
COMINGS = {
    "unbind": (f"{DRIVER}/unbind", "subdev_sim.0", None),
    "del_parent": (f"{SIM}/del_parent", "1", None),
    "bind": (f"{DRIVER}/bind", "subdev_sim.0", CATALOGUES[0]),
    "add_parent": (f"{SIM}/add_parent", "1", CATALOGUES[1]),
}

# What is counted.
KINDS = tuple(ALLOWED) + tuple(COMINGS) + ("read", "rmmod")


class Tally:
    """What workers have done and what was refused, by kind: each worker has its own numbers, which all can read."""

    def __init__(self, workers):
        self.workers = workers
        self.memory = mmap.mmap(-1, 8 * len(KINDS) * workers)

    def add(self, worker, what, refused):
        at = 8 * (worker * len(KINDS) + KINDS.index(what)) + 4 * bool(refused)
        struct.pack_into("=I", self.memory, at, struct.unpack_from("=I", self.memory, at)[0] + 1)

    def counts(self):
        """(done, refused) by kind, of those that were tried."""
        numbers = struct.unpack(f"={2 * len(KINDS) * self.workers}I", self.memory)
        sums = [sum(numbers[i::2 * len(KINDS)]) for i in range(2 * len(KINDS))]
        return {what: (sums[2 * i], sums[2 * i + 1]) for i, what in enumerate(KINDS) if sums[2 * i] + sums[2 * i + 1]}


class Worker:
    """A process that does one thing over and over while all of them go on; its problems come back."""

    def __init__(self, spec, tally, number, function, going):
        self.spec = spec
        self.tally = tally
        self.number = number
        self.random = random.Random(number)
        self.problems = []
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            try:
                self.socket = Socket(spec)
                while going() and len(self.problems) < 5:
                    function(self)
            except BaseException as e:      # pylint: disable=broad-except
                self.problems.append(f"{function.__name__}: {type(e).__name__}: {e}")
            os.write(writer, "\n".join(self.problems).encode()[:60000])
            os._exit(0)
        os.close(writer)
        self.reader = reader

    def end(self):
        with os.fdopen(self.reader, encoding="utf-8") as f:
            said = f.read()
        status = os.waitpid(self.pid, 0)[1]
        return said.splitlines() + ([f"worker {self.number} ended with {status}"] if status else [])

    def count(self, what, errno=0):
        self.tally.add(self.number, what, errno)

    def request(self, op_name, attrs, what=None, mode="do"):
        """The answer's object or objects, None if it failed as it may."""
        what = what or op_name
        answer = self.socket.request(op_name, attrs, mode)
        if answer.errno != 0 and answer.errno not in ALLOWED[what]:
            self.problems.append(f"{what} {attrs}: {answer}")
        self.count(what, answer.errno)
        if answer.errno != 0:
            return None
        return answer.objects if mode == "dump" else answer.objects[0]

    def place(self):
        parent = self.random.choice(PARENTS)
        return {"parent-name": parent, "type": self.random.choice(TYPES[parent])}

    def some_amounts(self, type_name):
        choices = AMOUNTS.get(type_name, {})
        names = self.random.sample(sorted(choices), self.random.randrange(len(choices) + 1))
        return {"resource": amounts(**{name: self.random.choice(choices[name]) for name in names})} if names else {}

    def some_params(self, type_name):
        return {"param": PARAMS[type_name]} if type_name in PARAMS and self.random.random() < 0.3 else {}


def churn(worker):
    """Some subdevices come, change and go; those that others have made, too."""
    rng = worker.random
    place = worker.place()
    how = {} if rng.random() < 0.3 else {"inactive": True}
    worker.request("dev-create", place | how | worker.some_amounts(place["type"]) | worker.some_params(place["type"]))
    devs = worker.request("dev-get", {}, "dump", "dump") or []
    for dev in rng.sample(devs, min(len(devs), 3)):
        key = {"id": dev["id"]} | ({"if-generation": dev["generation"]} if rng.random() < 0.2 else {})
        what = rng.random()
        if what < 0.4:
            worker.request("dev-set", key | {"new-label": ""} | worker.some_amounts(dev["type"]) | worker.some_params(dev["type"]))
        elif what < 0.5:
            worker.request(rng.choice(("dev-activate", "dev-deactivate")), {"id": dev["id"]})
        else:
            worker.request("dev-delete", key | ({"force": True} if rng.random() < 0.3 else {}))


def squeeze(worker):
    """One of several who want all that a parent has: it is free when another's has gone, and then only once."""
    dev = worker.request("dev-create", {"parent-name": PARENTS[1], "type": "M60-8Q", "inactive": True}, "squeeze")
    if dev:
        worker.request("dev-delete", {"id": dev["id"]})


def look(worker):
    """Dumps, and what they say is free; dry runs."""
    for parent in worker.request("parent-get", {}, "dump", "dump") or []:
        for resource in parent["resource"]:
            if resource["free"] > resource["capacity"] or resource.get("largest", 0) > resource["capacity"]:
                worker.problems.append(f"{parent['name']}: {resource}")
    for op_name in ("type-get", "holder-get", "model-get", "param-get"):
        only = {} if worker.random.random() < 0.2 else {"parent-name": worker.random.choice(PARENTS[:2])}
        worker.request(op_name, only, "dump", "dump")
    place = worker.place()
    worker.request("dev-create", place | worker.some_amounts(place["type"]) | {"dry-run": True}, "dry run")


def judge(worker):
    """What one is, others are asked to be."""
    source = {"parent-name": PARENTS[0], "type": "tuned"}
    mine = [each["manifest"][0] for each in worker.request("manifest-get", source, "dump", "dump") or []]
    for dev in (worker.request("dev-get", {}, "dump", "dump") or [])[:4]:
        if dev["type"] in PARAMS:
            manifest = worker.request("manifest-get", {"id": dev["id"]})
            mine += manifest["manifest"] if manifest else []
    if not mine:
        return
    worker.request("manifest-check", {"parent-name": PARENTS[2], "type": "my-nic", "manifest": [worker.random.choice(mine)]})
    worker.request("manifest-check", source | {"manifest": [worker.random.choice(mine)]})
    best = worker.request("manifest-negotiate", source | {"manifest": mine})
    if best and "manifest" in best:
        worker.request("dev-create", source | {"manifest": best["manifest"]}, "copy")


def use(worker):
    """Opens what can be opened, resizes it meanwhile, and reads what the guest would."""
    devs = [dev for dev in worker.request("dev-get", {}, "dump", "dump") or [] if dev["state"] == "idle"]
    if not devs:
        time.sleep(0.01)
        return
    dev = worker.random.choice(devs)
    try:
        with User(dev) as user:
            worker.count("open")
            grown = worker.request("dev-set", {"id": dev["id"], "new-label": ""} | worker.some_amounts(dev["type"]))
            if grown and grown.get("resource"):
                held = list(by_name(grown["resource"], "amount").values())[0]
                worker.count("read", user.amounts()[0][0] != held)
    except OSError as e:
        worker.count("open", e.errno)
        if e.errno not in ALLOWED["open"]:
            worker.problems.append(f"open: {errorcode.get(e.errno, e.errno)}")


def take_away(worker):
    """One parent is unbound and bound, another deleted and added."""
    for what, coming in COMINGS.items():
        come(*coming)
        worker.count(what)
        time.sleep(worker.random.random() / 4)


def come(file, parent, catalogue):
    if catalogue:
        write(f"{PARAMETERS}/catalogue", catalogue)
    write(file, parent)


def unload(worker):
    """The driver goes with all its parents, unless somebody has one of its subdevices open."""
    time.sleep(1)
    done = subprocess.run(["rmmod", "subdev_sim"], capture_output=True, check=False)
    worker.count("rmmod", done.returncode)
    if done.returncode == 0:
        load()


def load():
    """Three parents, each of another catalogue."""
    subprocess.run(["modprobe", "subdev_sim", "parents=0"], check=True)
    for number, catalogue in enumerate(CATALOGUES):
        come(f"{SIM}/add_parent", number, catalogue)


class Races:
    def __init__(self, seconds):
        self.seconds = seconds
        self.spec = Spec()
        self.points = Points()
        self.socket = Socket(self.spec)

    def run(self, functions, wanted):
        """Workers of these functions, for the time, and on a busy machine a minute longer if something has not happened by then."""
        listener = Socket(self.spec, rcvbuf=64 << 20)
        listener.subscribe()
        tally = Tally(len(functions))
        end = time.monotonic() + self.seconds

        def going():
            now = time.monotonic()
            return now < end or (now < end + 60 and missing())

        def missing():
            counts = tally.counts()
            return [what for what in wanted if not counts.get(what, (0, 0))[0]]

        workers = [Worker(self.spec, tally, *each, going) for each in enumerate(functions)]
        while going():
            self.listen(listener, 0.2)
        for worker in workers:
            for problem in worker.end():
                self.points.problem(problem)
        self.listen(listener)
        listener.close()
        print("# " + ", ".join(f"{what} {done}+{refused}" for what, (done, refused) in tally.counts().items()))
        for what in missing():
            self.points.problem(f"{what} never succeeded")
        return tally.counts()

    def listen(self, listener, seconds=0.0):
        """No event says that more is free than there is."""
        for name, obj in listener.events(seconds):
            for resource in obj.get("parent-resource", obj.get("resource", []) if name.startswith("parent") else []):
                if resource["free"] > resource["capacity"]:
                    self.points.problem(f"{name}: {resource}")

    def afterwards(self):
        """All subdevices can be deleted, and then everything is free and nothing is left in the driver."""
        deadline = time.monotonic() + 60
        while devs := self.socket.dump("dev-get"):
            for dev in devs:
                self.socket.request("dev-delete", {"id": dev["id"]})
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(devs)} subdevices do not go")
            time.sleep(0.05)
        parents = self.socket.dump("parent-get")
        self.points.same("parents", PARENTS, sorted(parent["name"] for parent in parents))
        for parent in parents:
            self.points.same(f"subdevices of {parent['name']}", 0, parent["devs"])
            for resource in parent["resource"]:
                self.points.same(f"free {resource['name']}", resource["capacity"], resource["free"])
                self.points.same(f"largest {resource['name']}", resource["capacity"] if resource.get("contiguous") else None,
                                 resource.get("largest"))
        for number in range(len(PARENTS)):
            while counter(number, "objects") and time.monotonic() < deadline:
                time.sleep(0.01)
            self.points.same("objects", 0, counter(number, "objects"))
            self.points.same("activations", counter(number, "activates"), counter(number, "deactivates"))
            self.points.same("opens", counter(number, "opens"), counter(number, "closes"))


REQUESTS = ("dev-create", "dev-set", "dev-delete", "dump", "dry run")


def one_for_all(races):
    counts = races.run((squeeze, squeeze, squeeze), ("squeeze", "dev-delete"))
    if not counts["squeeze"][1]:
        races.points.problem("nobody was ever refused")
    races.afterwards()


def parents_stay(races):
    races.run((churn, churn, churn, look, judge, use), REQUESTS + (
        "dev-activate", "dev-deactivate", "manifest-get", "manifest-check", "manifest-negotiate", "copy", "open", "read"))
    races.afterwards()


def parents_go(races):
    races.run((churn, churn, look, judge, use, take_away), REQUESTS + tuple(COMINGS))
    races.afterwards()


def driver_goes(races):
    races.run((churn, churn, look, judge, use, unload), REQUESTS + ("rmmod",))
    races.afterwards()


def main():
    load()
    races = Races(float(sys.argv[1]) / 4)
    races.points.point("all want the same", one_for_all, races)
    races.points.point("parents stay", parents_stay, races)
    races.points.point("parents go and come back", parents_go, races)
    races.points.point("the driver goes and comes back", driver_goes, races)
    races.points.end()


main()
