"""The charts of docs/BENCHMARKS.md."""

import sys
from math import ceil, log10
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import svg
from words import number, unit

import aims

# All charts of bars have the same width, so that their letters have the same size.
WIDTH, ROW, LETTER = 900, 30, 7


def pictures(figures):
    """Each chart by its name, of what was measured."""
    bars = {
        "intake": ("Webhooks accepted a second", figures.of("intake", "webhooks a second") + figures.of("peers", "webhooks a second")),
        "turns": ("Turns a second", figures.of("turns", "turns a second") + figures.of("peers", "turns a second")),
        "processor": ("Processor a turn, ms", figures.of("turns", "processor a turn") + figures.of("peers", "processor a turn")),
        "latency": ("From the webhook to Graph beyond the burst delay, 99 %, ms", figures.of("latency", aims.BEYOND)),
        "start": ("First answer after a start, ms", figures.of("start", "first answer")),
        "memory": ("Resident memory at most, MB", figures.of("memory", "resident at most")),
        "inbox": ("The inbox in a browser, ms", inbox(figures)),
    }
    drawn = {name: horizontal(title, rows) for name, (title, rows) in bars.items() if rows}
    grown = growth(figures)
    return drawn | ({"growth": grown} if grown else {})


def inbox(figures):
    """What a person waits for, with few conversations and with many."""
    steps = ("first view", "first view again", "filter unread", "filter all", "search mart", "open", "scroll a screen")
    found = [it for step in steps for it in figures.of("inbox", step)]
    return [it._replace(subject=f"{it.measure}, {it.subject.removeprefix('Relais, ')}") for it in found]


def horizontal(title, rows):
    """A bar for each median, with a line from the lowest to the highest run. Relais is blue, all others are grey."""
    top, margin = 40, 24 + LETTER * max(len(it.subject) for it in rows)
    width = max(WIDTH - margin - 120, 200)
    far = max(max(it.values) for it in rows) or 1
    height = top + ROW * len(rows) + 10
    at = lambda value: margin + width * value / far
    parts = [svg.text(10, 22, title), svg.line(margin, top - 6, margin, height - 8, svg.GREY)]
    for place, it in enumerate(rows):
        y = top + place * ROW
        colour = svg.GREY if any(word in it.subject for word in ("Python", "pywa", "empty")) else svg.BLUE
        parts.append(svg.text(margin - 10, y + 14, it.subject, "end"))
        parts.append(f'<rect x="{margin}" y="{y}" width="{max(at(it.median) - margin, 1):.1f}" height="18" fill="{colour}"/>')
        if len(it.values) > 1:
            low, high = at(min(it.values)), at(max(it.values))
            parts += [svg.line(low, y + 9, high, y + 9, svg.INK), *(svg.line(x, y + 4, x, y + 14, svg.INK) for x in (low, high))]
        of = "" if it.unit == "1/s" else f" {unit(it)}"
        parts.append(svg.text(at(max(it.values)) + 8, y + 14, f"{number(it.median)}{of}"))
    return svg.picture(title, margin + width + 120, height, parts)


def growth(figures):
    """Units by the size of the shop, on a logarithmic scale across."""
    found = [it for it in figures.of("growth") if "sends" not in it.measure]
    sizes = {it.subject: aims.size(it.subject)[-1] for it in found}
    if len(set(sizes.values())) < 2:
        return None
    measures = list(dict.fromkeys(it.measure for it in found))
    left, width, top, tall = 60, 560, 20, 300
    first, last = log10(min(sizes.values())), log10(max(sizes.values()))
    most = max(5, 5 * ceil(max(it.median for it in found) / 5))
    across = lambda many: left + width * (log10(many) - first) / (last - first)
    up = lambda units: top + tall * (1 - units / most)
    parts = [svg.text(left, 13, "units")]
    for place in range(6):
        y = up(most * place / 5)
        parts += [svg.line(left, y, left + width, y, svg.GRID), svg.text(left - 8, y + 4, f"{most * place / 5:g}", "end")]
    parts += [svg.text(across(many), top + tall + 18, number(many), "middle") for many in sorted(set(sizes.values()))]
    for place, measure in enumerate(measures):
        colour, dashes = svg.LINES[place % len(svg.LINES)]
        points = sorted((sizes[it.subject], it.median) for it in found if it.measure == measure)
        path = " ".join(f"{across(many):.1f},{up(units):.1f}" for many, units in points)
        y = top + tall + 62 + place * 20
        line = f'stroke="{colour}" stroke-width="{2 if place < len(svg.LINES) else 4}" stroke-dasharray="{dashes}"'
        parts.append(f'<polyline points="{path}" fill="none" {line}/>')
        parts.append(f'<line x1="{left}" y1="{y - 4}" x2="{left + 40}" y2="{y - 4}" {line}/>')
        parts.append(svg.text(left + 50, y, measure))
    parts.append(svg.text(left + width, top + tall + 38, "messages of the thread; as many conversations, but for the longest", "end"))
    return svg.picture("Units as a shop grows", left + width + 60, top + tall + 70 + 20 * len(measures), parts)
