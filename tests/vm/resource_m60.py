#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The GRID M60's table: how many of each type fit follows from one framebuffer, and types take it from each other."""
import random
from errno import ENOSPC

from sim_host import Host, by_name

# name, max instances, heads, frame-rate limit, framebuffer in MiB, max resolution
TABLE = (
    ("M60-0B", 16, 2, 45, 512, "2560x1600"),
    ("M60-0Q", 16, 2, 60, 512, "2560x1600"),
    ("M60-1B", 8, 2, 45, 1024, "2560x1600"),
    ("M60-1Q", 8, 2, 60, 1024, "2560x1600"),
    ("M60-2B", 4, 2, 45, 2048, "2560x1600"),
    ("M60-2Q", 4, 4, 60, 2048, "2560x1600"),
    ("M60-4Q", 2, 4, 60, 4096, "3840x2160"),
    ("M60-8Q", 1, 4, 60, 8192, "3840x2160"),
)
MIB = 1 << 20
TOTAL = 8192 * MIB
FRAMEBUFFER = {row[0]: row[4] * MIB for row in TABLE}
STEPS = 200


def table(host):
    types = host.types(1)
    host.same("types", [row[0] for row in TABLE], list(types))
    host.same("framebuffer", {"framebuffer": TOTAL}, host.free(1))
    for name, instances, heads, frames, memory, resolution in TABLE:
        shown = types[name]
        width, height = map(int, resolution.split("x"))
        host.same(f"class of {name}", "display", shown["class"])
        host.same(f"display of {name}", {"heads": heads, "max-width": width, "max-height": height, "frame-rate-limit": frames,
                                         "framebuffer": memory * MIB}, shown["display"])
        host.same(f"max instances of {name}", instances, shown["available"])
        host.same(f"what {name} consumes", [{
            "name": "framebuffer", "unit": "bytes", "default": memory * MIB, "minimum": memory * MIB, "maximum": memory * MIB,
            "step": 0, "grow": "fixed", "shrink": "fixed"}], shown["resource"])


def fill(host, name, instances):
    """One type alone, until there is no room: as many as the table says."""
    for made in range(instances):
        host.same(f"available after {made}", instances - made, host.type(1, name)["available"])
        host.create(1, name)
    host.same("available in the end", 0, host.type(1, name)["available"])
    host.refused(f"one more {name}", "dev-create", host.new(1, name), ENOSPC, f"framebuffer: {FRAMEBUFFER[name]} wanted, 0 free")
    host.refused(f"one more active {name}", "dev-create", host.new(1, name, active=True), ENOSPC, "framebuffer")


def mixes(host, seed):
    """Types come and go at random: what each could have more of is what the arithmetic says, and no more."""
    rng = random.Random(seed)
    have = []
    refusals = 0
    for step in range(STEPS):
        free = TOTAL - sum(FRAMEBUFFER[dev["type"]] for dev in have)
        host.same(f"free at step {step}", {"framebuffer": free}, host.free(1))
        host.same(f"available at step {step}", {name: free // memory for name, memory in FRAMEBUFFER.items()},
                  {name: each["available"] for name, each in host.types(1).items()})
        if have and rng.random() < 0.45:
            host.delete(have.pop(rng.randrange(len(have))))
            continue
        name = rng.choice(TABLE)[0]
        answer = host.send("dev-create", host.new(1, name))
        host.same(f"errno of {name} at step {step}", 0 if FRAMEBUFFER[name] <= free else ENOSPC, answer.errno)
        if answer.errno:
            refusals += 1
            host.same("sentence", f"framebuffer: {FRAMEBUFFER[name]} wanted, {free} free", answer.text)
        else:
            have += answer.objects
            host.same("amount", {"framebuffer": FRAMEBUFFER[name]}, by_name(answer.objects[0]["resource"], "amount"))
    print(f"# seed {seed}: {STEPS} steps, {refusals} of them refused")
    if refusals < STEPS / 10:
        host.points.problem("it was too seldom full")


def main():
    host = Host(m60=1)
    host.point("the table", table)
    for name, instances, *_ in TABLE:
        host.point(f"{instances} of {name} and no more", fill, name, instances)
    for seed in (1, 2):
        host.point(f"types deplete each other, seed {seed}", mixes, seed)
    host.remove(1)
    host.end()


main()
