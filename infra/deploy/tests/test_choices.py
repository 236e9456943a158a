"""What `make deploy` computes: how many functions run at the same time, what fits into their variables, and the cost."""

import json
import re
import unittest

import concurrency
import cost
import restore
import template
from concurrency import UNRESERVED, Account, Concurrency, choose, describe
from local_aws import ROOT


class Chosen(unittest.TestCase):
    def test_recording_and_the_webhook_always_have_room(self):
        for free in [*range(8, 400), 1000, 3000, 10_000]:
            with self.subTest(free=free):
                events, replies, webhook, worker = chosen = choose(free)
                self.assertTrue(2 <= events <= 20 and 2 <= replies <= 50, chosen)
                # Without a reserve, the mappings leave at least four for the webhook and the API.
                self.assertGreaterEqual(free - events - replies, 4)
                self.assertTrue(webhook + worker == 0 or free - webhook - worker >= UNRESERVED, chosen)
                # With a reserve of its own, the worker needs all that its mappings may use.
                self.assertIn(worker, (0, events + replies))
                if webhook and not worker:
                    self.assertGreaterEqual(free - webhook - events - replies, 4)

    def test_the_usual_accounts(self):
        for free, expected in (
            (10, Concurrency(3, 3, 0, 0)),
            (20, Concurrency(6, 10, 0, 0)),
            (50, Concurrency(15, 25, 0, 0)),
            (100, Concurrency(20, 50, 0, 0)),
            (150, Concurrency(20, 50, 50, 0)),
            (1000, Concurrency(20, 50, 100, 70)),
            (10_000, Concurrency(20, 50, 500, 70)),
        ):
            self.assertEqual(choose(free), expected)

    def test_so_few_that_there_is_no_room_get_the_least(self):
        for free in range(0, 8):
            self.assertEqual(choose(free)[:2], (2, 2), free)
        self.assertIn("TOO LITTLE", describe(Account(1000, 5), choose(5), "eu-west-3"))

    def test_the_operators_own_values_are_kept_and_too_large_ones_are_named(self):
        self.assertEqual(choose(1000, replies=200), Concurrency(20, 200, 100, 220))
        own = choose(10, events=10)
        self.assertEqual(own.events, 10)
        self.assertIn("TOO LITTLE", describe(Account(10, 10), own, "eu-west-3"))
        self.assertEqual(concurrency.own({"EventsConcurrency": ""}, "EventsConcurrency"), None)
        self.assertEqual(concurrency.own({"EventsConcurrency": "7"}, "EventsConcurrency"), 7)

    def test_what_it_says(self):
        new = describe(Account(10, 10), choose(10), "eu-west-3")
        for words in ("10 functions", "slower", "nothing is lost", "L-B99A9384", "Service Quotas", "eu-west-3.console"):
            self.assertIn(words, new)
        usual = describe(Account(1000, 1000), choose(1000), "eu-west-3")
        self.assertIn("100 are reserved for the webhook and 70 for the worker", usual)
        for words in ("slower", "L-B99A9384"):
            self.assertNotIn(words, usual)
        self.assertIn("400 of them reserved for others", describe(Account(1000, 600), choose(600), "eu-west-3"))

    def test_the_template_uses_what_was_chosen(self):
        main = template.load("template.yaml")
        self.assertLessEqual(concurrency.parameters(choose(1000)).keys(), main["Parameters"].keys())
        # By hand, without `make deploy`: what fits a new account.
        by_hand = [main["Parameters"][f"Chosen{name}Concurrency"]["Default"] for name in ("Events", "Replies")]
        self.assertEqual(by_hand, list(choose(10)[:2]))
        functions = {name: main["Resources"][f"{name}Function"]["Properties"] for name in ("Webhook", "Worker")}
        for name, properties in functions.items():
            self.assertEqual(properties["ReservedConcurrentExecutions"]["Fn::If"][1], {"Ref": f"{name}Reserve"})
        mappings = functions["Worker"]["Events"]
        for name in ("Events", "Replies"):
            maximum = mappings[name]["Properties"]["ScalingConfig"]["MaximumConcurrency"]["Fn::If"]
            self.assertEqual(maximum[1:], [{"Ref": f"Chosen{name}Concurrency"}, {"Ref": f"{name}Concurrency"}])
        self.assertEqual(functions["Worker"]["Environment"]["Variables"]["RELAIS_SENDERS"], mappings["Replies"]["Properties"]
                         ["ScalingConfig"]["MaximumConcurrency"])


class Variables(unittest.TestCase):
    def test_they_fit_while_the_texts_are_short(self):
        main = template.load("template.yaml")
        template.check_variables(main, {})
        template.check_variables(main, {"SystemPrompt": "é" * 700})
        with self.assertRaises(template.Failure):
            template.check_variables(main, {"SystemPrompt": "é" * 1400})

    def test_the_templates_fit_into_a_request(self):
        for name in (template.MAIN, template.INBOX, template.MONITORING):
            # Packaged, each function has the address of its code.
            size = len(str(template.load(name)))
            self.assertLess(size, 48_000, name)


