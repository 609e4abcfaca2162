# SPDX-License-Identifier: GPL-2.0-only
"""One page that needs nothing else: the table, and plots of cost over the number of existing devices."""
from html import escape

from report_plot import Curve, plot

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --grid: #d8d8d8; --faint: #666;
  --c0: #0072b2; --c1: #d55e00; --c2: #007a5a; --c3: #a6447f; --c4: #1a1a1a; --c5: #8a6d00; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --grid: #3a3a3a; --faint: #aaa;
  --c0: #56b4e9; --c1: #f0894a; --c2: #2fc79a; --c3: #e394c0; --c4: #eee; --c5: #f0e442; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2em auto; max-width: 72em; padding: 0 1em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2em .8em .2em 0; border-bottom: 1px solid var(--grid); vertical-align: top; }
td.yes { font-weight: 600; } td.no { font-style: italic; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(30em, 1fr)); gap: 1.5em; }
figure { margin: 0; } figcaption { font-weight: 600; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .tick { fill: var(--faint); }
.wide { overflow-x: auto; } .faint { color: var(--faint); }
"""

# What is plotted: title, unit of the axis, and for each curve its work, who, its label and its colour's number.
PLOTS = [
    ("Create and delete one that can be opened", "ns", [
        ("active", "subdev", "subdev", 0), ("active", "mtty", "mdev (mtty)", 1), ("active", "vdpa", "vdpa", 3),
        ("active", "floor", "bare VFIO device", 4)]),
    ("Get one", "ns", [
        ("get", "id", "by id", 0), ("get", "uuid", "by UUID", 2), ("get", "label", "by label", 5), ("get", "vdpa", "vdpa", 3),
        ("get", "nlctrl", "nlctrl", 4)]),
    ("List all, for each that there is", "ns", [
        ("dump-dev", "subdev", "libsubdev", 0), ("dump-dev", "sysfs", "walk of sysfs", 1)]),
    ("List all by a command, as JSON", "ns", [
        ("list", "subdevctl", "subdevctl", 0), ("list", "mdevctl", "mdevctl", 1)]),
]


def curves(samples, wanted):
    made = []
    for work, who, label, colour in wanted:
        points = sorted((n, s.middle) for (w, c, n), s in samples.items() if (w, c) == (work, who) and n)
        if points:
            made.append(Curve(label, colour, points))
    return made


def figures(samples):
    made = []
    for title, unit, wanted in PLOTS:
        svg = plot(title, curves(samples, wanted), unit)
        if svg:
            made.append(f"<figure><figcaption>{escape(title)}</figcaption>{svg}</figure>")
    return "\n".join(made)


def table(head, rows):
    out = ["<table><thead><tr>" + "".join(f"<th>{escape(h)}</th>" for h in head) + "</tr></thead><tbody>"]
    for row in rows:
        cells = "".join(f"<td>{escape(c)}</td>" for c in row[:-1])
        out.append(f"<tr>{cells}<td class=\"{row[-1]}\">{row[-1]}</td></tr>")
    return "\n".join(out) + "</tbody></table>"


def page(facts, samples, head, rows, waits):
    waiting = "".join(f"<p>{escape(text)}</p>" for text in waits)
    said = "; ".join(f"{escape(k)}: {escape(v)}" for k, v in facts.items())
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>subdev beside its peers</title><style>{STYLE}</style></head><body>
<h1>subdev beside its peers</h1>
<p>{said}</p>
<p>All that is compared was measured in one VM, round by round one after the other; what is of another number of devices was
not in the same rounds. Ratios are the result: the times are those of
this machine, emulated or busy as it was. In brackets is where the middle half of the rounds lies.</p>
<h2>Cost over the number of existing devices</h2>
<p class="faint">Both axes are logarithmic; each point is the median of the rounds.</p>
<div class="plots">{figures(samples)}</div>
<h2>All that was measured</h2>
<div class="wide">{table(head, rows)}</div>
<h2>Waits for locks</h2>
{waiting or "<p>This kernel does not tell.</p>"}
</body></html>
"""
