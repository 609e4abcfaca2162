# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of bad input share: a host with some objects on it, and the proof that a bad request changed nothing."""
import re
import time
import uuid

from witness_netlink import NLM_F_ACK, NLM_F_DUMP, Points, Socket, Spec

# What netlink itself says; all other sentences are ours.
NETLINK_SAYS = {
    "Attribute failed policy validation",
    "NLA_F_NESTED is missing",
    "NLA_F_NESTED not expected",
    "Unknown attribute type",
    "Unsupported attribute",
    "ambiguous or reserved bits set in nlmsg_flags",
    "binary attribute size out of range",
    "bytes leftover after parsing attributes",
    "genlmsghdr.reserved field is not 0",
    "integer out of range",
    "invalid attribute length",
}
# Ours: lower case but for names that are written otherwise, no full stop, under 80 bytes.
SENTENCE = re.compile(r"(?:[a-z0-9]|UUID|[\x20-\x7e]{0,32}: )[\x20-\x7e]{3,77}(?<![. ])")


class Host:
    """Two simulated parents without resources, one with them, and a serial one. An active subdevice "anna" on the first, an
    inactive "berta" on the second, and an active "rita" of resources and params on the third. A pool "gold" on the first, with one
    ready and one pulled, "paula"."""

    def __init__(self):
        self.spec = Spec()
        self.points = Points()
        self.socket = Socket(self.spec)
        self.listener = Socket(self.spec)
        self.listener.subscribe()
        parents = {p["name"]: p for p in self.socket.dump("parent-get")}
        self.sims = [parents[f"platform/subdev_sim.{i}"] for i in range(2)]
        self.rich = parents["platform/subdev_sim.2"]
        self.serial = next(p for p in parents.values() if p["driver"] == "subdev_serial")
        # An id that is free, and is not given out again before the numbers wrap.
        self.free_id = self.create(0, inactive=True)["id"]
        self.delete(self.free_id)
        self.anna = self.create(0, label="anna")
        self.berta = self.create(1, label="berta", inactive=True)
        self.rita = self.socket.do("dev-create", parent_index=self.rich["index"], type="tuned", label="rita")
        # A pool with one of each: in stock, and pulled.
        self.have_gold()
        self.manifest = self.socket.do("manifest-get", id=self.rita["id"])["manifest"][0]
        self.state = None
        self.after_each = self.unchanged
        self.settle()

    def end(self):
        self.delete_pools()
        for dev in self.socket.dump("dev-get"):
            self.delete(dev["id"])
        self.points.end()

    def have_gold(self):
        self.socket.do("pool-create", name="gold", parent_index=self.sims[0]["index"], type="small", max_devs=2)
        self.socket.do("pool-push", pool="gold", count=2)
        self.pulled = self.socket.do("pool-pull", pool="gold")

    def delete_pools(self):
        """What was pulled from them stays."""
        for pool in self.socket.dump("pool-get"):
            self.socket.request("pool-delete", {"name": pool["name"], "force": True})
        deadline = time.monotonic() + 30
        while self.socket.dump("pool-get") or any(dev["state"] == "removing" for dev in self.socket.dump("dev-get")):
            if time.monotonic() > deadline:
                raise TimeoutError("the pools do not go")

    def create(self, parent, **attrs):
        return self.socket.do("dev-create", parent_index=self.sims[parent]["index"], type="small", **attrs)

    def delete(self, dev_id):
        self.socket.do("dev-delete", id=dev_id)
        self.await_gone(dev_id)

    def await_gone(self, dev_id):
        """Until its last event has come, which is a little after it cannot be found any more."""
        deadline = time.monotonic() + 30
        while not any(name == "dev-del-ntf" and obj["id"] == dev_id for name, obj in self.listener.events(1)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"subdevice {dev_id} does not go")

    def dumps(self, sock=None):
        """All that user space can see, by command, but what is counted: that grows also by what fails."""
        result = {}
        for op in self.spec.ops.values():
            if "dump" in op.modes and not op.name.endswith("-stats-get"):
                only = self.base(op.name, "dump") if op.name == "manifest-get" else {}
                result[op.name] = (sock or self.socket).request(op.name, only, "dump").objects
        return result

    def settle(self):
        """After a wanted change: this is the state now, and its events have been seen."""
        self.listener.events()
        self.state = self.dumps()

    def quiet(self, what):
        events = self.listener.events()
        if events:
            self.points.problem(f"{what}: events {events}")
        return not events

    def unchanged(self, what):
        quiet = self.quiet(what)
        state = self.dumps()
        if state != self.state:
            self.points.problem(f"{what}: it changed the state from {self.state} to {state}")
        if state != self.state or not quiet:
            self.settle()

    def point(self, name, function, *args):
        """A point of many messages of which none changes anything: the state is looked at when all have been sent."""
        def run():
            self.after_each = self.quiet
            try:
                function(self, *args)
            finally:
                self.after_each = self.unchanged
            self.unchanged("all of this")
        self.points.point(name, run)

    def message(self, op_name, mode, payload):
        flags = NLM_F_DUMP if mode == "dump" else NLM_F_ACK
        return self.socket.message(payload, self.spec.ops[op_name].value, flags)

    def refused(self, what, data, errnos, offset=None, missing=None, silent=False):
        """Sends bytes that must fail with one of errnos, and change nothing."""
        answer = self.socket.exchange(data)
        said = f"{what}: {answer}"
        if answer.errno not in errnos:
            self.points.problem(f"{said}, wanted errno {sorted(errnos)}")
        if answer.objects:
            self.points.problem(f"{said}, and objects")
        if answer.offset != offset:
            self.points.problem(f"{said}, wanted offset {offset}")
        if answer.missing != missing:
            self.points.problem(f"{said}, wanted missing attribute {missing}")
        if silent != (answer.text is None):
            self.points.problem(f"{said}, wanted {'no' if silent else 'a'} sentence")
        elif not silent and answer.text not in NETLINK_SAYS and not SENTENCE.fullmatch(answer.text):
            self.points.problem(f"{said}, a sentence is not like that")
        self.after_each(what)
        return answer

    def base(self, op_name, mode):
        """Attributes that make the command's request good."""
        parent = {"parent-index": self.sims[0]["index"], "type": "small"}
        rich = {"parent-index": self.rich["index"], "type": "tuned"}
        values = {
            "parent-get": {"index": self.sims[0]["index"]},
            "parent-set": {"index": self.rich["index"], "cordon": 0},
            "type-get": {"parent-index": self.sims[0]["index"], "name": "small"},
            "holder-get": {"parent-index": self.rich["index"], "resource": "channel"},
            "limit-get": {"parent-index": self.rich["index"], "owner": "joe"},
            "model-get": rich,
            "param-get": rich,
            "dev-create": parent,
            "dev-set": {"id": self.anna["id"], "new-label": "clara"},
            "pool-get": {"name": "gold"},
            "pool-create": parent | {"name": "silver"},
            "pool-set": {"name": "gold", "low": 0},
            "pool-delete": {"name": "gold"},
            "pool-push": {"pool": "gold"},
            "pool-pull": {"pool": "gold"},
            "pool-return": {"id": self.pulled["id"]},
            "pool-stats-get": {"pool": "gold"},
            "manifest-get": rich,
            "manifest-check": rich | {"manifest": [self.manifest]},
            "manifest-negotiate": rich | {"manifest": [self.manifest, self.manifest]},
            "transaction-run": {"item": [parent]},
        }
        op = self.spec.ops[op_name]
        known = values.get(op_name, {"id": self.anna["id"], "parent-index": self.sims[0]["index"]})
        return {name: known[name] for name in op.modes[mode] if name in known}

    def requests(self):
        """(command, mode) of all requests of the spec."""
        return [(op.name, mode) for op in self.spec.ops.values() for mode in op.modes]


# Strings that can be neither labels nor owners.
BAD_NAMES = {
    "empty": "",
    "64 bytes": "a" * 64,
    "a space within": "a b",
    "a space at the end": "a ",
    "a line feed": "a\n",
    "a tab": "a\tb",
    "an escape": "a\x1b[0m",
    "a delete": "a\x7f",
    "a letter that is not ASCII": "\u00e4",
    "UTF-8 within": "a\u00e4",
    "broken UTF-8": b"a\xff\xfe\0",
    "a zero byte first": b"\0a\0",
    "a zero byte within": b"a\0b\0",
    "two zero bytes at the end": b"a\0\0",
}
BAD_OWNERS = BAD_NAMES | {
    "only a space": " ",
    "a space first": " a",
}


def new_uuid():
    return uuid.uuid4().bytes
