# SPDX-License-Identifier: GPL-2.0-only
"""Plots with two logarithmic axes, as SVG: each curve has its own marker and its name beside its end."""
import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 130, 14, 44
LABEL_STEP = 15


@dataclass
class Curve:
    name: str
    colour: int
    points: list


class Scale:
    """Numbers to places, by decades."""

    def __init__(self, values, start, end):
        self.low, self.high = math.log10(min(values)), math.log10(max(values))
        pad = max((self.high - self.low) * 0.06, 0.05)
        self.low, self.high = self.low - pad, self.high + pad
        self.start, self.end = start, end

    def place(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self):
        """Powers of ten, and if these are few, twice and five times these."""
        found = []
        for steps in ((1,), (1, 2, 5)):
            found = [step * 10.0 ** power for power in range(math.floor(self.low), math.ceil(self.high) + 1) for step in steps]
            found = [v for v in found if self.low <= math.log10(v) <= self.high]
            if len(found) >= 3:
                break
        return found


def number(value):
    return f"{value:,.0f}"


def time(value):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1)):
        if value >= size:
            break
    return f"{value / size:g} {unit}"


def marker(shape, x, y):
    """Curves differ by shape as well as by colour."""
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if shape == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    if shape == 2:
        return f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z"/>'
    if shape == 3:
        return f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"/>'
    return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke-width="2.5"/>'


def spread_labels(wanted):
    """Labels that would lie on each other move apart, in their order, and stay in the picture."""
    placed, last = {}, TOP - LABEL_STEP
    for place, i in sorted((place, i) for i, place in enumerate(wanted)):
        last = max(place, last + LABEL_STEP)
        placed[i] = last
    over = max(last - (HEIGHT - BOTTOM), 0)
    return [placed[i] - over for i in range(len(wanted))]


def axes(x, y, unit):
    out = []
    for value in y.ticks():
        at = y.place(value)
        text = time(value) if unit == "ns" else number(value)
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="var(--grid)"/>'
                   f'<text class="tick" x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{text}</text>')
    for value in x.ticks():
        at = x.place(value)
        out.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="var(--grid)"/>'
                   f'<text class="tick" x="{at:.1f}" y="{HEIGHT - BOTTOM + 17}" text-anchor="middle">{number(value)}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    out.append(f'<text class="tick" x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">existing devices</text>')
    return out


def draw(curve, shape, x, y, label_at):
    places = [(x.place(n), y.place(v)) for n, v in curve.points]
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    end = places[-1][0]
    colour = f"var(--c{curve.colour})"
    return [f'<g stroke="{colour}" fill="{colour}"><polyline points="{line}" fill="none" stroke-width="2"/>',
            *(marker(shape, a, b) for a, b in places),
            f'<line x1="{end + 5:.1f}" y1="{places[-1][1]:.1f}" x2="{end + 14:.1f}" y2="{label_at:.1f}"/></g>',
            f'<text x="{end + 17:.1f}" y="{label_at + 4:.1f}" style="fill:{colour}">{escape(curve.name)}</text>']


def plot(title, curves, unit):
    """The plot, or nothing if there is nothing to plot."""
    if not curves:
        return ""
    x = Scale([n for c in curves for n, _ in c.points], LEFT, WIDTH - RIGHT)
    y = Scale([v for c in curves for _, v in c.points], HEIGHT - BOTTOM, TOP)
    labels = spread_labels([y.place(c.points[-1][1]) for c in curves])
    out = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">', *axes(x, y, unit)]
    for shape, (curve, at) in enumerate(zip(curves, labels)):
        out += draw(curve, shape, x, y, at)
    return "".join(out) + "</svg>"
