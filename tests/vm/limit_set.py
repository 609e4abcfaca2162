#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Limits are set, shown and taken away: whole or not at all, told by events, as many as there can be."""
from errno import EINVAL, ENODEV, ENOENT, ENOSPC, EPERM, ERANGE

from lease_host import bind
from limit_host import MIB, PARENT_CHANGE, TOP, Host, limit, limits
from sim_host import amounts
from sim_knobs import PARAMETERS, write
from witness_netlink import HEADERS, NLM_F_DUMP, NLM_F_DUMP_INTR, Socket

MAX = 4096


def changes(host):
    """The generations in the events of parents."""
    return [obj["generation"] for name, obj in host.listener.events() if name == PARENT_CHANGE]


def set_and_shown(host):
    """By index and by name, from 0 to the most that 64 bits can say; what is set already is no change."""
    host.same("at first", [], host.shown(1))
    for i, amount in enumerate((5, 0, 1, 1 << 32, TOP)):
        generation = host.parent(1)["generation"]
        how = {"index": host.indexes[1]} if i % 2 else {"name": "platform/subdev_sim.1"}
        for wanted in ([generation + 1], []):
            answer = host.socket.do("parent-set", **how, limit=[limit("joe", "engine", amount)])
            host.same("answer", host.parent(1), answer)
            host.same("shown", [("joe", "engine", amount, 0)], host.shown(1))
            host.same("events", wanted, changes(host))
    for wanted in ([generation + 2], []):
        host.limit(1, limit("joe", "engine"))
        host.same("taken away", [], host.shown(1))
        host.same("events", wanted, changes(host))
    host.limit(1, limit("nobody", "engine"))
    host.same("events of taking away what was not there", [], changes(host))


def several(host):
    """In one request: one event, with the cordon too."""
    generation = host.parent(1)["generation"]
    new = limits("joe", engine=3, channel=9) + limits("jim", engine=1)
    host.socket.do("parent-set", index=host.indexes[1], limit=new, cordon=1)
    host.same("events", [generation + 1], changes(host))
    host.same("cordon", 1, host.parent(1)["cordon"])
    # the owners in the order of their first, the resources in that of the parent
    shown = [("joe", "channel", 9, 0), ("joe", "engine", 3, 0), ("jim", "engine", 1, 0)]
    host.same("shown", shown, host.shown(1))
    host.socket.do("parent-set", index=host.indexes[1], cordon=0,
                   limit=[limit("joe", "channel"), limit("joe", "engine", 4), limit("jim", "engine"), limit("jim", "port", 2)])
    host.same("events", [generation + 2], changes(host))
    host.same("shown", [("joe", "engine", 4, 0), ("jim", "port", 2, 0)], host.shown(1))
    host.limit(1, limit("joe", "engine"), limit("jim", "engine", 1))
    host.limit(1, limit("joe", "engine", 2))
    host.same("who had none comes last", [("jim", "engine", 1, 0), ("jim", "port", 2, 0), ("joe", "engine", 2, 0)], host.shown(1))


def dumped(host):
    """Of all parents, one parent, one owner; whose begins like it is somebody else."""
    for number in (1, 2):
        host.limit(number, *limits("joe", engine=number), *limits("jo", engine=3), *limits("Joe", channel=4))
    every = host.socket.dump("limit-get")
    host.same("all", 6, len(every))
    host.same("parents", 3 * [(host.indexes[1], "platform/subdev_sim.1")] + 3 * [(host.indexes[2], "platform/subdev_sim.2")],
              [(each["parent-index"], each["parent-name"]) for each in every])
    for owner in ("joe", "jo", "Joe"):
        mine = [each for each in every if each["owner"] == owner]
        host.same(f"those of {owner}", mine, host.socket.dump("limit-get", owner=owner))
        host.same("on one parent", mine[1:], host.socket.dump("limit-get", owner=owner, parent_name="platform/subdev_sim.2"))
    for owner in ("j", "joe2", "nobody", "", "~" * 63):
        host.same(f"those of {owner!r}", [], host.socket.dump("limit-get", owner=owner))
    host.same("a parent without resources", [], host.shown(3))


