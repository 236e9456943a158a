"""The aims, and how far each was reached, computed from the figures."""

import re
from typing import Callable, NamedTuple

import pairs
from words import measured, number, times


class Reached(NamedTuple):
    says: str
    met: bool


class Aim(NamedTuple):
    name: str
    says: str
    # Of all figures; `None` if what it needs was not measured.
    reached: Callable


def of_factor(least, says, *words):
    """Relais is so many times as good as the other, in the worst of the comparisons whose text has these words."""
    def reached(figures):
        found = [it for it in pairs.compared(figures) if all(word in it.says for word in words)]
        if not found:
            return None
        worst = min(found, key=lambda it: it.factor)
        both = f"{measured(worst.ours)} and {measured(worst.theirs)} ({worst.ours.subject})"
        return Reached(f"{times(worst.factor)}: {both}", worst.factor >= least)
    return Aim(says, says, reached)


def of_figures(says, part, measure, has=(), least=None, most=None, lacks=()):
    """The medians of all such figures of Relais are within this."""
    def reached(figures):
        found = figures.of(part, measure, ("Relais", *has), lacks)
        if not found:
            return None
        worst = min(found, key=lambda it: it.median) if least is not None else max(found, key=lambda it: it.median)
        met = worst.median >= least if least is not None else worst.median <= most
        others = f", the worst of {len(found)}" if len(found) > 1 else ""
        return Reached(f"{measured(worst)}{others} ({worst.subject})", met)
    return Aim(says, says, reached)


def start_beside_an_empty_function(figures):
    empty = figures.one("start", "first answer", pairs.EMPTY)
    ours = figures.of("start", "first answer", ("Relais",))
    if not empty or not ours:
        return None
    each = {it.subject.removeprefix("Relais "): it.median / empty.median for it in ours}
    return Reached(", ".join(f"{name} {times(ratio)}" for name, ratio in each.items()), max(each.values()) <= 1.3)


def start_beside_python(figures):
    python = figures.one("start", "first answer", pairs.PYTHON)
    ours = figures.of("start", "first answer", ("Relais",))
    if not python or not ours:
        return None
    worst = max(ours, key=lambda it: it.median)
    factor = python.median / worst.median
    return Reached(f"{times(factor)}, the slowest: {worst.subject.removeprefix('Relais ')}", factor >= 25)


def size(subject):
    """The numbers in a subject: how large its shop is."""
    return tuple(int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*\b", subject))


def growth(figures):
    """The largest ratio of a measure's units in a larger shop to those in the smallest."""
    found = figures.of("growth")
    sizes = sorted({it.subject for it in found}, key=size)
    if len(sizes) < 2:
        return None
    smallest = {it.measure: it for it in found if it.subject == sizes[0]}
    ratios = [(it.median / smallest[it.measure].median, it) for it in found if it.measure in smallest]
    ratio, worst = max(ratios, key=lambda each: each[0])
    return Reached(f"{times(ratio)} at most: {worst.measure}, {number(smallest[worst.measure].median)} and {number(worst.median)} "
                   f"({worst.subject.removeprefix('Relais, ')})", ratio <= 1.05)


def of_largest_inbox(says, begins, most):
    """The medians of what was measured of the inbox with the most conversations."""
    def reached(figures):
        largest = max((it.subject for it in figures.of("inbox")), key=size, default=None)
        found = [it for it in figures.of("inbox") if it.subject == largest and it.measure.startswith(begins)
                 and "server" not in it.measure]
        if not found:
            return None
        worst = max(found, key=lambda it: it.median)
        longest = measured(worst, max(max(it.values) for it in found))
        of = "all" if len(found) > 1 else "it"
        return Reached(f"{measured(worst)} at the median of {worst.measure}, {longest} the longest of {of} "
                       f"({largest.removeprefix('Relais, ')})", worst.median < most)
    return Aim(says, says, reached)


BEYOND = "webhook to Graph call beyond the burst delay, at 99 %"
KNOWN = ("known customer's",)

ALL = [
    of_factor(100, "accepted messages: 100 times the usual Python service's", "accepted durably, beside the usual"),
    of_factor(8, "turns on disk: 8 times the usual Python service's", "turns a second, on disk"),
    of_factor(16, "turns in memory: 16 times", "turns a second, in memory"),
    of_factor(10, "processor a turn on disk: a tenth of the usual Python service's", "processor a turn, on disk"),
    of_figures("1,200 turns a second on disk", "turns", "turns a second", ("on disk",), least=1200),
    of_figures("2,500 turns a second in memory", "turns", "turns a second", ("in memory",), least=2500),
    of_figures("0.7 ms of processor a turn", "turns", "processor a turn", most=0.7),
    of_figures("99 % of answers reach Graph within 50 ms beyond the burst delay, at half capacity", "latency", BEYOND, most=50),
    Aim("start", "start within 1.3 times an empty function's", start_beside_an_empty_function),
    Aim("start beside Python", "start 25 times as fast as Python's", start_beside_python),
    of_figures("8 write units a turn", "cost", "write units", KNOWN, most=8),
    of_figures("6 read units a turn", "cost", "read units", KNOWN, most=6),
    of_figures("5 sends a turn", "cost", "sends to SQS", KNOWN, most=5),
    Aim("growth", "no turn, poll, page or search takes more units in a larger shop: 1.05 times at most", growth),
    of_largest_inbox("first view of the largest inbox within 1 s", "first view", 1000),
    of_largest_inbox("a scroll step in it within 100 ms", ("scroll", "load older"), 100),
]
