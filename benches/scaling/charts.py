"""Charts as SVG, on white, so that they are legible on light and dark pages."""

from math import log10
from xml.sax.saxutils import escape

FONT = 'font-family="system-ui, sans-serif" font-size="13"'
# Told apart by their dashes as well as by their colours.
LINES = (("#1b5e9b", ""), ("#b3471d", "7 4"), ("#2f7d3b", "2 3"), ("#6a3d9a", "12 4 2 4"), ("#555", "1 5"))
INK, GRID, WHO = "#222", "#ddd", {"Relais": "#1b5e9b", "Meta": "#2f7d3b", "AWS": "#8a8a8a", "Relais's design": "#b3471d"}


def breaks(found):
    """At which rate each limit is reached, on a logarithmic scale."""
    left, width, row, top = 450, 480, 26, 44
    height = top + row * len(found) + 40
    at = lambda rate: left + width * (log10(rate) - 1) / 3
    parts = []
    for rate in (10, 100, 1000, 10000):
        parts.append(_line(at(rate), top - 8, at(rate), height - 36, GRID))
        parts.append(_text(at(rate), height - 18, f"{rate:,}", "middle"))
    for place, it in enumerate(found):
        y = top + place * row
        parts.append(_text(left - 10, y + 14, it.name.replace("`", ""), "end"))
        parts.append(f'<rect x="{left}" y="{y + 3}" width="{at(it.rate) - left:.1f}" height="15" fill="{WHO[it.who]}"/>')
        parts.append(_text(at(it.rate) + 6, y + 14, f"{it.rate:,.0f}"))
    for place, (who, colour) in enumerate(WHO.items()):
        x = left + place * 120
        parts.append(f'<rect x="{x}" y="12" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(x + 18, 23, who))
    parts.append(_text(10, height - 18, "messages of customers a second, each answered"))
    return _picture("The rate at which each limit is reached", left + width + 70, height, parts)


def lines(title, series, across, up, most):
    """Lines of (x, y), with their names below. What is above `most` is cut off."""
    left, width, top, height = 60, 760, 20, 300
    far = max(x for _, points in series for x, _ in points)
    at = lambda x, y: (left + width * x / far, top + height * (1 - min(y, most) / most))
    parts = []
    for place in range(6):
        _, y = at(0, most * place / 5)
        parts += [_line(left, y, left + width, y, GRID), _text(left - 8, y + 4, f"{most * place / 5:g}", "end")]
    for x in range(0, int(far) + 1, 10):
        parts.append(_text(at(x, 0)[0], top + height + 18, f"{x}", "middle"))
    for place, ((name, points), (colour, dashes)) in enumerate(zip(series, LINES)):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        y = top + height + 62 + place * 20
        parts.append(f'<line x1="{left}" y1="{y - 4}" x2="{left + 40}" y2="{y - 4}" stroke="{colour}" stroke-width="2" '
                     f'stroke-dasharray="{dashes}"/>')
        parts.append(_text(left + 50, y, name))
    parts += [_text(left, 13, up), _text(left + width, top + height + 38, across, "end")]
    return _picture(title, left + width + 20, top + height + 70 + 20 * len(series), parts)


def _line(x1, y1, x2, y2, colour):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x, y, text, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}" {FONT}>{escape(text)}</text>'


def _picture(title, width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])
