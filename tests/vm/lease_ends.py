#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""What the end of a lease does, of a socket and for a time alike, in each state and against each other end."""
from errno import EBUSY

from lease_host import CHANGE, DEL, ENDED, Aside, Holder, Host, story
from sim_knobs import await_counter, counter, del_parent, knob
from sim_vfio import User

LONG = 60000


def plain(host, kind):
    """Idle and inactive ones end, with what they hold; those of others and persistent ones go on."""
    before = host.free(1)
    kept = [host.create(1, "lean"), host.create(2, "small", active=True)]
    other = Holder(host, "socket")
    kept.append(other.create(2, "small"))
    host.same("leases of others", ["persistent", "persistent", "socket"], [dev["lease"] for dev in kept])
    held = host.free(1)
    holder = Holder(host, kind)
    devs = [holder.create(number, type_name, active=active)
            for number, type_name in ((1, "wide"), (1, "tuned"), (2, "full")) for active in (True, False)]
    host.same("leases", [kind] * len(devs), [dev["lease"] for dev in devs])
    host.same("lease in a look", kind, host.get(devs[0])["lease"])
    host.listener.events()
    holder.end()
    host.ended("leases", *devs)
    host.alive("others", *kept)
    host.same("free amounts", held, host.free(1))
    other.end()
    host.ended("the other lease", kept.pop())
    host.delete(*kept)
    host.same("free amounts in the end", before, host.free(1))


def in_use(host, kind):
    """It ends when its user lets go, not before; nobody can open it then."""
    holder = Holder(host, kind)
    dev = holder.create(1, "wide", active=True)
    with User(dev) as user:
        host.listener.events()
        holder.end()
        host.quiet("a lease that ends while its subdevice is in use")
        host.same("state", "in-use", host.get(dev)["state"])
        host.same("its user reads", 4, user.amounts()[0][0])
        host.refused("a delete", "dev-delete", {"id": dev["id"]}, EBUSY, "open by a VFIO user")
        host.set(dev, new_label="anna")
        host.listener.events()
    host.same("story", [(CHANGE, "idle", "use")] + ENDED, story(host.until_gone(dev), dev))
    host.quiet("its end")


def forced(host, kind):
    """A lease has ended and waits for the user: then somebody deletes by force."""
    holder = Holder(host, kind)
    dev = holder.create(1, "wide", active=True)
    with User(dev):
        holder.end()
        host.listener.events()
        host.socket.do("dev-delete", id=dev["id"], force=True)
    host.same("story", [(CHANGE, "removing", "command"), (DEL, "removing", "command")], story(host.until_gone(dev), dev))
    host.quiet("its end")


def deleted_before(host, kind):
    """The end of the lease is nobody's any more, not even that of who has its names now."""
    holder = Holder(host, kind)
    devs = [holder.create(2, "small", active=active, label=label) for active, label in ((True, "anna"), (False, "berta"))]
    host.delete(*devs)
    successors = [host.create(2, "small", label=label, uuid=dev["uuid"]) for dev, label in zip(devs, ("anna", "berta"))]
    host.listener.events()
    holder.end()
    host.quiet("leases that are none any more")
    host.alive("successors", *successors)


def being_deleted(host, kind):
    holder = Holder(host, kind)
    dev = holder.create(2, "small", active=True)
    knob(2, "delay_deactivate", LONG)
    host.listener.events()
    host.socket.do("dev-delete", id=dev["id"])
    await_counter(2, "delayed", 1)
    holder.end()
    knob(2, "delay_deactivate", 0)
    host.same("story", [(CHANGE, "removing", "command"), (DEL, "removing", "command")], story(host.until_gone(dev), dev))
    host.quiet("its end")


def being_activated(host, kind):
    """The activation comes to its end and answers, then the lease's end goes on; whether the activation succeeds or not."""
    for fails in (0, 1):
        holder = Holder(host, kind)
        dev = holder.create(2, "small")
        knob(2, "delay_activate", LONG)
        knob(2, "fail_build", fails)
        host.listener.events()
        activation = Aside(host.socket.request, "dev-activate", {"id": dev["id"]})
        await_counter(2, "delayed", 1)
        holder.end()
        host.same("events meanwhile", [], host.listener.events())
        knob(2, "delay_activate", 0)
        answer = activation.finish()
        host.same("failure of the activation", bool(fails), bool(answer.errno))
        if not fails:
            host.same("its answer", "idle", answer.objects[0]["state"])
        begin = [] if fails else [(CHANGE, "idle", "command")]
        host.same("story", begin + ENDED, story(host.until_gone(dev), dev))
        host.quiet("its end")


