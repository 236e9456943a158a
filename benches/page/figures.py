"""What the parts of `make bench` have written into target/bench: each figure, with the values of its runs."""

import json
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target/bench"
# A file for each part of the benches, and beside them the machine.
MACHINE = "machine"


class Figure(NamedTuple):
    part: str
    subject: str
    measure: str
    unit: str
    values: tuple

    @property
    def median(self):
        return median(self.values)

    @property
    def is_better_when_higher(self):
        return self.unit == "1/s"


class Figures:
    """All figures. What is asked for is found by its part, its measure, and words that its subject has or lacks."""

    def __init__(self, figures):
        self.all = [it for it in figures if it.values]

    def of(self, part, measure=None, has=(), lacks=()):
        return [it for it in self.all if it.part == part and measure in (None, it.measure)
                and all(word in it.subject for word in has) and not any(word in it.subject for word in lacks)]

    def one(self, part, measure, *has):
        """Of such figures the one whose subject says least besides. `None`: it was not measured."""
        return min(self.of(part, measure, has), key=lambda it: len(it.subject), default=None)


def load(folder=FOLDER):
    """The figures of all files, and when each file was written."""
    figures, written = [], {}
    for path in sorted(folder.glob("*.json")):
        if path.stem == MACHINE:
            continue
        for it in json.loads(path.read_text())["figures"]:
            figures.append(Figure(it["part"], it["subject"], it["measure"], it["unit"], tuple(it["values"])))
        written[path.stem] = path.stat().st_mtime
    return Figures(figures), written


def save(name, figures, folder=FOLDER):
    folder.mkdir(parents=True, exist_ok=True)
    rows = [it._asdict() for it in figures]
    (folder / f"{name}.json").write_text(json.dumps({"figures": rows}, indent=2) + "\n")
