# SPDX-License-Identifier: GPL-2.0-only
"""What is compared with what, and the marks that are to be reached.

A comparison is of two samples of the same rounds, so that each round gives a
ratio; what disturbs a round disturbs both sides of it.
"""
from dataclasses import dataclass, field
from statistics import median


# The unit of what was measured by a clock that counts instructions.
COUNTED = "instructions"


@dataclass
class Sample:
    """What one contestant needed, in `unit`, round by round."""
    unit: str
    values: list

    @property
    def middle(self):
        return median(self.values)


@dataclass
class Line:
    """One line of the table. `better` says which way `ratio` is to go: "more" or "less"."""
    work: str
    against: str
    ours: str
    theirs: str
    ratios: list
    better: str
    mark: str = ""
    note: str = ""
    floor: bool = False
    facts: dict = field(default_factory=dict)

    @property
    def ratio(self):
        return median(self.ratios)

    @property
    def spread(self):
        """Where the middle half of the rounds is."""
        ordered = sorted(self.ratios)
        last = len(ordered) - 1
        return ordered[round(last * 0.25)], ordered[round(last * 0.75)]

    @property
    def reached(self):
        """Whether the ratio, to the hundredth, reaches the mark; None without one."""
        if not self.mark:
            return None
        ratio = round(self.ratio, 2)
        return ratio >= float(self.mark) if self.better == "more" else ratio <= float(self.mark)


def pairs(top, bottom):
    return [a / b for a, b in zip(top.values, bottom.values)]


def text_of(sample):
    """A middle value for people."""
    value = sample.middle
    if sample.unit == COUNTED:
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    if sample.unit != "ns":
        return f"{value:,.0f} {sample.unit}"
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1)):
        if value >= size:
            break
    return f"{value / size:.3g} {unit}"


