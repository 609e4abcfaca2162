# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of transactions share: items of requests, what is at fault in them, and the proof that all or nothing was done."""
import os
import socket
import threading
import time
import traceback
from errno import errorcode

import lease_host
from sim_knobs import counter
from witness_netlink import HEADERS, NLA_F_NESTED, SO_RCVBUFFORCE, Socket, nla

ADD, CHANGE, DEL = lease_host.ADD, lease_host.CHANGE, lease_host.DEL
POOL_CHANGE = "pool-change-ntf"
DEVICES = "/sys/bus/subdev/devices"
NETLINK_KOBJECT_UEVENT = 15


class Uevents:
    """What udev hears of devices on the subdev bus."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
        self.sock.bind((0, 1))

    def read(self):
        """[(action, name of the device)] of what has come."""
        result = []
        while True:
            try:
                data = self.sock.recv(1 << 16)
            except BlockingIOError:
                return result
            fields = dict(line.split("=", 1) for line in data.decode(errors="replace").split("\0") if "=" in line)
            if fields.get("SUBSYSTEM") == "subdev":
                result.append((fields["ACTION"], os.path.basename(fields["DEVPATH"])))


class Host(lease_host.Host):
    """Requests are lists of items, each a dictionary of what it says, underscores for dashes."""

    def __init__(self, **catalogues):
        super().__init__(**catalogues)
        self.uevents = Uevents()
        self.large = Socket(self.spec, family=self.socket.family, datagram=1 << 22)

    def item(self, number, type_name, **attrs):
        return self.new(number, type_name, **attrs)

    def pack_item(self, item):
        """(bytes, offsets by name) of one."""
        item_set = self.spec.sets["dev-item"]
        payload, offsets = b"", {}
        for name, value in item.items():
            offsets[name] = 4 + len(payload)
            payload += self.spec.encode(item_set, name.replace("_", "-"), value)
        kind = self.spec.sets["transaction"].by_name["item"].value | NLA_F_NESTED
        return nla(kind, payload), offsets

    def message(self, items, whole=False, sock=None):
        """(bytes of the request, for each item its offset and those of what is in it)."""
        payload, offsets = b"", []
        for item in items:
            data, within = self.pack_item(item)
            at = HEADERS + len(payload)
            offsets.append({None: at} | {name: at + offset for name, offset in within.items()})
            payload += data
        if whole:
            offsets.append({None: HEADERS + len(payload)})
            payload += nla(self.spec.sets["transaction"].by_name["whole"].value, b"")
        return (sock or self.large).message(payload, self.spec.ops["transaction-run"].value), offsets

    def send_items(self, items, whole=False, sock=None):
        """The Answer; its objects are the subdevices."""
        sock = sock or self.large
        answer = sock.exchange(self.message(items, whole, sock)[0])
        answer.objects = [dev for each in answer.objects for dev in sock.object(each)[1].get("dev", [])]
        return answer

    def run(self, items, whole=False, sock=None):
        """One that must succeed: its subdevices in the order of the items."""
        answer = self.send_items(items, whole, sock)
        self.same(f"errno ({answer})", 0, answer.errno)
        return answer.objects

    def state(self):
        """Without the largest run, which is smaller while something is reserved; and a pool is numbered anew when what was taken
        out of its stock is put back."""
        state = super().state() | {"pool-get": self.socket.dump("pool-get")}
        for parent in state["parent-get"]:
            for resource in parent.get("resource", []):
                resource.pop("largest", None)
        for pool in state["pool-get"]:
            pool.pop("generation")
        return state

    def events(self):
        """Those that tell of a change."""
        return [(name, obj) for name, obj in self.listener.events() if name != POOL_CHANGE]

    def seen(self):
        """All that anybody can see and a transaction could change."""
        return self.state(), sorted(os.listdir(DEVICES)), {n: counter(n, "objects") for n in self.indexes}

    def seen_is(self, what, wanted):
        """VFIO's last references to what was built go a little later than the answer comes."""
        deadline = time.monotonic() + 30
        while self.seen() != wanted and time.monotonic() < deadline:
            time.sleep(0.01)
        for one, other in zip(wanted, self.seen()):
            if one != other:
                self.points.problem(f"{what}: wanted {one!r}, have {other!r}"[:2000])

    def none(self, what, items, errno, *words, culprit=None, missing=None, whole=False):
        """
        A transaction that must fail with this errno, words in its sentence and culprit, (which item, name of its attribute or
        None for the item); nothing of it has been seen, not by a dump, not by an event, not in sysfs and not by udev.
        """
        before = self.seen()
        self.listener.events()
        self.uevents.read()
        data, offsets = self.message(items, whole)
        answer = self.large.exchange(data)
        if before[0] != self.state():
            self.points.problem(f"dumps right after {what}: wanted {before[0]!r}, have {self.state()!r}"[:2000])
        self.same(f"errno of {what} ({answer})", errorcode[errno], errorcode.get(answer.errno, answer.errno))
        for word in words:
            if word not in (answer.text or ""):
                self.points.problem(f"{what}: no {word!r} in {answer.text!r}")
        if not answer.text or len(answer.text) > 80:
            self.points.problem(f"{what}: no sentence: {answer.text!r}")
        if culprit:
            which, name = culprit
            self.same(f"culprit of {what} ({answer})", offsets[which][name], answer.offset)
        if missing:
            which, name = missing
            self.same(f"missing of {what}", self.spec.sets["dev"].by_name[name].value, answer.missing)
            self.same(f"nest of what is missing of {what}", offsets[which][None], answer.nest)
        self.seen_is(f"state after {what}", before)
        self.same(f"events of {what}", [], self.events())
        self.same(f"uevents of {what}", [], self.uevents.read())
        return answer

    def full_socket(self):
        """A socket that gets no answer any more, since it has not read those that it got."""
        sock = Socket(self.spec, family=self.socket.family)
        sock.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 12)
        for _ in range(64):
            sock.sock.send(sock.message(sock.pack(self.spec.ops["parent-get"], {"index": min(self.indexes.values())})[0],
                                        self.spec.ops["parent-get"].value))
        return sock

    def added(self, what, devs):
        """Their events have come, one for each, in their order, and no more."""
        seen = [(name, obj["id"], obj["event"]["cause"]) for name, obj in self.listener.events()]
        self.same(f"events of {what}", [(ADD, dev["id"], "command") for dev in devs], seen)