def counted_before(host):
    """What is held when a limit is set counts: of each state and lease, and of nobody else."""
    host.create(1, "wide", owner="joe", resource=amounts(engine=3))
    host.create(1, "tuned", owner="joe", active=True)
    host.create(1, "wide", owner="jim", resource=amounts(engine=4))
    host.create(1, "wide")
    host.create(2, "wide", owner="joe", resource=amounts(engine=8))
    host.limit(1, *limits("joe", engine=1, memory=TOP, channel=0, credit=1000), *limits("jim", engine=2))
    host.same("shown", [("joe", "channel", 0, 12), ("joe", "memory", TOP, 256 * MIB), ("joe", "engine", 1, 5),
                        ("joe", "credit", 1000, 1000), ("jim", "engine", 2, 4)], host.shown(1))


# What is wrong with one of several: attributes, errno, words.
WRONG = (
    ({"owner": "joe", "resource": "engines", "amount": 1}, ENOENT, "the parent has no such resource"),
    ({"owner": "joe", "resource": "", "amount": 1}, ENOENT, "the parent has no such resource"),
    ({"owner": "joe", "resource": "engines"}, ENOENT, "the parent has no such resource"),
    ({"owner": "", "resource": "engine", "amount": 1}, EINVAL, "an owner is of printable characters"),
    ({"owner": "j m", "resource": "engine"}, EINVAL, "an owner is of printable characters"),
    ({"owner": "j" * 64, "resource": "engine", "amount": 1}, EINVAL, "failed policy"),
    ({"resource": "engine", "amount": 1}, EINVAL, "an owner is needed"),
    ({"owner": "joe", "amount": 1}, EINVAL, "a resource is needed"),
    ({}, EINVAL, "an owner is needed"),
    ({"owner": "jim", "resource": "port", "amount": 3}, EINVAL, "this limit is given twice"),
    ({"owner": "jim", "resource": "port"}, EINVAL, "this limit is given twice"),
)


def all_or_nothing(host):
    """The others are not set either, nor is the cordon, and no account is left of those who have none."""
    host.limit(1, *limits("joe", engine=5))
    good = limits("jim", port=2, engine=3) + [limit("joe", "engine")]
    for wrong, errno, words in WRONG:
        for given in (good + [wrong], [good[0], wrong] + good[1:]):
            host.refused(f"{wrong}", "parent-set", {"index": host.indexes[1], "cordon": 1, "limit": given}, errno, words)
            host.same(f"limits after {wrong}", [("joe", "engine", 5, 0)], host.shown(1))
    many = [limit(f"o{i}", "engine", 1) for i in range(33)]
    host.refused("33 in one request", "parent-set", {"index": host.indexes[1], "limit": many}, ERANGE, "more than 32 limits",
                 culprit=("limit", 32))
    host.refused("a parent without resources", "parent-set", {"index": host.indexes[3], "limit": limits("joe", engine=1)}, ENOENT,
                 "the parent has no such resource")
    host.refused("no parent", "parent-set", {"index": 1 << 31, "limit": limits("joe", engine=1)}, ENODEV, "no such parent",
                 culprit="index")


def culprits(host):
    """Where in the nest what is wrong is, and what is missing in which."""
    op = host.spec.ops["parent-set"]
    nest = host.spec.sets["new-limit"].by_name
    first = host.socket.pack(op, {"index": host.indexes[1]})[1]
    for bad, inner, missing in (({"owner": "a b", "resource": "engine"}, 4, None), ({"owner": "joe", "resource": "x"}, 12, None),
                                ({"resource": "engine"}, None, "owner"), ({"owner": "joe"}, None, "resource")):
        answer = host.send("parent-set", {"index": host.indexes[1], "limit": [bad]})
        begin = first["index"][0] + 8
        host.same(f"offset of {bad}", None if inner is None else begin + inner, answer.offset)
        host.same(f"missing in {bad}", nest[missing].value if missing else None, answer.missing)
    host.same("where the first is", HEADERS, first["index"][0])


