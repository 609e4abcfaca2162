# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of what is counted share: users who do a known number of things, and what must have been counted then."""
import errno
import fcntl
import os
import struct

from sim_host import Host
from sim_vfio import User
from witness_netlink import Socket

# _IO(';', 100 + n)
SET_IRQS, RESET = 0x3b6e, 0x3b6f
DATA_NONE, DATA_BOOL, DATA_EVENTFD, MASK, UNMASK, TRIGGER = (1 << n for n in range(6))
INTX, MSI, MSIX = 0, 1, 2
# kernel/drivers/sim/regs.h
LINE, DOORBELL, SCRATCH = 0x18, 0x1c, 0x20

DEV = ("opens", "time-in-use", "reads", "writes", "mmaps", "interrupts", "dma-read", "dma-written", "resets", "failures", "pulls")
PARENT = ("opens", "time-in-use", "resets", "failures", "creates", "deletes", "pulls", "returns", "waits", "refills")
POOL = ("pulls", "returns", "waits", "refills", "creates", "deletes", "failures")
# What a user does: opening it is a region's address asked for by ioctl, which is no access.
NOTHING = dict.fromkeys(DEV, 0)


class Worker(User):
    """A user who counts along."""

    def read(self, register, width=4):
        return os.pread(self.fds[2], width, self.base + register)

    def write(self, register, value, width=4):
        os.pwrite(self.fds[2], value.to_bytes(width, "little"), self.base + register)

    def fails(self, function, *args):
        """The errno of a call that must fail."""
        try:
            function(*args)
        except OSError as e:
            return errno.errorcode[e.errno]
        return None

    def irqs(self, flags, index, start=0, count=0, data=b""):
        header = struct.pack("=IIIII", 20 + len(data), flags, index, start, count)
        fcntl.ioctl(self.fds[2], SET_IRQS, header + data)

    def eventfds(self, index, count, start=0):
        """New eventfds that take the interrupts of an index."""
        fds = [os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC) for _ in range(count)]
        self.irqs(DATA_EVENTFD | TRIGGER, index, start, count, struct.pack(f"={count}i", *fds))
        return fds

    def reset(self):
        fcntl.ioctl(self.fds[2], RESET)


def signals(*fds):
    """How often they were signalled since the last time."""
    total = 0
    for fd in fds:
        try:
            total += os.eventfd_read(fd)
        except BlockingIOError:
            pass
    return total


class StatsHost(Host):
    # For a child, which must not read the answers of its parent.
    client = Socket

    def stats(self, dev):
        return self.socket.do("dev-stats-get", id=dev["id"])

    def parent_stats(self, number):
        return self.socket.do("parent-stats-get", parent_index=self.indexes[number])

    def counted(self, what, dev, **wanted):
        """All counters of a subdevice but its time; those that are not named are 0. Underscores for dashes."""
        have = self.stats(dev)
        wanted = NOTHING | {name.replace("_", "-"): value for name, value in wanted.items()}
        for name in DEV:
            if name != "time-in-use":
                self.same(f"{name} {what}", wanted[name], have[name])
        return have

    def grown(self, what, number, before, **wanted):
        """How much the counters of a parent have grown, but for its time."""
        have = self.parent_stats(number)
        wanted = dict.fromkeys(PARENT, 0) | {name.replace("_", "-"): value for name, value in wanted.items()}
        for name in PARENT:
            if name != "time-in-use":
                self.same(f"{name} of the parent {what}", wanted[name], have[name] - before[name])
        return have
