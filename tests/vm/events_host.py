# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of events share: what events say, who follows them, and workers who make them."""
import mmap
import os
import time

from witness_netlink import Socket

ADD, CHANGE, DEL = "dev-add-ntf", "dev-change-ntf", "dev-del-ntf"
PARENT_ADD, PARENT_CHANGE, PARENT_DEL = "parent-add-ntf", "parent-change-ntf", "parent-del-ntf"
POOL_ADD, POOL_CHANGE, POOL_DEL = "pool-add-ntf", "pool-change-ntf", "pool-del-ntf"

# What an event has besides the object: its number, and how the parent is now.
ONLY_IN_EVENTS = ("event", "parent-generation", "parent-devs", "parent-resource")


def bare(obj):
    """The object of an event."""
    return {name: value for name, value in obj.items() if name not in ONLY_IN_EVENTS + ("pool-counts",)}


def as_events_tell(obj):
    """An object without what is true at its moment only: the largest run that is free, and what is left of a lease."""
    obj = {name: value for name, value in obj.items() if name != "ttl"}
    if "resource" in obj:
        obj["resource"] = [{name: value for name, value in each.items() if name != "largest"} for each in obj["resource"]]
    return obj


def by(field, objects):
    return {obj[field]: as_events_tell(obj) for obj in objects}


class State:
    """Parents, pools and subdevices, by index, name and id, as a dump has them: one that is not taken again if something changed
    meanwhile."""

    def __init__(self, sock, parent=None, owner=None, pool=None):
        """Of one parent; of one owner, who has no parents and no pools; or of one pool, which has no parents."""
        parents = sock.request("parent-get", {}, "dump")
        only = {"parent-name": parent} if parent else {}
        pools = sock.request("pool-get", only, "dump")
        devs = sock.request("dev-get", only | ({"owner": owner} if owner else {}) | ({"pool": pool} if pool else {}), "dump")
        self.mark = parents.mark
        self.owner = owner
        self.pool = pool
        self.parents = {index: obj for index, obj in by("index", parents.objects).items()
                        if not owner and not pool and parent in (None, obj["name"])}
        self.pools = {name: obj for name, obj in by("name", pools.objects).items() if not owner and pool in (None, name)}
        self.devs = by("id", devs.objects)

    def differences(self, other):
        return [(mine.get(key), theirs.get(key))
                for mine, theirs in ((self.parents, other.parents), (self.pools, other.pools), (self.devs, other.devs))
                for key in sorted(mine.keys() | theirs.keys()) if mine.get(key) != theirs.get(key)]


class Fold(State):
    """A dump, and the events after it that are newer than what is known."""

    def apply(self, name, obj):
        if obj["event"]["epoch"] != self.mark["epoch"]:
            raise ValueError(f"epoch {obj['event']['epoch']} after {self.mark}")
        if obj["event"]["seq"] <= self.mark["seq"]:
            return
        if name.startswith("parent"):
            self.put(self.parents, obj["index"], name == PARENT_DEL, obj)
        elif name.startswith("pool"):
            self.put(self.pools, obj["name"], name == POOL_DEL, obj)
        else:
            self.put(self.devs, obj["id"], name == DEL or not self.mine(obj), obj)
            self.put_parent_of(obj)
            self.put_pool_of(obj)

    def mine(self, dev):
        """Whether a subdevice still is of the one owner or pool that this is about."""
        return self.owner in (None, dev.get("owner")) and self.pool in (None, dev.get("pool"))

    @staticmethod
    def put(known, key, gone, obj):
        if key in known and known[key]["generation"] >= obj["generation"]:
            return
        if gone:
            known.pop(key, None)
        else:
            known[key] = as_events_tell(bare(obj))

    def put_parent_of(self, obj):
        parent = self.parents.get(obj["parent-index"])
        if parent and obj.get("parent-generation", 0) > parent["generation"]:
            parent |= {name: obj[f"parent-{name}"] for name in ("generation", "devs", "resource") if f"parent-{name}" in obj}

    def put_pool_of(self, obj):
        """A change of one of its subdevices is a change of the pool."""
        counts = obj.get("pool-counts")
        pool = self.pools.get(counts["name"]) if counts else None
        if pool and counts["generation"] > pool["generation"]:
            pool |= counts


class Workers:
    """Processes that each do something as long as they may go on: function(host, number, going). That is for the time, and on a
    busy machine longer, until it was enough; run() is to be called all the while."""

    LONGEST = 120

    def __init__(self, host, functions, seconds, enough=lambda: True):
        self.points = host.points
        self.end = time.monotonic() + seconds
        self.enough = enough
        self.over = mmap.mmap(-1, 1)
        self.pids = []
        for number, function in enumerate(functions):
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    function(host, number, self.going)
                    status = 0
                except BaseException as e:      # pylint: disable=broad-except
                    print(f"# {function.__name__}: {type(e).__name__}: {e}", flush=True)
                finally:
                    os._exit(status)
            self.pids.append(pid)

    def going(self):
        return not self.over[0] and time.monotonic() < self.end + self.LONGEST

    def run(self):
        """Whether some still work."""
        if time.monotonic() > self.end and self.enough():
            self.over[0] = 1
        for pid in list(self.pids):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self.pids.remove(pid)
                self.points.same("status of a worker", 0, status)
        return bool(self.pids)


def delete_all(host):
    for pool in host.socket.dump("pool-get"):
        host.socket.request("pool-delete", {"name": pool["name"], "force": True})
    deadline = time.monotonic() + 60
    while host.socket.dump("pool-get"):
        if time.monotonic() > deadline:
            raise TimeoutError("pools do not go")
        time.sleep(0.01)
    for dev in host.socket.dump("dev-get"):
        host.socket.request("dev-delete", {"id": dev["id"]})
    deadline = time.monotonic() + 60
    while host.socket.dump("dev-get"):
        if time.monotonic() > deadline:
            raise TimeoutError("subdevices do not go")
        time.sleep(0.01)


def settled(sock, moving=lambda dev: dev["state"] == "removing"):
    """Until nothing changes by itself any more."""
    deadline = time.monotonic() + 60
    while any(moving(dev) for dev in sock.dump("dev-get")) or any(pool["state"] in ("filling", "removing")
                                                                 for pool in sock.dump("pool-get")):
        if time.monotonic() > deadline:
            raise TimeoutError("subdevices stay as they should not")
        time.sleep(0.01)


class Listener(Socket):
    """Has subscribed, and proves of all that it reads that the numbers have no gap."""

    def __init__(self, spec, points, **more):
        super().__init__(spec, **more)
        self.points = points
        self.last = None
        self.epoch = None
        self.subscribe()

    def read(self, seconds=0.0):
        result = self.events(seconds)
        for name, obj in result:
            number = obj["event"]
            if self.last is not None:
                self.points.same(f"number of {name}", self.last + 1, number["seq"])
                self.points.same(f"epoch of {name}", self.epoch, number["epoch"])
            self.last, self.epoch = number["seq"], number["epoch"]
        return result

    def until(self, wanted, seconds=30):
        """Events up to the first that is wanted."""
        deadline = time.monotonic() + seconds
        seen = []
        while not any(wanted(*event) for event in seen):
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {[(name, obj.get('state')) for name, obj in seen]}")
            seen += self.read(1)
        return seen

    def until_gone(self, dev_id):
        return self.until(lambda name, obj: name == DEL and obj["id"] == dev_id)
