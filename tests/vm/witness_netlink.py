# SPDX-License-Identifier: GPL-2.0-only
"""A netlink client of its own, which shares nothing with the library: it knows the spec, sockets and bytes.

It sends what it is told to, well formed or not, and shows all that comes back.
"""
import errno
import os
import select
import socket
import struct
import sys
import yaml

SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
NETLINK_EXT_ACK = 11

NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK, NLM_F_ECHO, NLM_F_DUMP_INTR = 1, 2, 4, 8, 0x10
NLM_F_DUMP = 0x300
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLA_F_NESTED = 0x8000
NLA_TYPE_MASK = 0x3fff

GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS = 1, 2, 7
CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID = 1, 2

MSGERR_MSG, MSGERR_OFFS, MSGERR_COOKIE, MSGERR_MISS_TYPE, MSGERR_MISS_NEST = 1, 2, 3, 5, 6

HEADERS = 20    # struct nlmsghdr and struct genlmsghdr
SPEC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Documentation/netlink/specs/subdev.yaml")


class Attr:
    """One attribute of the spec."""

    def __init__(self, yaml_attr, value, constants):
        self.name = yaml_attr["name"]
        self.value = value
        self.type = yaml_attr["type"]
        self.nested = yaml_attr.get("nested-attributes")
        self.enum = yaml_attr.get("enum")
        self.multi = yaml_attr.get("multi-attr", False)
        checks = yaml_attr.get("checks", {})
        self.checks = {key: constants.get(limit, limit) for key, limit in checks.items()}


class AttrSet:
    """A set of attributes, or some of another set, which sets has by name."""

    def __init__(self, yaml_set, constants, sets):
        self.name = yaml_set["name"]
        self.by_name = {}
        self.by_value = {}
        if "subset-of" in yaml_set:
            whole = sets[yaml_set["subset-of"]]
            self.by_name = {a["name"]: whole.by_name[a["name"]] for a in yaml_set["attributes"]}
            self.by_value = {attr.value: attr for attr in self.by_name.values()}
            return
        value = 1
        for yaml_attr in yaml_set["attributes"]:
            value = yaml_attr.get("value", value)
            attr = Attr(yaml_attr, value, constants)
            self.by_name[attr.name] = self.by_value[value] = attr
            value += 1


class Op:
    """One command or notification; .modes has the attributes of its "do" and "dump" request."""

    def __init__(self, yaml_op, value, attr_set):
        self.name = yaml_op["name"]
        self.value = value
        self.set = attr_set
        self.admin = "admin-perm" in yaml_op.get("flags", [])
        self.notification = "notify" in yaml_op or "event" in yaml_op
        self.modes = {mode: yaml_op[mode].get("request", {}).get("attributes", [])
                      for mode in ("do", "dump") if mode in yaml_op}


