#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Filters: a listener gets just those events that it asked for, as long as its socket lives and no longer."""
import os
import random
import subprocess
import time
from errno import EINVAL, ENOBUFS, ERANGE

from sim_knobs import add_parent, del_parent
from witness_netlink import Points, Socket, Spec

PARENTS = [f"platform/subdev_sim.{number}" for number in range(2)]
OWNERS = ("joe", "anna@example.org", "/slice/7")
KINDS = ("parent-add", "parent-change", "parent-del", "dev-add", "dev-change", "dev-del", "pool-add", "pool-change", "pool-del")
POOLS = ("gold", "silver")
SECONDS = 4


class Listener(Socket):
    """Listens with a filter, by request or not."""

    def __init__(self, host, rcvbuf=4 << 20, **wanted):
        super().__init__(host.spec, rcvbuf=rcvbuf, family=host.family)
        if wanted:
            self.filter(**wanted)
        self.subscribe()


class Host:
    def __init__(self):
        self.spec = Spec()
        self.points = Points()
        self.same = self.points.same
        self.connect()

    def connect(self):
        """Also after the modules have been loaded again."""
        self.socket = Socket(self.spec)
        self.family = self.socket.family
        self.all = Listener(self)
        self.indexes = {parent["name"]: parent["index"] for parent in self.socket.dump("parent-get")}

    def close(self):
        self.socket.close()
        self.all.close()

    def create(self, parent, owner=None, **more):
        how = {"parent_name": parent, "type": "small", "inactive": True} | ({"owner": owner} if owner else {}) | more
        return self.socket.do("dev-create", **how)

    def delete(self, *devs):
        """Until the last events have come; all events on the way."""
        for dev in devs:
            self.socket.do("dev-delete", id=dev["id"])
        missing = {dev["id"] for dev in devs}
        seen = []
        deadline = time.monotonic() + 30
        while missing:
            more = self.all.events(1)
            missing -= {obj["id"] for name, obj in more if name == "dev-del-ntf"}
            seen += more
            if time.monotonic() > deadline:
                raise TimeoutError(f"subdevices {missing} do not go")
        return seen

    def pool_story(self, parent, name):
        """A pool comes, is filled, something is pulled and comes back, or stays when the pool goes."""
        self.socket.do("pool-create", name=name, parent_name=parent, type="small", size=2, low=0)
        self.until(lambda: self.socket.do("pool-get", name=name)["ready"] == 2)
        devs = [self.socket.do("pool-pull", pool=name, owner=OWNERS[0]) for _ in range(2)]
        self.socket.do("pool-return", id=devs[0]["id"])
        self.until(lambda: self.socket.do("pool-get", name=name)["ready"] == 1)
        self.socket.do("pool-delete", name=name, force=True)
        self.until(lambda: self.socket.request("pool-get", {"name": name}).errno)
        self.until(lambda: self.socket.request("dev-get", {"id": devs[0]["id"]}).errno)
        return devs[1]

    @staticmethod
    def until(wanted):
        deadline = time.monotonic() + 30
        while not wanted():
            if time.monotonic() > deadline:
                raise TimeoutError("it does not come")
            time.sleep(0.001)

    def story(self):
        """Something of everything: all events of it."""
        self.all.events()
        orphans = [self.pool_story(parent, name) for parent, name in zip(PARENTS, POOLS)]
        devs = [self.create(parent, owner) for parent in PARENTS for owner in OWNERS + (None,)]
        for dev in devs:
            self.socket.do("dev-set", id=dev["id"], new_label=f"l{dev['id']}")
        for parent in PARENTS:
            self.socket.do("parent-set", name=parent, cordon=1)
            self.socket.do("parent-set", name=parent, cordon=0)
        add_parent(76)
        devs += orphans + [self.create("platform/subdev_sim.76", OWNERS[0])]
        seen = self.all.events()
        seen += self.delete(*devs)
        del_parent(76)
        return seen + self.all.events()


