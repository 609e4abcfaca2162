#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Peers who may not, who go away too early, and who do not read."""
import ctypes
import os
import signal
import time
from errno import EBUSY, ENOBUFS, ENOENT, EPERM

from badinput_host import Host
from sim_knobs import add_parent, await_counter, del_parent, knob
from witness_netlink import Answer, NLM_F_DUMP, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, Refused, Socket, take_mark

NOBODY = 65534
SMALL = 16384   # a datagram that does not hold a dump of MANY subdevices
MANY = 500
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags):
        raise OSError(ctypes.get_errno(), "unshare")


def become_root_of_namespace():
    for file, text in (("setgroups", "deny"), ("uid_map", "0 0 1"), ("gid_map", "0 0 1")):
        with open(f"/proc/self/{file}", "w", encoding="ascii") as f:
            f.write(text)
    os.setresuid(0, 0, 0)


def become_nobody():
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


class Child:
    """A function in a process of its own, whose identity it may change; its problems come back."""

    def __init__(self, host, function, *args):
        self.host = host
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            host.points.problems = []
            try:
                function(*args)
            except BaseException as e:      # pylint: disable=broad-except
                host.points.problem(f"{type(e).__name__}: {e}")
            os.write(writer, "\n".join(host.points.problems).encode()[:60000])
            os._exit(0)
        os.close(writer)
        self.reader = reader

    def end(self):
        with os.fdopen(self.reader, encoding="utf-8") as f:
            said = f.read()
        self.host.points.same("status of the child", 0, os.waitpid(self.pid, 0)[1])
        if said:
            self.host.points.problem(said)


def in_child(host, function, *args):
    Child(host, function, *args).end()
    host.unchanged("what the child did")


def changes_refused(host, sock):
    """No change, whether its attributes are good, bad or missing."""
    for op in host.spec.ops.values():
        if op.admin:
            good, _ = sock.pack(op, host.base(op.name, "do"))
            for what, payload in (("good", good), ("no", b""), ("bad", b"\xff" * 16)):
                answer = sock.exchange(sock.message(payload, op.value))
                host.points.same(f"{op.name} with {what} attributes", (EPERM, []), (answer.errno, answer.objects))


def reads_allowed(host, sock):
    host.points.same("dumps", host.state, host.dumps(sock))
    for op_name, mode in host.requests():
        if mode == "do" and not host.spec.ops[op_name].admin:
            answer = sock.request(op_name, host.base(op_name, mode))
            host.points.same(op_name, (0, int(op_name in host.spec.replies)), (answer.errno, len(answer.objects)))
    sock.subscribe()


def may_read_only(host, become):
    become()
    with Socket(host.spec) as sock:
        reads_allowed(host, sock)
        changes_refused(host, sock)


def unprivileged_user(host):
    in_child(host, may_read_only, host, become_nobody)


def roots_socket_in_nobodys_hands(host):
    def child():
        with Socket(host.spec) as sock:
            become_nobody()
            changes_refused(host, sock)
    in_child(host, child)


def nobodys_socket_in_roots_hands(host):
    def child():
        os.seteuid(NOBODY)
        with Socket(host.spec) as sock:
            os.seteuid(0)
            changes_refused(host, sock)
    in_child(host, child)


def root_of_a_user_namespace(host):
    def become():
        unshare(CLONE_NEWUSER)
        become_root_of_namespace()
    in_child(host, may_read_only, host, become)


def without_family(host, sock):
    """The family's number is that of nothing."""
    for op_name, mode in host.requests():
        op = host.spec.ops[op_name]
        payload, _ = sock.pack(op, host.base(op_name, mode))
        for data in (payload, b"", b"\xff" * 16):
            answer = sock.exchange(sock.message(data, op.value, NLM_F_DUMP if mode == "dump" else 0))
            host.points.same(f"{op_name} {mode}", (ENOENT, []), (answer.errno, answer.objects))


