#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Manifests: what subdevices and types say that they are, which of them fit which others, and the best of many."""
from errno import EINVAL, EIO, ENODEV, ENOENT, ENOMEM, ENOSPC, EPERM, ERANGE, errorcode

from sim_host import Host, amounts, by_name, params, values
from sim_knobs import knob
from witness_netlink import NLM_F_DUMP, NLMSG_DONE, Answer, Socket

URI = "subdev:sim:tuned"
TUNED = {
    1: params(layout="linear", depth=8, title="none", seed=0),
    2: params(layout="linear", depth=8, title="second", boost=False, seed=(1 << 64) - 1),
    5: params(layout="tiled", depth=16, title="none", boost=True),
}


def tuned(number, channel=8, engine=2, **more):
    """What version number of "tuned" is, changed by more; None takes a member away."""
    result = {"model": URI, "version": number, "param": TUNED[number], "resource": amounts(engine=engine, channel=channel)} | more
    return {name: value for name, value in result.items() if value is not None}


def manifest_of(host, dev):
    return host.socket.do("manifest-get", id=dev["id"])["manifest"][0]


def target(host, what):
    """A request's names of a subdevice, or of a type on a parent."""
    if isinstance(what, dict):
        return {"id": what["id"]}
    number, type_name = what
    return {"parent-index": host.indexes[number], "type": type_name}


def check(host, manifest, what):
    """The verdict, after a request that must succeed."""
    answer = host.send("manifest-check", target(host, what) | {"manifest": [manifest]})
    if answer.errno != 0 or len(answer.objects) != 1:
        raise AssertionError(f"check of {manifest} with {what}: {answer}")
    verdict = answer.objects[0]["verdict"]
    host.same("purpose", "state" if isinstance(what, dict) else "create", verdict["purpose"])
    if bool(verdict["errno"]) != bool(verdict.get("reason")):
        host.points.problem(f"reasons of {verdict}")
    return verdict


def reasons(verdict):
    """(subject, name, wanted, had) of each."""
    return [tuple(each.get(name) for name in ("subject", "name", "wanted", "had")) for each in verdict.get("reason", [])]


def judged(host, what, manifest, of, errno, *wanted):
    """The verdict has this errno and exactly these reasons."""
    verdict = check(host, manifest, of)
    host.same(f"verdict on {what}", errorcode.get(errno, 0), errorcode.get(verdict["errno"], verdict["errno"]))
    host.same(f"reasons of {what}", list(wanted), reasons(verdict))


def get(host):
    """What is told of a subdevice, of a type, of all versions of a type."""
    same = host.same
    dev = host.create(1, "tuned", version=2, resource=amounts(channel=16, engine=5))
    same("of a subdevice", tuned(2, 16, 5), manifest_of(host, dev))
    dev = host.set(dev, param=params(depth=9))
    changed = params(layout="linear", depth=9, title="second", boost=False, seed=(1 << 64) - 1)
    same("of one that is no version", tuned(2, 16, 5, version=None, param=changed), manifest_of(host, dev))
    same("of a type", [tuned(5)], host.send("manifest-get", target(host, (1, "tuned"))).objects[0]["manifest"])
    dump = host.socket.request("manifest-get", target(host, (1, "tuned")), "dump").objects
    same("of its versions", [[tuned(version)] for version in TUNED], [each["manifest"] for each in dump])
    knob(1, "token", "1.2")
    same("token", b"1.2", manifest_of(host, dev)["token"])
    same("token of versions", [b"1.2"] * 3, [
        each["manifest"][0]["token"] for each in host.socket.request("manifest-get", target(host, (1, "tuned")), "dump").objects])
    knob(1, "token", "\n")
    host.refused("a subdevice without model", "manifest-get", {"id": host.create(1, "wide")["id"]}, ENODEV, "no model")
    host.refused("a type without model", "manifest-get", target(host, (1, "wide")), ENODEV, "no model", culprit="type")


