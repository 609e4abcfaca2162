#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Amounts, params, versions, manifests and limits of the right form that cannot be."""
from errno import EINVAL, ENODEV, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE

from badinput_host import BAD_OWNERS, Host
from sim_host import amounts, params
from witness_netlink import Socket

TOP = (1 << 64) - 1
MIB = 1 << 20


def amount(name, number):
    return {"name": name, "amount": number}


class Composition:
    """Builds requests to create and to set, and says how they must fail."""

    def __init__(self, host):
        self.host = host
        self.devs = {"tuned": host.rita}
        for type_name in ("wide", "lean"):
            self.devs[type_name] = host.socket.do("dev-create", parent_index=host.rich["index"], type=type_name, inactive=True)
        host.settle()

    def refused(self, op_name, attrs, errno, words, *culprit, missing=None):
        """culprit: name, which of that name, and the names of attributes that lead from there to the inner one."""
        op = self.host.spec.ops[op_name]
        payload, offsets = self.host.socket.pack(op, attrs)
        offset = None
        if culprit:
            name, which, *inner = culprit
            offset = offsets[name][which] + self.within(op.set.by_name[name], attrs[name], which, inner)
        what = f"{op_name} {str(attrs)[:300]}"
        answer = self.host.refused(what, self.host.message(op_name, "do", payload), {errno}, offset, missing)
        if words not in (answer.text or ""):
            self.host.points.problem(f"{what}: no {words!r} in {answer.text!r}")

    def within(self, attr, value, which, inner):
        """The offset of an inner attribute in the one that has it."""
        if not inner:
            return 0
        nest = (value if isinstance(value, list) else [value])[which]
        name, index, *rest = inner + [0] if len(inner) == 1 else inner
        attr_set = self.host.spec.sets[attr.nested]
        offset = 4
        for key, each in nest.items():
            for i, element in enumerate(each if isinstance(each, list) else [each]):
                if key == name and i == index:
                    return offset + self.within(attr_set.by_name[name], each, index, rest)
                offset += len(self.host.spec.encode(attr_set, key, element))
        raise KeyError(name)

    def creates(self, type_name, attrs, errno, words, *culprit, **more):
        """Active or not, or only tried, makes no difference."""
        base = {"parent-index": self.host.rich["index"], "type": type_name}
        for how in ({}, {"inactive": True}, {"dry-run": True}):
            self.refused("dev-create", base | attrs | how, errno, words, *culprit, **more)

    def both(self, type_name, attrs, errno, words, *culprit, **more):
        """A create, and a set of one of the type."""
        self.creates(type_name, attrs, errno, words, *culprit, **more)
        self.refused("dev-set", {"id": self.devs[type_name]["id"], "new-label": "clara"} | attrs, errno, words, *culprit, **more)


    def amounts(self, type_name, wanted, errno, words, *culprit, **more):
        """culprit: the first that cannot be, and what within it."""
        self.both(type_name, {"resource": wanted}, errno, words, *(("resource",) + culprit if culprit else ()), **more)

    def params(self, type_name, wanted, errno, words, *culprit, **more):
        """The same of params."""
        self.both(type_name, {"param": wanted}, errno, words, *(("param",) + culprit if culprit else ()), **more)


def limits(composition):
    """0, below the smallest, above the largest, off the step, and numbers of more than 32 and 63 bits."""
    for type_name, name, numbers, words in (
            ("wide", "channel", (0, 33, 64, 65, 1 << 32, 1 << 63, TOP), "channel: not in 1 to 32"),
            ("wide", "engine", (0, 9, 17, (1 << 32) + 1, TOP), "engine: not in 1 to 8"),
            ("wide", "memory", (0, 1, 64 * MIB - 1, 4097 * MIB, 16 << 30, TOP), f"memory: not in {64 * MIB} to {4096 * MIB}"),
            ("wide", "memory", (64 * MIB + 1, 65 * MIB, 4096 * MIB - 1), f"memory: not {64 * MIB} and steps of {64 * MIB}"),
            ("wide", "port", (0, 1, 15, 17, 48, TOP), "port: not in 2 to 14"),
            ("wide", "port", (3, 4, 6, 13), "port: not 2 and steps of 3"),
            ("lean", "memory", (0, 64 * MIB - 1, 64 * MIB + 1, 128 * MIB, TOP), f"memory: not in {64 * MIB} to {64 * MIB}"),
            ("lean", "channel", (0, 2, 12, 1 << 34), "channel: not in 3 to 11"),
            ("lean", "channel", (4, 5, 6, 8, 10), "channel: not 3 and steps of 4"),
            ("tuned", "channel", (0, 7, 25, 32), "channel: not in 8 to 24"),
            ("tuned", "channel", (9, 12, 23), "channel: not 8 and steps of 8")):
        for number in numbers:
            composition.amounts(type_name, [amount(name, number)], ERANGE, words, 0)
    for number in (0, 1, (1 << 62) - 1, (3 << 62) + 1, TOP):
        composition.creates("huge", {"resource": [amount("credit", number)]}, ERANGE, "credit: not in", "resource", 0)
    for number in ((1 << 62) + 1, (1 << 63) - 1, (3 << 62) - 1):
        composition.creates("huge", {"resource": [amount("credit", number)]}, ERANGE, f"credit: not {1 << 62} and steps",
                            "resource", 0)