class Spec:
    def __init__(self, path=SPEC):
        with open(path, encoding="utf-8") as f:
            spec = yaml.load(f, yaml.CSafeLoader)
        self.family = spec["name"]
        definitions = spec.get("definitions", [])
        constants = {d["name"]: d["value"] for d in definitions if d["type"] == "const"}
        self.enums = {d["name"]: self._enum(d) for d in definitions if d["type"] == "enum"}
        self.sets = {}
        for yaml_set in spec["attribute-sets"]:
            self.sets[yaml_set["name"]] = AttrSet(yaml_set, constants, self.sets)
        self.ops = {}
        self.replies = {op["name"]: op[mode]["reply"]["attributes"] for op in spec["operations"]["list"]
                        for mode in ("dump", "do") if "reply" in op.get(mode, {})}
        value = 1
        for yaml_op in spec["operations"]["list"]:
            value = yaml_op.get("value", value)
            set_name = yaml_op.get("attribute-set") or self.ops[yaml_op["notify"]].set.name
            self.ops[yaml_op["name"]] = Op(yaml_op, value, self.sets[set_name])
            value += 1
        self.ops_by_value = {op.value: op for op in self.ops.values()}
        self.groups = [g["name"] for g in spec["mcast-groups"]["list"]]

    @staticmethod
    def _enum(definition):
        names = [e if isinstance(e, str) else e["name"] for e in definition["entries"]]
        start = definition.get("value-start", 0)
        return {start + i: name for i, name in enumerate(names)}

    def encode(self, attr_set, name, value, flags=0):
        """An attribute by name, once for each element of a list; bytes as value are its payload as they are."""
        if isinstance(value, list):
            return b"".join(self.encode(attr_set, name, element, flags) for element in value)
        attr = attr_set.by_name[name]
        if isinstance(value, dict):
            flags |= NLA_F_NESTED
        return nla(attr.value | flags, self._payload(attr, value))

    def encode_nest(self, attr_set, values):
        """The attributes of a dictionary."""
        return b"".join(self.encode(attr_set, *element) for element in values.items())

    def _payload(self, attr, value):
        if isinstance(value, bytes):
            return value
        if attr.type == "nest":
            return self.encode_nest(self.sets[attr.nested], value)
        if attr.type == "string":
            return value.encode() + b"\0"
        if attr.type == "u8":
            return struct.pack("=B", value)
        if attr.type == "u32":
            return struct.pack("=I", value)
        if attr.type == "uint":
            return struct.pack("=I" if value < 1 << 32 else "=Q", value)
        if attr.type == "flag":
            return b""
        raise ValueError(f"no payload for {attr.name} of {value!r}")

    def decode(self, attr_set, data):
        """The attributes in data, by name, as python has them; enumerations by name, UUIDs as bytes, what repeats as a list."""
        result = {}
        for kind, payload in nlas(data):
            attr = attr_set.by_value[kind & NLA_TYPE_MASK]
            value = self._value(attr, kind, payload)
            if attr.multi:
                result.setdefault(attr.name, []).append(value)
                continue
            assert attr.name not in result, f"{attr.name} twice"
            result[attr.name] = value
        return result

    def _value(self, attr, kind, payload):
        assert bool(kind & NLA_F_NESTED) == (attr.type == "nest"), attr.name
        if attr.type == "nest":
            return self.decode(self.sets[attr.nested], payload)
        if attr.type == "string":
            assert payload.endswith(b"\0") and b"\0" not in payload[:-1], attr.name
            return text(payload)
        if attr.type in ("u32", "uint"):
            value = struct.unpack("=I" if len(payload) == 4 else "=Q", payload)[0]
            return self.enums[attr.enum][value] if attr.enum else value
        if attr.type == "u8":
            return payload[0]
        if attr.type == "flag":
            assert payload == b"", attr.name
            return True
        return payload


def text(payload):
    """A string of the wire; the kernel says again what it was told, even if that is no UTF-8."""
    return payload[:-1].decode(errors="surrogateescape")


def nla(kind, payload, length=None):
    """An attribute, padded; length is what it says, if not the truth."""
    head = struct.pack("=HH", 4 + len(payload) if length is None else length, kind)
    return head + payload + bytes(-len(payload) % 4)


def nlas(data):
    while data:
        length, kind = struct.unpack_from("=HH", data)
        assert 4 <= length <= len(data), f"attribute of length {length} in {len(data)} bytes"
        yield kind, data[4:length]
        data = data[(length + 3) & ~3:]


class Message:
    """A message as it came: header and what follows."""

    def __init__(self, kind, flags, seq, data):
        self.kind = kind
        self.flags = flags
        self.seq = seq
        self.data = data


def messages(data):
    while data:
        length, kind, flags, seq, _ = struct.unpack_from("=IHHII", data)
        assert 16 <= length <= len(data), f"message of length {length} in {len(data)} bytes"
        yield Message(kind, flags, seq, data[16:length])
        data = data[(length + 3) & ~3:]