def passes(event, parent_index=None, parent_name=None, owner=None, kind=None, pool=None):
    """Whether an event is what a filter asks for."""
    name, obj = event
    is_parent, is_dev = name.startswith("parent"), name.startswith("dev")
    index, parent = (obj["index"], obj["name"]) if is_parent else (obj.get("parent-index"), obj["parent-name"])
    of_pool = obj["name"] if name.startswith("pool") else obj.get("pool-counts", {}).get("name", obj.get("pool"))
    return (parent_index in (None, index) and parent_name in (None, parent) and pool in (None, of_pool) and
            (owner is None or (is_dev and owner in owners_of(obj))) and
            (kind is None or name.removesuffix("-ntf") in kind))


def owners_of(dev):
    """Whose it is, and of one that was just pulled or returned, whose it was: nobody's or that of who pulls in this test."""
    owner = dev.get("owner", "")
    if "pool-counts" not in dev:
        return (owner,)
    if dev["state"] == "resetting":
        return (owner, OWNERS[0])
    return (owner, "") if dev.get("pool") and owner else (owner,)


def short(events):
    return [(name, obj["event"]["seq"]) for name, obj in events]


def heard(host, listener, seen, **wanted):
    """The listener has just those of all events that it asked for."""
    host.same(f"events with {wanted}", short(event for event in seen if passes(event, **wanted)), short(listener.events()))


def choices(host):
    """Each thing that can be asked for, alone, and what nothing is."""
    for parent in PARENTS:
        yield {"parent_name": parent}
        yield {"parent_index": host.indexes[parent]}
        yield {"parent_name": parent, "parent_index": host.indexes[parent]}
    yield {"parent_name": PARENTS[0], "parent_index": host.indexes[PARENTS[1]]}
    yield {"parent_name": "pci/0000:00:04.0"}
    yield {"parent_name": "platform/subdev_sim.76"}
    yield {"parent_index": (1 << 32) - 1}
    for owner in OWNERS + ("", "nobody", "jo", "joe2", "Joe"):
        yield {"owner": owner}
    for kind in KINDS:
        yield {"kind": [kind]}
    for pool in POOLS + ("gol", "Gold", "nothing"):
        yield {"pool": pool}
        yield {"pool": pool, "owner": OWNERS[0]}
        yield {"pool": pool, "kind": ["pool-change", "dev-add"]}
        yield {"pool": pool, "parent_name": PARENTS[0]}
    yield {"kind": KINDS}
    yield {"kind": ("dev-del", "dev-add", "dev-add")}


def some(rng, host):
    """Several things at once."""
    wanted = {}
    if rng.random() < 0.5:
        wanted["parent_name"] = rng.choice(PARENTS)
    if rng.random() < 0.3:
        wanted["parent_index"] = host.indexes[rng.choice(PARENTS)]
    if rng.random() < 0.6:
        wanted["owner"] = rng.choice(OWNERS + ("",))
    if rng.random() < 0.3:
        wanted["pool"] = rng.choice(POOLS)
    if rng.random() < 0.6:
        wanted["kind"] = rng.sample(KINDS, rng.randrange(1, len(KINDS)))
    return wanted


def what_is_asked_for(host):
    rng = random.Random(4)
    listeners = [(Listener(host, **wanted), wanted) for wanted in list(choices(host)) + [some(rng, host) for _ in range(60)]]
    seen = host.story()
    host.same("kinds that there were", set(KINDS), {name.removesuffix("-ntf") for name, _ in seen})
    numbers = [obj["event"]["seq"] for _, obj in seen]
    host.same("numbers without a filter", list(range(numbers[0], numbers[0] + len(numbers))), numbers)
    for listener, wanted in listeners:
        heard(host, listener, seen, **wanted)
        listener.close()


