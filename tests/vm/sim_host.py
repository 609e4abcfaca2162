# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of resources, models and manifests share: simulated parents, and the proof that a refusal changed nothing."""
import os
import time
from errno import errorcode

from sim_knobs import add_parent, del_parent
from witness_netlink import Points, Socket, Spec

DEL = "dev-del-ntf"


def amounts(**wanted):
    """resource of a request: amounts by name."""
    return [{"name": name, "amount": amount} for name, amount in wanted.items()]


def param(name, value):
    """One param of a request, as what python has it."""
    kind = {bool: "bool", int: "uint", str: "string"}[type(value)]
    return {"name": name, kind: int(value) if kind == "bool" else value}


def params(**wanted):
    """Underscores for dashes."""
    return [param(name.replace("_", "-"), value) for name, value in wanted.items()]


def by_name(objects, field):
    """{name: field} of amounts, resources, holders."""
    return {obj["name"]: obj.get(field) for obj in objects}


def values(obj):
    """{name: value} of the params of a subdevice, version or manifest: a bool is one."""
    return {each["name"]: bool(each["bool"]) if "bool" in each else each.get("uint", each.get("string"))
            for each in obj.get("param", [])}


class Host:
    """Simulated parents by their number, and what is known of them."""

    def __init__(self, **catalogues):
        """A parent for each catalogue, in the order given: Host(m60=1, nic=2)."""
        self.spec = Spec()
        self.points = Points()
        self.same = self.points.same
        self.socket = Socket(self.spec)
        self.listener = Socket(self.spec)
        self.listener.subscribe()
        self.indexes = {}
        for catalogue, number in catalogues.items():
            self.add(number, catalogue)

    def add(self, number, catalogue, max_devs=None):
        add_parent(number, catalogue, max_devs)
        self.indexes[number] = self.socket.do("parent-get", name=f"platform/subdev_sim.{number}")["index"]
        self.listener.events()

    def remove(self, number):
        del_parent(number)
        del self.indexes[number]
        self.listener.events()

    def end(self):
        self.points.end()

    def parent(self, number):
        return self.socket.do("parent-get", index=self.indexes[number])

    def free(self, number):
        return by_name(self.parent(number)["resource"], "free")

    def largest(self, number, resource):
        return by_name(self.parent(number)["resource"], "largest")[resource]

    def type(self, number, name):
        return self.socket.do("type-get", parent_index=self.indexes[number], name=name)

    def types(self, number):
        return {each["name"]: each for each in self.socket.dump("type-get", parent_index=self.indexes[number])}

    def new(self, number, type_name, **attrs):
        """The attributes of a create; inactive unless active is given."""
        if not attrs.pop("active", False):
            attrs["inactive"] = True
        return {"parent_index": self.indexes[number], "type": type_name} | attrs

    def create(self, number, type_name, **attrs):
        return self.socket.do("dev-create", **self.new(number, type_name, **attrs))

    def set(self, dev, **attrs):
        return self.socket.do("dev-set", id=dev["id"], **attrs)

    def get(self, dev):
        return self.socket.do("dev-get", id=dev["id"])

    def delete(self, *devs, **attrs):
        """Until what they held is free."""
        for dev in devs:
            self.socket.do("dev-delete", id=dev["id"], **attrs)
        self.await_gone(*[dev["id"] for dev in devs])

    def await_gone(self, *dev_ids):
        """Until their last events have come: then all that they held is free."""
        missing = set(dev_ids)
        deadline = time.monotonic() + 30
        while missing:
            missing -= {obj["id"] for name, obj in self.listener.events(1) if name == DEL}
            if missing and time.monotonic() > deadline:
                raise TimeoutError(f"subdevices {missing} do not go")

    def await_state(self, dev, state):
        deadline = time.monotonic() + 30
        while self.get(dev)["state"] != state:
            if time.monotonic() > deadline:
                raise TimeoutError(f"subdevice {dev['id']} does not become {state}")
            time.sleep(0.0002)

    def delete_all(self):
        self.delete(*self.socket.dump("dev-get"))

    def all_free(self):
        """Nothing is left of what a point made."""
        self.same("subdevices that are left", [], self.socket.dump("dev-get"))
        for number in self.indexes:
            for resource in self.parent(number).get("resource", []):
                self.same(f"free {resource['name']}", resource["capacity"], resource["free"])
                if resource.get("contiguous"):
                    self.same(f"largest run of {resource['name']}", resource["capacity"], resource["largest"])

    def point(self, name, function, *args):
        """A point, after which everything is free again."""
        def run():
            try:
                function(self, *args)
            finally:
                self.delete_all()
                self.listener.events()
            self.all_free()
        self.points.point(name, run)

    def as_user(self, function):
        """What a function returns, as text, that a user without privilege runs with a socket of their own."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setresuid(65534, 65534, 65534)
            with Socket(self.spec, family=self.socket.family) as sock:
                self.socket = sock
                os.write(writer, str(function()).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as f:
            text = f.read()
        os.waitpid(pid, 0)
        return text

    def state(self):
        """All that a request could change."""
        return {name: self.socket.dump(name) for name in ("parent-get", "dev-get", "holder-get", "limit-get")}

    def refused(self, what, op_name, attrs, errno, *words, culprit=None):
        """
        A request that must fail: with this errno, a sentence that has the words, a culprit, (name, which of that name), and
        nothing changed. The answer.
        """
        before = self.state()
        self.listener.events()
        answer = self.send(op_name, attrs)
        self.same(f"errno of {what} ({answer})", errorcode[errno], errorcode.get(answer.errno, answer.errno))
        for word in words:
            if word not in (answer.text or ""):
                self.points.problem(f"{what}: no {word!r} in {answer.text!r}")
        if not answer.text or len(answer.text) > 80:
            self.points.problem(f"{what}: no sentence: {answer.text!r}")
        if culprit:
            self.same(f"culprit of {what} ({answer})", self.offset(op_name, attrs, culprit), answer.offset)
        self.same(f"state after {what}", before, self.state())
        self.same(f"events of {what}", [], self.listener.events())
        return answer

    def send(self, op_name, attrs):
        return self.socket.request(op_name, {name.replace("_", "-"): value for name, value in attrs.items()})

    def offset(self, op_name, attrs, culprit):
        name, which = culprit if isinstance(culprit, tuple) else (culprit, 0)
        named = {key.replace("_", "-"): value for key, value in attrs.items()}
        return self.socket.pack(self.spec.ops[op_name], named)[1][name.replace("_", "-")][which]