class Answer:
    """All that came back for one request; .errno is 0 if it succeeded, None if nothing said so."""

    def __init__(self):
        self.errno = None
        self.text = None        # the kernel's sentence
        self.offset = None      # of the attribute that caused the error
        self.missing = None     # type of the attribute that is missing
        self.nest = None        # offset of the nest that it is missing in
        self.cookie = None      # bytes
        self.objects = []
        self.mark = None        # of a dump that tells it: number and epoch of the last event before
        self.interrupted = False

    def __str__(self):
        if not self.errno:
            return f"{'no answer' if self.errno is None else 'success'}, {len(self.objects)} objects"
        name = errno.errorcode.get(self.errno, self.errno)
        return f"{name} {self.text!r} offset {self.offset} missing {self.missing}"

    def set_error(self, message):
        """From the payload of NLMSG_ERROR or NLMSG_DONE."""
        self.errno = -struct.unpack_from("=i", message.data)[0]
        if not message.flags & NLM_F_ACK_TLVS:
            return
        skip = 4
        if message.kind == NLMSG_ERROR:
            length = struct.unpack_from("=I", message.data, 4)[0]
            skip += 16 if message.flags & NLM_F_CAPPED else (length + 3) & ~3
        for kind, payload in nlas(message.data[skip:]):
            if kind == MSGERR_MSG:
                self.text = text(payload)
            elif kind == MSGERR_OFFS:
                self.offset = struct.unpack("=I", payload)[0]
            elif kind == MSGERR_COOKIE:
                self.cookie = payload
            elif kind == MSGERR_MISS_TYPE:
                self.missing = struct.unpack("=I", payload)[0]
            elif kind == MSGERR_MISS_NEST:
                self.nest = struct.unpack("=I", payload)[0]


def take_mark(objects):
    """Takes it out of what a dump has answered: its first message has the number of the last event before it, and if there is no
    object at all, nothing else. None if it has none."""
    mark = objects[0].pop("event", None) if objects else None
    if mark and not objects[0]:
        objects.clear()
    return mark


class Refused(Exception):
    """A request that had to succeed did not."""

    def __init__(self, what, answer):
        super().__init__(f"{what}: {answer}")
        self.answer = answer


