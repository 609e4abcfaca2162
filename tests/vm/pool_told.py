#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Who asks for an end can be told when it has come, by one message more: of deletions, deactivations, returns and pushes."""
import os
import time
from errno import EBUSY, EINVAL

from lease_host import CHANGE, DEL
from pool_host import Host
from sim_knobs import knob
from witness_netlink import Socket

SLOW_MS = 500


def ask(host, sock, op_name, **attrs):
    """(errno, sequence number, messages of the family beside the answer) of a request that wants to be told."""
    op = host.spec.ops[op_name]
    payload, _ = sock.pack(op, {name.replace("_", "-"): value for name, value in attrs.items()} | {"tell-end": True})
    answer = sock.exchange(sock.message(payload, op.value))
    return answer.errno, sock.seq, [message for message in answer.objects if message.data[0] != op.value]


def told(sock, early, number=1, seconds=30):
    """What it is told, with the number of the request: [(sequence number, notification, object)]."""
    messages, deadline = list(early), time.monotonic() + seconds
    while len(messages) < number and time.monotonic() < deadline:
        messages += sock.receive()
        time.sleep(0.001)
    return [(message.seq, *sock.object(message)) for message in messages]


def ends(host, dev, sock, op_name, **attrs):
    """One that succeeds: (notification, object)."""
    errno, seq, early = ask(host, sock, op_name, id=dev["id"], **attrs)
    host.same("errno", 0, errno)
    messages = told(sock, early)
    host.same("numbers of what is told", [seq], [message[0] for message in messages])
    host.same("nothing else comes", [], told(sock, [], seconds=0.1))
    return messages[0][1:]


def removed(host):
    """Inactive, then gone; nobody else hears of it but by events."""
    other = Socket(host.spec, family=host.socket.family)
    with Socket(host.spec, family=host.socket.family) as sock:
        dev = host.create(1, "tuned", active=True, label="anna")
        name, obj = ends(host, dev, sock, "dev-deactivate")
        host.same("of a deactivation", (CHANGE, "inactive", "anna"), (name, obj["state"], obj["label"]))
        host.same("which is as it is now", host.get(dev), obj)
        name, obj = ends(host, dev, sock, "dev-delete")
        host.same("of a deletion", (DEL, dev["id"], dev["uuid"]), (name, obj["id"], obj["uuid"]))
        host.same("it is gone", [], host.socket.dump("dev-get"))
        dev = host.create(1, "tuned", active=True)
        host.same("errno without the flag", 0, sock.request("dev-delete", {"id": dev["id"]}).errno)
        host.same("nobody is told then", [], told(sock, [], seconds=0.3))
    host.same("another socket", [], told(other, [], seconds=0))
    other.close()


def given_back(host):
    """Ready again, or failed; and pushed."""
    host.filled(1, "tuned", size=1)
    with Socket(host.spec, family=host.socket.family) as sock:
        dev = host.pull()
        name, obj = ends(host, dev, sock, "pool-return")
        host.same("of a return", (CHANGE, "idle", True), (name, obj["state"], obj.get("ready", False)))
        dev = host.pull()
        knob(1, "fail_reset", 1)
        name, obj = ends(host, dev, sock, "pool-return")
        host.same("of one that fails", (CHANGE, "failed"), (name, obj["state"]))
        host.same("it says why", True, bool(obj.get("why")))
        dev = host.create(1, "tuned", active=True)
        name, obj = ends(host, dev, sock, "pool-push", pool="gold")
        host.same("of a push", (CHANGE, "idle", True), (name, obj["state"], obj.get("ready", False)))
        errno, _, early = ask(host, sock, "pool-push", pool="gold", count=1)
        host.same("new ones are there when it is answered", (EINVAL, []), (errno, early))


def refused(host):
    """Who is refused is told nothing more, and the next one is."""
    with Socket(host.spec, family=host.socket.family) as first, Socket(host.spec, family=host.socket.family) as second:
        dev = host.create(1, "tuned")
        errno, _, early = ask(host, first, "dev-deactivate", id=dev["id"])
        host.same("errno", EBUSY, errno)
        host.same("of the deletion by another", DEL, ends(host, dev, second, "dev-delete")[0])
        host.same("who was refused", [], told(first, early, seconds=0))


def both(host):
    """Deleted while it is deactivated: both are told that it is gone."""
    knob(1, "delay_deactivate", SLOW_MS)
    with Socket(host.spec, family=host.socket.family) as first, Socket(host.spec, family=host.socket.family) as second:
        dev = host.create(1, "tuned", active=True)
        asked = [ask(host, sock, op_name, id=dev["id"]) for sock, op_name in ((first, "dev-deactivate"), (second, "dev-delete"))]
        for sock, (errno, seq, early) in zip((first, second), asked):
            host.same("errno", 0, errno)
            host.same("is told", [(seq, DEL)], [message[:2] for message in told(sock, early)])


def closed(host):
    """Who closes is not told, nor who has its port id then."""
    port = os.getpid() + 5000
    knob(1, "delay_deactivate", SLOW_MS)
    devs = [host.create(1, "tuned", active=True) for _ in range(2)]
    sock = Socket(host.spec, family=host.socket.family, port=port)
    host.same("errno", 0, ask(host, sock, "dev-delete", id=devs[0]["id"])[0])
    sock.close()
    with Socket(host.spec, family=host.socket.family, port=port) as sock:
        host.await_gone(devs[0]["id"])
        host.same("the next with its port id", [], told(sock, [], seconds=0.3))
    sock = Socket(host.spec, family=host.socket.family)
    host.same("errno", 0, ask(host, sock, "dev-delete", id=devs[1]["id"])[0])
    sock.close()
    host.await_gone(devs[1]["id"])


def deaf(host):
    """Who does not read loses what has no room; all of it is done, and nobody waits for that."""
    devs = [host.create(2, "small") for _ in range(200)]
    op = host.spec.ops["dev-delete"]
    with Socket(host.spec, family=host.socket.family, rcvbuf=4096) as sock:
        for dev in devs:
            payload, _ = sock.pack(op, {"id": dev["id"], "tell-end": True})
            sock.sock.send(sock.message(payload, op.value, flags=0))
        host.await_gone(*[dev["id"] for dev in devs])


def main():
    host = Host(resources=1, basic=2)
    for name, function in (("removals", removed), ("returns and pushes", given_back), ("refusals", refused), ("two ask", both),
                           ("sockets that close", closed), ("a socket that does not read", deaf)):
        host.point(name, function)
    host.remove(1)
    host.remove(2)
    host.end()


main()
