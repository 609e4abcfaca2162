# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of leases share: who holds leases, processes that do, and the story that events tell of an end."""
import json
import os
import signal
import threading
import time

import sim_host
from sim_knobs import counter
from witness_netlink import Socket

ADD, CHANGE, DEL = "dev-add-ntf", "dev-change-ntf", "dev-del-ntf"
PARENT_CHANGE = "parent-change-ntf"
PERSISTENT, SOCKET, TTL = 1, 2, 3

# (event, state, cause) of what a lease has ended.
ENDED = [(CHANGE, "removing", "lease"), (DEL, "removing", "lease")]


def story(seen, dev):
    return [(name, obj["state"], obj["event"]["cause"]) for name, obj in seen if obj.get("id") == dev["id"]]


class Host(sim_host.Host):
    """With room for the events of a thousand ends."""

    def __init__(self, **catalogues):
        super().__init__(**catalogues)
        self.listener.close()
        self.listener = Socket(self.spec, rcvbuf=64 << 20)
        self.listener.subscribe()

    def until_gone(self, *devs, seconds=30):
        """All events up to the last of these subdevices."""
        missing = {dev["id"] for dev in devs}
        deadline = time.monotonic() + seconds
        result = []
        while missing:
            seen = self.listener.events(1)
            result += seen
            missing -= {obj["id"] for name, obj in seen if name == DEL}
            if missing and time.monotonic() > deadline:
                raise TimeoutError(f"subdevices {missing} do not go: {result}")
        return result

    def ended(self, what, *devs):
        """They go, since their leases have ended, and each once."""
        seen = self.until_gone(*devs)
        for dev in devs:
            self.same(f"story of {what}", ENDED, story(seen, dev))
        self.quiet(what)

    def quiet(self, what):
        time.sleep(0.05)
        self.same(f"more events of {what}", [], self.listener.events())

    def alive(self, what, *devs):
        ids = {dev["id"] for dev in self.socket.dump("dev-get")}
        self.same(f"{what}: those that live", [True] * len(devs), [dev["id"] in ids for dev in devs])

    def all_counts(self):
        """What must come back to what it was: parents, and all that sim and sysfs know of subdevices."""
        parents = [{name: value for name, value in self.parent(number).items() if name != "generation"} for number in self.indexes]
        active = [counter(number, "activates") - counter(number, "deactivates") for number in self.indexes]
        objects = [counter(number, "objects") for number in self.indexes]
        folders = [sorted(os.listdir(path)) for path in ("/sys/bus/subdev/devices", "/sys/kernel/iommu_groups", "/dev/vfio")]
        return parents, self.socket.dump("dev-get"), self.socket.dump("holder-get"), active, objects, folders

    def counts_are(self, what, wanted):
        """VFIO's last references go a little later than the last event."""
        deadline = time.monotonic() + 30
        while self.all_counts() != wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        for one, other in zip(wanted, self.all_counts()):
            self.same(what, one, other)


class Holder:
    """Holds leases of a kind, and lets them end."""

    SECONDS = 2

    def __init__(self, host, kind):
        self.host = host
        self.socket = Socket(host.spec, family=host.socket.family)
        self.how = {"lease": SOCKET} if kind == "socket" else {"lease": TTL, "ttl": self.SECONDS}

    def create(self, number, type_name, **attrs):
        return self.socket.do("dev-create", **self.host.new(number, type_name, **attrs), **self.how)

    def end(self):
        """All leases are over when it returns, and what follows of that has begun."""
        if self.how["lease"] == TTL:
            time.sleep(self.SECONDS)
        self.socket.close()
        time.sleep(0.2)


class Aside(threading.Thread):
    """Something that takes its time, meanwhile."""

    def __init__(self, function, *args):
        super().__init__()
        self.function = function
        self.args = args
        self.result = None
        self.start()

    def run(self):
        self.result = self.function(*self.args)

    def finish(self):
        self.join(60)
        if self.is_alive():
            raise TimeoutError("it does not come to its end")
        return self.result


class Agent:
    """A process with a socket of its own on which it creates what it is told to; it lives until it is ended."""

    def __init__(self, host, requests):
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(reader)
                self.work(host, requests, writer)
            finally:
                os._exit(1)
        os.close(writer)
        with os.fdopen(reader) as f:
            self.devs = json.loads(f.readline() or "[]")
        host.same("what an agent has created", len(requests), len(self.devs))

    @staticmethod
    def work(host, requests, writer):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        sock = Socket(host.spec, family=host.socket.family)
        devs = [{"id": sock.do("dev-create", **request)["id"]} for request in requests]
        os.write(writer, json.dumps(devs).encode() + b"\n")
        os.close(writer)
        while True:
            signal.pause()

    def end(self, signum):
        """SIGTERM makes it exit."""
        os.kill(self.pid, signum)
        os.waitpid(self.pid, 0)


def bind(number, how):
    """how is "bind" or "unbind"; whether it was."""
    try:
        with open(f"/sys/bus/platform/drivers/subdev_sim/{how}", "w", encoding="ascii") as f:
            f.write(f"subdev_sim.{number}")
    except OSError:
        return False
    return True
