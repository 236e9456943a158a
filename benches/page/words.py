"""Numbers and tables as Markdown."""


def number(value):
    """Three digits, where there are so many. What is counted is exact."""
    if value == int(value) and abs(value) < 10_000_000 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = next((digits for least, digits in ((10, 1), (1, 2), (0.1, 3), (0.01, 4)) if abs(value) >= least), 5)
    return f"{value:.{digits}f}"


def times(ratio):
    return f"{number(ratio)} ×"


def measured(figure, value=None):
    """The median, or another value, with its unit."""
    value = figure.median if value is None else value
    return f"{number(value)} {unit(figure)}".strip()


def unit(figure):
    """The measure's name says it of a rate and of a count."""
    return {"1/s": "a second", "1": ""}.get(figure.unit, figure.unit)


def spread(figure):
    """Lowest, median and highest, if there are several."""
    if len(figure.values) == 1:
        return number(figure.median)
    return f"{number(min(figure.values))} – **{number(figure.median)}** – {number(max(figure.values))}"


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"
