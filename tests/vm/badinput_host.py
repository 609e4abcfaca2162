# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of bad input share: a host with some objects on it, and the proof that a bad request changed nothing."""
import re
import time
import uuid

from witness_netlink import NLM_F_ACK, NLM_F_DUMP, Points, Socket, Spec

SIM = "/sys/kernel/debug/subdev_sim"

# What netlink itself says; all other sentences are ours.
NETLINK_SAYS = {
    "Attribute failed policy validation",
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
SENTENCE = re.compile(r"(?:[a-z0-9]|UUID)[\x20-\x7e]{3,77}(?<![. ])")


def knob(parent, name, value):
    with open(f"{SIM}/subdev_sim.{parent}/{name}", "w", encoding="ascii") as f:
        f.write(str(value))


def sim(name, value):
    with open(f"{SIM}/{name}", "w", encoding="ascii") as f:
        f.write(str(value))


class Host:
    """Two simulated parents and a serial one, an active subdevice "anna" on the first, an inactive "berta" on the second."""

    def __init__(self):
        self.spec = Spec()
        self.points = Points()
        self.socket = Socket(self.spec)
        self.listener = Socket(self.spec)
        self.listener.subscribe()
        parents = {p["name"]: p for p in self.socket.dump("parent-get")}
        self.sims = [parents[f"platform/subdev_sim.{i}"] for i in range(2)]
        self.serial = next(p for p in parents.values() if p["driver"] == "subdev_serial")
        # An id that is free, and is not given out again before the numbers wrap.
        self.free_id = self.create(0, inactive=True)["id"]
        self.delete(self.free_id)
        self.anna = self.create(0, label="anna")
        self.berta = self.create(1, label="berta", inactive=True)
        self.state = None
        self.settle()

    def end(self):
        for dev in self.socket.dump("dev-get"):
            self.delete(dev["id"])
        self.points.end()

    def create(self, parent, **attrs):
        return self.socket.do("dev-create", parent_index=self.sims[parent]["index"], type="small", **attrs)

    def delete(self, dev_id):
        self.socket.do("dev-delete", id=dev_id)
        self.await_gone(dev_id)

    def await_gone(self, dev_id):
        deadline = time.monotonic() + 30
        while self.socket.request("dev-get", {"id": dev_id}).errno == 0:
            if time.monotonic() > deadline:
                raise TimeoutError(f"subdevice {dev_id} does not go")
            time.sleep(0.001)

    def dumps(self):
        """All that user space can see."""
        return [self.socket.dump(op.name) for op in self.spec.ops.values() if "dump" in op.modes]

    def settle(self):
        """After a wanted change: this is the state now, and its events have been seen."""
        self.listener.events()
        self.state = self.dumps()

    def unchanged(self, what):
        state = self.dumps()
        if state != self.state:
            self.points.problem(f"{what}: it changed the state from {self.state} to {state}")
        events = self.listener.events()
        if events:
            self.points.problem(f"{what}: events {events}")
        if state != self.state or events:
            self.settle()

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
        self.unchanged(what)
        return answer

    def base(self, op_name, mode):
        """Attributes that make the command's request good, or as good as attributes of these names can make it."""
        values = {
            "parent": {"index": self.sims[0]["index"]},
            "type": {"parent-index": self.sims[0]["index"], "name": "small"},
            "dev": {"id": self.anna["id"], "parent-index": self.sims[0]["index"], "type": "small", "new-label": "clara"},
        }
        op = self.spec.ops[op_name]
        known = values.get(op.set.name, {})
        return {name: known[name] for name in op.modes[mode] if name in known}

    def requests(self):
        """(command, mode) of all requests of the spec."""
        return [(op.name, mode) for op in self.spec.ops.values() for mode in op.modes]


def new_uuid():
    return uuid.uuid4().bytes
