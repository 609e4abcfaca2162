#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Several amounts in one request, all or nothing; when an amount may change; drivers that refuse; guests that see it."""
from errno import EBUSY, EINVAL, EIO, ENOENT, ENOSPC, EPERM, ERANGE, ESTALE

from sim_host import Host, amounts, by_name, params
from sim_knobs import counter, knob
from sim_vfio import RECONFIGURES, User

MIB = 1 << 20
TOP = (1 << 64) - 1
ALL = {"channel": 10, "memory": 1024 * MIB, "engine": 3, "port": 5, "credit": 7}


def aggregation(host):
    """Of each resource its own amount, in any order."""
    for order in (list(ALL), list(reversed(ALL))):
        dev = host.create(1, "wide", resource=amounts(**{name: ALL[name] for name in order}))
        host.same(f"amounts given as {order}", ALL, by_name(dev["resource"], "amount"))
        left = {"channel": 54, "memory": 15 << 30, "engine": 13, "port": 43, "credit": TOP - 7}
        host.same("left", left, host.free(1))
        host.delete(dev)
    dev = host.create(1, "wide")
    more = {"channel": 32, "memory": 4096 * MIB, "engine": 8, "credit": TOP}
    dev = host.set(dev, resource=amounts(**more))
    host.same("amounts set", more | {"port": 2}, by_name(dev["resource"], "amount"))
    host.same("generation", 2, dev["generation"])
    less = {"channel": 1, "memory": 64 * MIB, "engine": 1, "credit": 0}
    dev = host.set(dev, resource=amounts(**less))
    host.same("amounts set back", less | {"port": 2}, by_name(dev["resource"], "amount"))


# What is wrong with one of five: (resource, amount, errno, words), where there is room for the others.
WRONG = (
    ("engine", 9, ERANGE, "not in 1 to 8"),
    ("engine", 5, ENOSPC, "engine: 5 wanted, 4 free"),
    ("port", 6, ERANGE, "not 2 and steps of 3"),
    ("memory", 65 * MIB, ERANGE, "steps of"),
    ("credit", None, EINVAL, "credit: given twice"),
    ("nothing", 1, ENOENT, "nothing: the type uses no such resource"),
    ("channel", 24, ENOSPC, "channel: 24 in one run wanted, largest 20"),
)


def one_wrong(name, amount):
    """Five amounts of which one cannot be, which stands last and first; and where it stands."""
    good = {key: value for key, value in ALL.items() if key != name}
    bad = amounts(**{name: ALL[name] if amount is None else amount})
    if amount is None:
        return [(amounts(**ALL) + bad, 5), (bad + amounts(**ALL), 5)]
    return [(amounts(**good) + bad, len(good)), (bad + amounts(**good), 0)]


def all_or_nothing(host):
    """The other four are not taken either: neither by a create, active or not, nor by a set, nor by a dry run."""
    fillers = [host.create(1, "wide", resource=amounts(channel=c, engine=e)) for c, e in ((12, 1), (20, 6), (12, 6))]
    host.delete(fillers[0])
    for name, amount, errno, words in WRONG:
        for resource, which in one_wrong(name, amount):
            for more in ({}, {"active": True}, {"dry_run": True}):
                host.refused(f"create of {resource} {more}", "dev-create", host.new(1, "wide", resource=resource, **more),
                             errno, words, culprit=("resource", which))


def set_all_or_nothing(host):
    host.create(1, "wide", resource=amounts(channel=20, engine=8))
    dev = host.create(1, "wide", label="anna", resource=amounts(channel=4))
    host.create(1, "wide", resource=amounts(channel=16))
    good = {"channel": 10, "memory": 1024 * MIB, "engine": 2, "credit": 7}
    wrongs = (("port", 5, EBUSY, "port: can grow only at its creation"), ("engine", 8, ENOSPC, "engine: 7 more wanted, 6 free"),
              ("memory", 1, ERANGE, "memory: not in"), ("channel", 25, ENOSPC, "channel: 25 in one run wanted, largest 24"),
              ("nothing", 1, ENOENT, "nothing"))
    for active in (False, True):
        if active:
            host.socket.do("dev-activate", id=dev["id"])
        for name, amount, errno, words in wrongs:
            first = {key: value for key, value in good.items() if key != name}
            for resource in (amounts(**first, **{name: amount}), amounts(**{name: amount}, **first)):
                request = {"id": dev["id"], "new-label": "berta", "resource": resource}
                host.refused(f"set of {resource}", "dev-set", request, errno, words,
                             culprit=("resource", [each["name"] for each in resource].index(name)))
    host.same("label", "anna", host.get(dev)["label"])


