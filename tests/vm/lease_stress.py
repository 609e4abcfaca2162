#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Processes that hold leases and die, renew, delete, open, cordon and unbind, all at once: nothing is left of it.

usage: lease_stress.py [SECONDS [SEED]]
"""
import os
import random
import signal
import sys
import time
from errno import EBUSY, ENODEV, ENOSPC

from lease_host import ADD, DEL, SOCKET, TTL, Host, bind
from sim_host import amounts
from sim_knobs import PARAMETERS, await_counter, counter, write
from sim_vfio import User
from witness_netlink import Socket

ALLOWED = {0, EBUSY, ENODEV, ENOSPC}
OWNERS = ("anna", "berta")
AGENTS = 4


class Allowed:
    """Sends what may be refused only for what others do."""

    def __init__(self, host):
        self.sock = Socket(host.spec, family=host.socket.family)

    def __call__(self, op_name, **attrs):
        answer = self.sock.request(op_name, {name.replace("_", "-"): value for name, value in attrs.items()})
        if answer.errno not in ALLOWED:
            raise AssertionError(f"{op_name} {attrs}: {answer}")
        return answer.objects[0] if answer.objects else None


def agent_life(host, rng):
    """Creates, changes and deletes some of it, and dies in one way or another."""
    send = Allowed(host)
    mine = []
    for _ in range(rng.randrange(1, 20)):
        number, type_name = rng.choice((1, 2)), rng.choice(("wide", "lean", "tuned", "huge"))
        how = rng.choice(3 * [{"lease": SOCKET}] + [{"lease": TTL, "ttl": 1}, {"lease": TTL, "ttl": 2}])
        if rng.random() < 0.5:
            how = how | {"owner": rng.choice(OWNERS)}
        if type_name != "huge" and rng.random() < 0.3:
            how = how | {"resource": amounts(channel={"wide": 9, "lean": 7, "tuned": 16}[type_name])}
        if dev := send("dev-create", parent_name=f"platform/subdev_sim.{number}", type=type_name, **how,
                       **({"inactive": True} if rng.random() < 0.5 else {})):
            mine.append(dev["id"])
        if mine and rng.random() < 0.4:
            send(rng.choice(("dev-delete", "dev-renew", "dev-activate", "dev-deactivate")), id=rng.choice(mine))
    return rng.choice((lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None, send.sock.close))


def agents(host, rng, deadline):
    """One life after the other, each a process; some are killed in the middle of it."""
    while time.monotonic() < deadline:
        seed = rng.getrandbits(32)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            if rng.random() < 0.3:
                signal.setitimer(signal.ITIMER_REAL, rng.random() * 0.1)
            try:
                agent_life(host, random.Random(seed))()
            except BaseException as e:      # pylint: disable=broad-except
                print(f"# {e}", flush=True)
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if status not in (0, signal.SIGKILL, signal.SIGALRM):
            raise AssertionError(f"status {status} of an agent")


def others(host, rng, deadline):
    """Renew and delete what agents have, also for an owner, also by force."""
    send = Allowed(host)
    while time.monotonic() < deadline:
        only = {"owner": rng.choice(OWNERS)} if rng.random() < 0.5 else {}
        for dev in send.sock.dump("dev-get", **only):
            if dev.get("owner") not in (only.get("owner"), None) and only:
                raise AssertionError(f"not of {only}: {dev}")
            what = rng.random()
            if what < 0.3:
                send("dev-renew", id=dev["id"], **({"ttl": 1} if what < 0.1 else {}))
            elif what < 0.5:
                send("dev-delete", id=dev["id"], **({"force": True} if what < 0.4 else {}), **only)
        time.sleep(0.01)


def users(host, rng, deadline):
    """Open what is idle, for a while."""
    sock = Allowed(host).sock
    while time.monotonic() < deadline:
        for dev in sock.dump("dev-get"):
            if dev["state"] == "idle" and rng.random() < 0.5:
                try:
                    with User(dev):
                        time.sleep(rng.random() * 0.1)
                except OSError:
                    pass
        time.sleep(0.01)


def cordons(host, rng, deadline):
    send = Allowed(host)
    while time.monotonic() < deadline:
        time.sleep(rng.random() * 0.5)
        name = f"platform/subdev_sim.{rng.choice((1, 2))}"
        send("parent-set", name=name, cordon=1)
        time.sleep(rng.random() * 0.1)
        send("parent-set", name=name, cordon=0)


def unbinds(_host, rng, deadline):
    while time.monotonic() < deadline:
        time.sleep(rng.random())
        number = rng.choice((1, 2))
        bind(number, "unbind")
        time.sleep(rng.random() * 0.1)
        bind(number, "bind")


def start(host, function, seed, seconds):
    pid = os.fork()
    if pid == 0:
        try:
            function(host, random.Random(seed), time.monotonic() + seconds)
        except BaseException as e:      # pylint: disable=broad-except
            print(f"# {function.__name__}: {type(e).__name__}: {e}", flush=True)
            os._exit(1)
        os._exit(0)
    return pid


def watch(host, pids):
    """Counts what comes and goes until all have ended."""
    events = []
    while pids:
        events += [(name, obj["id"], obj["event"]) for name, obj in host.listener.events(0.05) if name in (ADD, DEL)]
        for pid in list(pids):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                pids.remove(pid)
                host.same("status of a worker", 0, status)
    return events


def settle(host):
    """Times run out, and what waits goes on: nothing has to be deleted."""
    deadline = time.monotonic() + 60
    while host.socket.dump("dev-get"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"leases do not end: {host.socket.dump('dev-get')}")
        time.sleep(0.01)


def stress(host, seconds, seed):
    work = [agents] * AGENTS + [others, users, cordons, unbinds]
    events = watch(host, [start(host, function, f"{seed} {i}", seconds) for i, function in enumerate(work)])
    settle(host)
    events += [(name, obj["id"], obj["event"]) for name, obj in host.listener.events(0.2) if name in (ADD, DEL)]
    added = [dev for name, dev, _ in events if name == ADD]
    gone = [dev for name, dev, _ in events if name == DEL]
    host.same("each that came went, once", sorted(added), sorted(gone))
    causes = {}
    for name, _, event in events:
        causes[event["cause"]] = causes.get(event["cause"], 0) + (name == DEL)
    print(f"# seed {seed}: {len(added)} subdevices, ended by {causes}")
    for cause in ("command", "lease", "parent"):
        host.same(f"some ended by {cause}", True, causes.get(cause, 0) > 0)


def accounts(host):
    for number in (1, 2):
        host.indexes[number] = host.socket.do("parent-get", name=f"platform/subdev_sim.{number}")["index"]
        host.same("cordon and subdevices", (0, 0), tuple(host.parent(number)[name] for name in ("cordon", "devs")))
        host.same("active", counter(number, "activates"), counter(number, "deactivates"))
        host.same("open", counter(number, "opens"), counter(number, "closes"))
        await_counter(number, "objects", 0)
    host.all_free()
    host.same("devices", [], os.listdir("/sys/bus/subdev/devices"))


def main():
    seconds, seed = (list(map(int, sys.argv[1:])) + [6, 3][len(sys.argv) - 1:])
    host = Host(resources=1)
    host.add(2, "resources")
    # what a parent offers that is bound again
    write(f"{PARAMETERS}/catalogue", "resources")
    host.points.point(f"{seconds} s of everything at once", stress, host, seconds, seed)
    for number in (1, 2):
        bind(number, "bind")
    host.points.point("all accounts are at 0", accounts, host)
    write(f"{PARAMETERS}/catalogue", "basic")
    for number in (1, 2):
        host.remove(number)
    host.end()


main()