def all_pairs(host):
    """Every type of every catalogue, and a subdevice of each, against each other: only equals fit."""
    places = [(number, name) for number in host.indexes for name in host.types(number)]
    devs = {place: host.create(*place) for place in places if host.type(*place)["available"]}
    manifests = {}
    for place in places:
        sources = [place] + ([devs[place]] if place in devs else [])
        answers = [host.send("manifest-get", target(host, source)) for source in sources]
        has_model = "model" in host.type(*place)
        host.same(f"manifests of {place}", [0 if has_model else ENODEV] * len(answers), [answer.errno for answer in answers])
        manifests[place] = answers[-1].objects[0]["manifest"][0] if has_model else {"resource": amounts(channel=8)}
    for source, manifest in manifests.items():
        for place in places:
            errno = ENODEV if "model" not in manifest or "model" not in manifests[place] else 0 if source == place else EINVAL
            verdicts = [check(host, manifest, place)]
            if place in devs:
                verdicts.append(check(host, manifest, devs[place]))
            host.same(f"{source} to {place}", [errno] * len(verdicts), [verdict["errno"] for verdict in verdicts])
            if errno:
                host.same(f"subjects, {source} to {place}", [["model"]] * len(verdicts), [
                    [each["subject"] for each in verdict["reason"]] for verdict in verdicts])


def reflexive(host):
    """Whatever a subdevice is, it takes its own state, and an equal one can be created, from which it cannot be told."""
    for number, type_name, attrs in (
            (1, "tuned", {}),
            (1, "tuned", {"version": 1}),
            (1, "tuned", {"version": 2, "resource": amounts(engine=7, channel=24)}),
            (1, "tuned", {"version": 1, "param": params(seed=1 << 63, title="")}),
            (1, "tuned", {"param": params(title="fifteen bytes..", boost=False)}),
            (2, "my-nic", {"version": 1}),
            (2, "my-nic", {"param": params(rss=False), "resource": amounts(queue=16, bandwidth=25 * 10 ** 9)}),
            (2, "long-nic", {"version": 250, "param": params(hash_key="x" * 40, steering="by-flow")})):
        for active in (False, True):
            source = host.create(number, type_name, active=active, **attrs)
            manifest = manifest_of(host, source)
            judged(host, f"{attrs} itself", manifest, source, 0)
            judged(host, f"{attrs} of its type", manifest, (number, type_name), 0)
            bare = {name: value for name, value in manifest.items() if name != "version"}
            judged(host, f"{attrs} without its number", bare, source, 0)
            again = host.create(number, type_name, manifest=[bare])
            host.same(f"what {attrs} without its number makes", manifest, manifest_of(host, again))
            host.delete(again)
            copy = host.create(number, type_name, active=active, manifest=[manifest])
            host.same(f"copy of {attrs}", manifest, manifest_of(host, copy))
            host.same(f"params of a copy of {attrs}", (values(source), source.get("version")), (values(copy), copy.get("version")))
            host.same(f"amounts of a copy of {attrs}", by_name(source["resource"], "amount"), by_name(copy["resource"], "amount"))
            judged(host, f"{attrs} and its copy", manifest, copy, 0)
            host.delete(source, copy)