def sums(composition):
    """What is held, and what is wanted, is together more than 64 bits can say."""
    host = composition.host
    composition.creates("wide", {"resource": [amount("credit", TOP)]}, ENOSPC, f"credit: {TOP} wanted, {TOP - 1000} free",
                        "resource", 0)
    huge = host.socket.do("dev-create", parent_index=host.rich["index"], type="huge", inactive=True)
    host.settle()
    for number in (1 << 63, 3 << 62):
        composition.creates("huge", {"resource": [amount("credit", number)]}, ENOSPC, f"credit: {number} wanted", "resource", 0)
    composition.creates("huge", {}, ENOSPC, f"credit: {1 << 63} wanted, {TOP - 1000 - (1 << 63)} free", "parent-index", 0)
    for number in (1 << 63, TOP):
        composition.amounts("wide", [amount("credit", number)], ENOSPC, "credit: ", 0)
    composition.refused("dev-set", {"id": huge["id"], "resource": [amount("credit", TOP)]}, ERANGE, "credit: not in", "resource", 0)
    host.delete(huge["id"])
    host.settle()


def names(composition):
    """Twice, of another type, of none; without a name or an amount, with a start."""
    for first, second in ((4, 4), (4, 5), (33, 4), (0, TOP)):
        composition.amounts("wide", [amount("channel", first), amount("channel", second)], EINVAL, "channel: given twice", 1)
    composition.amounts("wide", amounts(channel=4, engine=2, memory=64 * MIB) + amounts(engine=2), EINVAL, "engine: given twice", 3)
    for type_name, name in (("lean", "engine"), ("lean", "port"), ("tuned", "memory"), ("wide", "none"), ("wide", ""),
                            ("wide", "Channel"), ("wide", "channe"), ("wide", "channel "), ("wide", "depth"), ("wide", "x" * 63)):
        composition.amounts(type_name, [amount(name, 4)], ENOENT, "the type uses no such resource", 0)
        composition.amounts(type_name, amounts(channel=11 if type_name == "lean" else 8) + [amount(name, 4)], ENOENT, name[:32], 1)
    sets = composition.host.spec.sets
    composition.amounts("wide", [{"amount": 4}], EINVAL, "a name is needed", missing=sets["amount"].by_name["name"].value)
    composition.amounts("wide", [{"name": "channel"}], EINVAL, "an amount is needed",
                        missing=sets["amount"].by_name["amount"].value)
    composition.amounts("wide", [{}], EINVAL, "a name is needed", missing=sets["amount"].by_name["name"].value)
    for start in (0, 1, TOP):
        composition.amounts("wide", [amount("channel", 4) | {"start": start}], EINVAL, "where a range begins", 0, "start")


def very_many(composition):
    """10,000 in one message: the first that is one too many."""
    host = composition.host
    small, host.socket = host.socket, Socket(host.spec, datagram=1 << 21)
    composition.amounts("wide", [amount("channel", 4)] * 10000, EINVAL, "channel: given twice", 1)
    composition.amounts("wide", [amount(f"n{i}", 4) for i in range(10000)], ERANGE, "more than 32 resources", 32)
    composition.amounts("wide", [amount(f"n{i}", 4) for i in range(32)], ENOENT, "n0: the type uses", 0)
    composition.params("tuned", params(depth=4) * 10000, EINVAL, "depth: given twice", 1)
    composition.params("tuned", [{"name": f"n{i}", "uint": 4} for i in range(10000)], ERANGE, "more than 64 params", 64)
    composition.params("tuned", [{"name": f"n{i}", "uint": 4} for i in range(64)], ENOENT, "n0: the model has", 0)
    host.socket.close()
    host.socket = small


