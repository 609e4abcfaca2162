#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""What an owner may hold: in each way in which something comes to be held, more is held, less, and nothing any more."""
from errno import EBUSY, EIO, ENOSPC

from lease_host import Agent, Aside, SOCKET
from limit_host import MIB, TOP, Host, limit, limits
from sim_host import amounts, by_name
from sim_knobs import await_counter, counter, knob
from sim_vfio import User

HOWS = ({}, {"active": True}, {"dry_run": True}, {"lease": SOCKET})


def creates(host):
    """Up to the limit, not beyond; it is the amount's fault, or the owner's where none is named."""
    host.limit(1, *limits("joe", engine=5))
    host.create(1, "wide", owner="joe", resource=amounts(engine=3))
    for how in HOWS:
        for resource, which in ((amounts(engine=3), 0), (amounts(channel=4, port=2, engine=8), 2)):
            wanted = resource[which]["amount"]
            host.over("a create", "dev-create", host.new(1, "wide", owner="joe", resource=resource, **how),
                      f"engine: {wanted} wanted, 2", ("resource", which))
        host.over("a create of another type", "dev-create", host.new(1, "tuned", owner="joe", resource=amounts(engine=16), **how),
                  "engine: 16 wanted, 2", "resource")
    host.create(1, "tuned", owner="joe")
    host.same("used", {"engine": 5}, host.used(1, "joe"))
    for how in HOWS:
        for type_name, default in (("wide", 1), ("tuned", 2)):
            host.over("a create with defaults", "dev-create", host.new(1, type_name, owner="joe", **how),
                      f"engine: {default} wanted, 0", "owner")
    # what others hold, and what it holds of others, is of no account
    for owner in ({"owner": "jim"}, {"owner": "jo"}, {"owner": "joe2"}, {}):
        host.delete(host.create(1, "wide", resource=amounts(engine=8), **owner))
    host.create(2, "wide", owner="joe", resource=amounts(engine=8))
    host.create(1, "lean", owner="joe")
    host.same("used", {"engine": 5}, host.used(1, "joe"))


def dry_run(host):
    """One within the limit takes nothing, and answers as without a limit."""
    wanted = host.new(1, "wide", owner="joe", resource=amounts(engine=5), dry_run=True)
    without = host.socket.do("dev-create", **wanted)
    host.limit(1, *limits("joe", engine=5))
    for _ in range(3):
        host.same("answer", without, host.socket.do("dev-create", **wanted))
    host.same("used", {"engine": 0}, host.used(1, "joe"))
    host.create(1, "wide", owner="joe", resource=amounts(engine=5))


def from_manifest(host):
    """A manifest says amounts as a request does; a check of it knows no owner."""
    manifest = host.socket.do("manifest-get", parent_index=host.indexes[1], type="tuned")["manifest"]
    manifest[0]["resource"] = amounts(engine=4, channel=8)
    host.limit(1, *limits("joe", engine=7))
    host.create(1, "tuned", owner="joe", manifest=manifest)
    for how in HOWS:
        request = host.new(1, "tuned", owner="joe", manifest=manifest, **how)
        answer = host.over("a second one", "dev-create", request, "engine: 4 wanted, 3", None)
        begin = host.offset("dev-create", request, "manifest")
        host.same("the culprit is in the manifest", True, begin < (answer.offset or 0))
    verdict = host.socket.do("manifest-check", parent_index=host.indexes[1], type="tuned", manifest=manifest)["verdict"]
    host.same("verdict", 0, verdict["errno"])
    host.create(1, "tuned", owner="jim", manifest=manifest)
    host.same("used", {"engine": 4}, host.used(1, "joe"))


def several(host):
    """Of several limits the first that is not kept is told, and what the others would allow is not taken."""
    host.limit(1, *limits("joe", channel=9, engine=3, port=5, credit=TOP))
    host.create(1, "wide", owner="joe", resource=amounts(channel=4, engine=1, port=2, credit=5))
    for bad, wanted, left in (("engine", 3, 2), ("port", 5, 3), ("channel", 6, 5)):
        good = {"channel": 5, "engine": 2, "port": 2, "credit": 1}
        host.over("one of four", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(**(good | {bad: wanted}))),
                  f"{bad}: {wanted} wanted, {left}", ("resource", list(good).index(bad)))
    host.same("used", {"channel": 4, "engine": 1, "port": 2, "credit": 5}, host.used(1, "joe"))
    # the sum of these is 2^64: it is over the limit, and not 0
    host.limit(1, *limits("joe", credit=TOP - 1))
    host.over("a sum of over 64 bits", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(credit=TOP - 4)),
              f"credit: {TOP - 4} wanted, {TOP - 6}", "resource")