def network_namespace(host, flags):
    """The family is not there, not even for who knows its number, and neither are its events."""
    family = host.socket.family
    ready, go_on = os.pipe(), os.pipe()

    def child():
        os.close(ready[0])
        os.close(go_on[1])
        unshare(flags)
        if flags & CLONE_NEWUSER:
            become_root_of_namespace()
        try:
            Socket(host.spec)
            host.points.problem("the family is visible")
        except Refused as e:
            host.points.same("look-up of the family", ENOENT, e.answer.errno)
        with Socket(host.spec, family=family) as sock:
            without_family(host, sock)
            try:
                sock.subscribe()
            except OSError as e:
                host.points.same("joining the group", ENOENT, e.errno)
            os.write(ready[1], b"x")
            os.read(go_on[0], 1)
            host.points.same("events", [], sock.events())

    process = Child(host, child)
    for end in (ready[1], go_on[0]):
        os.close(end)
    os.read(ready[0], 1)
    rename(host, 1)
    for end in (ready[0], go_on[1]):
        os.close(end)
    process.end()
    host.settle()


def rename(host, times):
    """Changes the label of anna there and back; the labels that it had."""
    labels = ["clara", "anna"] * times
    for label in labels:
        host.anna = host.socket.do("dev-set", id=host.anna["id"], new_label=label)
    return labels


def as_before(host, state):
    """All objects are as they were; but parents count what came and went."""
    host.settle()
    for op_name, before in state.items():
        without = [[{k: v for k, v in obj.items() if k != "generation"} for obj in objects]
                   for objects in (before, host.state[op_name])]
        host.points.same(f"objects of {op_name} in the end", *without)


def closed_before_the_answer(host):
    """Nobody is there to take the answer: the subdevices are there all the same, as a dump shows, and can be deleted."""
    before = host.state
    labels = [f"orphan{i}" for i in range(20)]
    for label in labels:
        sock = Socket(host.spec)
        op = host.spec.ops["dev-create"]
        payload, _ = sock.pack(op, {"parent-index": host.sims[0]["index"], "type": "small", "label": label})
        sock.sock.send(sock.message(payload, op.value))
        sock.close()
    for label in labels:
        host.delete(host.socket.do("dev-get", label=label)["id"])
    as_before(host, before)


def killed_within_the_request(host):
    """The process is killed while the vendor driver activates: the request comes to its end, and no answer is missed."""
    before = host.state
    knob(0, "delay_activate", 60000)
    child = os.fork()
    if child == 0:
        host.create(0, label="orphan")
        os._exit(0)
    await_counter(0, "delayed", 1)
    os.kill(child, signal.SIGKILL)
    for op_name in ("parent-get", "dev-get"):
        host.points.same(f"{op_name} while it is being created", before[op_name], host.socket.dump(op_name))
    knob(0, "delay_activate", 0)
    host.points.same("the child ended by signal", signal.SIGKILL, os.waitpid(child, 0)[1])
    host.delete(host.socket.do("dev-get", label="orphan")["id"])
    as_before(host, before)


def no_room_for_the_answer(host):
    """The answers of one who never reads pile up until there is no room: others go on, and then it goes on too."""
    before = host.state
    with Socket(host.spec, rcvbuf=1) as sock:
        op = host.spec.ops["dev-get"]
        payload, _ = sock.pack(op, {"id": host.anna["id"]})
        for _ in range(200):
            sock.sock.send(sock.message(payload, op.value))
            host.points.same("another socket", host.anna, host.socket.do("dev-get", id=host.anna["id"]))
        try:
            sock.receive()
            host.points.problem("it is not told that answers were lost")
        except OSError as e:
            host.points.same("what it is told", ENOBUFS, e.errno)
        while sock.receive():
            pass
        host.points.same("afterwards", host.anna, sock.do("dev-get", id=host.anna["id"]))
    as_before(host, before)


def listener_that_never_reads(host):
    with Socket(host.spec, rcvbuf=1 << 14) as slow:
        slow.subscribe()
        labels = rename(host, 100)
        seen = host.listener.events()
        host.points.same("events of another listener", labels, [event["label"] for _, event in seen])
        first = seen[0][1]["event"]["seq"]
        host.points.same("their numbers", list(range(first, first + len(labels))), [e["event"]["seq"] for _, e in seen])
        try:
            slow.receive()
            host.points.problem("it is not told that events were lost")
        except OSError as e:
            host.points.same("what it is told", ENOBUFS, e.errno)
        old = slow.events()
        if not 0 < len(old) < len(labels):
            host.points.problem(f"it finds {len(old)} events")
        host.points.same("those that it finds", seen[:len(old)], old)
        rename(host, 1)
        host.points.same("afterwards", host.listener.events(), slow.events())
    host.settle()


