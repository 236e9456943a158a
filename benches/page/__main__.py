"""`make bench-page` writes docs/BENCHMARKS.md and its charts from what is in target/bench.

`python benches/page machine` notes the machine before a run, and `python benches/page sizes` measures what is built.
"""

import sys

import charts
import document
import figures
import machine
import sizes

DOCS = figures.ROOT / "docs"


def write():
    found, written = figures.load()
    if not found.all:
        sys.exit(f"there are no figures in {figures.FOLDER}: run `make bench`, or one of its parts")
    where = machine.noted()
    if not where:
        machine.note()
        where = machine.noted()
    folder = DOCS / "pictures/bench"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, picture in charts.pictures(found).items():
        (folder / f"{name}.svg").write_text(picture)
    (DOCS / "BENCHMARKS.md").write_text(document.document(found, where, written))
    print(f"written: {DOCS / 'BENCHMARKS.md'}")


if __name__ == "__main__":
    {"machine": machine.note, "sizes": sizes.measure, "write": write}[sys.argv[1] if len(sys.argv) > 1 else "write"]()