def no_room(host):
    """That the parent has no room is told as without a limit; of the owner's nothing is taken then."""
    host.limit(1, *limits("joe", engine=3, channel=60))
    dev = host.create(1, "wide", owner="joe", resource=amounts(engine=1, channel=1))
    others = [host.create(1, "wide", resource=amounts(engine=engine, channel=channel)) for engine, channel in ((8, 31), (6, 20))]
    for how in HOWS[:3]:
        host.refused("a create", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(engine=2, channel=1), **how),
                     ENOSPC, "engine: 2 wanted, 1 free", culprit="resource")
        host.refused("no run", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(channel=13), **how), ENOSPC,
                     "channel: 13 wanted, 12 free", culprit="resource")
        host.refused("a set", "dev-set", {"id": dev["id"], "resource": amounts(engine=3)}, ENOSPC, "engine: 2 more wanted, 1 free",
                     culprit="resource")
    host.same("used", {"channel": 1, "engine": 1}, host.used(1, "joe"))
    host.delete(*others)
    host.set(dev, resource=amounts(engine=3))
    host.set(dev, resource=amounts(engine=1))
    host.create(1, "wide", owner="joe", resource=amounts(engine=2))


def zero(host):
    """Nothing may be held; what needs nothing of it can be created."""
    host.limit(1, *limits("joe", credit=0))
    host.over("a wide one", "dev-create", host.new(1, "wide", owner="joe"), "credit: 1000 wanted, 0", "owner")
    host.over("with 1", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(credit=1)), "credit: 1 wanted, 0",
              "resource")
    host.create(1, "lean", owner="joe")
    dev = host.create(1, "wide", owner="joe", resource=amounts(credit=0))
    host.over("growth", "dev-set", {"id": dev["id"], "resource": amounts(credit=1)}, "credit: 1 wanted, 0", "resource")
    host.limit(1, limit("joe", "credit"))
    host.set(dev, resource=amounts(credit=TOP))


def sets(host):
    """To grow needs as much more as it grows by; the rest of the request is not done either."""
    host.limit(1, *limits("joe", channel=10, memory=1024 * MIB))
    dev = host.create(1, "wide", owner="joe", label="anna", resource=amounts(channel=4, memory=256 * MIB))
    host.create(1, "lean", owner="joe")
    for active in (False, True):
        if active:
            host.socket.do("dev-activate", id=dev["id"])
        for resource, words, which in ((amounts(channel=8), "channel: 4 more wanted, 3", 0),
                                       (amounts(engine=2, channel=32), "channel: 28 more wanted, 3", 1),
                                       (amounts(channel=1, memory=1024 * MIB), f"memory: {768 * MIB} more wanted, {704 * MIB}", 1)):
            host.over(f"{resource}", "dev-set", {"id": dev["id"], "new_label": "berta", "resource": resource}, words,
                      ("resource", which))
        for channel, left in ((7, 0), (1, 6), (4, 3)):
            dev = host.set(dev, resource=amounts(channel=channel, engine=1))
            host.same("used", {"channel": 3 + channel, "memory": 320 * MIB}, host.used(1, "joe"))
            host.same("another create", 0 if left >= 3 else ENOSPC,
                      host.send("dev-create", host.new(1, "lean", owner="joe", dry_run=True)).errno)
    other = host.create(1, "wide", owner="jim", resource=amounts(channel=4))
    host.set(other, resource=amounts(channel=30))


def grow_in_use(host):
    """While it is open."""
    host.limit(1, *limits("joe", channel=6))
    dev = host.create(1, "wide", owner="joe", active=True)
    with User(dev):
        host.over("7", "dev-set", {"id": dev["id"], "resource": amounts(channel=7)}, "channel: 3 more wanted, 2", "resource")
        host.set(dev, resource=amounts(channel=6))
        host.same("used", {"channel": 6}, host.used(1, "joe"))
    host.await_state(dev, "idle")


def driver_refuses(host):
    """What fails after the limit was kept gives it back: at each step of a create, and of a set."""
    host.limit(1, *limits("joe", engine=4))
    wanted = host.new(1, "wide", owner="joe", active=True, resource=amounts(engine=4))
    for name in ("validate", "activate", "build", "register"):
        knob(1, f"fail_{name}", 1)
        host.refused(f"create with {name} failing", "dev-create", wanted, EIO, "simulated failure")
    for taken in ({"uuid": host.create(1, "lean")["uuid"]}, {"label": host.create(1, "lean", label="anna")["label"]}):
        host.same("a name that is taken", "EEXIST", str(host.send("dev-create", wanted | taken)).split()[0])
    host.same("used", {"engine": 0}, host.used(1, "joe"))
    dev = host.create(1, "wide", owner="joe", active=True, resource=amounts(engine=2))
    for name in ("validate", "reconfigure"):
        for engine in (4, 1):
            knob(1, f"fail_{name}", 1)
            host.refused(f"set with {name} failing", "dev-set", {"id": dev["id"], "resource": amounts(engine=engine)}, EIO,
                         "simulated failure")
    host.set(dev, resource=amounts(engine=4))


