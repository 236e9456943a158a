"""The optional firewall: deployed on the local AWS, which keeps its rules and does not apply them. So the rules are applied
here, to requests of Meta and of strangers."""

import json
import re
import unittest

import yaml

import template
from local_aws import REGION, LocalAws

FRONT = "infra/front.yaml"
SIGNATURE = "sha256=" + "0a" * 32


class Front(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)

    def create(self, region=REGION):
        cloudformation = self.aws.client("cloudformation", region)
        cloudformation.create_stack(
            StackName="front", TemplateBody=json.dumps(template.load(FRONT)),
            Parameters=[{"ParameterKey": "ApiUrl", "ParameterValue": "https://abc.execute-api.eu-west-3.amazonaws.com"}])
        cloudformation.get_waiter("stack_create_complete").wait(StackName="front", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        return cloudformation

    def test_it_is_deployed_and_deleted(self):
        cloudformation = self.create()
        outputs = cloudformation.describe_stacks(StackName="front")["Stacks"][0]["Outputs"]
        self.assertRegex(outputs[0]["OutputValue"], "^https://[^/]+/webhook$")
        waf, cloudfront = self.aws.client("wafv2"), self.aws.client("cloudfront")
        firewalls = waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
        self.assertEqual([it["Name"] for it in firewalls], ["front"])
        distributions = cloudfront.list_distributions()["DistributionList"]["Items"]
        self.assertEqual([it["WebACLId"] for it in distributions], [firewalls[0]["ARN"]])
        self.assertEqual(distributions[0]["Origins"]["Items"][0]["DomainName"], "abc.execute-api.eu-west-3.amazonaws.com")
        cloudformation.delete_stack(StackName="front")
        cloudformation.get_waiter("stack_delete_complete").wait(StackName="front", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        self.assertEqual(waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"], [])

    def test_in_another_region_it_says_where_it_belongs(self):
        with self.assertRaisesRegex(Exception, "us-east-1"):
            self.create("eu-west-3")

    def test_a_template_that_is_deployed_by_hand_has_no_aliases(self):
        """CloudFormation does not support them (AWS: "CloudFormation template formats"). `make deploy` resolves its own."""
        for path in (FRONT, "infra/events.yaml"):
            tokens = yaml.scan((template.ROOT / path).read_text())
            self.assertEqual([it for it in tokens if isinstance(it, yaml.AliasToken)], [], path)

    def test_what_meta_sends_passes_and_nothing_else(self):
        for passes, method, path, query, headers in (
            (True, "POST", "/webhook", {}, {"x-hub-signature-256": SIGNATURE}),
            (True, "GET", "/webhook", {"hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "1"}, {}),
            (False, "POST", "/webhook", {}, {}),
            (False, "POST", "/webhook", {}, {"x-hub-signature-256": SIGNATURE[:-1]}),
            (False, "POST", "/webhook", {"hub.mode": "subscribe"}, {"x-hub-signature": SIGNATURE}),
            (False, "GET", "/webhook", {}, {}),
            (False, "POST", "/api/send_message", {}, {"x-hub-signature-256": SIGNATURE}),
            (False, "GET", "/api/conversations", {"hub.mode": "subscribe"}, {}),
            (False, "DELETE", "/webhook", {}, {"x-hub-signature-256": SIGNATURE}),
        ):
            with self.subTest(method=method, path=path, query=query, headers=headers):
                self.assertEqual(allowed(method, path, query, headers), passes)


def allowed(method, path, query, headers):
    """Whether the firewall lets this through. The rate is left out."""
    firewall = template.load(FRONT)["Resources"]["Firewall"]["Properties"]

    def field(of):
        (kind, about), = of.items()
        return {"UriPath": path, "Method": method, "SingleHeader": headers.get(about.get("Name"), ""),
                "SingleQueryArgument": query.get(about.get("Name"), "")}[kind]

    def holds(statement):
        (kind, about), = statement.items()
        if kind == "AndStatement":
            return all(map(holds, about["Statements"]))
        if kind == "RegexMatchStatement":
            return re.search(about["RegexString"], field(about["FieldToMatch"])) is not None
        if kind == "ByteMatchStatement" and about["PositionalConstraint"] == "EXACTLY":
            return field(about["FieldToMatch"]) == about["SearchString"]
        return False

    for rule in sorted(firewall["Rules"], key=lambda it: it["Priority"]):
        if holds(rule["Statement"]):
            return "Allow" in rule["Action"]
    return "Allow" in firewall["DefaultAction"]


if __name__ == "__main__":
    unittest.main()