def full(host):
    """As many as a parent takes: no more, but others in their place, and all are in a dump."""
    wanted = [(f"owner-{i}", "engine", i + 1, 0) for i in range(MAX)]
    for i in range(0, MAX, 32):
        host.limit(1, *[limit(*each[:3]) for each in wanted[i:i + 32]])
    host.same("all", wanted, host.shown(1))
    host.same("one of them", [wanted[4000]], host.shown(1, owner="owner-4000"))
    more = limits("owner-7", port=2) + limits("owner-8", port=3)
    host.refused("two more", "parent-set", {"index": host.indexes[1], "limit": more}, ENOSPC,
                 "limits: 2 wanted, 0 of 4096 free", culprit=("limit", 1))
    host.refused("two more for one", "parent-set", {"index": host.indexes[1], "limit": more + [limit("owner-9", "engine")]}, ENOSPC,
                 "limits: 2 wanted, 1 of 4096 free", culprit=("limit", 1))
    host.limit(1, *more, limit("owner-9", "engine"), limit("owner-10", "engine"), limit("owner-11", "engine", 5))
    host.same("how many", MAX, len(host.shown(1)))
    host.limit(1, limit("owner-11", "engine", 6))
    host.limit(2, *limits("joe", engine=1))
    for i in range(2):
        made = host.create(1, "wide", owner=f"owner-{i}", resource=amounts(engine=i + 1))
        host.same("what it holds", ("engine", i + 1), (made["resource"][2]["name"], made["resource"][2]["amount"]))


def half_dump(host, change):
    """The owners in a dump that is read half, when something changes, and then to its end; and whether it was told so."""
    op = host.spec.ops["limit-get"]
    with Socket(host.spec, family=host.socket.family, datagram=1 << 14) as sock:
        sock.sock.send(sock.message(b"", op.value, NLM_F_DUMP))
        seen = sock.receive()
        # the kernel is one message ahead
        change(2 * len(seen))
        while batch := sock.receive():
            seen += batch
    return ([sock.object(message)[1]["owner"] for message in seen if message.kind == sock.id],
            any(message.flags & NLM_F_DUMP_INTR for message in seen))


def half_dumps(host):
    """What changes while a dump is read: each limit that stays is there once, and who reads is told."""
    names = [f"owner-{i}" for i in range(600)]
    gone = set()

    def go(at):
        gone.update(names[at - 15:at + 15])
        host.limit(1, *[limit(name, "engine") for name in gone])

    for what, change, told in (("nothing", lambda at: None, False), ("some go", go, True),
                               ("one comes", lambda at: host.limit(1, *limits("last", port=1)), True),
                               ("one changes", lambda at: host.limit(1, *limits("owner-0", engine=77)), True)):
        host.no_limits()
        for i in range(0, 600, 30):
            host.limit(1, *[limit(name, "engine", 1) for name in names[i:i + 30]])
        gone.clear()
        seen, interrupted = half_dump(host, change)
        host.same(f"told that {what}", told, interrupted)
        more = ["last"] if what == "one comes" else []
        host.same(f"those that stay while {what}", True, [name for name in seen if name not in gone] ==
                  [name for name in names if name not in gone] + more)
        host.same("some had been read, some not", bool(gone), 0 < len(gone & set(seen)) < len(gone))


def parent_goes(host):
    """With its limits; who comes back is another parent, and has none."""
    host.limit(2, *limits("joe", engine=5), *limits("jim", port=0))
    host.create(2, "wide", owner="joe")
    host.create(2, "wide", owner="other", active=True)
    host.listener.events()
    write(f"{PARAMETERS}/catalogue", "resources")
    host.same("unbind", True, bind(2, "unbind"))
    host.same("limits of nobody", [], host.socket.dump("limit-get"))
    host.same("bind", True, bind(2, "bind"))
    write(f"{PARAMETERS}/catalogue", "basic")
    host.indexes[2] = host.socket.do("parent-get", name="platform/subdev_sim.2")["index"]
    host.same("limits of the new one", [], host.shown(2))
    host.create(2, "wide", owner="joe", resource=amounts(engine=8))
    host.listener.events()


def without_privilege(host):
    """Users see limits and do not set them."""
    host.limit(1, *limits("joe", engine=5))
    wanted = {"index": host.indexes[1], "limit": limits("joe", engine=6)}
    answer = host.as_user(lambda: (host.send("parent-set", wanted).errno, host.shown(1)))
    host.same("a user", str((EPERM, [("joe", "engine", 5, 0)])), answer)


def main():
    host = Host(resources=1)
    host.add(2, "resources")
    host.add(3, "basic")
    host.point("limits are set and shown", set_and_shown)
    host.point("several in one request", several)
    host.point("dumps", dumped)
    host.point("what is held before counts", counted_before)
    host.point("all or nothing", all_or_nothing)
    host.point("culprits", culprits)
    host.point("as many as there can be", full)
    host.point("dumps while they change", half_dumps)
    host.point("the parent goes", parent_goes)
    host.point("without privilege", without_privilege)
    for number in (1, 2, 3):
        host.remove(number)
    host.end()


main()