class Strangers(unittest.TestCase):
    def test_each_route_has_a_bucket_and_its_usual_size_is_a_number(self):
        main = template.load("template.yaml")
        stage, routes = main["Resources"]["Stage"]["Properties"], set()
        for resource in main["Resources"].values():
            if resource["Type"] == "AWS::ApiGatewayV2::Route":
                routes.add(resource["Properties"]["RouteKey"])
        # The default is the bucket of the one route that has none of its own.
        self.assertEqual(len(routes - stage["RouteSettings"].keys()), 1, routes)
        webhook = stage["RouteSettings"]["POST /webhook"]
        for kind in ("Rate", "Burst"):
            parameter, usual = f"Webhook{kind}", webhook[f"Throttling{kind}Limit"]["Fn::If"]
            default = main["Parameters"][parameter]["Default"]
            self.assertEqual(usual, [f"UsualWebhook{kind}", default, {"Ref": parameter}])
            self.assertEqual(main["Conditions"][usual[0]], {"Fn::Equals": [{"Ref": parameter}, str(default)]})


class Restored(unittest.TestCase):
    def test_a_restored_table_is_set_up_as_the_templates(self):
        table = template.load("template.yaml")["Resources"]["Table"]["Properties"]
        self.assertEqual(table["TimeToLiveSpecification"], {"AttributeName": restore.EXPIRES, "Enabled": True})
        self.assertEqual([it["IndexName"] for it in table["GlobalSecondaryIndexes"]], [restore.INDEX])
        self.assertEqual(table["StreamSpecification"]["Fn::If"][1], {"StreamViewType": restore.STREAM})

    def test_nothing_of_the_stacks_table_depends_on_another_tables_use(self):
        main = template.load("template.yaml")
        conditions, depending = main["Conditions"], {"ExistingTable"}
        for _ in conditions:
            depending |= {name for name, it in conditions.items() if any(f'"{used}"' in json.dumps(it) for used in depending)}
        self.assertEqual(depending, {"ExistingTable", "OwnTable", "Streams"})
        for name in depending:
            self.assertNotIn(f'"{name}"', json.dumps(main["Resources"]["Table"]))


class Silence(unittest.TestCase):
    """The alarms that compare metrics, which no local AWS computes."""

    def alarm(self, name, **values):
        properties = template.load(template.MONITORING)["Resources"][name]["Properties"]
        parts = {it["Id"]: it for it in properties["Metrics"]}
        expression, = (it["Expression"] for it in parts.values() if it.get("ReturnData"))
        self.assertEqual(values.keys(), {name for name, it in parts.items() if "MetricStat" in it})
        python = re.sub(r"\bAND\b", "and", re.sub(r"\bIF\(", "choose(", expression))
        return eval(python, {"choose": lambda so, then, other: then if so else other}, values) >= properties["Threshold"]

    def test_a_wrong_app_secret(self):
        for alarms, forged, refused, requests in (
            (True, 3, 3, 3), (True, 40, 45, 45), (False, 2, 2, 2), (False, 40, 40, 41), (False, 0, 9, 9),
        ):
            self.assertEqual(self.alarm("AppSecretWrong", forged=forged, refused=refused, requests=requests), alarms)

    def test_statuses_that_stop(self):
        for alarms, sent, statuses in ((True, 3, 0), (True, 50, 0), (False, 2, 0), (False, 50, 1), (False, 0, 0)):
            self.assertEqual(self.alarm("StatusesStopped", sent=sent, statuses=statuses), alarms)

    def test_every_alarm_stays_within_what_cloudwatch_takes(self):
        for name, alarm in template.load(template.MONITORING)["Resources"].items():
            if alarm["Type"] != "AWS::CloudWatch::Alarm":
                continue
            about = alarm["Properties"]
            period = about.get("Period") or about["Metrics"][-1]["MetricStat"]["Period"]
            self.assertLessEqual(period * about["EvaluationPeriods"], 604_800 if period >= 3600 else 86_400, name)
            self.assertLessEqual(len(about["AlarmDescription"]["Fn::Sub"] if isinstance(about["AlarmDescription"], dict)
                                     else about["AlarmDescription"]), 900, name)

    def test_each_alarm_has_a_row_that_says_what_to_do(self):
        text = (ROOT / "docs/OPERATIONS.md").read_text()
        for name, alarm in template.load(template.MONITORING)["Resources"].items():
            if alarm["Type"] == "AWS::CloudWatch::Alarm":
                called = alarm["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("${Stack} ")
                called = re.sub(r"^\S+ throttled$", "… throttled", called).removesuffix(" fails")
                self.assertTrue(re.search(rf"(?m)^\| .*\*{re.escape(called)}( fails)?\*", text), name)


class Cost(unittest.TestCase):
    def test_the_documents_have_the_same_figures(self):
        text = (ROOT / "docs/OPERATIONS.md").read_text()
        _, text = text.split("### What it costs")
        turns, fixed = re.findall(r"\| \*\*together\*\* \| \| \*\*([\d.]+)\*\* \|", text)
        self.assertAlmostEqual(float(turns), 1000 * sum(cost.TURN.values()), delta=0.005)
        self.assertAlmostEqual(float(fixed), sum(cost.fixed().values()), delta=0.01)
        for name, dollars in (cost.TURN | cost.fixed()).items():
            row = re.search(rf"^\| {re.escape(name)} \|.*\| ([\d.]+) \|$", text, re.M)
            self.assertIsNotNone(row, name)
            each = dollars * (1000 if name in cost.TURN else 1)
            self.assertAlmostEqual(float(row[1]), each, delta=0.01 if name in cost.fixed() else 0.001, msg=name)
        for messages in (100, 10_000, 1_000_000):
            self.assertIn(f"{cost.month(messages):,.2f}", text)


if __name__ == "__main__":
    unittest.main()
