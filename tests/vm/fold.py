#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
The fold: who starts with a dump, and applies events that are newer than what it knows, always has what a new dump says. While
subdevices come, change, are opened and leased and go, parents go and come back, and pools come, are filled, are pulled from and go;
with losses, and with filters.
"""
import copy
import mmap
import random
import struct
import subprocess
import time
import uuid
from errno import ENOBUFS

from events_host import ADD, DEL, PARENT_ADD, PARENT_DEL, POOL_DEL, Fold, Listener, State, Workers, delete_all, settled
from sim_knobs import add_parent, del_parent
from witness_netlink import Points, Socket, Spec

# Two parents that stay, of whose resources there is not enough for all, and one that goes and comes back.
CATALOGUES = {0: "resources", 1: "resources", 2: "basic"}
PARENTS = [f"platform/subdev_sim.{number}" for number in CATALOGUES]
OWNERS = ("joe", "anna", None)
POOLS = ("gold", "silver", "tin")
AMOUNTS = {"wide": {"channel": range(1, 33), "engine": range(1, 9), "memory": range(64 << 20, (4 << 30) + 1, 64 << 20)},
           "lean": {"channel": (3, 7, 11)}, "tuned": {"channel": (8, 16), "engine": range(0, 17)},
           "huge": {"credit": (1 << 62, 3 << 62)}}
SOCKET, TTL = 2, 3
SECONDS = 4
ROUNDS = 3
# Events of one round.
ENOUGH = 100
# Transactions of all rounds that have succeeded, of each kind.
TRANSACTIONS = ("creating", "pulling", "both")
ENOUGH_TRANSACTIONS = 3


class Follower:
    """Listens and folds; when it is told that it has lost something it reads what there is and begins anew."""

    def __init__(self, host, rcvbuf=64 << 20, wanted=None, **only):
        self.host = host
        self.only = only
        self.gaps = bool(wanted)
        self.sock = Socket(host.spec, rcvbuf=rcvbuf, family=host.family)
        if wanted:
            self.sock.filter(**wanted)
        self.sock.subscribe()
        self.losses = self.applied = 0
        self.begin()

    def begin(self):
        self.fold = Fold(self.host.socket, **self.only)
        self.last = self.fold.mark["seq"]

    def read(self):
        try:
            seen = self.sock.events()
        except OSError as e:
            self.lost(e.errno)
            return
        for name, obj in seen:
            self.take(name, obj)

    def lost(self, errno):
        """The kernel drops more, without a word, until the socket was read empty: then begins what is told again."""
        self.host.same("what it is told", ENOBUFS, errno)
        self.losses += 1
        while True:
            try:
                if not self.sock.receive():
                    break
            except OSError:
                pass
        self.begin()

    def take(self, name, obj):
        seq = obj["event"]["seq"]
        if seq > self.fold.mark["seq"]:
            if not self.gaps:
                self.host.same(f"number of {name}", self.last + 1, seq)
            self.last = seq
        self.fold.apply(name, obj)
        self.applied += 1
        for resource in obj.get("parent-resource", []):
            if resource["free"] > resource["capacity"]:
                self.host.points.problem(f"{name} says of {resource['name']}: {resource['free']} of {resource['capacity']} free")

    def compare(self, what):
        """When nothing happens any more; the last events can come a little after what they tell of can be seen."""
        deadline = time.monotonic() + 10
        while True:
            self.read()
            differences = self.fold.differences(State(self.host.socket, **self.only))
            if not differences or time.monotonic() > deadline:
                break
            time.sleep(0.02)
        self.host.same(f"differences of {what}", [], differences[:3])

    def close(self):
        self.sock.close()


class Whole(Follower):
    """Loses nothing. Of each dump that others begin with it proves that it has all that the events up to its number tell."""

    def __init__(self, host):
        self.dumps = []
        self.must_go = {}
        self.proved = 0
        super().__init__(host)

    def note(self, state):
        """A dump that was just taken: what is applied already has no higher number."""
        self.dumps.append(state)
        self.look()

    def take(self, name, obj):
        super().take(name, obj)
        if name == DEL:
            self.must_go.pop(("dev", obj["id"]), None)
        elif name == PARENT_DEL:
            self.must_go.pop(("parent", obj["index"]), None)
        elif name == POOL_DEL:
            self.must_go.pop(("pool", obj["name"]), None)
        self.look()

    def look(self):
        while self.dumps and self.dumps[0].mark["seq"] <= self.last:
            dump = self.dumps.pop(0)
            self.host.same("number that a dump is looked at", self.last, dump.mark["seq"])
            self.covers("dev", dump.devs, self.fold.devs)
            self.covers("parent", dump.parents, self.fold.parents)
            self.covers("pool", dump.pools, self.fold.pools)
            self.proved += 1

    def covers(self, noun, dumped, known):
        """What was known at its number is in the dump, or newer, or goes by a later event."""
        for key, obj in known.items():
            if key not in dumped:
                self.must_go[noun, key] = obj
            elif dumped[key]["generation"] < obj["generation"]:
                if noun == "pool":
                    # Another one of the same name, after the end of the first.
                    self.must_go[noun, key] = obj
                    continue
                self.host.points.problem(f"a dump has {dumped[key]}, events up to its number {obj}")

    def compare(self, what):
        super().compare(what)
        self.host.same("what dumps did not have, and does not go", {}, self.must_go)
        self.host.same("dumps that were not looked at", [], self.dumps)


class Host:
    def __init__(self):
        self.spec = Spec()
        self.points = Points()
        self.same = self.points.same
        self.socket = Socket(self.spec)
        self.family = self.socket.family
        # How many each worker has run, by its number and by kind.
        self.transactions = mmap.mmap(-1, 4096)
        for number, catalogue in CATALOGUES.items():
            add_parent(number, catalogue)


    def count_transaction(self, number, kind):
        at = 4 * (number * len(TRANSACTIONS) + TRANSACTIONS.index(kind))
        struct.pack_into("=I", self.transactions, at, struct.unpack_from("=I", self.transactions, at)[0] + 1)

    def all_transactions(self):
        """{kind: number of those that all workers have run}"""
        numbers = struct.unpack("=1024I", self.transactions)
        return {kind: sum(numbers[i::len(TRANSACTIONS)]) for i, kind in enumerate(TRANSACTIONS)}

    def no_transactions(self):
        self.transactions[:] = bytes(len(self.transactions))


def wanted_amounts(rng, type_name):
    choices = AMOUNTS[type_name]
    names = rng.sample(sorted(choices), rng.randrange(len(choices) + 1))
    return {"resource": [{"name": name, "amount": rng.choice(choices[name])} for name in names]} if names else {}


def some(rng):
    """A subdevice of any parent, type, owner and lease."""
    parent = rng.choice(PARENTS)
    type_name = "small" if parent == PARENTS[2] else rng.choice(sorted(AMOUNTS))
    owner = rng.choice(OWNERS)
    how = {"parent-name": parent, "type": type_name} | ({"owner": owner} if owner else {})
    how |= {"inactive": True} if rng.random() < 0.7 else {}
    return how | (wanted_amounts(rng, type_name) if type_name in AMOUNTS else {})


def some_pulls(rng):
    """Of an item of a transaction."""
    owner = rng.choice(OWNERS)
    return {"pool": rng.choice(POOLS), "count": rng.randrange(1, 3)} | ({"owner": owner} if owner else {})


def transact(host, number, sock, items):
    """What succeeds is counted: most want too much."""
    if sock.request("transaction-run", {"item": items}).errno == 0:
        pulls = sum("pool" in item for item in items)
        host.count_transaction(number, "creating" if not pulls else "pulling" if pulls == len(items) else "both")


def churn(host, number, going):
    """All changes, of subdevices that others have made too."""
    rng = random.Random(number)
    with Socket(host.spec, family=host.family) as sock:
        while going():
            if rng.random() < 0.7:
                sock.request("dev-create", some(rng))
            else:
                items = [some(rng) for _ in range(rng.randrange(1, 4))] + [some_pulls(rng)][rng.randrange(2):]
                transact(host, number, sock, rng.sample(items, len(items)))
            if rng.random() < 0.2:
                sock.request("parent-set", {"name": rng.choice(PARENTS), "cordon": int(rng.random() < 0.3)})
            devs = sock.dump("dev-get")
            in_pools = [dev for dev in devs if "pool" in dev]
            devs = [dev for dev in devs if "pool" not in dev] + rng.sample(in_pools, len(in_pools) // 4)
            for dev in rng.sample(devs, min(len(devs), 4)):
                key = {"id": dev["id"]}
                what = rng.random()
                if what < 0.4:
                    label = {"new-label": rng.choice(("", f"w{rng.randrange(20)}"))}
                    sock.request("dev-set", key | label | (wanted_amounts(rng, dev["type"]) if dev["type"] in AMOUNTS else {}))
                elif what < 0.6:
                    sock.request(rng.choice(("dev-activate", "dev-deactivate")), key)
                elif len(devs) > 12 or what < 0.7:
                    sock.request("dev-delete", key | ({"force": True} if rng.random() < 0.3 else {}))


def lease(host, number, going):
    """Agents that die with what they have, and leases for a time."""
    rng = random.Random(number)
    while going():
        with Socket(host.spec, family=host.family) as sock:
            for _ in range(rng.randrange(1, 5)):
                how = {"lease": SOCKET} if rng.random() < 0.8 else {"lease": TTL, "ttl": 1}
                if rng.random() < 0.5:
                    sock.request("dev-create", some(rng) | how)
                else:
                    sock.request("pool-pull", {"pool": rng.choice(POOLS), "owner": rng.choice(OWNERS[:2])} | how)
            time.sleep(rng.random() / 20)


def some_pool(rng, name):
    """Also such as there is no room for."""
    parent = rng.choice(PARENTS)
    type_name = "small" if parent == PARENTS[2] else rng.choice(("wide", "lean", "huge"))
    size = rng.randrange(6)
    how = {"name": name, "parent-name": parent, "type": type_name, "size": size}
    return how | rng.choice(({}, {"low": size // 2}, {"max-devs": size + rng.randrange(1, 4)}))


def change_pool(sock, rng, name):
    """One that is there, or not."""
    what = rng.random()
    if what < 0.15:
        sock.request("pool-create", some_pool(rng, name))
    elif what < 0.2:
        sock.request("pool-delete", {"name": name} | rng.choice(({}, {"force": True})))
    elif what < 0.35:
        sock.request("pool-set", {"name": name, "low": 0, "size": rng.randrange(6), "max-devs": 0})
    elif what < 0.5:
        sock.request("pool-push", {"pool": name, "count": rng.randrange(1, 3)})
    elif what < 0.75:
        owner = rng.choice(OWNERS)
        sock.request("pool-pull", {"pool": name} | ({"owner": owner} if owner else {}))


def pools(host, number, going):
    """Pools come, are filled, are pulled from, and go; idle ones of others are moved in."""
    rng = random.Random(number)
    with Socket(host.spec, family=host.family) as sock:
        while going():
            for name in POOLS:
                change_pool(sock, rng, name)
            if rng.random() < 0.5:
                transact(host, number, sock, [some_pulls(rng) for _ in range(rng.randrange(1, 4))])
            for dev in sock.dump("dev-get"):
                if dev.get("pool") and not dev.get("ready") and rng.random() < 0.5:
                    sock.request("pool-return", {"id": dev["id"]})
                elif dev["state"] == "idle" and rng.random() < 0.1:
                    sock.request("pool-push", {"pool": rng.choice(POOLS), "id": dev["id"]})
                elif dev.get("ready") and rng.random() < 0.05:
                    sock.request("dev-delete", {"id": dev["id"]})


def use(host, number, going):
    """Opens what can be opened."""
    rng = random.Random(number)
    with Socket(host.spec, family=host.family) as sock:
        while going():
            devs = [dev for dev in sock.dump("dev-get") if dev["state"] == "idle" and not dev.get("ready")]
            if not devs:
                time.sleep(0.01)
                continue
            name = str(uuid.UUID(bytes=rng.choice(devs)["uuid"]))
            with subprocess.Popen(["lifetime_hold", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
                process.stdout.readline()
                process.kill()


def take_away(_host, number, going):
    """The last parent goes and comes back, with what it has."""
    rng = random.Random(number)
    while going():
        del_parent(2)
        time.sleep(rng.random() / 10)
        add_parent(2, CATALOGUES[2])
        time.sleep(rng.random() / 4)


def followers(host):
    """Those who begin at once. With a filter for an owner nothing is known of parents and pools, with one for a pool nothing of
    parents, with one for a parent all of it is."""
    yield "one with a small buffer", Follower(host, 1 << 12)
    yield "one with a tiny buffer", Follower(host, 1)
    yield "one of a parent", Follower(host, wanted={"parent_name": PARENTS[0]}, parent=PARENTS[0])
    yield "one of an owner", Follower(host, wanted={"owner": "joe"}, owner="joe")
    yield "one of a pool", Follower(host, wanted={"pool": "gold"}, pool="gold")
    yield "one of a pool with a small buffer", Follower(host, 1 << 12, wanted={"pool": "silver"}, pool="silver")
    yield "one of a parent with a small buffer", Follower(host, 1 << 12, wanted={"parent_name": PARENTS[1]}, parent=PARENTS[1])
    yield "one of an owner with a small buffer", Follower(host, 1 << 12, wanted={"owner": "anna"}, owner="anna")


def work(host, functions, whole, others):
    """Those who follow read while workers work; some read seldom. New ones come, with dumps of the middle of it."""
    before = whole.applied
    workers = Workers(host, functions, SECONDS, lambda: whole.applied - before >= ENOUGH and
                      min(host.all_transactions().values()) >= ENOUGH_TRANSACTIONS)
    rng = random.Random(1)
    late = []
    while workers.run():
        whole.read()
        if len(late) < 10:
            late.append((f"one that came later, {len(late)}", Follower(host)))
            whole.note(copy.deepcopy(late[-1][1].fold))
        for _, follower in late + [each for each in others if rng.random() < 0.2]:
            follower.read()
        time.sleep(0.005)
    settled(host.socket, lambda dev: dev["state"] in ("removing", "in-use", "resetting") or dev["lease"] != "persistent")
    return late


def rounds(host, functions):
    host.no_transactions()
    whole = Whole(host)
    others = list(followers(host))
    late = []
    for number in range(ROUNDS):
        late += work(host, functions, whole, others)
        whole.compare(f"one that loses nothing, round {number}")
        for what, follower in others + late:
            follower.compare(f"{what}, round {number}")
    delete_all(host)
    for parent in host.socket.dump("parent-get"):
        host.same(f"what is free of {parent['name']} in the end", [each["capacity"] for each in parent.get("resource", [])],
                  [each["free"] for each in parent.get("resource", [])])
    time.sleep(0.1)
    for what, follower in [("one that loses nothing", whole)] + others + late:
        follower.compare(f"{what}, with nothing left")
        follower.close()
    losses = {what: follower.losses for what, follower in others}
    print(f"# {whole.applied} events, {whole.proved} dumps; transactions: {host.all_transactions()}; losses: {losses}")
    for kind, count in host.all_transactions().items():
        host.same(f"enough transactions {kind}", True, count >= ENOUGH_TRANSACTIONS)
    host.same("enough events", True, whole.applied >= ROUNDS * ENOUGH)
    host.same("enough dumps", True, whole.proved >= 10)
    for what, count in losses.items():
        if bool(count) != ("buffer" in what):
            host.points.problem(f"{what} has lost something {count} times")


def parents_stay(host):
    rounds(host, (churn, churn, lease, use, pools))


def parents_go(host):
    rounds(host, (churn, churn, lease, use, pools, take_away))


def nothing_at_all(host):
    """A dump of an empty host has a number too, after which nothing is missed."""
    for number in CATALOGUES:
        del_parent(number)
    listener = Listener(host.spec, host.points)
    follower = Follower(host)
    host.same("parents", {}, follower.fold.parents)
    add_parent(0, CATALOGUES[0])
    dev = host.socket.do("dev-create", parent_name=PARENTS[0], type="wide")
    follower.compare("one that began with nothing")
    seen = listener.read()
    host.same("events", [PARENT_ADD, ADD], [name for name, _ in seen])
    host.same("the next number", follower.fold.mark["seq"] + 1, seen[0][1]["event"]["seq"])
    host.same("subdevices", [dev["id"]], list(follower.fold.devs))
    delete_all(host)
    for sock in (listener, follower):
        sock.close()


def main():
    host = Host()
    host.points.point("parents stay", parents_stay, host)
    host.points.point("parents go and come back", parents_go, host)
    host.points.point("it begins with nothing", nothing_at_all, host)
    host.points.end()


main()
