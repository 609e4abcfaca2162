# SPDX-License-Identifier: GPL-2.0-only
"""The files by which simulated parents come and go, fail, wait and count; see Documentation/sim.md."""
import time

SIM = "/sys/kernel/debug/subdev_sim"
PARAMETERS = "/sys/module/subdev_sim/parameters"


def write(path, value):
    with open(path, "w", encoding="ascii") as f:
        f.write(str(value))


def read(path):
    with open(path, encoding="ascii") as f:
        return f.read().strip()


def add_parent(number, catalogue="basic", max_devs=None):
    """What parents that are added later offer, and how many subdevices they can have, is as before."""
    wanted = {"catalogue": catalogue} | ({"max_devs": max_devs} if max_devs else {})
    before = {name: read(f"{PARAMETERS}/{name}") for name in wanted}
    for name, value in wanted.items():
        write(f"{PARAMETERS}/{name}", value)
    write(f"{SIM}/add_parent", number)
    for name, value in before.items():
        write(f"{PARAMETERS}/{name}", value)


def del_parent(number):
    """Waits for those who have a subdevice of it open."""
    write(f"{SIM}/del_parent", number)


def knob(parent, name, value):
    write(f"{SIM}/subdev_sim.{parent}/{name}", value)


def counter(parent, name):
    return int(read(f"{SIM}/subdev_sim.{parent}/{name}"))


def await_counter(parent, name, value, seconds=30):
    deadline = time.monotonic() + seconds
    while counter(parent, name) != value:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} is {counter(parent, name)}, not {value}")
        time.sleep(0.001)
