"""The dashboard of infra/monitoring.yaml. Whether its queries fit the log is tested in functions/worker/tests/it/dashboard.rs."""

import json
import re
import unittest

import template
from local_aws import ROOT

# CloudWatch shows three dashboards of up to 50 metrics each without charge; another one costs 3 $ a month
# (aws.amazon.com/cloudwatch/pricing).
MOST_METRICS = 50


class Dashboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.resources = template.load(template.MONITORING)["Resources"]
        cls.widgets = json.loads(cls.resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]

    def of_type(self, kind):
        return [it["properties"] for it in self.widgets if it["type"] == kind]

    def test_it_has_no_more_metrics_than_cost_nothing(self):
        metrics = set()
        for widget in self.of_type("metric"):
            for metric in widget["metrics"]:
                metrics.add(tuple(part for part in metric if isinstance(part, str)))
        self.assertLessEqual(len(metrics), MOST_METRICS)

    def test_the_first_row_says_whether_it_is_well(self):
        top = min(it["y"] for it in self.widgets if it["type"] != "text")
        first = [it for it in self.widgets if it["y"] == top]
        self.assertEqual([it["type"] for it in first], ["alarm", "metric", "metric"])
        shown = {metric[1] for it in first[1:] for metric in it["properties"]["metrics"]}
        self.assertEqual(shown, {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"})

    def test_every_alarm_is_on_it(self):
        alarms = {f"${{{name}.Arn}}" for name, it in self.resources.items() if it["Type"] == "AWS::CloudWatch::Alarm"}
        (widget,) = self.of_type("alarm")
        self.assertEqual(set(widget["alarms"]), alarms)
        self.assertEqual(len(widget["alarms"]), len(alarms))

    def test_widgets_lie_beside_each_other(self):
        taken = set()
        for it in self.widgets:
            cells = {(x, y) for x in range(it["x"], it["x"] + it["width"]) for y in range(it["y"], it["y"] + it["height"])}
            self.assertLessEqual(it["x"] + it["width"], 24)
            self.assertFalse(taken & cells, it["properties"])
            taken |= cells

    def test_queries_read_logs_that_the_first_stack_makes(self):
        made = {it["Properties"]["LogGroupName"]["Fn::Sub"].replace("${AWS::StackName}", "${Stack}")
                for it in template.load(template.MAIN)["Resources"].values() if it["Type"] == "AWS::Logs::LogGroup"}
        for widget in self.of_type("log"):
            read = re.findall(r"SOURCE '([^']+)' \|", widget["query"])
            self.assertTrue(read, widget["query"])
            self.assertLessEqual(set(read), made, widget["query"])

    def test_every_function_says_that_it_has_started(self):
        mains = sorted(ROOT.glob("functions/*/src/main.rs"))
        self.assertEqual([it.parts[-3] for it in mains if "    log_started();\n" not in it.read_text()], [])
        self.assertEqual(len(mains), 5)


if __name__ == "__main__":
    unittest.main()