KINDS = {"bool": 1, "uint": 1, "string": "linear"}


def values(composition):
    """Of another kind, out of range, too long, none of the choices, with a zero within."""
    for name, kind, words in (("layout", "string", "a string"), ("depth", "uint", "a uint"), ("title", "string", "a string"),
                              ("boost", "bool", "a bool")):
        for wrong in KINDS.keys() - {kind}:
            composition.params("tuned", [{"name": name, wrong: KINDS[wrong]}], EINVAL, f"{name}: {words} is wanted", 0)
    for number in (0, 33, 1 << 32, TOP):
        composition.params("tuned", params(depth=number), ERANGE, "depth: not in 1 to 32", 0)
    for text in ("", "LINEAR", "tiled ", "x" * 63, "linear, tiled", "0"):
        composition.params("tuned", params(layout=text), EINVAL, "is none of its choices", 0)
    for text in ("x" * 16, "x" * 63):
        composition.params("tuned", params(title=text), ERANGE, "title: longer than 15 bytes", 0)
    for name in ("title", "layout"):
        for text in (b"linear\0\0", b"linear\0x\0", b"\0\0"):
            composition.params("tuned", [{"name": name, "string": text}], EINVAL, "a zero byte inside of a string", 0, "string")


def param_names(composition):
    """That the model or the version does not have; twice; with no value or two."""
    for name in ("none", "", "Depth", "dept", "depth ", "channel", "x" * 63):
        composition.params("tuned", [{"name": name, "uint": 4}], ENOENT, "the model has no such param", 0)
    composition.params("tuned", params(title="x", seed=1), ENOENT, "seed: this version has no such param", 1)
    composition.both("tuned", {"version": 1, "param": params(boost=True)}, ENOENT, "boost: this version has no such param",
                     "param", 0)
    for second in (4, 5, 99):
        composition.params("tuned", params(depth=4, title="x") + params(depth=second), EINVAL, "depth: given twice", 2)
    attrs = composition.host.spec.sets["value"].by_name
    composition.params("tuned", [{"uint": 4}], EINVAL, "a name is needed", missing=attrs["name"].value)
    composition.params("tuned", [{}], EINVAL, "a name is needed", missing=attrs["name"].value)
    composition.params("tuned", [{"name": "depth"}], EINVAL, "a value is needed", 0)
    for one, two in (("bool", "uint"), ("uint", "string"), ("bool", "string")):
        composition.params("tuned", [{"name": "depth", one: KINDS[one], two: KINDS[two]}], EINVAL, "one value", 0, two)
    for type_name in ("wide", "lean"):
        composition.params(type_name, params(depth=4), EOPNOTSUPP, "the type has no model", 0)
        composition.both(type_name, {"version": 1}, EOPNOTSUPP, "the type has no model", "version", 0)


def versions(composition):
    for number in (3, 4, 6, 500, 1 << 31, (1 << 32) - 1):
        composition.both("tuned", {"version": number}, ENOENT, f"version {number}: not of this model", "version", 0)
        composition.both("tuned", {"version": number, "param": params(nothing=1)}, ENOENT, f"version {number}", "version", 0)
    composition.both("tuned", {"version": 0}, ERANGE, "integer out of range", "version", 0)


