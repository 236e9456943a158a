"""`make scaling`: runs all scenarios, with and without a burst, and writes docs/SCALING.md and its charts."""

import gc
from pathlib import Path

import report
import scenarios

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main():
    # Nothing that a run makes is a circle, and looking for circles takes a third of the time.
    gc.disable()
    runs, bursts = [], []
    for scenario in scenarios.all_of():
        print(scenario.name)
        runs.append((scenario, scenarios.run(scenario)))
        if scenario.has_burst:
            bursts.append((scenario, scenarios.run(scenario, scenarios.BURST)))
    folder = DOCS / "pictures/scaling"
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in report.pictures(bursts).items():
        (folder / name).write_text(picture)
    (DOCS / "SCALING.md").write_text(report.document(runs, bursts))
    print(f"written: {DOCS / 'SCALING.md'}")


if __name__ == "__main__":
    main()