def replaced(host):
    """A filter takes the place of the one before; nothing asked for is everything; what is refused changes nothing."""
    with Listener(host) as listener:
        for wanted in ({"owner": "joe"}, {"parent_name": PARENTS[1]}, {}, {"kind": ["dev-del"]}, {"owner": ""}, {}):
            listener.filter(**wanted)
            heard(host, listener, host.story(), **wanted)
        listener.filter(owner="joe")
        for what, attrs, errno in (("an index of 0", {"parent-index": 0}, ERANGE), ("a kind of 0", {"kind": [4, 0]}, ERANGE),
                                   ("a kind too many", {"kind": [10]}, ERANGE), ("no pool", {"pool": ""}, EINVAL), ("no name", {"parent-name": ""}, EINVAL),
                                   ("an owner that cannot be", {"owner": "a b"}, EINVAL),
                                   ("half a good one", {"parent-index": 1, "owner": "\x7f"}, EINVAL)):
            answer = listener.request("filter-set", attrs)
            host.same(f"errno of {what} ({answer})", errno, answer.errno)
        heard(host, listener, host.story(), owner="joe")


def told_when_it_was_set(host):
    """What came before a filter stays, what comes after it is filtered."""
    with Listener(host) as listener:
        dev = host.create(PARENTS[0], "joe")
        # The answer would stand behind the events: it is not waited for.
        op = host.spec.ops["filter-set"]
        payload, _ = listener.pack(op, {"owner": "nobody"})
        listener.sock.send(listener.message(payload, op.value, 0))
        host.delete(dev)
        host.same("events", ["dev-add-ntf"], [name for name, _ in listener.events()])


def gone_with_its_socket(host):
    """The next socket of the same port id has no filter, nor has another socket of the process."""
    port = 0x70000001
    with Socket(host.spec, family=host.family, port=port) as sock:
        sock.filter(owner="nobody")
        sock.subscribe()
        with Listener(host) as other:
            heard(host, other, host.story())
        host.same("events with a filter", [], sock.events())
    for _ in range(50):
        with Socket(host.spec, family=host.family, port=port) as sock:
            sock.subscribe()
            host.all.events()
            host.delete(host.create(PARENTS[0]))
            host.same("events of the same port", ["dev-add-ntf", "dev-change-ntf", "dev-del-ntf"], [name for name, _ in sock.events()])
            sock.filter(kind=["parent-del"])


def inherited(host):
    """The filter is the socket's: it stays while another process has it."""
    listener = Listener(host, owner="joe")
    child = os.fork()
    if child == 0:
        time.sleep(0.2)
        heard(host, listener, host.story(), owner="joe")
        os._exit(len(host.points.problems))
    listener.close()
    host.same("problems of the child", 0, os.waitpid(child, 0)[1])
    host.all.events()


def parent_comes_back(host):
    """By name it is the same, by index it is not."""
    add_parent(77)
    name = "platform/subdev_sim.77"
    index = host.socket.do("parent-get", name=name)["index"]
    host.all.events()
    by_name, by_index = Listener(host, parent_name=name), Listener(host, parent_index=index)
    host.delete(host.create(name))
    del_parent(77)
    add_parent(77)
    host.delete(host.create(name))
    del_parent(77)
    host.all.events()
    life = ["dev-add-ntf", "dev-change-ntf", "dev-del-ntf", "parent-change-ntf", "parent-del-ntf"]
    host.same("by name", life + ["parent-add-ntf"] + life, [name for name, _ in by_name.events()])
    host.same("by index", life, [name for name, _ in by_index.events()])
    for listener in (by_name, by_index):
        listener.close()


def overruns(host):
    """What a listener did not ask for does not fill its buffer; what it asked for does, and it is told."""
    wanted, other = Listener(host, 1 << 14, owner="joe"), Listener(host, 1 << 14, owner="nobody")
    devs = [host.create(PARENTS[0], "joe") for _ in range(300)]
    host.same("one who asked for others", [], other.events())
    try:
        wanted.events()
        host.points.problem("it was not told of its loss")
    except OSError as e:
        host.same("what it is told", ENOBUFS, e.errno)
    if not 0 < len(wanted.events()) < len(devs):
        host.points.problem("what it has is not the beginning")
    host.delete(*devs[:2])
    host.same("afterwards", ["dev-change-ntf", "dev-del-ntf"] * 2, sorted_by_dev(wanted.events()))
    host.delete(*devs[2:])
    for listener in (wanted, other):
        listener.close()


