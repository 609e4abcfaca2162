# SPDX-License-Identifier: GPL-2.0-only
"""A user of a simulated subdevice: opens it by its VFIO group and reads its registers."""
import fcntl
import os
import struct
import uuid

# _IO(';', 100 + n)
SET_IOMMU, SET_CONTAINER, GET_DEVICE_FD, GET_REGION_INFO = (0x3b64 + n for n in (2, 4, 6, 8))
TYPE1V2_IOMMU = 3

# kernel/drivers/sim/regs.h
VERSION, RECONFIGURES, PRESENT, AMOUNT, START, PARAM = 0x40, 0x44, 0x48, 0x50, 0x70, 0x90


class User:
    """Has a subdevice open until it is closed."""

    def __init__(self, dev):
        self.fds = []
        try:
            self.open(dev)
        except OSError:
            self.close()
            raise

    def open(self, dev):
        self.fds.append(os.open("/dev/vfio/vfio", os.O_RDWR | os.O_CLOEXEC))
        self.fds.append(os.open(f"/dev/vfio/{dev['group']}", os.O_RDWR | os.O_CLOEXEC))
        fcntl.ioctl(self.fds[1], SET_CONTAINER, struct.pack("=i", self.fds[0]))
        fcntl.ioctl(self.fds[0], SET_IOMMU, TYPE1V2_IOMMU)
        name = bytearray(str(uuid.UUID(bytes=dev["uuid"])).encode() + b"\0")
        self.fds.append(fcntl.ioctl(self.fds[1], GET_DEVICE_FD, name))
        info = bytearray(struct.pack("=IIIIQQ", 32, 0, 0, 0, 0, 0))
        fcntl.ioctl(self.fds[2], GET_REGION_INFO, info)
        self.base = struct.unpack("=IIIIQQ", info)[5]

    def close(self):
        while self.fds:
            os.close(self.fds.pop())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def number(self, register, width=4):
        return int.from_bytes(os.pread(self.fds[2], width, self.base + register), "little")

    def amounts(self):
        """(amount, start) of the first four resources of the type."""
        return [(self.number(AMOUNT + 8 * i, 8), self.number(START + 8 * i, 8)) for i in range(4)]

    def param(self, number):
        """Its value, None if it has none."""
        return self.number(PARAM + 8 * number, 8) if self.number(PRESENT, 8) >> number & 1 else None