def manifests(composition):
    """Whatever the kernel cannot read is no verdict: of a check, a negotiation and a create."""
    host = composition.host
    good = host.manifest
    twice = good["param"] + good["param"][:1]
    missing = host.spec.sets["amount"].by_name["amount"].value
    for change, errno, words, *culprit in (
            ({"param": twice}, EINVAL, "given twice", "param", len(twice) - 1),
            ({"resource": good["resource"] * 2}, EINVAL, "given twice", "resource", 2),
            ({"param": [{"name": f"n{i}", "uint": 4} for i in range(65)]}, ERANGE, "more than 64 params", "param", 64),
            ({"resource": [amount(f"n{i}", 4) for i in range(1000)]}, ERANGE, "more than 32 resources", "resource", 32),
            ({"param": [{"name": "depth", "uint": 4, "string": "x"}]}, EINVAL, "one value", "param", 0, "string"),
            ({"param": [{"name": "title", "string": b"a\0b\0"}]}, EINVAL, "a zero byte", "param", 0, "string"),
            ({"param": [{"name": b"a\0b\0", "uint": 1}]}, EINVAL, "a zero byte", "param", 0, "name"),
            ({"resource": [{"name": "engine"}]}, EINVAL, "an amount is needed"),
            ({"resource": [amount("engine", 2) | {"start": 0}]}, EINVAL, "where a range begins", "resource", 0, "start"),
            ({"model": b"a\0b\0"}, EINVAL, "a zero byte", "model", 0),
            ({"token": b"x" * 65}, ERANGE, "token: longer than 64 bytes", "token", 0),
            ({"token": b"x" * 60000}, ERANGE, "token: longer than 64 bytes", "token", 0),
            ({"version": 0}, ERANGE, "integer out of range", "version", 0)):
        bad = good | change
        absent = None if culprit else missing
        rich = {"parent-index": host.rich["index"], "type": "tuned"}
        where = ("manifest", 0, *culprit) if culprit else ()
        composition.refused("manifest-check", rich | {"manifest": [bad]}, errno, words, *where, missing=absent)
        composition.refused("manifest-check", {"id": host.rita["id"], "manifest": [bad]}, errno, words, *where, missing=absent)
        composition.creates("tuned", {"manifest": [bad]}, errno, words, *where, missing=absent)
        where = ("manifest", 1, *culprit) if culprit else ()
        composition.refused("manifest-negotiate", rich | {"manifest": [good, bad, good]}, errno, words, *where, missing=absent)
    composition.creates("wide", {"manifest": [good]}, ENODEV, "model: ", "manifest", 0)


def owners_limits(composition):
    """Of nobody, of no resource, twice, too many; alone, and with others that are good."""
    host = composition.host
    attrs = host.spec.sets["new-limit"].by_name
    good = [{"owner": "joe", "resource": name, "amount": 4} for name in ("engine", "port", "memory")]

    def refused(bad, errno, words, *inner, missing=None):
        for given, which in (([bad], 0), (good + [bad], len(good)), ([bad] + good, 0)):
            where = () if missing else ("limit", which, *inner)
            composition.refused("parent-set", {"index": host.rich["index"], "cordon": 1, "limit": given}, errno, words, *where,
                                missing=missing and attrs[missing].value)

    for owner in BAD_OWNERS.values():
        for amount in ({}, {"amount": 1}):
            refused({"owner": owner, "resource": "channel"} | amount, EINVAL, "", "owner")
    for name in ("", "none", "Channel", "channe", "channel ", "x" * 63, b"channel\0x\0", b"\0channel\0"):
        for amount in ({}, {"amount": TOP}):
            refused({"owner": "joe", "resource": name} | amount, ENOENT, "the parent has no such resource", "resource")
    for bad, missing in (({}, "owner"), ({"amount": 1}, "owner"), ({"resource": "channel"}, "owner"),
                         ({"owner": "joe"}, "resource")):
        refused(bad, EINVAL, "is needed", missing=missing)
    for wanted, errno, words, which in ((good + good[:1], EINVAL, "given twice", 3),
                                        ([{"owner": f"o{i}", "resource": "port", "amount": i} for i in range(1000)], ERANGE,
                                         "more than 32 limits", 32)):
        composition.refused("parent-set", {"index": host.rich["index"], "limit": wanted}, errno, words, "limit", which)
    composition.refused("parent-set", {"index": host.sims[0]["index"], "limit": good}, ENOENT, "no such resource", "limit", 0,
                        "resource")


def main():
    host = Host()
    composition = Composition(host)
    for name, function in (
            ("amounts off their limits", limits),
            ("sums of more than 64 bits", sums),
            ("names of resources", names),
            ("10,000 of them", very_many),
            ("values of params", values),
            ("names of params", param_names),
            ("versions", versions),
            ("manifests", manifests),
            ("limits of owners", owners_limits)):
        host.point(name, lambda _, run=function: run(composition))
    host.end()


main()