def sorted_by_dev(events):
    return [name for name, obj in sorted(events, key=lambda event: (event[1]["id"], event[1]["event"]["seq"]))]


def with_a_lease(host):
    """A socket has a filter and leases: each goes its way."""
    sock = Listener(host, owner="joe")
    op = {"parent_name": PARENTS[0], "type": "small", "lease": 2}
    dev = sock.do("dev-create", **op, owner="berta")
    sock.filter()
    sock.filter(owner="berta")
    host.same("while it lives", ["dev-add-ntf"], [name for name, _ in host.all.events()])
    host.same("alive", dev["id"], host.socket.do("dev-get", id=dev["id"])["id"])
    sock.close()
    deadline = time.monotonic() + 30
    while host.socket.request("dev-get", {"id": dev["id"]}).errno == 0:
        if time.monotonic() > deadline:
            raise TimeoutError("it does not go with its socket")
        time.sleep(0.01)
    host.all.events(1)


def many(host):
    """Each of many listeners gets its own."""
    listeners = [Listener(host, owner=f"o{number}") for number in range(400)]
    for number in range(0, 400, 40):
        host.delete(host.create(PARENTS[0], f"o{number}"))
    for number, listener in enumerate(listeners):
        host.same(f"events of listener {number}", 0 if number % 40 else 3, len(listener.events()))
        listener.close()


def while_events_come(host):
    """Sockets that come, change their filters and go while others make events: what they get is what they asked for last."""
    end = time.monotonic() + SECONDS
    pids = []
    for number in range(4):
        pid = os.fork()
        if pid == 0:
            try:
                (churn if number < 2 else wander)(host, number, end)
            except BaseException as e:      # pylint: disable=broad-except
                print(f"# {e!r}", flush=True)
                os._exit(1)
            os._exit(len(host.points.problems))
        pids.append(pid)
    for pid in pids:
        host.same("status of a worker", 0, os.waitpid(pid, 0)[1])
    host.all.events()


def churn(host, number, end):
    with Socket(host.spec, family=host.family) as sock:
        while time.monotonic() < end:
            dev = sock.do("dev-create", parent_name=PARENTS[number], type="small", owner=OWNERS[number], inactive=True)
            sock.do("dev-delete", id=dev["id"])


def wander(host, number, end):
    rng = random.Random(number)
    while time.monotonic() < end:
        wanted = {"owner": rng.choice(OWNERS[:2])} if rng.random() < 0.5 else {"kind": ["dev-del"]}
        with Listener(host, **wanted) as listener:
            time.sleep(rng.random() / 50)
            for event in listener.events():
                if not passes(event, **wanted):
                    print(f"# {event} is not {wanted}", flush=True)
                    host.points.problem("")
            listener.filter(owner="nobody")


def unloaded(host):
    """The modules go while sockets have filters, and come back: a filter of before is gone then."""
    old = [Listener(host, owner=owner) for owner in OWNERS]
    host.close()
    subprocess.run(["rmmod", "subdev_sim", "subdev_vfio", "subdev"], check=True)
    subprocess.run(["modprobe", "subdev"], check=True)
    subprocess.run(["modprobe", "subdev_sim", "parents=2"], check=True)
    host.connect()
    again = old.pop()
    again.family = again.id, again.groups = host.family
    again.subscribe()
    heard(host, again, host.story())
    again.filter(kind=["dev-add"])
    heard(host, again, host.story(), kind=["dev-add"])
    for listener in old + [again]:
        listener.close()


def main():
    host = Host()
    point = host.points.point
    point("what is asked for, and nothing else", what_is_asked_for, host)
    point("a filter is replaced", replaced, host)
    point("what came before a filter", told_when_it_was_set, host)
    point("a filter goes with its socket", gone_with_its_socket, host)
    point("a socket that another process has", inherited, host)
    point("a parent comes back", parent_comes_back, host)
    point("who is told of a loss", overruns, host)
    point("a filter and a lease", with_a_lease, host)
    point("many listeners", many, host)
    point("filters while events come", while_events_come, host)
    point("the modules are loaded again", unloaded, host)
    host.points.end()


main()
