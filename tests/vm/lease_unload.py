#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Modules go while leases of all kinds are held, and the sockets close afterwards."""
import subprocess

from lease_host import SOCKET, TTL, Host
from witness_netlink import Points, Socket

MODULES = ("subdev_sim", "subdev_vfio", "subdev")


def hold(host, sock):
    for more in ({"lease": SOCKET}, {"lease": TTL, "ttl": 3600}, {"lease": TTL, "ttl": 1}, {}):
        for active in (True, False):
            for number, type_name in ((1, "wide"), (2, "small")):
                sock.do("dev-create", **host.new(number, type_name, active=active, **more))


def unload(keep):
    """With the sockets that are open open, which close when the modules are gone, or loaded again."""
    subprocess.run(["modprobe", "subdev_sim", "parents=0"], check=True)
    host = Host(resources=1, basic=2)
    sockets = [Socket(host.spec, family=host.socket.family) for _ in range(2)]
    for sock in sockets:
        hold(host, sock)
    subprocess.run(["rmmod", *(MODULES[:1] if keep else MODULES)], check=True)
    if keep:
        host.same("subdevices", [], host.socket.dump("dev-get"))
        host.same("parents", [], host.socket.dump("parent-get"))
    else:
        subprocess.run(["modprobe", "subdev"], check=True)
    for sock in sockets + [host.socket, host.listener]:
        sock.close()


def main():
    points = Points()
    points.point("the driver goes while leases are held", unload, True)
    points.point("all modules go while leases are held", unload, False)
    points.end()


main()
