"""The parts of the simulation against what is known of them without it."""

import math
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import breaks
from engine import Engine
from facts import FACTS, of
from functions import Account, Function
from limits import PerSecond, Throughput, TokenBucket
from mappings import Mapping
from meta import model_time, pause


class Limits(unittest.TestCase):
    def test_a_partition_takes_exactly_1000_units_in_a_second(self):
        partition = PerSecond(of("partition_writes"))
        taken = [partition.take(7.0 + place / 2000, 1) for place in range(2000)]
        self.assertEqual((taken.count(True), taken.index(False), partition.refused), (1000, 1000, 1000))
        self.assertTrue(partition.take(8.0, 1), "the next second begins anew")

    def test_units_that_do_not_fit_are_not_taken(self):
        partition = PerSecond(10)
        self.assertEqual([partition.take(0.5, units) for units in (8, 3, 2, 1)], [True, False, True, False])

    def test_utilisation_is_the_mean_and_the_peak_the_busiest_second(self):
        partition = PerSecond(100)
        for second, units in ((0, 10), (1, 50), (2, 30)):
            partition.count(second + 0.1, units)
        self.assertAlmostEqual(partition.utilisation(3), 0.3)
        self.assertEqual(partition.peak, 50)

    def test_a_route_lets_the_burst_through_and_then_its_rate(self):
        route = TokenBucket(100, 200)
        self.assertEqual(sum(route.take(0.0) for _ in range(500)), 200)
        # 1,000 requests a second for ten seconds, offset so that no request falls on a whole token.
        self.assertAlmostEqual(sum(route.take((place + 0.5) / 1000) for place in range(10_000)), 1000, delta=1)

    def test_what_a_number_receives_is_not_left_to_send(self):
        number = Throughput(80)
        sent = 0
        for place in range(60 * 500):
            now = place / 500
            if place % 10 == 0:
                number.receive(now)
            sent += number.send(now)
        self.assertAlmostEqual(sent / 60, 80 - 50, delta=2)


class Executions(unittest.TestCase):
    def test_a_reserve_is_also_the_most_and_is_taken_from_the_others(self):
        account = Account(10)
        reserved, other = Function(Engine(), account, 256, 4), Function(Engine(), account, 256)
        self.assertEqual(sum(reserved.start() is not None for _ in range(9)), 4)
        self.assertEqual(sum(other.start() is not None for _ in range(9)), 6)
        self.assertEqual((reserved.throttled, other.throttled), (5, 3))

    def test_a_process_is_used_again(self):
        function = Function(Engine(), Account(10), 512)
        process, is_new = function.start()
        function.end(process, 2.0)
        self.assertEqual((is_new, function.start(), function.cold), (True, (process, False), 1))
        self.assertEqual(function.gigabyte_seconds(), 1.0)


def queue(servers, rate, mean, jobs, batch=1, seed=3):
    """A mapping as a queue of `servers`: Poisson arrivals and exponential times. Returns it and its time."""
    engine, generator = Engine(), random.Random(seed)
    work = lambda process, messages, done: engine.after(generator.expovariate(1 / mean), done)
    mapping = Mapping(engine, generator, Function(engine, Account(10_000), 512), work, batch, servers)
    for process in [mapping.function.start()[0] for _ in range(servers)]:
        mapping.function.end(process, 0)
    now = 0.0
    for _ in range(jobs):
        now += generator.expovariate(rate)
        engine.at(now, mapping.send, None)
    engine.run()
    return mapping, engine.now


class Queues(unittest.TestCase):
    def test_waits_are_those_of_erlang(self):
        """The mean wait of M/M/c: C(c, a) / (c / mean - rate)."""
        servers, rate, mean = 5, 4.0, 1.0
        load = rate * mean
        below = sum(load ** place / math.factorial(place) for place in range(servers))
        last = load ** servers / math.factorial(servers) / (1 - load / servers)
        expected = last / (below + last) / (servers / mean - rate)
        mapping, _ = queue(servers, rate, mean, 60_000)
        waits = [age - of("poll") for _, age in mapping.ages]
        self.assertAlmostEqual(sum(waits) / len(waits), expected, delta=0.07 * expected)

    def test_executions_are_rate_times_time(self):
        """Little's law: the mean of what runs is the rate times the time of each."""
        mapping, seconds = queue(1000, 50.0, 0.4, 20_000)
        self.assertAlmostEqual(mapping.function.seconds / seconds, 50 * 0.4, delta=0.6)

    def test_batches_fill_when_messages_wait(self):
        mapping, _ = queue(2, 40.0, 0.1, 5_000, batch=5)
        self.assertEqual(mapping.received, 5_000)
        self.assertGreater(mapping.received / mapping.batches, 1.5)

    def test_a_delay_is_rounded_up_to_whole_seconds(self):
        engine, seen = Engine(), []
        work = lambda process, messages, done: (seen.append(engine.now), done())
        mapping = Mapping(engine, random.Random(1), Function(engine, Account(9), 512), work, 1, 9)
        mapping.send("job", 1.5)
        engine.run()
        self.assertAlmostEqual(seen[0], 2 + of("poll") + of("cold_start"))

    def test_300_batches_are_added_in_a_minute(self):
        engine, running = Engine(), []
        work = lambda process, messages, done: running.append(engine.now)
        mapping = Mapping(engine, random.Random(1), Function(engine, Account(9999), 512), work, 1, 1000)
        mapping.settle()
        for _ in range(2000):
            mapping.send(None)
        engine.run(until=60.5)
        self.assertAlmostEqual(len(running), 5 + 300, delta=5)


class Times(unittest.TestCase):
    def test_the_model_has_its_mean(self):
        generator = random.Random(2)
        times = [model_time(generator) for _ in range(50_000)]
        self.assertAlmostEqual(sum(times) / len(times), of("model"), delta=0.03)
        batches = [max(times[place:place + 5]) for place in range(0, 50_000, 5)]
        self.assertAlmostEqual(sum(batches) / len(batches), breaks.slowest_of(5), delta=0.06)

    def test_meta_repeats_later_each_time(self):
        generator = random.Random(2)
        self.assertTrue(all(0.5 <= pause(generator, 0) <= 2 for _ in range(100)))
        self.assertEqual(pause(generator, 30), 600)

    def test_each_fact_has_its_source(self):
        for name, fact in FACTS.items():
            self.assertEqual("assumed" in fact.source, fact.assumed, name)


if __name__ == "__main__":
    unittest.main()