class Table:
    """Makes lines of those samples that are there: a short run has no great numbers."""

    def __init__(self, samples):
        self.samples = samples
        self.lines = []

    def at(self, work, who):
        """The numbers of existing devices for which there are samples."""
        return sorted(n for w, c, n in self.samples if (w, c) == (work, who))

    def add(self, name, ours, against, theirs, better, mark="", floor=False):
        """`ours` and `theirs` are keys of samples; a ratio is of theirs to ours where more is better, else of ours to theirs."""
        if ours not in self.samples or theirs not in self.samples:
            return
        a, b = self.samples[ours], self.samples[theirs]
        ratios = pairs(b, a) if better == "more" else pairs(a, b)
        self.lines.append(Line(name, against, text_of(a), text_of(b), ratios, better, mark, floor=floor))

    def add_value(self, name, key, value_of, unit, better, mark=""):
        """A line of our own values, which are their own ratios."""
        if key not in self.samples:
            return
        values = [value_of(v) for v in self.samples[key].values]
        self.lines.append(Line(name, "-", f"{median(values):,.0f} {unit}".strip(), "", values, better, mark))

    def managing(self):
        s = "mdev, mtty's"
        for against, who, mark in ((s, "mtty", "30"), ("mdev, mdpy's", "mdpy", ""), ("vdpa", "vdpa", "")):
            self.add("pull and return", ("pull", "subdev", 0), against, ("pull", who, 0), "more", mark)
        self.add("pull, return, and its reset awaited", ("pull", "subdev-and-reset", 0), s, ("pull", "mtty", 0), "more")
        self.add("pull and return", ("pull", "subdev", 0), "nlctrl", ("pull", "nlctrl", 0), "less", floor=True)
        for against, who, mark in ((s, "mtty", "35"), ("mdev, mdpy's", "mdpy", ""), ("vdpa", "vdpa", "")):
            self.add("create, inactive", ("inactive", "subdev", 0), against, ("inactive", who, 0), "more", mark)
        self.add("create, inactive, 1,000 in a message", ("inactive", "subdev-many", 0), s, ("inactive", "mtty", 0), "more", "90")

    def active(self):
        marks = {100: "1.6", 8000: "2"}
        for n in self.at("active", "subdev"):
            name = f"create and delete, active, at {n:,}"
            ours = ("active", "subdev", n)
            self.add(name, ours, "mdev, mtty's", ("active", "mtty", n), "more", marks.get(n, ""))
            self.add(name, ours, "vdpa", ("active", "vdpa", n), "more")
            self.add(name, ours, "bare VFIO device", ("active", "floor", n), "less", "1.15", floor=True)
            self.add(name + ", ends not awaited", ("active", "subdev-go-on", n), "bare VFIO device",
                     ("active", "floor", n), "less", floor=True)
        self.growth(100, 50000)

    def growth(self, few, many):
        keys = [("active", who, n) for who in ("subdev", "floor") for n in (many, few)]
        if any(k not in self.samples for k in keys):
            return
        s = [self.samples[k] for k in keys]
        ours, theirs = pairs(s[0], s[1]), pairs(s[2], s[3])
        self.lines.append(Line(f"its cost at {many:,} over that at {few:,}", "growth of the bare VFIO device",
                               f"{median(ours):.2f}", f"{median(theirs):.2f}",
                               [a / b for a, b in zip(ours, theirs)], "less", "1.1", floor=True))

    def parallel(self):
        """Nothing is at once where there is one processor, as with a clock that counts instructions."""
        if any(s.unit == COUNTED for s in self.samples.values()):
            return
        for name, work in (("create, inactive", "create"), ("pull and return", "pull")):
            self.add(f"{name}, two parents, two processes", (f"parallel-{work}", "two", 0), "one process",
                     (f"parallel-{work}", "one", 0), "more", "1.5")

    def asking(self):
        for n in self.at("get", "id"):
            for how, who in (("id", "id"), ("UUID", "uuid"), ("label", "label")):
                name = f"get by {how} at {n:,}"
                self.add(name, ("get", who, n), "nlctrl", ("get", "nlctrl", n), "less", "1.3", floor=True)
                self.add(name, ("get", who, n), "vdpa", ("get", "vdpa", n), "more", "8" if n == 1000 else "")
            self.add(f"get by id at {n:,}, without the library", ("get", "id-no-library", n), "nlctrl",
                     ("get", "nlctrl", n), "less", floor=True)
        # A dump of vdpa is done beside ours for as long as it is there, but of fewer.
        beside, most = (max(self.at(work, "vdpa"), default=0) for work in ("dump-byte", "dump-size"))
        for n in self.at("dump-byte", "subdev"):
            vdpa = (f"vdpa of {min(n, most):,}", ("dump-byte", "vdpa", min(n, beside)))
            self.add(f"dump of {n:,}, a byte", ("dump-byte", "subdev", n), *vdpa, "less", "1.0" if n in (1000, 10000) else "")
            self.add(f"dump of {n:,}", ("dump-dev", "subdev", n), "walk of sysfs", ("dump-dev", "sysfs", n), "more",
                     "30" if n == 10000 else "")
            self.add(f"dump of {n:,}, without the library, a byte", ("dump-byte", "subdev-no-library", n), *vdpa, "less")

    def commands(self):
        for n in self.at("list", "subdevctl"):
            self.add(f"subdevctl -j dev show at {n:,}", ("list", "subdevctl", n), "mdevctl list --dumpjson",
                     ("list", "mdevctl", n), "more", "20" if n == 8000 else "")
        self.add("subdevctl dev show of one", ("one", "subdevctl", 10), "vdpa dev show of one", ("one", "vdpa", 10), "less", "1.25")

    def events(self):
        self.add_value("events to 3 listeners, a second", ("events", "listeners", 0), lambda ns: 1e9 / ns, "", "more", "20000")
        self.add_value("their causes alone, creates, a second", ("events", "nobody-listens", 0), lambda ns: 1e9 / ns, "", "more")
        self.add_value("events of creates and deletes, a second", ("events-both", "listeners", 0), lambda ns: 1e9 / ns, "", "more")
        self.add_value("their causes alone, a second", ("events-both", "nobody-listens", 0), lambda ns: 1e9 / ns, "", "more")
        self.add_value("events lost", ("events-lost", "listeners", 0), lambda n: n, "", "less", "0")
        self.add_value("listeners told of a loss, of all that lost", ("events-detected", "listeners", 0), lambda n: n, "", "more", "1")

    def data_path(self):
        for name, work in (("4-byte read", "region-read"), ("4-byte write", "region-write")):
            self.add(name, (work, "subdev", 0), "pread of /dev/zero", (work, "zero", 0), "less", "1.25", floor=True)
            self.add(name, (work, "subdev", 0), "mtty", (work, "mtty", 0), "less", "1.0")
        self.add("mapped region", ("mapping", "subdev", 0), "memcpy", ("mapping", "memcpy", 0), "less", "1.0", floor=True)
        for name, who in (("doorbell by a register to interrupt", "register"), ("doorbell by an eventfd to interrupt", "ioeventfd")):
            self.add(name, ("doorbell", who, 0), "eventfd write and read", ("doorbell", "eventfd", 0), "less", floor=True)
        self.add("copy engine, 32 times 64 KiB, throughput", ("copy", "subdev", 0), "memcpy in the kernel",
                 ("copy", "memcpy", 0), "more", "0.8", floor=True)
        for name, work in (("save of state, throughput", "state-save"), ("load of state, throughput", "state-load")):
            self.add(name, (work, "subdev", 0), "memfd", (work, "memfd", 0), "more", "0.5", floor=True)

    def memory(self):
        for n in self.at("memory", "inactive"):
            self.add_value("memory of an inactive one", ("memory", "inactive", n), lambda b: b, "bytes", "less", "1024")
        for n in self.at("memory", "active"):
            self.add("memory of an active one", ("memory", "active", n), "mdev, mtty's", ("memory", "mtty", n), "less", "1.05")

    def all(self):
        for part in (self.managing, self.active, self.parallel, self.asking, self.commands, self.events, self.data_path, self.memory):
            part()
        return self.lines
