"""docs/BENCHMARKS.md, from the figures."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra/deploy"))

import cost

import aims
import charts
import machine
import pairs
import parts
from tried import TRIED
from words import measured, number, spread, table, times, unit

INTRODUCTION = """# How fast, how small, how cheap

Made by `make bench` (`benches/page`) from what it measured in one run on one machine; every number here that is no aim and no price is from it. Model, Graph and AWS are stand-ins on the same machine, which take a part of its processors. What is counted is there once; of what was timed more than once, the lowest, the median and the highest run are shown.
"""

NOT_MEASURED = "*Not measured in this run*"


def document(figures, where, written):
    """The whole text. `where` is the machine, and `written` says when each file of figures was written."""
    blocks = [INTRODUCTION, _machine(where, written), _aims(figures), _beside(figures), _losses(figures), _not_reached(figures)]
    drawn = charts.pictures(figures)
    for title, of_section in parts.SECTIONS.items():
        blocks.append(f"## {title}\n")
        blocks += [_part(figures, part, drawn) for part in of_section]
    return "\n".join(blocks)


def _machine(where, written):
    low, middle, high = (number(it) for it in where["sync_ms"])
    rows = [
        ("processor", f"{where['processor']}, {where['cores']} cores"), ("kernel", where["kernel"]), ("memory", f"{where['memory_gb']} GB"),
        ("the disk syncs 4 KB in", f"{low} – {middle} – {high} ms"), ("load before the run", number(where["load"])),
        ("commit", f"`{where['commit']}`"), ("began", machine.day(where["began"])),
    ]
    late = [f"`{name}` ({machine.day(at)})" for name, at in sorted(written.items()) if at < where["began"]]
    note = f"\n**Of an earlier run**, perhaps of another commit: {', '.join(late)}.\n" if late else ""
    return "## The machine\n\n" + table(("", ""), rows) + note


def _aims(figures):
    rows = []
    for aim in aims.ALL:
        reached = aim.reached(figures)
        rows.append((aim.says, reached.says, "yes" if reached.met else "**no**") if reached else (aim.says, NOT_MEASURED, "–"))
    return "## Aims\n\n" + table(("aim", "reached", "met?"), rows)


def _beside(figures):
    text = "## Beside what else one would use\n\nMedians. The last column says how many times as fast, or as small, Relais is.\n\n"
    found = pairs.compared(figures)
    if not found:
        return f"{text}{NOT_MEASURED}.\n"
    rows = [(it.says, measured(it.ours), measured(it.theirs), times(it.factor)) for it in found]
    return text + table(("", "Relais", "the other", "Relais is"), rows)


def _losses(figures):
    lost = [it for it in pairs.compared(figures) if it.factor < 1]
    lines = [f"- {it.says}: {measured(it.ours)} ({it.ours.subject}), and {measured(it.theirs)} ({it.theirs.subject})" for it in lost]
    if not lines:
        lines = ["Nowhere in what was measured in this run." if pairs.compared(figures) else f"{NOT_MEASURED}."]
    return "## Where Relais loses\n\n" + "\n".join(lines) + "\n"


def _not_reached(figures):
    """Aims for which the same was tried are one paragraph."""
    tried = {}
    for aim in aims.ALL:
        reached = aim.reached(figures)
        if reached and not reached.met:
            text = TRIED.get(aim.says, "What was tried is not written down.")
            tried.setdefault(text, []).append(f"- **{aim.says}**: {reached.says}")
    parts = ["\n".join(missed) + f"\n\n{text}" for text, missed in tried.items()]
    return "## Aims that were not reached\n\n" + ("\n\n".join(parts) or "None of those that were measured.") + "\n"


def _part(figures, part, drawn):
    found = figures.of(part.name)
    text = f"### {part.title}\n\n{part.says}\n\n"
    if not found:
        return f"{text}{NOT_MEASURED}: `make {part.command}` does it.\n"
    pictures = [f"![{name}](pictures/bench/{name}.svg)\n" for name in part.pictures if name in drawn]
    blocks = [text, *(f"{it}\n" for it in pictures), "\n".join(_tables(found))]
    if part.name == "cost":
        blocks.append(_dollars(figures))
    return "".join(blocks)


def _tables(found):
    """A table for all subjects that have a measure in common. The longer of the two lists goes down."""
    groups = []
    for it in found:
        joined = [group for group in groups if any(other.subject == it.subject or other.measure == it.measure for other in group)]
        groups = [group for group in groups if group not in joined] + [[*(other for group in joined for other in group), it]]
    return [_grid(group) for group in groups]


def _grid(found):
    subjects = {it.subject: it.subject for it in found}
    measures = {it.measure: f"{it.measure}{_in(it)}" for it in found}
    cells = {(it.subject, it.measure): spread(it) for it in found}
    if len(measures) > len(subjects):
        rows = [(shown, *(cells.get((subject, measure), "–") for subject in subjects)) for measure, shown in measures.items()]
        head = ("", *subjects)
    else:
        rows = [(subject, *(cells.get((subject, measure), "–") for measure in measures)) for subject in subjects]
        head = ("", *measures.values())
    runs = sorted({len(it.values) for it in found if len(it.values) > 1})
    many = f"{runs[0]} to {runs[-1]}" if len(runs) > 1 else f"{runs[0]}" if runs else ""
    return table(head, rows) + (f"\nOf {many} runs: lowest – **median** – highest.\n" if runs else "")


def _in(figure):
    counted = {"units", "calls", "sends", "instructions", "lines"}
    return f", {unit(figure)}" if figure.unit not in ("1/s", "1", *counted) else ""


def _dollars(figures):
    """A thousand turns by list prices: what was counted, and what OPERATIONS says of the rest."""
    rows = []
    for it in figures.of("cost", "write units"):
        reads, sends = (figures.one("cost", measure, it.subject) for measure in ("read units", "sends to SQS"))
        if not reads or not sends:
            continue
        database = 1000 * (it.median * cost.WRITE_UNIT + reads.median * cost.READ_UNIT)
        queue = 1000 * sends.median * (cost.QUEUE_REQUEST + cost.FAIR_SHARE)
        rows.append((it.subject.removeprefix("Relais, "), f"{database:.5f}", f"{queue:.5f}"))
    rest = [f"{name} {1000 * dollars:.5f}" for name, dollars in cost.TURN.items() if name != "DynamoDB"]
    return (f"\nA thousand of these turns, in dollars by the list prices of {cost.REGION} of {cost.READ_IN} (`infra/deploy/cost.py`):\n\n"
            + table(("", "DynamoDB", "sends to SQS"), rows)
            + f"\nThe rest is not counted here; [OPERATIONS](OPERATIONS.md) has it for a thousand turns: {', '.join(rest)}. SQS there contains "
              "these sends and the receives and deletes. Without free tiers, the model and Meta.\n")