# What is wrong with a manifest that "tuned" is asked to be, and each reason why.
WRONG = (
    ("another version", tuned(2, version=3), [("version", None, "3", "1 to 5")]),
    ("a newer version", tuned(5, version=9), [("version", None, "9", "1 to 5")]),
    ("a value that the version does not have", tuned(5, param=params(layout="tiled", depth=17, title="none", boost=True)),
     [("param", "depth", "17", "16")]),
    ("a param too few", tuned(5, param=params(layout="tiled", title="none", boost=True)), [("param", "depth", "absent", "16")]),
    ("a param of another version", tuned(5, param=TUNED[5] + params(seed=3)), [("param", "seed", "3", "absent")]),
    ("a param of no version", tuned(5, param=TUNED[5] + params(nothing="x")), [("param", "nothing", "x", "absent")]),
    ("a value of another kind", tuned(5, param=params(layout="tiled", depth="16", title="none", boost=1)),
     [("param", "depth", "16", "16"), ("param", "boost", "1", "on")]),
    ("a value out of range, without a version",
     tuned(5, version=None, param=params(layout="striped", depth=33, title="sixteen bytes...", boost=True)),
     [("param", "layout", "striped", "linear, tiled"), ("param", "depth", "33", "1 to 32"),
      ("param", "title", "sixteen bytes...", "up to 15 bytes")]),
    ("amounts off their limits", tuned(5, channel=12, engine=17),
     [("resource", "engine", "17", "1 to 16, step 1"), ("resource", "channel", "12", "8 to 24, step 8")]),
    ("an amount too few", tuned(5, resource=amounts(channel=8)), [("resource", "engine", "0", "1 to 16, step 1")]),
    ("an amount of what it does not use", tuned(5, resource=amounts(engine=2, channel=8, memory=1, nothing=2)),
     [("resource", "memory", "1", "absent"), ("resource", "nothing", "2", "absent")]),
    ("all of it", {"model": URI, "version": 5, "param": params(layout="linear", boost=False, seed=1, other=False),
                   "resource": amounts(channel=7, port=2)},
     [("param", "layout", "linear", "tiled"), ("param", "depth", "absent", "16"), ("param", "title", "absent", "none"),
      ("param", "boost", "off", "on"), ("param", "seed", "1", "absent"), ("param", "other", "off", "absent"),
      ("resource", "engine", "0", "1 to 16, step 1"), ("resource", "channel", "7", "8 to 24, step 8"),
      ("resource", "port", "2", "absent")]),
)


def every_reason(host):
    """All that does not fit is told, and the same creates nothing."""
    for what, manifest, wanted in WRONG:
        verdict = check(host, manifest, (1, "tuned"))
        host.same(f"verdict on {what}", EINVAL, verdict["errno"])
        host.same(f"reasons of {what}", sorted(map(str, wanted)), sorted(map(str, reasons(verdict))))
        for dry in ({}, {"dry_run": True}):
            create = host.new(1, "tuned", manifest=[manifest], **dry)
            host.refused(f"create of {what} {dry}", "dev-create", create, EINVAL, wanted[0][2][:24])
    no_model = tuned(5, model=None)
    judged(host, "no model", no_model, (1, "tuned"), ENODEV, ("model", None, "absent", URI))
    judged(host, "an empty one", {}, (1, "tuned"), ENODEV, ("model", None, "absent", URI))
    judged(host, "a target without model", tuned(5), (1, "wide"), ENODEV, ("model", None, URI, "absent"))
    judged(host, "another model", tuned(5, model="subdev:sim:tune"), (1, "tuned"), EINVAL, ("model", None, "subdev:sim:tune", URI))
    for manifest, type_name, errno in ((no_model, "tuned", ENODEV), ({}, "tuned", ENODEV), (tuned(5), "wide", ENODEV),
                                       (tuned(5, model="other"), "tuned", EINVAL)):
        host.refused(f"create of {manifest}", "dev-create", host.new(1, type_name, manifest=[manifest]), errno, "model: ")


def very_many_reasons(host):
    """As many as there can be, with names and values as long as they can be: none is left out."""
    strange = [{"name": f"{i:02}" + "n" * 61, "string": "v" * 63} for i in range(64)]
    foreign = [{"name": f"{i:02}" + "r" * 61, "amount": (1 << 64) - 1} for i in range(32)]
    for of in ((1, "tuned"), (2, "long-nic"), host.create(1, "tuned")):
        model = "subdev:sim:long-nic" if of == (2, "long-nic") else URI
        for version in ({"version": 2}, {}):
            verdict = check(host, {"model": model, "param": strange, "resource": foreign} | version, of)
            names = [name for _, name, _, _ in reasons(verdict)]
            host.same("errno", EINVAL, verdict["errno"])
            host.same("reasons about params", [each["name"] for each in strange], [name for name in names if "nnn" in name])
            host.same("reasons about resources", [each["name"] for each in foreign], [name for name in names if "rrr" in name])