# When what may change, as the catalogue has it: (type, resource, smaller, larger, grow, shrink)
POLICIES = (
    ("wide", "port", 5, 8, "fixed", "fixed"),
    ("wide", "engine", 2, 4, "unused", "unused"),
    ("wide", "memory", 128 * MIB, 512 * MIB, "idle", "idle"),
    ("wide", "channel", 2, 9, "live", "live"),
    ("wide", "credit", 5, 6, "live", "idle"),
    ("lean", "channel", 3, 7, "idle", "idle"),
    ("tuned", "engine", 2, 3, "live", "live"),
    ("tuned", "channel", 8, 16, "live", "fixed"),
    ("huge", "credit", 1 << 62, 1 << 63, "live", "unused"),
)
PARAM_POLICIES = (
    ("layout", "linear", "tiled", "fixed"),
    ("depth", 3, 4, "unused"),
    ("title", "a", "b", "idle"),
    ("boost", True, False, "live"),
)
STATES = ("inactive", "inactive, once opened", "idle", "idle, once opened", "in-use")
# In which of these states the words of the catalogue allow a change.
ALLOWED = {
    "fixed": (),
    "unused": ("inactive", "idle"),
    "idle": ("inactive", "inactive, once opened", "idle", "idle, once opened"),
    "live": STATES,
}
WHEN = {"fixed": "only at its creation", "unused": "only until it is first opened", "idle": "only while it is not open"}


class In:
    """A subdevice in one of the states, while the block runs."""

    def __init__(self, host, state, type_name, **attrs):
        self.host = host
        self.dev = host.create(1, type_name, active=state != "inactive", **attrs)
        self.user = None
        if "once" in state or state == "in-use":
            self.user = User(self.dev)
        if "once" in state:
            self.user.close()
            host.await_state(self.dev, "idle")
        if state == "inactive, once opened":
            host.socket.do("dev-deactivate", id=self.dev["id"])
            host.await_state(self.dev, "inactive")

    def __enter__(self):
        return self.dev

    def __exit__(self, *_):
        if self.user:
            self.user.close()
        self.host.delete(self.dev, force=True)


def change(host, what, state, dev, allowed, words, attrs):
    """One change, which is allowed or refused as it should be."""
    request = {"id": dev["id"]} | attrs
    if allowed:
        answer = host.send("dev-set", request)
        host.same(f"{what}, {state}: {answer}", 0, answer.errno)
        return
    [name] = attrs
    host.refused(f"{what}, {state}", "dev-set", request, EBUSY, words, culprit=name)


def policies(host):
    for type_name, resource, small, large, grow, shrink in POLICIES:
        shown = {each["name"]: each for each in host.type(1, type_name)["resource"]}[resource]
        host.same(f"what {type_name} says of {resource}", (grow, shrink), (shown["grow"], shown["shrink"]))
        for state in STATES:
            for before, after, policy, verb in ((small, large, grow, "grow"), (large, small, shrink, "shrink")):
                with In(host, state, type_name, resource=amounts(**{resource: before})) as dev:
                    change(host, f"{type_name}: {resource} {verb}s", state, dev, state in ALLOWED[policy],
                           f"{resource}: can {verb} {WHEN.get(policy)}", {"resource": amounts(**{resource: after})})


def param_policies(host):
    shown = {each["name"]: each["change"] for each in host.socket.dump("param-get", parent_index=host.indexes[1], type="tuned")}
    for name, before, after, policy in PARAM_POLICIES:
        host.same(f"what the model says of {name}", policy, shown[name])
        for state in STATES:
            with In(host, state, "tuned", param=params(**{name: before})) as dev:
                change(host, f"{name} changes", state, dev, state in ALLOWED[policy], f"{name}: can change {WHEN.get(policy)}",
                       {"param": params(**{name: after})})


def reset_before_shrink(host):
    """Sim counts: only memory that shrinks, of an active subdevice."""
    for state, resets in (("inactive", 0), ("idle", 1), ("idle, once opened", 1)):
        with In(host, state, "wide", resource=amounts(memory=512 * MIB)) as dev:
            before = counter(1, "resets"), counter(1, "reconfigures")
            host.set(dev, resource=amounts(memory=1024 * MIB, channel=3))
            grown = int(state != "inactive")
            host.same(f"counts after it grew, {state}", (before[0], before[1] + grown),
                      (counter(1, "resets"), counter(1, "reconfigures")))
            host.set(dev, resource=amounts(memory=64 * MIB, channel=8))
            host.same(f"counts after it shrank, {state}", (before[0] + resets, before[1] + 2 * grown),
                      (counter(1, "resets"), counter(1, "reconfigures")))


