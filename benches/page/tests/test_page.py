"""A page from made-up figures: all numbers on it are theirs, and what was not measured is named."""

import itertools
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aims
import charts
import document
import pairs
import parts
from figures import Figure, Figures, load, save
from words import number

WHERE = {"began": 1_800_000_000.0, "commit": "abcdef", "cores": 2, "processor": "Some", "kernel": "Linux", "memory_gb": 7.5,
         "sync_ms": [0.1, 0.2, 0.3], "load": 0.25}
NOT = document.NOT_MEASURED


def made_up():
    """A figure for each thing that the page looks for, each with values that no other has."""
    count = itertools.count(1)

    def figure(part, subject, measure, unit, runs=3):
        start = next(count)
        return Figure(part, subject, measure, unit, tuple(7000 + 13.7 * start + 1.3 * run for run in range(runs)))

    turns = [figure(part, f"{whose}, {customers} customers", measure, unit)
             for part, whose in (("turns", "Relais on disk"), ("turns", "Relais in memory"), ("peers", "usual Python on disk"))
             for customers in ("new", "known") for measure, unit in (("turns a second", "1/s"), ("processor a turn", "ms"))]
    intake = [figure(part, f"{whose}, 64 connections", "webhooks a second", "1/s") for part, whose in (("intake", "Relais"), ("peers", "pywa"))]
    latency = [figure("latency", "Relais on disk, at half capacity", aims.BEYOND, "ms")]
    memory = [figure("memory", whose, "resident at most", "MB")
              for whose in ("Relais on disk", "Relais in memory", "Relais, intake", "usual Python on disk", "pywa, intake")]
    start = [figure("start", whose, measure, unit)
             for whose in ("empty function in Rust", "Relais webhook", "Relais worker", "Python function with boto3")
             for measure, unit in (("first answer", "ms"), ("second answer", "ms"), ("resident memory", "MB"), ("zip", "MB"))]
    cost = [figure("cost", f"Relais, a {whose} customer's turn", measure, "units", 1)
            for whose in ("new", "known") for measure in ("write units", "read units", "sends to SQS")]
    grown = [figure("growth", f"Relais, {many} conversations, {many} messages", measure, "units", 1)
             for many in (100, 1000) for measure in ("a turn, write units", "a poll, read units")]
    inbox = [figure("inbox", f"Relais, {many} conversations", measure, "ms")
             for many in (100, 100_000) for measure in ("first view", "open", "scroll a screen", "a poll, by the server")]
    build = [figure("build", whose, measure, "MB", 1) for whose, measure in
             (("Relais, the program with its pages", "installed"), ("usual Python service, with its libraries", "installed"),
              ("Relais, Rust of all", "source"), ("usual Python service", "source"))]
    others = [figure(part, "Relais, something", "something", "ms") for part in ("delays", "calls", "instructions", "standins")]
    return [*turns, *intake, *latency, *memory, *start, *cost, *grown, *inbox, *build, *others]


def page(figures, written=()):
    return document.document(Figures(figures), WHERE, dict(written))


def numbers(text):
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", text))


class Page(unittest.TestCase):
    def test_each_number_is_of_a_figure_of_an_aim_or_of_the_prices(self):
        without = numbers(page([]))
        for it in made_up():
            shown = {number(value) for value in (min(it.values), it.median, max(it.values))}
            said = numbers(f"{it.part} {it.subject} {it.measure}") | {str(len(it.values))}
            if it.part == "cost":
                continue  # the dollars beside it, which have a test of their own
            self.assertLessEqual(numbers(page([it])) - without - said, shown, it)

    def test_each_figure_is_shown_with_its_spread(self):
        text = page(made_up())
        for it in made_up():
            for value in (min(it.values), it.median, max(it.values)):
                self.assertIn(number(value), text, it)

    def test_each_part_without_figures_is_named(self):
        nothing = page([])
        self.assertEqual(nothing.count(f"{NOT}: `make "), len(parts.ALL))
        self.assertEqual(nothing.count(f"| {NOT} | – |"), len(aims.ALL))
        makefile = (Path(__file__).resolve().parents[3] / "Makefile").read_text()
        for part in parts.ALL:
            without = page([it for it in made_up() if it.part != part.name])
            section = without.split(f"### {part.title}\n")[1].split("###")[0]
            self.assertIn(f"{NOT}: `make {part.command}`", section)
            self.assertIn(f"\n{part.command}:", makefile)
        self.assertNotIn(NOT, page(made_up()))

    def test_each_part_of_the_figures_is_a_part_of_the_page(self):
        self.assertEqual({it.part for it in made_up()}, {part.name for part in parts.ALL})

    def test_files_of_an_earlier_run_are_named(self):
        self.assertIn("`old` (15 January 2027, 07:59 UTC)", page([], {"old": WHERE["began"] - 1, "new": WHERE["began"] + 1}))
        self.assertNotIn("earlier run", page([], {"new": WHERE["began"] + 1}))

    def test_dollars_are_units_times_prices(self):
        units = (("write units", 8), ("read units", 6), ("sends to SQS", 5))
        text = page([Figure("cost", "Relais, a known customer's turn", measure, "units", (many,)) for measure, many in units])
        # 8 × 0.625 $ and 6 × 0.125 $ for a million, and 5 × 0.50 $.
        self.assertIn("| a known customer's turn | 0.00575 | 0.00250 |", text)

    def test_what_is_written_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            save("some", made_up()[:3], Path(folder))
            (Path(folder) / "machine.json").write_text(json.dumps(WHERE))
            found, written = load(Path(folder))
        self.assertEqual((found.all, list(written)), (made_up()[:3], ["some"]))