def state(host):
    """Migrated state wants just what the subdevice is: same version, values, amounts. Whether there is room does not count."""
    dev = host.create(1, "tuned", version=2, active=True, resource=amounts(engine=10, channel=24))
    judged(host, "the same", tuned(2, 24, 10), dev, 0)
    judged(host, "the same without its version", tuned(2, 24, 10, version=None), dev, 0)
    judged(host, "less", tuned(2, 16, 9), dev, EINVAL, ("resource", "engine", "9", "10"), ("resource", "channel", "16", "24"))
    judged(host, "another version", tuned(1, 24, 10), dev, EINVAL, ("param", "title", "none", "second"),
           ("param", "boost", "absent", "off"), ("param", "seed", "0", str((1 << 64) - 1)))
    judged(host, "an unknown version", tuned(2, 24, 10, version=4), dev, EINVAL, ("version", None, "4", "1 to 5"))
    host.set(dev, param=params(seed=7))
    judged(host, "what it has been", tuned(2, 24, 10), dev, EINVAL, ("param", "seed", str((1 << 64) - 1), "7"))
    both = target(host, dev) | target(host, (1, "tuned"))
    host.refused("a subdevice and a type", "manifest-check", both | {"manifest": [tuned(5)]}, EINVAL, "either", culprit="type")
    host.refused("two manifests", "manifest-check", target(host, dev) | {"manifest": [tuned(5), tuned(2)]}, EINVAL,
                 "only one manifest", culprit=("manifest", 1))
    host.refused("two to create", "dev-create", host.new(1, "tuned", manifest=[tuned(5), tuned(5)]), EINVAL, "only one manifest",
                 culprit=("manifest", 1))
    for name, value in (("version", 5), ("param", params(boost=True)), ("resource", amounts(engine=2))):
        host.refused(f"a manifest and {name}", "dev-create", host.new(1, "tuned", manifest=[tuned(5)], **{name: value}), EINVAL,
                     "a manifest has it already", culprit=name)


def room(host):
    """What fits has no room now, and has it again when something has gone."""
    devs = [host.create(1, "tuned", resource=amounts(channel=24)) for _ in range(2)]
    last = host.create(1, "tuned", resource=amounts(channel=8, engine=11))
    judged(host, "8 channels", tuned(5, 8, 1), (1, "tuned"), 0)
    judged(host, "16 channels", tuned(5, 16, 1), (1, "tuned"), ENOSPC, ("resource", "channel", "16", "largest free run 8"))
    judged(host, "both", tuned(5, 24, 2), (1, "tuned"), ENOSPC, ("resource", "engine", "2", "1 free"),
           ("resource", "channel", "24", "largest free run 8"))
    judged(host, "both, and another value", tuned(5, 24, 2, version=1), (1, "tuned"), EINVAL, *(
        ("param", name, wanted, had) for name, wanted, had in (
            ("layout", "tiled", "linear"), ("depth", "16", "8"), ("boost", "on", "absent"), ("seed", "absent", "0"))),
           ("resource", "engine", "2", "1 free"), ("resource", "channel", "24", "largest free run 8"))
    host.refused("create of 16", "dev-create", host.new(1, "tuned", manifest=[tuned(5, 16, 1)]), ENOSPC, "channel: 16 wanted")
    host.delete(last)
    judged(host, "16 channels again", tuned(5, 16, 1), (1, "tuned"), 0)
    host.create(1, "tuned", manifest=[tuned(5, 16, 1)])
    host.delete(devs[0])
    judged(host, "24 channels", tuned(5, 24, 12), (1, "tuned"), 0)
    host.add(4, "resources", max_devs=1)
    host.create(4, "lean")
    judged(host, "no place", tuned(5), (4, "tuned"), ENOSPC, ("resource", None, "a place", "no place free"))
    host.refused("create without a place", "dev-create", host.new(4, "tuned", manifest=[tuned(5)]), ENOSPC, "subdevices")
    host.remove(4)