def driver_refuses(host):
    """In each of its callbacks, with each errno: all is put back, ranges too, and the same request succeeds afterwards."""
    host.create(1, "wide", resource=amounts(channel=8))
    dev = host.create(1, "wide", active=True, resource=amounts(channel=4, memory=512 * MIB))
    host.create(1, "wide", resource=amounts(channel=4))
    # it moves, it shrinks where it is, it moves back; with a reset and without
    changes = (amounts(channel=20, memory=64 * MIB), amounts(channel=2, memory=128 * MIB, credit=TOP - 5000), amounts(channel=32))
    for resource in changes:
        shrinks = by_name(resource, "amount").get("memory", TOP) < by_name(dev["resource"], "amount")["memory"]
        for name in ("validate", "reset", "reconfigure") if shrinks else ("validate", "reconfigure"):
            for errno in (EBUSY, ENOSPC, EPERM, EIO):
                knob(1, "fail_errno", errno)
                knob(1, f"fail_{name}", 1)
                resets = counter(1, "resets")
                host.refused(f"{name} fails with {errno} for {resource}", "dev-set",
                             {"id": dev["id"], "new_label": "x", "resource": resource}, errno, "simulated failure")
                host.same(f"knob of {name}, resets", (0, resets), (counter(1, f"fail_{name}"), counter(1, "resets")))
        dev = host.set(dev, resource=resource)


def creation_fails(host):
    """At each step of a create: nothing is held. An activation that fails leaves what an inactive one holds."""
    wanted = host.new(1, "wide", active=True, resource=amounts(**ALL))
    for name in ("validate", "activate", "build", "register"):
        knob(1, f"fail_{name}", 1)
        host.refused(f"create with {name} failing", "dev-create", wanted, EIO, "simulated failure")
    dev = host.create(1, "wide", resource=amounts(**ALL))
    for name in ("activate", "build", "register"):
        knob(1, f"fail_{name}", 1)
        host.refused(f"activate with {name} failing", "dev-activate", {"id": dev["id"]}, EIO, "simulated failure")
    host.same("what it holds", ALL, by_name(host.get(dev)["resource"], "amount"))
    host.socket.do("dev-activate", id=dev["id"])


def guest(host):
    """What a guest reads is what the subdevice holds, and changes while it looks."""
    dev = host.create(1, "wide", active=True, resource=amounts(**ALL))
    with User(dev) as user:
        def seen(what, dev):
            shown = [(each["amount"], each.get("start", 0)) for each in dev["resource"]][:4]
            host.same(f"registers {what}", shown, user.amounts())

        seen("at first", dev)
        dev = host.set(dev, resource=amounts(channel=32, credit=TOP))
        seen("after it grew", dev)
        host.same("state", "in-use", dev["state"])
        dev = host.set(dev, resource=amounts(channel=5))
        seen("after it shrank", dev)
        neighbour = host.create(1, "lean", resource=amounts(channel=3))
        host.same("where the neighbour is", 5, by_name(neighbour["resource"], "start")["channel"])
        host.refused("it does not move while it is open", "dev-set", {"id": dev["id"], "resource": amounts(channel=6)}, ENOSPC,
                     "channel: can grow to 5 where it is, while open", culprit="resource")
        knob(1, "fail_reconfigure", 1)
        host.refused("the driver refuses", "dev-set", {"id": dev["id"], "resource": amounts(channel=2)}, EIO, "simulated failure")
        seen("after a change that failed", dev)
        host.same("changes", 2, user.number(RECONFIGURES))
    host.await_state(dev, "idle")
    dev = host.set(dev, resource=amounts(channel=6))
    host.same("it moves when it is not open", 8, by_name(dev["resource"], "start")["channel"])
    with User(dev) as user:
        seen("of the next user", dev)
    host.await_state(dev, "idle")


def if_generation(host):
    """Only if it is as it was: a set and a delete; the answer has the generation of now."""
    dev = host.create(1, "wide", label="anna")
    dev = host.set(dev, resource=amounts(channel=5), if_generation=1)
    host.same("generation", 2, dev["generation"])
    for wrong in (0, 1, 3, 1 << 32, TOP):
        for op_name, attrs in (("dev-set", {"new_label": "berta"}), ("dev-set", {"resource": amounts(channel=6)}),
                               ("dev-set", {"resource": amounts(nothing=1)}), ("dev-delete", {}), ("dev-delete", {"force": True})):
            request = {"label": "anna", "if_generation": wrong} | attrs
            answer = host.refused(f"{op_name} {attrs} if {wrong}", op_name, request, ESTALE, "the generation is 2 now",
                                  culprit="if_generation")
            host.same("cookie", (2).to_bytes(8, "little"), answer.cookie)
    answer = host.send("dev-set", {"label": "anna", "resource": amounts(channel=99), "if_generation": 2})
    host.same("errno and cookie of another error", (ERANGE, None), (answer.errno, answer.cookie))
    host.socket.do("dev-delete", label="anna", if_generation=2)
    host.await_gone(dev["id"])


def main():
    host = Host(resources=1)
    host.point("five amounts in one request", aggregation)
    host.point("create: all five or none", all_or_nothing)
    host.point("set: all of them or none", set_all_or_nothing)
    host.point("amounts change when the type says", policies)
    host.point("params change when the model says", param_policies)
    host.point("a reset comes before a shrink", reset_before_shrink)
    host.point("the driver refuses a change", driver_refuses)
    host.point("a create fails", creation_fails)
    host.point("the guest sees its amounts", guest)
    host.point("only if the generation is still the same", if_generation)
    host.remove(1)
    host.end()


main()