def gone(sock, devs):
    """Each is gone a moment after it was deleted."""
    for dev in devs:
        sock.request("dev-delete", {"id": dev["id"]})
    for dev in devs:
        while sock.request("dev-get", {"id": dev["id"]}).errno == 0:
            time.sleep(0.0002)


def fork(host, function, *args):
    """A process that runs a function of the host, and ends with 0 if that returns."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        function(host, *args)
        status = 0
    except BaseException as e:      # pylint: disable=broad-except
        line = traceback.extract_tb(e.__traceback__)[-1].lineno
        print(f"# {function.__name__} {args}: {type(e).__name__}: {e} (line {line})"[:2000], flush=True)
    finally:
        os._exit(status)


def finish(host, pids):
    for pid in pids:
        host.same("status of a worker", 0, os.waitpid(pid, 0)[1])


class Rival(threading.Thread):
    """Sends a transaction in each round, at the same moment as others do, and undoes what it got."""

    def __init__(self, host, barrier, items, undo, rounds):
        super().__init__()
        self.host = host
        self.sock = Socket(host.spec, family=host.socket.family)
        self.barrier = barrier
        self.data = host.message(items, sock=self.sock)[0]
        self.undo = undo
        self.rounds = rounds
        self.errnos = []

    def run(self):
        for _ in range(self.rounds):
            self.barrier.wait(60)
            answer = self.sock.exchange(self.data)
            self.errnos.append(answer.errno)
            self.barrier.wait(60)
            if answer.errno == 0:
                self.undo(self.sock, self.sock.object(answer.objects[0])[1]["dev"])
            self.barrier.wait(60)
        self.sock.close()


def one_wins(host, lists, errno, undo, rounds):
    """Of several that want the same, each in its order, one gets all and the others nothing, each time."""
    barrier = threading.Barrier(len(lists))
    rivals = [Rival(host, barrier, items, undo, rounds) for items in lists]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    for i, errnos in enumerate(zip(*[rival.errnos for rival in rivals])):
        host.same(f"round {i}", [0] + [errno] * (len(rivals) - 1), sorted(errnos))
    host.same("rounds", rounds, min(len(rival.errnos) for rival in rivals))
    print(f"# won: {[rival.errnos.count(0) for rival in rivals]} of {rounds}")
