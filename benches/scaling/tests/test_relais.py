"""The whole simulation against division, and against what the project has counted and measured elsewhere."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "infra/deploy/tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import breaks
import deployment
import outcome
from concurrency import choose
from facts import FACTS, of
from relais import Relais
from rush import Rush

PLENTY = {"account": 20_000, "events": 400, "replies": 1000, "webhook_rate": 99_999, "webhook_burst": 99_999,
          "sends": 99_999, "number_limit": 99_999, "table_writes": 1e9}


def with_facts(test, **values):
    """Replaces facts for one test."""
    for name, value in values.items():
        test.addCleanup(FACTS.__setitem__, name, FACTS[name])
        FACTS[name] = FACTS[name]._replace(value=value)


class ATurn(unittest.TestCase):
    """One known customer's text, its answer and three statuses."""

    def setUp(self):
        with_facts(self, grouped=0.0, new_customers=0.0)
        self.relais = Relais(deployment.settings(**PLENTY), seed=4).run(20, 60)

    def test_it_takes_what_cost_rs_counts_and_operations_says(self):
        relais, turns = self.relais, self.relais.arrived
        counters = sum(number.usage.total for number in relais.numbers)
        self.assertEqual(relais.answered, turns)
        self.assertEqual((relais.table.total - counters + relais.index_units) / turns, 10)
        self.assertEqual((relais.reads - 0.5 * counters) / turns, 6)
        self.assertEqual((relais.events.sends + relais.replies.sends) / turns, 5)
        self.assertEqual(relais.webhooks / turns, 4)
        self.assertAlmostEqual((relais.webhook.invocations + relais.worker.invocations) / turns, 9, delta=0.1)

    def test_it_takes_the_delay_the_model_and_little_else(self):
        median = outcome.latency(self.relais).median
        # The median of a log-normal is below its mean, by half of sigma's square.
        self.assertAlmostEqual(median, 2 + of("model") * 0.8825 + 0.1, delta=0.15)

    def test_nothing_is_lost(self):
        self.assertEqual((self.relais.recorded, self.relais.dead, self.relais.given_up), (self.relais.arrived, 0, 0))
        self.assertEqual(sum(shard.total for shard in self.relais.shards), 2 * self.relais.arrived)


class Limits(unittest.TestCase):
    """Above each limit the simulation does what the division says."""

    def setUp(self):
        with_facts(self, grouped=0.0, new_customers=0.0)

    def rate(self, settings, offered, seconds=30):
        relais = Relais(settings, seed=5).run(offered, seconds, warm=10, after=0)
        within = [at for at in relais.answers if relais.warm <= at < relais.end]
        return relais, len(within) / seconds

    def test_replies_concurrency_answers_as_much_as_its_full_batches(self):
        settings = deployment.settings(**PLENTY | {"replies": 10})
        _, answered = self.rate(settings, 30)
        self.assertAlmostEqual(answered, breaks.answers_a_second(settings), delta=0.06 * answered)

    def test_the_route_takes_its_rate(self):
        settings = deployment.settings(**PLENTY | {"webhook_rate": 40, "webhook_burst": 40})
        relais, _ = self.rate(settings, 5)
        self.assertEqual(relais.webhook_refused, 0)
        relais, _ = self.rate(settings, 40)
        self.assertAlmostEqual(relais.webhooks - relais.webhook_refused, 40 + 40 * relais.end, delta=40)

    def test_a_number_sends_what_its_messages_leave(self):
        relais, answered = self.rate(deployment.settings(**PLENTY | {"number_limit": 80}), 50)
        self.assertGreater(relais.refused_by_graph, 100)
        self.assertAlmostEqual(answered, 80 - 50, delta=4)

    def test_the_pace_is_kept_by_all_processes_together(self):
        relais, answered = self.rate(deployment.settings(**PLENTY | {"sends": 20, "replies": 10}), 40)
        self.assertLessEqual(answered, 20.5)

    def test_an_index_partition_refuses_what_is_above_1000(self):
        with_facts(self, partition_writes=50)
        relais, _ = self.rate(deployment.settings(**PLENTY), 130)
        self.assertTrue(all(shard.refused and shard.peak == 50 for shard in relais.shards))
        self.assertLessEqual(sum(shard.total for shard in relais.shards) / relais.end, 200)

    def test_the_index_is_used_by_two_units_a_message(self):
        relais, _ = self.rate(deployment.settings(**PLENTY), 100)
        used = sum(shard.utilisation(relais.end) for shard in relais.shards) / 4
        self.assertAlmostEqual(used, 100 / breaks_rate("the four partitions"), delta=0.005)


def breaks_rate(name):
    return next(it.rate for it in breaks.all_of(deployment.settings()) if it.name.startswith(name))


class Bursts(unittest.TestCase):
    def test_a_burst_has_one_answer(self):
        with_facts(self, grouped=1.0, new_customers=0.0)
        relais = Relais(deployment.settings(**PLENTY), seed=6).run(4, 60)
        self.assertAlmostEqual(relais.answered / relais.arrived, 0.5, delta=0.01)

    def test_a_run_repeats_itself(self):
        runs = [Relais(deployment.settings(), seed=7).run(5, 20) for _ in range(2)]
        self.assertEqual(*[(it.latencies, it.webhooks, it.reads) for it in runs])


class Rushes(unittest.TestCase):
    def test_a_rush_takes_as_long_as_in_the_simulation_of_make_deploy(self):
        """300 customers within a second in a new account, a model of always 8 s: `infra/deploy/tests/rush.py`."""
        with_facts(self, grouped=0.0, new_customers=0.0)
        import answering
        self.addCleanup(setattr, answering, "model_time", answering.model_time)
        answering.model_time = lambda random: 8.0
        settings = deployment.settings(10, webhook_rate=999, webhook_burst=999, sends=999, number_limit=9999)
        ours = Relais(settings, seed=1).run(300, 1, warm=0, after=1000)
        theirs = Rush(10, *choose(10)[:2], 540, 640, customers=ours.arrived).run()
        self.assertEqual(ours.answered, len(theirs.answered))
        # The other one takes 8 s for a whole batch; this one has the database, Graph and the counters too.
        self.assertAlmostEqual(max(ours.answers) / max(theirs.answered), 1, delta=0.12)


if __name__ == "__main__":
    unittest.main()
