#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
A contiguous resource: each amount is one range, the first that fits. Creates, deletes and resizes at random, with the kernel's
answers and what is then free compared with a simple model.

usage: resource_ranges.py [SEED [STEPS]]
"""
import random
import sys
from errno import ENOSPC

from sim_host import Host, amounts, by_name

CAPACITY = {"channel": 64, "memory": 16 << 30, "engine": 16, "port": 48, "credit": (1 << 64) - 1}
DEFAULTS = {
    "wide": {"channel": 4, "memory": 256 << 20, "engine": 1, "port": 2, "credit": 1000},
    "lean": {"memory": 64 << 20, "channel": 3},
    "tuned": {"engine": 2, "channel": 8},
}
# What an inactive subdevice can be given; it shrinks and grows but for tuned's channels.
CHANNELS = {"wide": range(1, 33), "lean": (3, 7, 11), "tuned": (8, 16, 24)}


class Model:
    """Subdevices by id, in the order of their creation: [type, amounts, start of the channels]."""

    def __init__(self):
        self.devs = {}

    def free(self, without=None):
        """Of each resource, as if one subdevice were not there."""
        held = [dev[1] for dev_id, dev in self.devs.items() if dev_id != without]
        return {name: capacity - sum(each.get(name, 0) for each in held) for name, capacity in CAPACITY.items()}

    def runs(self, without=None):
        """(start, size) of what is free of the channels, the lowest first."""
        taken = sorted((start, wanted["channel"]) for dev_id, (_, wanted, start) in self.devs.items() if dev_id != without)
        at = 0
        for start, size in taken + [(CAPACITY["channel"], 0)]:
            if start > at:
                yield at, start - at
            at = start + size

    def largest(self, without=None):
        return max((size for _, size in self.runs(without)), default=0)

    def place(self, dev_id, wanted):
        """
        Where the channels of a new subdevice (None) or of a resized one begin, or the sentence of what there is not enough of,
        in the order in which the type has its resources.
        """
        type_name, have, start = self.devs.get(dev_id, (None, {}, None))
        free = self.free()
        for name, amount in wanted.items():
            more = amount - have.get(name, 0)
            if more > free[name]:
                return f"{name}: {more}{' more' if type_name else ''} wanted, {free[name]} free"
            if name == "channel":
                start = self.place_channels(dev_id, amount, start, more)
                if start is None:
                    return f"channel: {amount} in one run wanted, largest {self.largest(dev_id)}"
        return start

    def place_channels(self, dev_id, amount, start, more):
        """It stays where it is if it can; else it is the first run that is large enough, what it has counted as free."""
        runs = list(self.runs(dev_id))
        stays = [run for run in runs if start is not None and run[0] <= start and start + amount <= sum(run)]
        if stays or more <= 0:
            return start
        return next((at for at, size in runs if size >= amount), None)


class Walk:
    def __init__(self, host, seed):
        self.host = host
        self.random = random.Random(seed)
        self.model = Model()
        self.counts = {}

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def create(self):
        type_name = self.random.choice(sorted(DEFAULTS))
        wanted = DEFAULTS[type_name] | {"channel": self.random.choice(CHANNELS[type_name])}
        active = self.random.random() < 0.1
        attrs = self.host.new(1, type_name, active=active, resource=amounts(channel=wanted["channel"]))
        dev = self.judge("create", None, wanted, self.host.send("dev-create", attrs))
        if dev:
            self.model.devs[dev["id"]] = (type_name, wanted, self.start(dev))

    def resize(self):
        dev_id = self.random.choice(list(self.model.devs))
        type_name, have, _ = self.model.devs[dev_id]
        choices = [n for n in CHANNELS[type_name] if type_name != "tuned" or n >= have["channel"]]
        wanted = have | {"channel": self.random.choice(choices)}
        dev = self.judge("resize", dev_id, wanted, self.host.send("dev-set", {
            "id": dev_id, "resource": amounts(channel=wanted["channel"])}))
        if dev:
            self.model.devs[dev_id] = (type_name, wanted, self.start(dev))

    def delete(self):
        dev_id = self.random.choice(list(self.model.devs))
        self.host.delete({"id": dev_id})
        del self.model.devs[dev_id]

    @staticmethod
    def start(dev):
        return by_name(dev["resource"], "start")["channel"]

    def judge(self, what, dev_id, wanted, answer):
        """Compares one answer with what the model says; the object, if there is one."""
        place = self.model.place(dev_id, wanted)
        if isinstance(place, str):
            self.count("no run" if "run" in place else "no room")
            self.host.same(f"{what} of {wanted}", (ENOSPC, place), (answer.errno, answer.text))
        elif answer.errno != 0:
            self.host.points.problem(f"{what} of {wanted}: {answer}, wanted to begin at {place}")
        else:
            _, have, start = self.model.devs.get(dev_id, (None, {}, None))
            moved = start not in (None, place)
            self.count("moved" if moved else "grown" if wanted["channel"] > have.get("channel", 64) else what)
            self.host.same(f"{what} of {wanted}", (place, wanted),
                           (self.start(answer.objects[0]), by_name(answer.objects[0]["resource"], "amount")))
        return answer.objects[0] if answer.errno == 0 else None

    def compare(self, step):
        """What the parent says is free now."""
        parent = self.host.parent(1)
        self.host.same(f"free at step {step}", self.model.free(), by_name(parent["resource"], "free"))
        self.host.same(f"largest run at step {step}", self.model.largest(), by_name(parent["resource"], "largest")["channel"])
        self.host.same(f"subdevices at step {step}", len(self.model.devs), parent["devs"])

    def compare_holders(self, step):
        """Who holds what, by both dumps, and where; no range overlaps another."""
        held = [(dev_id, name, amount, start if name == "channel" else None)
                for dev_id, (_, have, start) in sorted(self.model.devs.items()) for name, amount in have.items()]
        self.host.same(f"holders at step {step}", held, [
            (each["dev"], each["resource"], each["amount"], each.get("start")) for each in self.host.socket.dump("holder-get")])
        self.host.same(f"holders of channels at step {step}", [each for each in held if each[1] == "channel"], [
            (each["dev"], each["resource"], each["amount"], each["start"])
            for each in self.host.socket.dump("holder-get", parent_index=self.host.indexes[1], resource="channel")])
        self.host.same(f"subdevices at step {step}", {dev_id: tuple(dev[1:]) for dev_id, dev in self.model.devs.items()}, {
            dev["id"]: (by_name(dev["resource"], "amount"), self.start(dev)) for dev in self.host.socket.dump("dev-get")})

    def run(self, steps):
        for step in range(steps):
            if len(self.host.points.problems) > 5:
                break
            what = self.random.random()
            if not self.model.devs or what < 0.35:
                self.create()
            elif what < 0.7:
                self.resize()
            else:
                self.delete()
            self.compare(step)
            if step % 20 == 0:
                self.compare_holders(step)
        print(f"# {self.counts}")
        for what in ("no run", "no room", "moved", "grown", "create", "resize"):
            if self.counts.get(what, 0) < 3:
                self.host.points.problem(f"too seldom: {what}")


def walk(host, seed, steps):
    Walk(host, seed).run(steps)


def fragmented(host):
    """There is room in all, but not in one run: the sentence says how long the largest is."""
    def channels(dev):
        return by_name(dev["resource"], "start")["channel"], by_name(dev["resource"], "amount")["channel"]

    devs = [host.create(1, "wide", resource=amounts(channel=8)) for _ in range(8)]
    host.same("ranges", [(8 * i, 8) for i in range(8)], [channels(dev) for dev in devs])
    host.delete(devs[1], devs[3], devs[4], devs[6])
    host.same("free, and the largest run", (32, 16), (host.free(1)["channel"], host.largest(1, "channel")))
    # 8, 16 and 8 in a row are 2, 4 and 2 of 4 channels each, 2, 5 and 2 of 3
    host.same("available", (8, 9), (host.type(1, "wide")["available"], host.type(1, "lean")["available"]))
    host.refused("17 of 32", "dev-create", host.new(1, "wide", resource=amounts(channel=17)), ENOSPC,
                 "channel: 17 in one run wanted, largest 16", culprit="resource")
    host.same("first fit", (8, 8), channels(host.create(1, "wide", resource=amounts(channel=8))))
    host.same("first fit", (24, 9), channels(host.create(1, "wide", resource=amounts(channel=9))))


def main():
    seed, steps = (list(map(int, sys.argv[1:])) + [1, 2000][len(sys.argv) - 1:])
    host = Host(resources=1)
    host.point("room in all but not in one run", fragmented)
    host.point(f"{steps} creates, resizes and deletes, seed {seed}", walk, seed, steps)
    host.remove(1)
    host.end()


main()
