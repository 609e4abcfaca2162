#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""A lease of a socket ends with the socket: with the last process that has it, however that ends, and with no other socket."""
import array
import os
import signal
import socket
import threading
import time
from errno import EADDRINUSE

from lease_host import SOCKET, Agent, Aside, Holder, Host
from sim_host import amounts
from sim_knobs import knob, await_counter
from witness_netlink import Socket

ROUNDS = 100


def process_ends(host, signum):
    requests = [host.new(1, "wide", lease=SOCKET), host.new(2, "small", lease=SOCKET, active=True),
                host.new(2, "full", lease=SOCKET)]
    agent = Agent(host, requests)
    host.alive("while it runs", *agent.devs)
    host.listener.events()
    agent.end(signum)
    host.ended("an agent", *agent.devs)


def thousand(host):
    """Some hold amounts until there are none, some are active, the others are records."""
    before = host.all_counts()
    wide = {"lease": SOCKET, "resource": amounts(channel=4, memory=1 << 30, port=2)}
    requests = [host.new(1, "wide", active=bool(i % 2), **wide) for i in range(16)]
    requests += [host.new(2, "small", lease=SOCKET, active=True) for _ in range(284)]
    requests += [host.new(2, "full", lease=SOCKET) for _ in range(700)]
    agent = Agent(host, requests)
    seen = host.socket.dump("dev-get")
    host.same("what it holds", (1000, {"socket"}), (len(seen), {dev["lease"] for dev in seen}))
    host.same("what is free", (0, 0), tuple(host.free(1)[name] for name in ("channel", "memory")))
    host.listener.events()
    start = time.monotonic()
    agent.end(signal.SIGKILL)
    host.ended("an agent that was killed", *agent.devs)
    print(f"# 1000 leases ended in {time.monotonic() - start:.2f} s")
    host.counts_are("all is as before", before)


def killed_within_a_create(host):
    """The create goes on without its process, and its subdevice goes after it."""
    before = host.all_counts()
    knob(2, "delay_activate", 60000)
    pid = os.fork()
    if pid == 0:
        Socket(host.spec, family=host.socket.family).do("dev-create", **host.new(2, "small", active=True, lease=SOCKET))
        os._exit(0)
    await_counter(2, "delayed", 1)
    os.kill(pid, signal.SIGKILL)
    knob(2, "delay_activate", 0)
    os.waitpid(pid, 0)
    host.counts_are("all is as before", before)


def inherited(host):
    """By a child: it ends with the last."""
    holder = Holder(host, "socket")
    dev = holder.create(2, "small", active=True)
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    host.listener.events()
    holder.socket.close()
    host.quiet("the first that closes it")
    host.alive("with the child", dev)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    host.ended("the last", dev)


def duplicated(host):
    holder = Holder(host, "socket")
    dev = holder.create(2, "small")
    copy = os.dup(holder.socket.sock.fileno())
    host.listener.events()
    holder.socket.close()
    host.quiet("a copy")
    os.close(copy)
    host.ended("the last copy", dev)


def in_flight(host):
    """Nobody has it open but a message that nobody reads."""
    holder = Holder(host, "socket")
    dev = holder.create(2, "small")
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [holder.socket.sock.fileno()]))])
    host.listener.events()
    holder.socket.close()
    host.quiet("a socket in a message")
    host.alive("in a message", dev)
    one.close()
    other.close()
    host.ended("the message", dev)


def several(host):
    """Each socket has its own."""
    holders = [Holder(host, "socket") for _ in range(20)]
    devs = [[holder.create(2, "small") for _ in range(10)] for holder in holders]
    for i in (7, 0, 19, 12):
        host.listener.events()
        holders[i].socket.close()
        host.ended(f"socket {i}", *devs[i])
        devs[i] = []
        host.alive("those of others", *[dev for mine in devs for dev in mine])
    host.listener.events()
    for holder in holders:
        holder.socket.close()
    host.ended("all sockets", *[dev for mine in devs for dev in mine])


def free_port(host):
    """A port id of nobody's."""
    with Socket(host.spec, family=host.socket.family) as sock:
        return sock.sock.getsockname()[0]


def on_port(host, port):
    return Socket(host.spec, family=host.socket.family, port=port)


def create_on(host, sock, **attrs):
    return sock.do("dev-create", **host.new(2, "small", lease=SOCKET, **attrs))


def taken_while_open(host):
    port = free_port(host)
    with on_port(host, port) as sock:
        dev = create_on(host, sock)
        try:
            on_port(host, port)
            host.points.problem("two sockets have one port id")
        except OSError as e:
            host.same("a port id that is taken", EADDRINUSE, e.errno)
        host.listener.events()
        host.quiet("a bind that failed")
    host.ended("its own", dev)


def port_again(host):
    """A socket that has the port id of the one before has its own leases, and not those."""
    port = free_port(host)
    for i in range(20):
        old = on_port(host, port)
        before = create_on(host, old, label="before", active=bool(i % 2))
        host.listener.events()
        old.close()
        with on_port(host, port) as new:
            after = create_on(host, new)
            host.until_gone(before)
            host.alive("the new one's", after)
            host.same("all that there is", 1, len(host.socket.dump("dev-get")))
        host.until_gone(after)


def port_race(host):
    """The new socket takes the port id as soon as the old one lets go of it, before the end of that has been told."""
    port = free_port(host)
    at_once = 0
    for _ in range(ROUNDS):
        old = on_port(host, port)
        before = [create_on(host, old) for _ in range(3)]
        ready = threading.Event()

        def take():
            while True:
                try:
                    sock = on_port(host, port)
                except OSError:
                    ready.set()
                    continue
                return sock, create_on(host, sock)

        host.listener.events()
        taker = Aside(take)
        ready.wait()
        old.close()
        new, after = taker.finish()
        at_once += len(host.socket.dump("dev-get")) > 1
        host.until_gone(*before)
        host.alive("the new one's", after)
        new.close()
        host.until_gone(after)
    print(f"# {at_once} of {ROUNDS} times the new one was there before the old one's had gone")


def main():
    host = Host(resources=1, basic=2)
    host.point("the process exits", process_ends, signal.SIGTERM)
    host.point("the process is killed", process_ends, signal.SIGKILL)
    host.point("a process with 1,000 leases is killed: nothing is left", thousand)
    host.point("a process is killed within its create", killed_within_a_create)
    host.point("a child has inherited the socket", inherited)
    host.point("a copy of the socket", duplicated)
    host.point("a socket in a message", in_flight)
    host.point("each socket has its own", several)
    host.point("a port id that is taken", taken_while_open)
    host.point("the port id is another socket's", port_again)
    host.point("the port id is another socket's at once", port_race)
    for number in (1, 2):
        host.remove(number)
    host.end()


main()
