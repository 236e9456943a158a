"""What the charts of `benches/scaling` and `benches/page` are drawn with: SVG on white, legible on light and dark pages."""

from xml.sax.saxutils import escape

FONT = 'font-family="system-ui, sans-serif" font-size="13"'
# Told apart by their dashes as well as by their colours.
LINES = (("#1b5e9b", ""), ("#b3471d", "7 4"), ("#2f7d3b", "2 3"), ("#6a3d9a", "12 4 2 4"), ("#555", "1 5"))
INK, GRID, BLUE, GREEN, GREY, RED = "#222", "#ddd", "#1b5e9b", "#2f7d3b", "#8a8a8a", "#b3471d"


def line(x1, y1, x2, y2, colour):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def text(x, y, words, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}" {FONT}>{escape(words)}</text>'


def picture(title, width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"><title>{escape(title)}</title>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])