def turns(ours, theirs, unit="1/s", measure="turns a second"):
    return Figures([Figure("turns", "Relais on disk, known customers", measure, unit, (ours,)),
                    Figure("peers", "usual Python on disk, known customers", measure, unit, (theirs,))])


class Comparisons(unittest.TestCase):
    def test_a_rate_is_better_when_higher_and_a_time_when_lower(self):
        for figures, factor in ((turns(800, 100), 8), (turns(2, 10, "ms", "processor a turn"), 5)):
            self.assertEqual([it.factor for it in pairs.compared(figures)], [factor])

    def test_of_several_subjects_the_plainest_is_compared(self):
        memory = lambda subject, megabytes: Figure("memory", subject, "resident at most", "MB", (megabytes,))
        found = Figures([memory("Relais on disk, a picture of each", 90), memory("Relais on disk", 30), memory("usual Python on disk", 60)])
        self.assertEqual([it.factor for it in pairs.compared(found)], [2])

    def test_what_is_lost_is_said(self):
        lost = document.document(turns(50, 100), WHERE, {}).split("## Where Relais loses\n")[1].split("##")[0]
        self.assertIn("50 a second (Relais on disk, known customers), and 100 a second (usual Python", lost)
        won = document.document(turns(200, 100), WHERE, {}).split("## Where Relais loses\n")[1].split("##")[0]
        self.assertIn("Nowhere in what was measured", won)


class Aims(unittest.TestCase):
    def met(self, says, figures):
        return next(aim for aim in aims.ALL if says in aim.says).reached(Figures(figures)).met

    def test_the_worst_of_all_decides(self):
        fast, slow = (Figure("turns", f"Relais on disk, {who}", "turns a second", "1/s", (rate,)) for who, rate in (("new", 1300), ("known", 1100)))
        self.assertTrue(self.met("1,200 turns", [fast]))
        self.assertFalse(self.met("1,200 turns", [fast, slow]))

    def test_a_turn_in_the_largest_shop_counts(self):
        grown = lambda many, units: Figure("growth", f"Relais, {many} conversations, {many} messages", "a turn, write units", "units", (units,))
        self.assertTrue(self.met("larger shop", [grown(100, 10), grown(1000, 10.5)]))
        self.assertFalse(self.met("larger shop", [grown(100, 10), grown(1000, 10), grown(10_000, 11)]))

    def test_a_start_is_beside_the_empty_function_and_python(self):
        start = lambda subject, ms: Figure("start", subject, "first answer", "ms", (ms,))
        ours = [start("Relais webhook", 5.0), start("Relais worker", 6.0)]
        self.assertTrue(self.met("1.3 times", [*ours, start("empty function in Rust", 5.0)]))
        self.assertFalse(self.met("1.3 times", [*ours, start("empty function in Rust", 4.0)]))
        self.assertTrue(self.met("25 times", [*ours, start("Python function", 150.0)]))
        self.assertFalse(self.met("25 times", [*ours, start("Python function", 140.0)]))

    def test_the_largest_inbox_counts(self):
        view = lambda many, ms: Figure("inbox", f"Relais, {many} conversations", "first view", "ms", (ms,))
        self.assertTrue(self.met("first view", [view(100, 1200), view(100_000, 900)]))
        self.assertFalse(self.met("first view", [view(100, 900), view(100_000, 1200)]))

    def test_an_aim_that_was_not_reached_is_said_with_what_was_tried(self):
        start = [Figure("start", "Relais webhook", "first answer", "ms", (9.0,)), Figure("start", "empty function", "first answer", "ms", (3.0,))]
        text = page(start).split("## Aims that were not reached\n")[1].split("##")[0]
        self.assertIn("- **start within 1.3 times an empty function's**: webhook 3 ×\n\nAWS's SDKs are replaced", text)
        from tried import TRIED
        self.assertLessEqual(set(TRIED), {aim.says for aim in aims.ALL})


class Charts(unittest.TestCase):
    def test_each_is_well_formed_and_on_the_page(self):
        drawn = charts.pictures(Figures(made_up()))
        self.assertEqual(set(drawn), {name for part in parts.ALL for name in part.pictures})
        text = page(made_up())
        for name, picture in drawn.items():
            ElementTree.fromstring(picture)
            self.assertIn(f"(pictures/bench/{name}.svg)", text)

    def test_a_bar_is_as_long_as_its_median(self):
        rows = [Figure("turns", who, "turns a second", "1/s", (rate,)) for who, rate in (("Relais", 100), ("pywa", 25))]
        drawn = charts.horizontal("Turns", rows)
        widths = [float(it) for it in re.findall(r'<rect x="\d+" y="\d+" width="([\d.]+)"', drawn)]
        self.assertAlmostEqual(widths[0], 4 * widths[1], delta=0.3)
        self.assertGreater(widths[1], 20)


if __name__ == "__main__":
    unittest.main()