def being_deactivated(host, kind):
    """It does not become inactive, but goes."""
    holder = Holder(host, kind)
    dev = holder.create(2, "small", active=True)
    knob(2, "delay_deactivate", LONG)
    host.listener.events()
    host.socket.do("dev-deactivate", id=dev["id"])
    await_counter(2, "delayed", 1)
    holder.end()
    knob(2, "delay_deactivate", 0)
    host.same("story", [(CHANGE, "removing", "command"), (DEL, "removing", "lease")], story(host.until_gone(dev), dev))
    host.quiet("its end")


def being_changed(host, kind):
    """A change has the subdevice until it is done."""
    holder = Holder(host, kind)
    dev = holder.create(1, "wide", active=True)
    knob(1, "delay_reconfigure", LONG)
    host.listener.events()
    change = Aside(host.socket.request, "dev-set", {"id": dev["id"], "resource": [{"name": "channel", "amount": 7}]})
    await_counter(1, "delayed", 1)
    holder.end()
    knob(1, "delay_reconfigure", 0)
    host.same("errno of the change", 0, change.finish().errno)
    host.same("story", [(CHANGE, "idle", "command")] + ENDED, story(host.until_gone(dev), dev))


def reactivated(host, kind):
    """The lease is the subdevice's, not that of its activity."""
    holder = Holder(host, kind)
    dev = holder.create(2, "small", active=True)
    host.socket.do("dev-deactivate", id=dev["id"])
    host.await_state(dev, "inactive")
    host.socket.do("dev-activate", id=dev["id"])
    host.listener.events()
    holder.end()
    host.ended("the lease", dev)


def parent_goes(host, kind):
    """Leases end while their parent goes away, and after it has gone."""
    host.add(8, "basic")
    holder = Holder(host, kind)
    devs = [holder.create(8, "small", active=active) for active in (True, True, False)]
    knob(8, "delay_deactivate", LONG)
    host.listener.events()
    leaving = Aside(host.remove, 8)
    await_counter(8, "delayed", 2)
    holder.end()
    knob(8, "delay_deactivate", 0)
    leaving.finish()
    host.add(8, "basic")
    holder = Holder(host, kind)
    devs = [holder.create(8, "small", active=active) for active in (True, False)]
    host.remove(8)
    host.same("subdevices", [], host.socket.dump("dev-get"))
    holder.end()
    host.quiet(f"leases of {len(devs)} that have gone with their parent")


def parent_story(host, kind):
    host.add(9, "basic")
    holder = Holder(host, kind)
    dev = holder.create(9, "small", active=True)
    host.listener.events()
    knob(9, "delay_deactivate", LONG)
    holder.end()
    await_counter(9, "delayed", 1)
    leaving = Aside(del_parent, 9)
    del host.indexes[9]
    while not any(parent.get("removing") for parent in host.socket.dump("parent-get")):
        pass
    knob(9, "delay_deactivate", 0)
    host.same("a lease that ended before its parent did", ENDED, story(host.until_gone(dev), dev))
    leaving.finish()
    host.listener.events()


POINTS = (
    ("it goes with what it holds, and nothing else does", plain),
    ("in use: it goes when its user lets go", in_use),
    ("in use, and deleted by force", forced),
    ("deleted before: the end is nobody's", deleted_before),
    ("being deleted: one end", being_deleted),
    ("being activated: afterwards", being_activated),
    ("being deactivated: it goes instead", being_deactivated),
    ("being changed: afterwards", being_changed),
    ("deactivated and activated again", reactivated),
    ("the parent goes away", parent_goes),
    ("the parent goes away after it", parent_story),
)


def main():
    host = Host(resources=1, basic=2)
    for kind in ("socket", "ttl"):
        for name, function in POINTS:
            host.point(f"{kind}: {name}", function, kind)
    for number in (1, 2):
        host.same("active in the end", counter(number, "activates"), counter(number, "deactivates"))
        host.remove(number)
    host.end()


main()
