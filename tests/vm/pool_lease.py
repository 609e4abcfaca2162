#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""What the end of a lease does to what was pulled: it is returned, once, and whoever has it since keeps it."""
import json
import os
import signal
import time

from lease_host import CHANGE, DEL, SOCKET, TTL, Holder
from pool_host import DELETED, LEASE_ENDED, LONG, RETURNED, Host, dev_story
from sim_host import amounts, by_name
from sim_knobs import await_counter, counter
from sim_vfio import User
from witness_netlink import Socket

THOUSAND = 1000


class Puller(Holder):
    """Pulls with leases of a kind, and lets them end."""

    def pull(self, pool="gold", **more):
        return self.socket.do("pool-pull", pool=pool, **self.how, **more)


def plain(host, kind):
    host.filled(1, "wide", size=4, low=0)
    puller = Puller(host, kind)
    devs = [puller.pull(label="anna", owner="joe"), puller.pull()]
    kept = host.pull(label="berta")
    host.set(devs[0], resource=amounts(channel=20))
    host.listener.events()
    puller.end()
    for dev in devs:
        host.await_ready(dev)
    seen = host.settled()
    # One event more tells that it holds what its pool wants again.
    host.same("story of a resized one", LEASE_ENDED[:1] + LEASE_ENDED, dev_story(seen, devs[0]))
    host.same("story of the other", LEASE_ENDED, dev_story(seen, devs[1]))
    for dev in devs:
        now = host.get(dev)
        host.same("nobody's", set(), {"label", "owner", "ttl"} & set(now))
        host.same("lease", ("persistent", 4), (now["lease"], by_name(now["resource"], "amount")["channel"]))
    host.same("another lease", ("berta", None), (host.get(kept)["label"], host.get(kept).get("ready")))
    host.same("counts", (4, 3, 1, 0), host.counts())
    host.quiet("the ends")


def in_use(host, kind):
    """When its user lets go, not before."""
    host.filled(2, "small", size=1, low=0)
    puller = Puller(host, kind)
    dev = puller.pull(label="anna")
    with User(dev):
        host.listener.events()
        puller.end()
        host.quiet("a lease that ends while its subdevice is in use")
        host.same("state", "in-use", host.get(dev)["state"])
    host.await_ready(dev)
    host.same("story", [(CHANGE, "idle", False, "use")] + LEASE_ENDED, dev_story(host.settled(), dev))


def returned_before(host, kind):
    """The end is nobody's, even if somebody else has pulled it since."""
    host.filled(2, "small", size=2, low=0)
    puller = Puller(host, kind)
    devs = [puller.pull() for _ in range(2)]
    host.give_back(*devs)
    again = host.pull(label="anna")
    host.listener.events()
    puller.end()
    host.quiet("leases that are none any more")
    host.same("it is still pulled", "anna", host.get(again)["label"])
    host.same("counts", (2, 1, 1, 0), host.counts())


def being_returned(host, kind):
    """It ends while it is being reset already."""
    host.filled(2, "small", size=1, low=0)
    puller = Puller(host, kind)
    dev = puller.pull()
    host.listener.events()
    host.knobs(2, delay_reset=LONG)
    host.socket.do("pool-return", id=dev["id"])
    await_counter(2, "delayed", 1)
    puller.end()
    host.knobs(2, delay_reset=0)
    host.await_ready(dev)
    host.same("story", RETURNED, dev_story(host.settled(), dev))


def deleted_before(host, kind):
    host.filled(2, "small", size=1, low=0)
    puller = Puller(host, kind)
    dev = puller.pull()
    host.listener.events()
    host.delete_one(dev)
    puller.end()
    host.same("story", DELETED, dev_story(host.settled(), dev))
    host.same("counts", (0, 0, 0, 0), host.counts())


def reset_fails(host, kind):
    host.filled(2, "small", size=1, low=0)
    puller = Puller(host, kind)
    dev = puller.pull()
    host.listener.events()
    host.knobs(2, fail_reset=1)
    puller.end()
    host.await_dev(dev, state="failed")
    host.same("story", [(CHANGE, "resetting", False, "lease"), (CHANGE, "failed", False, "lease")], dev_story(host.settled(), dev))
    host.give_back(dev)


def orphaned(host, kind):
    """Its pool is deleted by force: then it is deleted when its lease ends."""
    host.filled(2, "small", size=1, low=0)
    puller = Puller(host, kind)
    dev = puller.pull(label="anna")
    host.delete_pool(force=True)
    host.settled()
    host.same("its lease", kind, host.get(dev)["lease"])
    puller.end()
    host.same("story", [(CHANGE, "removing", False, "lease"), (DEL, "removing", False, "lease")], dev_story(host.settled(), dev))


def renewed(host):
    host.filled(2, "small", size=1, low=0)
    dev = host.pull(lease=TTL, ttl=1)
    host.listener.events()
    for _ in range(4):
        time.sleep(0.5)
        host.socket.do("dev-renew", id=dev["id"])
    host.same("it is still pulled", None, host.get(dev).get("ready"))
    host.listener.events()
    host.await_ready(dev)
    host.same("story", LEASE_ENDED, dev_story(host.settled(), dev))


def killed(host):
    """An agent with a thousand: nothing is left of it."""
    host.create_pool(2, "small", low=0)
    host.socket.do("pool-push", pool="gold", count=THOUSAND)
    before = host.all_counts()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        sock = Socket(host.spec, family=host.socket.family)
        ids = [sock.do("pool-pull", pool="gold", lease=SOCKET, owner="agent", label=f"a{i}")["id"] for i in range(THOUSAND)]
        os.write(writer, json.dumps(len(set(ids))).encode() + b"\n")
        signal.pause()
    os.close(writer)
    with os.fdopen(reader) as f:
        host.same("subdevices of the agent", THOUSAND, int(f.readline() or 0))
    host.same("counts", (THOUSAND, 0, THOUSAND, 0), host.counts())
    host.listener.events()
    start = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    host.await_pool(ready=THOUSAND, seconds=120)
    print(f"# {THOUSAND} leases ended, and all is ready again, in {time.monotonic() - start:.2f} s")
    host.same("counts", (THOUSAND, THOUSAND, 0, 0), host.counts())
    seen = host.settled()
    for dev in host.devs_of():
        host.same("story", LEASE_ENDED, dev_story(seen, dev))
        host.same("nobody's", set(), {"label", "owner"} & set(dev))
    parents, devs, *rest = host.all_counts()
    host.same("parents, nodes and all that sim knows", before[0:1] + before[2:], (parents, *rest))
    host.same("subdevices but for their generations", [dev | {"generation": 0} for dev in before[1]], [dev | {"generation": 0} for dev in devs])


POINTS = (
    ("it is returned", plain),
    ("in use: when its user lets go", in_use),
    ("returned before", returned_before),
    ("being returned", being_returned),
    ("deleted before", deleted_before),
    ("the reset fails", reset_fails),
    ("its pool is gone: it is deleted", orphaned),
)


def main():
    host = Host(resources=1, basic=2)
    for kind in ("socket", "ttl"):
        for name, function in POINTS:
            host.point(f"{kind}: {name}", function, kind)
    host.point("renewed, until it is not", renewed)
    host.point("an agent with a thousand is killed", killed)
    for number in (1, 2):
        host.same("active in the end", counter(number, "activates"), counter(number, "deactivates"))
        host.remove(number)
    host.end()


main()
