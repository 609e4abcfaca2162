#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Counting on all processors at once, while others ask, open and close: nothing is lost, and no counter becomes less.

usage: stats_race.py ROUNDS
"""
import os
import sys
import traceback

from stats_host import DEV, DOORBELL, MSIX, PARENT, SCRATCH, StatsHost, Worker


class Process:
    """A child that runs a function on one processor; end() waits for it, and says whether it did all of it."""

    def __init__(self, function, cpu):
        self.pid = os.fork()
        if self.pid:
            return
        try:
            os.sched_setaffinity(0, {cpu})
            function()
        except BaseException:       # pylint: disable=broad-except
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def alive(self):
        pid, self.status = os.waitpid(self.pid, os.WNOHANG)
        return not pid


def at_once(host, *functions):
    """Runs them on all processors, asks meanwhile, and proves that nothing becomes less."""
    cpus = sorted(os.sched_getaffinity(0))
    processes = [Process(function, cpus[n % len(cpus)]) for n, function in enumerate(functions)]
    before, asked = {}, 0
    while processes:
        have = {each["id"]: each for each in host.socket.dump("dev-stats-get")}
        have[0] = host.parent_stats(1)
        for number, stats in have.items():
            for name in DEV if number else PARENT:
                if number in before and stats[name] < before[number][name]:
                    host.points.problem(f"{name} of {number}: {stats[name]} after {before[number][name]}")
        before = have
        asked += 1
        for process in [process for process in processes if not process.alive()]:
            host.same("status of a worker", 0, process.status)
            processes.remove(process)
    if asked < 5:
        host.points.problem(f"asked only {asked} times")


def one_device(host):
    """Several workers with one file descriptor: the sum over the processors is what all did."""
    dev = host.create(1, "full", active=True)
    with Worker(dev) as user:
        user.eventfds(MSIX, 2)

        def work():
            for _ in range(ROUNDS):
                user.read(SCRATCH)
                user.read(0)
                user.write(SCRATCH, 1)
                user.write(DOORBELL, 0)
        at_once(host, work, work, work)
        host.counted("by three workers", dev, opens=1, reads=6 * ROUNDS, writes=6 * ROUNDS, interrupts=3 * ROUNDS)


def many_uses(host):
    """Opens and closes of several at once, and one that is activated and deactivated."""
    before = host.parent_stats(1)
    devs = [host.create(1, "small", active=True) for _ in range(2)]
    other = host.create(1, "small")
    uses = ROUNDS // 20

    def use(dev):
        for _ in range(uses):
            with Worker(dev) as user:
                user.read(SCRATCH)

    def switch():
        socket = StatsHost.client(host.spec)
        for _ in range(uses):
            with Worker(socket.do("dev-activate", id=other["id"])) as user:
                user.read(SCRATCH)
                user.reset()
            socket.do("dev-deactivate", id=other["id"])
            while socket.do("dev-get", id=other["id"])["state"] != "inactive":
                pass
    at_once(host, lambda: use(devs[0]), lambda: use(devs[1]), switch)
    for dev in devs:
        host.counted("after many uses", dev, opens=uses, reads=uses)
    host.counted("after many activations", other, opens=uses, reads=uses, resets=uses)
    have = host.grown("after all that", 1, before, creates=3, opens=3 * uses, resets=uses)
    host.same("time in use of the parent", sum(host.stats(dev)["time-in-use"] for dev in (*devs, other)),
              have["time-in-use"] - before["time-in-use"])


ROUNDS = int(sys.argv[1])
host = StatsHost(basic=1)
host.point("all processors count for one subdevice", one_device)
host.point("opens, closes and activations at once", many_uses)
host.remove(1)
host.end()