def dump_message(host, sock):
    return sock.message(b"", host.spec.ops["dev-get"].value, NLM_F_DUMP)


def finish_dump(sock):
    """Reads on: (objects, whether it says that something came or went, errnos of other requests)."""
    objects, interrupted, errnos = [], False, []
    while True:
        for message in sock.receive(wait=True):
            interrupted |= bool(message.flags & NLM_F_DUMP_INTR)
            if message.kind == NLMSG_DONE:
                return objects, interrupted, errnos
            if message.kind == NLMSG_ERROR:
                answer = Answer()
                answer.set_error(message)
                errnos.append(answer.errno)
            else:
                objects.append(sock.object(message)[1])


def reader_stops_within_a_dump(host):
    """Meanwhile others read and change, and even the parent goes that has what the reader has not seen yet."""
    add_parent(60)
    index = host.socket.do("parent-get", name="platform/subdev_sim.60")["index"]
    made = [host.socket.do("dev-create", parent_index=index, type="small", inactive=True) for _ in range(MANY)]
    kept = host.create(1, inactive=True)
    whole = host.socket.dump("dev-get")
    with Socket(host.spec, datagram=SMALL) as sock:
        sock.sock.send(dump_message(host, sock))
        seen = [sock.object(m)[1] for m in sock.receive()]
        take_mark(seen)
        if not 0 < len(seen) < len(whole) / 2:
            host.points.problem(f"the first datagram has {len(seen)} of {len(whole)} subdevices")
        host.points.same("another's dump meanwhile", whole, host.socket.dump("dev-get"))
        sock.sock.send(dump_message(host, sock))
        new = host.create(0, label="clara")
        del_parent(60)
        rest, interrupted, errnos = finish_dump(sock)
        host.points.same("a second dump on the socket", [EBUSY], errnos)
        host.points.same("the reader is told of changes", True, interrupted)
        seen += rest
        host.points.same("what was there all the time", [host.anna, host.berta, host.rita, kept, new],
                         [dev for dev in seen if dev["parent-index"] != index and "pool" not in dev])
        gone = [dev for dev in seen if dev["parent-index"] == index]
        host.points.same("what the reader saw before", made[:len(gone)], gone)
        host.points.same("its next dump", host.socket.dump("dev-get"), sock.dump("dev-get"))
    for dev in (new, kept):
        host.delete(dev["id"])
    host.settle()


def reader_is_killed_within_a_dump(host):
    made = [host.create(0, inactive=True) for _ in range(MANY)]
    child = os.fork()
    if child == 0:
        with Socket(host.spec, datagram=SMALL) as sock:
            sock.sock.send(dump_message(host, sock))
            sock.receive()
            os.kill(os.getpid(), signal.SIGKILL)
    host.points.same("the child ended by signal", signal.SIGKILL, os.waitpid(child, 0)[1])
    for dev in made:
        host.delete(dev["id"])
    host.settle()


def main():
    host = Host()
    point = host.points.point
    point("a user without privilege reads and changes nothing", unprivileged_user, host)
    point("a socket of root's in the hands of nobody", roots_socket_in_nobodys_hands, host)
    point("a socket of nobody's in the hands of root", nobodys_socket_in_roots_hands, host)
    point("root of a user namespace reads and changes nothing", root_of_a_user_namespace, host)
    point("another network namespace does not see the family", network_namespace, host, CLONE_NEWNET)
    point("nor does its root in a user namespace", network_namespace, host, CLONE_NEWUSER | CLONE_NEWNET)
    point("sockets closed before their answers", closed_before_the_answer, host)
    point("a process killed within its request", killed_within_the_request, host)
    point("no room for answers", no_room_for_the_answer, host)
    point("a listener that never reads", listener_that_never_reads, host)
    point("a reader that stops within a dump", reader_stops_within_a_dump, host)
    point("a reader that is killed within a dump", reader_is_killed_within_a_dump, host)
    host.end()


main()
