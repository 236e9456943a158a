"""What is compared with what: the same measure, of Relais and of what one would use instead."""

from typing import NamedTuple

USUAL, PYWA, PYTHON, EMPTY = "usual Python", "pywa", "Python function", "empty function"


class Pair(NamedTuple):
    says: str
    part: str
    ours: tuple
    measure: str
    part_of_theirs: str
    theirs: tuple
    measure_of_theirs: str


class Compared(NamedTuple):
    says: str
    ours: object
    theirs: object

    @property
    def factor(self):
        """How many times as good Relais is; below 1 it loses."""
        ours, theirs = self.ours.median, self.theirs.median
        return ours / theirs if self.ours.is_better_when_higher else theirs / ours


def _pair(says, part, ours, measure, part_of_theirs, theirs, measure_of_theirs=None):
    return Pair(says, part, ours, measure, part_of_theirs, theirs, measure_of_theirs or measure)


def _turns(where, customers, measure):
    return _pair(f"{measure}, {where}, {customers} customers", "turns", (where, customers), measure, "peers", (USUAL, customers))


KINDS = [(where, customers) for where in ("on disk", "in memory") for customers in ("known", "new")]

ALL = [
    _pair("webhooks a second accepted durably, beside pywa", "intake", ("connections",), "webhooks a second", "peers", (PYWA,)),
    # It answers Meta when the turn is done, so it accepts no more messages than it does turns.
    _pair("messages a second accepted durably, beside the usual service, which accepts one with its turn", "intake", ("connections",),
          "webhooks a second", "peers", (USUAL, "new"), "turns a second"),
    *(_turns(where, customers, "turns a second") for where, customers in KINDS),
    *(_turns(where, customers, "processor a turn") for where, customers in KINDS),
    _pair("memory with all data on disk", "memory", ("Relais on disk",), "resident at most", "memory", (USUAL,)),
    _pair("memory with all data in memory", "memory", ("Relais in memory",), "resident at most", "memory", (USUAL,)),
    _pair("memory while accepting webhooks", "memory", ("Relais", "intake"), "resident at most", "memory", (PYWA,)),
    *(_pair(f"{measure} of the webhook's function, beside Python", "start", ("Relais webhook",), measure, "start", (PYTHON,))
      for measure in ("first answer", "second answer", "resident memory", "zip")),
    _pair("what is installed, beside the usual service's libraries", "build", ("program with its pages",), "installed", "build",
          (USUAL,)),
    _pair("lines of source, which somebody must know", "build", ("Rust",), "source", "build", (USUAL,)),
]


def compared(figures):
    """The pairs of which both were measured."""
    found = []
    for it in ALL:
        ours = figures.one(it.part, it.measure, "Relais", *it.ours)
        theirs = figures.one(it.part_of_theirs, it.measure_of_theirs, *it.theirs)
        if ours and theirs and ours.median and theirs.median:
            found.append(Compared(it.says, ours, theirs))
    return found
