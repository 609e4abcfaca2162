#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Several against one limit at once: it is kept at each moment, and nothing is counted in the end.

usage: limit_race.py [SECONDS [SEED]]
"""
import os
import random
import sys
import threading
import time
from errno import EBUSY, EEXIST, ENODEV, ENOSPC

from lease_host import SOCKET, bind
from limit_host import Host, limit, limits
from sim_host import amounts
from sim_knobs import PARAMETERS, write
from witness_netlink import Socket

ALLOWED = {0, EBUSY, EEXIST, ENODEV, ENOSPC}
ROUNDS = 200
WORKERS = 4
LIMIT = 6
OWNERS = ("joe", "jim", None)


class Rival(threading.Thread):
    """One of several who ask for the same at the same moment; the errno of each answer."""

    def __init__(self, host, barrier, request):
        super().__init__()
        self.sock = Socket(host.spec, family=host.socket.family)
        self.barrier = barrier
        self.request = request
        self.errnos = []
        self.ids = []

    def run(self):
        for _ in range(ROUNDS):
            self.barrier.wait()
            answer = self.sock.request(*self.request)
            self.errnos.append(answer.errno)
            self.barrier.wait()
            if answer.errno == 0:
                self.undo(answer.objects[0])
            self.barrier.wait()
        self.sock.close()

    def undo(self, dev):
        """A record is gone a moment after it was deleted."""
        self.sock.request("dev-delete", {"id": dev["id"]})
        while self.sock.request("dev-get", {"id": dev["id"]}).errno == 0:
            time.sleep(0.0002)


class Grower(Rival):
    def undo(self, dev):
        self.sock.request("dev-set", {"id": dev["id"], "resource": amounts(engine=1)})


def one_wins(host, rivals):
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    for i, errnos in enumerate(zip(*[rival.errnos for rival in rivals])):
        host.same(f"round {i}", [0] + [ENOSPC] * (len(rivals) - 1), sorted(errnos))


def creators(host):
    """Two want what there is for one of them."""
    host.limit(1, *limits("joe", engine=5))
    request = {"parent-index": host.indexes[1], "type": "wide", "owner": "joe", "inactive": True, "resource": amounts(engine=3)}
    barrier = threading.Barrier(2)
    one_wins(host, [Rival(host, barrier, ("dev-create", request)) for _ in range(2)])
    host.same("used", {"engine": 0}, host.used(1, "joe"))


def growers(host):
    """Two subdevices of an owner want to grow, for one of which there is room."""
    host.limit(1, *limits("joe", engine=5))
    devs = [host.create(1, "wide", owner="joe") for _ in range(2)]
    barrier = threading.Barrier(2)
    one_wins(host, [Grower(host, barrier, ("dev-set", {"id": dev["id"], "resource": amounts(engine=4)})) for dev in devs])
    host.same("used", {"engine": 2}, host.used(1, "joe"))


def work(host, rng, deadline, seen):
    """Creates, changes and deletes for two owners and nobody; what another has made, too. Some of it goes with its socket."""
    sock = Socket(host.spec, family=host.socket.family)
    while time.monotonic() < deadline:
        owner = rng.choice(OWNERS)
        attrs = {"parent-name": "platform/subdev_sim.1", "type": "wide", "resource": amounts(engine=rng.randrange(1, 5), channel=1)}
        attrs |= {"owner": owner} if owner else {}
        attrs |= rng.choice(({}, {"inactive": True}, {"inactive": True}, {"inactive": True, "lease": SOCKET}, {"dry-run": True}))
        requests = [("dev-create", attrs)]
        for dev in rng.sample(devs, min(3, len(devs))) if (devs := sock.request("dev-get", {}, "dump").objects) else ():
            requests.append(rng.choice((("dev-set", {"id": dev["id"], "resource": amounts(engine=rng.randrange(1, 9))}),
                                        ("dev-delete", {"id": dev["id"], "force": True}))))
        for request in requests:
            answer = sock.request(*request)
            if answer.errno not in ALLOWED:
                raise AssertionError(f"{request}: {answer}")
            seen["refused"] += "owner's limit" in (answer.text or "")
        if rng.random() < 0.05:
            sock.close()
            sock = Socket(host.spec, family=host.socket.family)


def change_limits(host, rng, deadline, _seen):
    """Of those that are counted, and of others."""
    sock = Socket(host.spec, family=host.socket.family)
    while time.monotonic() < deadline:
        new = [limit(owner, resource, rng.choice((None, 0, 3, 9))) for owner in rng.sample(("joe", "jim", "a", "b", "c"), 3)
               for resource in ("engine", "channel")]
        answer = sock.request("parent-set", {"name": "platform/subdev_sim.1", "limit": new})
        if answer.errno not in ALLOWED:
            raise AssertionError(f"{new}: {answer}")
        sock.request("limit-get", {}, "dump")


def unbind(_host, rng, deadline, _seen):
    while time.monotonic() < deadline:
        time.sleep(rng.random() * 0.5)
        bind(1, "unbind")
        time.sleep(rng.random() * 0.05)
        bind(1, "bind")


def start(host, function, seed, seconds):
    """A process; how many requests a limit forbade is its exit status, up to 100."""
    pid = os.fork()
    if pid == 0:
        seen = {"refused": 0}
        try:
            function(host, random.Random(seed), time.monotonic() + seconds, seen)
        except BaseException as e:      # pylint: disable=broad-except
            print(f"# {function.__name__}: {type(e).__name__}: {e}", flush=True)
            os._exit(255)
        os._exit(min(seen["refused"], 100))
    return pid


def finish(host, pids):
    """How many requests a limit forbade."""
    refused = 0
    for pid in pids:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        host.same("a worker came to its end", True, 0 <= status <= 100)
        refused += status
    return refused


def watched(host, seconds, seed):
    """The most that an owner had at any moment while all work, and how many requests a limit forbade."""
    pids = [start(host, work, f"{seed} {i}", seconds) for i in range(WORKERS)]
    deadline = time.monotonic() + seconds
    most = 0
    while time.monotonic() < deadline:
        used = [each["used"] for each in host.socket.dump("limit-get", parent_index=host.indexes[1])]
        most = max(most, *used)
    return most, finish(host, pids)


def kept(host, seconds, seed):
    """The limit holds at each moment that anybody looks at, and now and then all of it is used: on a slow machine later."""
    host.limit(1, *limits("joe", engine=LIMIT), *limits("jim", engine=LIMIT))
    most = refused = rounds = 0
    while rounds < 5 and (most < LIMIT or not refused):
        rounds += 1
        now = watched(host, seconds, f"{seed} {rounds}")
        most, refused = max(most, now[0]), refused + now[1]
    print(f"# {rounds} rounds: at most {most} of {LIMIT} were used, {refused} or more refused")
    host.same("at most", LIMIT, most)
    host.same("some were refused", True, refused > 0)
    host.listener.events()
    devs = {dev["id"]: dev for dev in host.socket.dump("dev-get")}
    held = {owner: sum(each["amount"] for each in host.socket.dump("holder-get", parent_index=host.indexes[1], resource="engine")
                       if devs[each["dev"]].get("owner") == owner) for owner in ("joe", "jim")}
    host.same("what they hold", held, {owner: host.used(1, owner)["engine"] for owner in ("joe", "jim")})


def changing(host, seconds, seed):
    """Limits come and go meanwhile, and the parent does."""
    write(f"{PARAMETERS}/catalogue", "resources")
    work_of = [work] * WORKERS + [change_limits, change_limits, unbind]
    finish(host, [start(host, function, f"{seed} {i}", seconds) for i, function in enumerate(work_of)])
    bind(1, "bind")
    write(f"{PARAMETERS}/catalogue", "basic")
    host.indexes[1] = host.socket.do("parent-get", name="platform/subdev_sim.1")["index"]
    host.listener.events()


def settled(host, function, *args):
    """With leases of sockets that have closed: their subdevices go by themselves."""
    function(host, *args)
    deadline = time.monotonic() + 30
    while any(dev["lease"] == "socket" for dev in host.socket.dump("dev-get")) and time.monotonic() < deadline:
        time.sleep(0.01)
    host.listener.events(0.2)


def main():
    seconds, seed = (list(map(int, sys.argv[1:])) + [5, 7][len(sys.argv) - 1:])
    host = Host(resources=1)
    host.point("two creators", creators)
    host.point("two that grow", growers)
    host.point("a limit is kept", settled, kept, seconds, seed)
    host.point("limits that change, while the parent goes", settled, changing, seconds, seed)
    host.remove(1)
    host.end()


main()