class Socket:
    """One netlink socket. The kernel answers within send(), so what there is to read is there at once."""

    def __init__(self, spec, rcvbuf=4 << 20, family=None, datagram=1 << 18, port=0):
        """family is what another socket's .family has, for who cannot look it up; datagram is the room to receive one: the more
        there is, up to 32 KiB, the larger are those of a dump, which has 16 KiB in any case; port is the port id, 0 for any."""
        self.spec = spec
        self.datagram = datagram
        self.largest = 0        # datagram that came
        self.seq = 0
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        try:
            self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, rcvbuf)
            self.sock.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, 1 << 21)
        except PermissionError:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.sock.bind((port, 0))
        self.family = family or self._resolve()
        self.id, self.groups = self.family

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _resolve(self):
        payload = nla(CTRL_ATTR_FAMILY_NAME, self.spec.family.encode() + b"\0")
        answer = self.exchange(self.message(payload, CTRL_CMD_GETFAMILY, kind=GENL_ID_CTRL))
        if answer.errno:
            raise Refused("look-up of the family", answer)
        attrs = dict(nlas(answer.objects[0].data[4:]))
        groups = {}
        for _, group in nlas(attrs[CTRL_ATTR_MCAST_GROUPS]):
            fields = {kind & NLA_TYPE_MASK: payload for kind, payload in nlas(group)}
            groups[fields[CTRL_ATTR_MCAST_GRP_NAME][:-1].decode()] = \
                struct.unpack("=I", fields[CTRL_ATTR_MCAST_GRP_ID])[0]
        return struct.unpack("=H", attrs[CTRL_ATTR_FAMILY_ID])[0], groups

    def message(self, payload, cmd, flags=NLM_F_ACK, kind=None, version=1, reserved=0, request=NLM_F_REQUEST):
        self.seq += 1
        return struct.pack("=IHHIIBBH", HEADERS + len(payload), kind or self.id, request | flags, self.seq, 0,
                           cmd, version, reserved) + payload

    def receive(self, wait=False):
        """The next datagram's messages, or [] if there is none."""
        try:
            data, _, flags, _ = self.sock.recvmsg(self.datagram, 0, 0 if wait else socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        assert not flags & socket.MSG_TRUNC, f"a datagram of more than {self.datagram} bytes"
        self.largest = max(self.largest, len(data))
        return list(messages(data))

    def exchange(self, data):
        """Sends bytes and reads what they cause; objects are Messages."""
        self.sock.send(data)
        answer = Answer()
        while batch := self.receive():
            for message in batch:
                answer.interrupted |= bool(message.flags & NLM_F_DUMP_INTR)
                if message.kind in (NLMSG_ERROR, NLMSG_DONE):
                    answer.set_error(message)
                else:
                    answer.objects.append(message)
        return answer

    def pack(self, op, attrs):
        """The attributes as bytes, and the offsets by name, of each that has the name."""
        payload, offsets = b"", {}
        for name, value in attrs.items():
            offsets[name] = []
            for each in value if isinstance(value, list) else [value]:
                offsets[name].append(HEADERS + len(payload))
                payload += self.spec.encode(op.set, name, each)
        return payload, offsets

    def request(self, op_name, attrs=None, mode="do"):
        """A request by names; the Answer has its objects decoded."""
        op = self.spec.ops[op_name]
        payload, _ = self.pack(op, attrs or {})
        flags = NLM_F_DUMP if mode == "dump" else NLM_F_ACK
        answer = self.exchange(self.message(payload, op.value, flags))
        # the end of an earlier request may be told meanwhile, by a notification
        answer.objects = [obj for name, obj in map(self.object, answer.objects) if not name.endswith("-ntf")]
        if mode == "dump":
            answer.mark = take_mark(answer.objects)
        return answer

    def object(self, message):
        """(command, object) of a message of the family."""
        assert message.kind == self.id, f"message of type {message.kind}"
        op = self.spec.ops_by_value[message.data[0]]
        return op.name, self.spec.decode(op.set, message.data[4:])

    def do(self, op_name, **attrs):
        """A request that must succeed; underscores for dashes. The object that it answers."""
        answer = self.request(op_name, {name.replace("_", "-"): value for name, value in attrs.items()})
        if answer.errno != 0:
            raise Refused(f"{op_name} {attrs}", answer)
        return answer.objects[0]

    def dump(self, op_name, **attrs):
        answer = self.request(op_name, {name.replace("_", "-"): value for name, value in attrs.items()}, "dump")
        if answer.errno != 0:
            raise Refused(f"{op_name} {attrs}", answer)
        return answer.objects

    def filter(self, **wanted):
        """Asks for events of this only; what a request of filter-set says, kinds by name."""
        numbers = {name: number for number, name in self.spec.enums["event-kind"].items()}
        if "kind" in wanted:
            wanted["kind"] = [numbers[name] for name in wanted["kind"]]
        answer = self.request("filter-set", {name.replace("_", "-"): value for name, value in wanted.items()})
        if answer.errno != 0:
            raise Refused(f"filter-set {wanted}", answer)

    def subscribe(self, group="events"):
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, self.groups[group])

    def events(self, seconds=0.0):
        """The events that are there, or come within that time: (name, object)."""
        if seconds:
            select.select([self.sock], [], [], seconds)
        result = []
        while batch := self.receive():
            result += [self.object(message) for message in batch]
        return result


class Points:
    """TAP for tests/vm/lib.sh: a point passes unless problem() was called within it."""

    def __init__(self):
        self.count = self.failed = 0
        self.problems = []

    def problem(self, text):
        self.problems.append(text)

    def same(self, what, wanted, have):
        if wanted != have:
            self.problem(f"{what}: wanted {wanted!r}, have {have!r}")

    def point(self, name, function, *args):
        """Runs one point. What it raises makes it fail, and the next one runs."""
        self.problems = []
        try:
            function(*args)
        except Exception as e:      # pylint: disable=broad-except
            frame = e.__traceback__
            while frame.tb_next:
                frame = frame.tb_next
            self.problem(f"{type(e).__name__}: {e} (line {frame.tb_lineno} of {frame.tb_frame.f_code.co_filename})")
        self.count += 1
        self.failed += bool(self.problems)
        print(f"{'not ok' if self.problems else 'ok'} {self.count} - {name}", flush=True)
        for problem in self.problems[:20]:
            print(f"# {problem}", flush=True)

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(bool(self.failed))