def below(host):
    """A limit under what is held takes nothing away and gives nothing; what shrinks and goes, does."""
    devs = [host.create(1, "wide", owner="joe", active=active, resource=amounts(engine=4)) for active in (False, True)]
    host.limit(1, *limits("joe", engine=5))
    host.same("shown", [("joe", "engine", 5, 8)], host.shown(1))
    host.same("what they hold", [4, 4], [by_name(host.get(dev)["resource"], "amount")["engine"] for dev in devs])
    host.over("a create", "dev-create", host.new(1, "wide", owner="joe"), "engine: 1 wanted, 0", "owner")
    host.over("growth", "dev-set", {"id": devs[0]["id"], "resource": amounts(engine=5)}, "engine: 1 more wanted, 0", "resource")
    host.set(devs[0], resource=amounts(engine=3, channel=9))
    host.over("growth back", "dev-set", {"id": devs[0]["id"], "resource": amounts(engine=4)}, "engine: 1 more wanted, 0",
              "resource")
    host.set(devs[0], resource=amounts(engine=1))
    host.same("shown", [("joe", "engine", 5, 5)], host.shown(1))
    host.delete(devs[1])
    host.create(1, "wide", owner="joe", resource=amounts(engine=4))
    host.same("shown", [("joe", "engine", 5, 5)], host.shown(1))


def goes(host):
    """What is held until the subdevice has gone, in each way in which it goes; a record holds as an active one."""
    host.limit(1, *limits("joe", engine=4))
    wanted = {"owner": "joe", "resource": amounts(engine=4)}
    dev = host.create(1, "wide", active=True, **wanted)
    host.socket.do("dev-deactivate", id=dev["id"])
    host.await_state(dev, "inactive")
    host.over("beside a record", "dev-create", host.new(1, "wide", owner="joe"), "engine: 1 wanted, 0", "owner")
    host.delete(dev)
    for active in (False, True):
        host.delete(host.create(1, "wide", active=active, **wanted), owner="joe")
        agent = Agent(host, [host.new(1, "wide", active=active, lease=SOCKET, **wanted)])
        host.same("used", {"engine": 4}, host.used(1, "joe"))
        host.listener.events()
        agent.end(9)
        host.until_gone(*agent.devs)
        host.same("used", {"engine": 0}, host.used(1, "joe"))
    dev = host.create(1, "wide", active=True, **wanted)
    with User(dev) as user:
        host.socket.do("dev-delete", id=dev["id"], force=True)
        host.over("while one goes", "dev-create", host.new(1, "wide", owner="joe"), "engine: 1 wanted, 0", "owner")
        user.close()
    host.await_gone(dev["id"])
    host.create(1, "wide", **wanted)


def under_way(host):
    """A create that is under way has reserved: another finds no room, and nobody sees it held."""
    host.limit(1, *limits("joe", engine=4))
    knob(1, "delay_activate", 60000)
    spare = host.socket
    with type(spare)(host.spec, family=spare.family) as sock:
        create = Aside(lambda: sock.do("dev-create", **host.new(1, "wide", owner="joe", active=True, resource=amounts(engine=3))))
        await_counter(1, "delayed", 1)
        host.same("seen", {"engine": 0}, host.used(1, "joe"))
        host.over("another", "dev-create", host.new(1, "wide", owner="joe", resource=amounts(engine=2)), "engine: 2 wanted, 1",
                  "resource")
        host.create(1, "wide", owner="joe")
        # taken away and set again, it is still what there is
        host.limit(1, limit("joe", "engine"))
        host.limit(1, *limits("joe", engine=4))
        host.same("seen", {"engine": 1}, host.used(1, "joe"))
        knob(1, "delay_activate", 0)
        create.finish()
    host.same("seen", {"engine": 4}, host.used(1, "joe"))


def cordon_comes_first(host):
    host.limit(1, *limits("joe", engine=0))
    host.socket.do("parent-set", index=host.indexes[1], cordon=1)
    host.refused("a create", "dev-create", host.new(1, "wide", owner="joe"), EBUSY, "the parent is cordoned",
                 culprit="parent_index")
    host.socket.do("parent-set", index=host.indexes[1], cordon=0)


def owners(host):
    """Each has its own, and a hundred of them do not see each other."""
    names = [f"owner-{i}" for i in range(16)]
    host.limit(1, *[limit(name, "engine", 1) for name in names])
    for name in names:
        host.create(1, "wide", owner=name, resource=amounts(channel=1))
        host.over("a second", "dev-create", host.new(1, "wide", owner=name), "engine: 1 wanted, 0", "owner")
    host.same("shown", [(name, "engine", 1, 1) for name in names], host.shown(1))
    host.delete(*host.socket.dump("dev-get", owner="owner-7"))
    host.same("after one has gone", [(name, "engine", 1, int(name != "owner-7")) for name in names], host.shown(1))


def main():
    host = Host(resources=1)
    host.add(2, "resources")
    host.point("creates", creates)
    host.point("dry runs", dry_run)
    host.point("creates from a manifest", from_manifest)
    host.point("several limits at once", several)
    host.point("no room", no_room)
    host.point("0", zero)
    host.point("sets", sets)
    host.point("sets of what is open", grow_in_use)
    host.point("the driver refuses", driver_refuses)
    host.point("below what is held", below)
    host.point("until it has gone", goes)
    host.point("creates that are under way", under_way)
    host.point("a cordon comes first", cordon_comes_first)
    host.point("many owners", owners)
    host.same("active in the end", counter(1, "activates"), counter(1, "deactivates"))
    for number in (1, 2):
        host.remove(number)
    host.end()


main()