def tokens(host):
    """The driver's own: sim's fits if it is the beginning of the target's."""
    dev = host.create(1, "tuned")
    knob(1, "token", "1.2")
    for token, fits in ((b"1.2", True), (b"1.", True), (b"", True), (None, True), (b"1.3", False), (b"1.2.1", False),
                        (b"\0\xff", False), (b"x" * 64, False)):
        manifest = tuned(5, token=token)
        wanted = () if fits else (("token", None, token.hex(), b"1.2".hex()),)
        for of in ((1, "tuned"), dev):
            judged(host, f"token {token}", manifest, of, 0 if fits else EINVAL, *wanted)
        if not fits:
            host.refused(f"create with token {token}", "dev-create", host.new(1, "tuned", manifest=[manifest]), EINVAL, "token: ")
    for of in ((1, "tuned"), dev):
        knob(1, "fail_compatible", 1)
        judged(host, "what the driver refuses", tuned(5, token=b"1"), of, EINVAL, ("token", None, "31", b"1.2".hex()))
    too_long = target(host, dev) | {"manifest": [tuned(5, token=b"x" * 65)]}
    host.refused("65 bytes", "manifest-check", too_long, ERANGE, "token: longer than 64")
    host.delete(host.create(1, "tuned", manifest=[tuned(5, token=b"1.")]))
    knob(1, "token", "\n")


def driver(host):
    """What the driver refuses is a reason, with its words; that it cannot say is no verdict."""
    for errno in (EINVAL, EPERM, ENODEV, ENOSPC):
        knob(1, "fail_errno", errno)
        knob(1, "fail_validate", 1)
        judged(host, f"refused with {errno}", tuned(5), (1, "tuned"), EINVAL, ("driver", None, "", "simulated failure: validate"))
    for errno in (EIO, ENOMEM):
        knob(1, "fail_errno", errno)
        knob(1, "fail_validate", 1)
        answer = host.send("manifest-check", target(host, (1, "tuned")) | {"manifest": [tuned(5)]})
        host.same(f"a driver that fails with {errno}: {answer}", (errno, []), (answer.errno, answer.objects))
    knob(1, "fail_errno", EIO)


def negotiate(host, what, candidates, chosen, wanted=None, errno=0, on=(1, "tuned")):
    answer = host.send("manifest-negotiate", target(host, on) | {"manifest": candidates})
    if answer.errno != 0 or len(answer.objects) != 1:
        raise AssertionError(f"negotiation of {what}: {answer}")
    best = answer.objects[0]
    host.same(f"the best of {what}", chosen, best.get("chosen"))
    host.same(f"its manifest, of {what}", [wanted] if wanted else None, best.get("manifest"))
    host.same(f"verdict of {what}", ("create", errno), (best["verdict"]["purpose"], best["verdict"]["errno"]))
    host.same(f"reasons of {what}", bool(errno), bool(best["verdict"].get("reason")))
    return best


def negotiation(host):
    """Of what a source can be, the newest that this target can be."""
    all_of_it = [tuned(1), tuned(2), tuned(5)]
    negotiate(host, "the same", all_of_it, 2, tuned(5))
    negotiate(host, "the same in another order", [tuned(5), tuned(1), tuned(2)], 0, tuned(5))
    newer = [tuned(1), tuned(2), tuned(5, version=6), tuned(5, version=7)]
    negotiate(host, "a newer source", newer, 1, tuned(2))
    negotiate(host, "an older source", [tuned(1)], 0, tuned(1))
    negotiate(host, "equals", [tuned(1), tuned(5, 16), tuned(5, 8)], 1, tuned(5, 16))
    own = tuned(5, version=None, param=params(layout="tiled", depth=3, title="x", boost=False))
    negotiate(host, "one without a version", [own, tuned(1)], 1, tuned(1))
    negotiate(host, "only one without a version", [tuned(5, version=9), own], 1, own)
    negotiate(host, "one that is a version without its number", [tuned(2), tuned(5, version=None)], 1, tuned(5))
    verdict = negotiate(host, "none that fits", [tuned(5, version=6), tuned(5, 7)], None, errno=EINVAL)["verdict"]
    host.same("the verdict is that on the last", [("resource", "channel", "7", "8 to 24, step 8")], reasons(verdict))
    negotiate(host, "another model", [tuned(5, model="other")], None, errno=EINVAL)
    negotiate(host, "no model", [{}], None, errno=ENODEV)
    negotiate(host, "a type without model", all_of_it, None, errno=ENODEV, on=(1, "wide"))
    host.create(1, "tuned", resource=amounts(engine=14))
    some = [tuned(5, engine=3), tuned(2, engine=2), tuned(1, engine=1)]
    negotiate(host, "those that there is room for", some, 1, tuned(2, engine=2))
    negotiate(host, "what there is no room for", [tuned(5, engine=3)], None, errno=ENOSPC)
    knob(1, "token", "7")
    negotiate(host, "a token that fits", [tuned(5, token=b"8"), tuned(1, token=b"7")], 1, tuned(1, token=b"7"))
    knob(1, "token", "\n")


