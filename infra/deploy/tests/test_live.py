"""`make deploy LIVE=1`: changes at once in open inboxes, switched on and off, and what its template allows."""

import json
import re
import unittest

import template
from deployed import ANSWERS, Deployed
from local_aws import CHANNEL, LocalAws

HOST, REALTIME = CHANNEL["Api", "Dns.Http"], CHANNEL["Api", "Dns.Realtime"]


class Live(unittest.TestCase):
    """One deployment. The tests run in this order."""

    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")

    def deploy(self, *command, **variables):
        code, printed = self.aws.run(*command, **{"STACK": "relais", **variables})
        self.assertEqual(code, 0, printed)
        return printed

    def policy(self):
        status, headers, _ = self.relais.ask(self.relais.outputs("-inbox")["InboxUrl"] + "/index.html")
        self.assertEqual(status, 200)
        return headers["content-security-policy"]

    def mappings(self):
        return self.relais.client("lambda").list_event_source_mappings(FunctionName="relais-live")["EventSourceMappings"]

    def test_1_without_it_nothing_is_there(self):
        self.deploy(**ANSWERS)
        self.assertIsNone(self.relais.status("-live"))
        self.assertEqual(list(self.relais.pages()[1]), ["signIn"])
        self.assertNotIn("wss:", self.policy())

    def test_2_a_wrong_answer_and_a_table_without_a_stream_are_refused(self):
        code, printed = self.aws.run(STACK="relais", LIVE="yes")
        self.assertEqual(code, 1)
        self.assertIn("LIVE must be 1 or 0", printed)
        code, printed = self.aws.run(STACK="relais", LIVE="1", PARAMETERS="TableStream=false")
        self.assertEqual(code, 1)
        self.assertIn("has no stream", printed)
        self.assertIsNone(self.relais.status("-live"))

    def test_3_it_is_switched_on(self):
        printed = self.deploy(LIVE="1", CHECK="1")
        self.assertIn("relais-live: does not exist, would be created with", printed)
        self.assertIsNone(self.relais.status("-live"))
        self.deploy(LIVE="1")
        self.assertEqual(self.relais.status("-live"), "CREATE_COMPLETE")
        self.assertEqual(self.relais.parameters()["TableStream"], "true")
        self.assertEqual(self.relais.pages()[1]["live"], {"host": HOST, "realtime": REALTIME})
        outputs = self.relais.outputs()
        self.assertIn(f"connect-src 'self' {outputs['SignInUrl']} {outputs['MediaUrl']} wss://{REALTIME};", self.policy())
        self.assertEqual(self.policy().count("wss:"), 1)
        function = self.relais.client("lambda").get_function_configuration(FunctionName="relais-live")
        self.assertEqual(function["Environment"]["Variables"], {"LIVE_URL": f"https://{HOST}/event"})
        self.assertEqual([it["EventSourceArn"] for it in self.mappings()], [outputs["TableStreamArn"]])

    def test_4_a_deployment_that_does_not_name_it_keeps_it(self):
        printed = self.deploy(CHECK="1")
        self.assertIn("relais-live: no changes", printed)
        self.assertIn("relais-inbox: no changes", printed)
        self.deploy(PARAMETERS="LogRetentionDays=7")
        self.assertEqual(self.relais.parameters("-live")["LogRetentionDays"], "7")
        self.assertEqual(self.relais.pages()[1]["live"], {"host": HOST, "realtime": REALTIME})

    def test_5_it_is_switched_off_and_removed_with_the_rest(self):
        self.assertIn("relais-live: would be deleted", self.deploy(LIVE="0", CHECK="1"))
        self.deploy(LIVE="0")
        self.assertIsNone(self.relais.status("-live"))
        self.assertEqual(list(self.relais.pages()[1]), ["signIn"])
        self.assertNotIn("wss:", self.policy())
        self.deploy(LIVE="1")
        self.deploy("remove", YES="1", DATA="delete")
        self.assertEqual([self.relais.status(it) for it in ("", "-inbox", "-live", "-monitoring")], [None] * 4)


class Template(unittest.TestCase):
    """What the local AWS does not make or apply."""

    resources = template.load(template.LIVE)["Resources"]

    def test_people_connect_and_subscribe_and_only_a_role_publishes(self):
        people, roles = [{"AuthType": "AMAZON_COGNITO_USER_POOLS"}], [{"AuthType": "AWS_IAM"}]
        events = self.resources["Api"]["Properties"]["EventConfig"]
        self.assertEqual([it["AuthType"] for it in events["AuthProviders"]], ["AMAZON_COGNITO_USER_POOLS", "AWS_IAM"])
        # Of this client only, as the API's authorizer demands.
        self.assertEqual(events["AuthProviders"][0]["CognitoConfig"]["AppIdClientRegex"], {"Fn::Sub": "^${UserPoolClientId}$"})
        namespace = self.resources["Changes"]["Properties"]
        for subscribing in (events["ConnectionAuthModes"], events["DefaultSubscribeAuthModes"], namespace["SubscribeAuthModes"]):
            self.assertEqual(subscribing, people)
        for publishing in (events["DefaultPublishAuthModes"], namespace["PublishAuthModes"]):
            self.assertEqual(publishing, roles)

    def test_the_role_may_read_the_stream_and_publish_and_nothing_of_the_table(self):
        statements = self.resources["LiveRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        actions = {it["Sid"]: it["Action"] for it in statements}
        self.assertEqual(actions["Publish"], "appsync:EventPublish")
        self.assertEqual(set(actions["ReadStream"]), {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"})
        self.assertEqual(set(actions), {"ReadStream", "ListStreams", "Publish", "Log"})

    def test_page_and_function_name_the_channel_of_this_namespace(self):
        name = self.resources["Changes"]["Properties"]["Name"]
        for path in ("functions/live/src/lib.rs", "frontend/src/inbox/socket.ts"):
            channel = re.search(r"CHANNEL\b[^=]*= [\"']([^\"']+)", (template.ROOT / path).read_text())
            self.assertEqual(channel[1], f"/{name}/all", path)

    def test_the_filter_passes_what_an_inbox_shows(self):
        stream = self.resources["LiveFunction"]["Properties"]["Events"]["Stream"]["Properties"]
        (filter_,) = stream["FilterCriteria"]["Filters"]
        pattern = json.loads(filter_["Pattern"])
        for passes, name, key in (
            (True, "INSERT", "conversation"), (True, "MODIFY", "m.2026-11-29.1"), (True, "MODIFY", "note.2026-11-29.1"),
            (False, "REMOVE", "m.2026-11-29.1"), (False, "INSERT", "list.unread"), (False, "MODIFY", "open.1"),
            (False, "INSERT", "find.z"), (False, "MODIFY", "2026-11-29"), (False, "INSERT", "media"),
            # Erasing a person changes the conversation to its blank. Its end 15 days later is no news.
            (False, "REMOVE", "conversation"),
        ):
            with self.subTest(name=name, key=key):
                ours = name in pattern["eventName"] and any(
                    key.startswith(it["prefix"]) if isinstance(it, dict) else key == it
                    for it in pattern["dynamodb"]["Keys"]["sk"]["S"])
                self.assertEqual(ours, passes)
        # A lost signal is found by the poll, so no batch stops those behind it for long.
        self.assertLessEqual((stream["MaximumRetryAttempts"], stream["MaximumRecordAgeInSeconds"]), (2, 60))
        self.assertNotIn("DestinationConfig", stream)


if __name__ == "__main__":
    unittest.main()
