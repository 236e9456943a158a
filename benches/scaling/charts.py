"""The charts of docs/SCALING.md."""

import sys
from math import log10
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import svg
from svg import GRID, LINES

WHO = {"Relais": svg.BLUE, "Meta": svg.GREEN, "AWS": svg.GREY, "Relais's design": svg.RED}


def breaks(found):
    """At which rate each limit is reached, on a logarithmic scale."""
    left, width, row, top = 450, 480, 26, 44
    height = top + row * len(found) + 40
    at = lambda rate: left + width * (log10(rate) - 1) / 3
    parts = []
    for rate in (10, 100, 1000, 10000):
        parts.append(svg.line(at(rate), top - 8, at(rate), height - 36, GRID))
        parts.append(svg.text(at(rate), height - 18, f"{rate:,}", "middle"))
    for place, it in enumerate(found):
        y = top + place * row
        parts.append(svg.text(left - 10, y + 14, it.name.replace("`", ""), "end"))
        parts.append(f'<rect x="{left}" y="{y + 3}" width="{at(it.rate) - left:.1f}" height="15" fill="{WHO[it.who]}"/>')
        parts.append(svg.text(at(it.rate) + 6, y + 14, f"{it.rate:,.0f}"))
    for place, (who, colour) in enumerate(WHO.items()):
        x = left + place * 120
        parts.append(f'<rect x="{x}" y="12" width="12" height="12" fill="{colour}"/>')
        parts.append(svg.text(x + 18, 23, who))
    parts.append(svg.text(10, height - 18, "messages of customers a second, each answered"))
    return svg.picture("The rate at which each limit is reached", left + width + 70, height, parts)


def lines(title, series, across, up, most):
    """Lines of (x, y), with their names below. What is above `most` is cut off."""
    left, width, top, height = 60, 760, 20, 300
    far = max(x for _, points in series for x, _ in points)
    at = lambda x, y: (left + width * x / far, top + height * (1 - min(y, most) / most))
    parts = []
    for place in range(6):
        _, y = at(0, most * place / 5)
        parts += [svg.line(left, y, left + width, y, GRID), svg.text(left - 8, y + 4, f"{most * place / 5:g}", "end")]
    for x in range(0, int(far) + 1, 10):
        parts.append(svg.text(at(x, 0)[0], top + height + 18, f"{x}", "middle"))
    for place, ((name, points), (colour, dashes)) in enumerate(zip(series, LINES)):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        y = top + height + 62 + place * 20
        parts.append(f'<line x1="{left}" y1="{y - 4}" x2="{left + 40}" y2="{y - 4}" stroke="{colour}" stroke-width="2" '
                     f'stroke-dasharray="{dashes}"/>')
        parts.append(svg.text(left + 50, y, name))
    parts += [svg.text(left, 13, up), svg.text(left + width, top + height + 38, across, "end")]
    return svg.picture(title, left + width + 20, top + height + 70 + 20 * len(series), parts)