def many(host):
    """What long-nic can be, all of it, and as many manifests as there can be."""
    mine = [each["manifest"][0] for each in host.socket.request("manifest-get", target(host, (2, "long-nic")), "dump").objects]
    negotiate(host, "500", mine, 499, mine[499], on=(2, "long-nic"))
    newer = [each | {"version": each["version"] + 300} for each in mine]
    negotiate(host, "500 of which none fits", newer, None, errno=EINVAL, on=(2, "long-nic"))
    negotiate(host, "1000 of which some fit", newer + mine, 999, mine[499], on=(2, "long-nic"))
    negotiate(host, "1024", [tuned(1)] * 1023 + [tuned(2)], 1023, tuned(2))
    host.refused("1025", "manifest-negotiate", target(host, (1, "tuned")) | {"manifest": [tuned(1)] * 1025}, ERANGE,
                 "more than 1024 manifests", culprit=("manifest", 1024))


def parent_goes_within_a_dump(host):
    """The reader has some of 500 manifests and reads on when the parent has gone, or never: nobody waits for it."""
    small = 16384
    for reads_on in (True, False):
        host.add(7, "nic")
        payload, _ = host.socket.pack(host.spec.ops["manifest-get"], target(host, (7, "long-nic")))
        with Socket(host.spec, datagram=small) as sock:
            sock.sock.send(sock.message(payload, host.spec.ops["manifest-get"].value, NLM_F_DUMP))
            first = [sock.object(message)[1] for message in sock.receive()]
            if not 0 < len(first) < 400:
                host.points.problem(f"the first datagram has {len(first)} manifests")
            host.remove(7)
            while reads_on and (batch := sock.receive(wait=True)):
                if batch[-1].kind == NLMSG_DONE:
                    answer = Answer()
                    answer.set_error(batch[-1])
                    host.same("end of the dump", (ENODEV, "the parent is going away"), (answer.errno, answer.text))
                    break


def across(host):
    """From one host to another: what a source is, the target becomes; and so back."""
    host.add(5, "resources")
    source = host.create(1, "tuned", version=1, param=params(title="mine", depth=31), resource=amounts(engine=9, channel=16),
                         active=True)
    manifest = manifest_of(host, source)
    copy = host.create(5, "tuned", manifest=[manifest], active=True)
    for one, other in ((source, copy), (copy, source)):
        judged(host, "one to the other", manifest_of(host, one), other, 0)
    judged(host, "back", manifest_of(host, copy), (1, "tuned"), ENOSPC,
           ("resource", "engine", "9", "7 free"))
    host.delete(source)
    judged(host, "back when there is room", manifest_of(host, copy), (1, "tuned"), 0)
    host.refused("a version that is not there", "dev-create", host.new(5, "tuned", version=4), ENOENT, "version 4")
    host.delete(copy)
    host.remove(5)


def main():
    host = Host(resources=1, nic=2, m60=3, basic=6)
    host.point("what is told", get)
    host.point("all pairs of types", all_pairs)
    host.point("what it is, it takes, and an equal one can be made", reflexive)
    host.point("every reason against a create", every_reason)
    host.point("very many reasons", very_many_reasons)
    host.point("every reason against a state", state)
    host.point("no room now", room)
    host.point("the driver's token", tokens)
    host.point("what the driver refuses", driver)
    host.point("the best of several", negotiation)
    host.point("the best of very many", many)
    host.point("the parent goes within a dump", parent_goes_within_a_dump)
    host.point("from one parent to another and back", across)
    for number in list(host.indexes):
        host.remove(number)
    host.end()


main()
