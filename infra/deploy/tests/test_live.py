"""`make deploy LIVE=1`: changes at once in open inboxes, switched on and off, and what its template allows."""

import json
import re
import unittest

import template
from deployed import ANSWERS, CHANGING, Deployed
from local_aws import CHANNEL, LocalAws
from stacks import keeps_data

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

    def test_2_a_wrong_answer_is_refused_and_a_table_without_a_stream_stops_nothing_else(self):
        code, printed = self.aws.run(STACK="relais", LIVE="yes")
        self.assertEqual(code, 1)
        self.assertIn("LIVE must be 1 or 0", printed)
        code, printed = self.aws.run(STACK="relais", LIVE="1", PARAMETERS="TableStream=false")
        self.assertEqual(code, 1)
        self.assertIn("has no stream", printed)
        self.assertIn("Relais is deployed.", printed)
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


class Failing(unittest.TestCase):
    """The optional stack cannot be made, updated or deleted. The tests run in this order."""

    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")
        # The local AWS refuses few names, but these.
        cls.path = cls.aws.root / template.LIVE
        cls.works = json.loads(cls.path.read_text())
        taken = {"Type": "AWS::Events::EventBus", "Properties": {"Name": "taken"}}
        cls.fails = cls.works | {"Resources": {"Taken": taken} | cls.works["Resources"]}
        cls.aws.client("events").create_event_bus(Name="taken")

    deploy, mappings = Live.deploy, Live.mappings

    def write(self, live):
        self.path.write_text(json.dumps(live))

    def fails_at_the_end(self, *words, **variables):
        """All else is deployed, and the last sentence has all of these words."""
        code, printed = self.aws.run(**{"STACK": "relais", **variables})
        self.assertEqual(code, 1, printed)
        self.assertNotIn("Traceback", printed)
        before, _, last = printed.rstrip("\n").rpartition("\n\n")
        self.assertIn("To check the deployment", before, printed)
        for word in ("all else is deployed", "relais-live", *words):
            self.assertIn(word, last)
        self.assertNotIn("make remove", last)

    def assert_without(self):
        """Everything is there but the optional stack."""
        for suffix in ("", "-inbox", "-monitoring"):
            self.assertIn(self.relais.status(suffix), ("CREATE_COMPLETE", "UPDATE_COMPLETE"), suffix)
        self.assertEqual((self.relais.users(), self.relais.owners()), (["zoe"], ["zoe"]))
        self.assertEqual(list(self.relais.pages()[1]), ["signIn"])
        self.assertEqual(self.relais.parameters("-inbox").get("RealtimeHost", ""), "")

    def test_1_a_first_deployment_makes_all_else(self):
        self.write(self.fails)
        self.fails_at_the_end("Taken (AWS::Events::EventBus)", "already exists", "delete what has it",
                              "make deploy LIVE=1", "make deploy LIVE=0", LIVE="1", **ANSWERS)
        self.assertEqual(self.relais.status("-live"), "ROLLBACK_COMPLETE")
        self.assert_without()

    def test_2_later_ones_delete_what_is_left(self):
        printed = self.deploy(CHECK="1")
        self.assertIn("relais-live: would be deleted\n  Open inboxes do not see changes at once, because", printed)
        self.assertIn("relais-live: is in the state ROLLBACK_COMPLETE, would be deleted and then created",
                      self.deploy(CHECK="1", LIVE="1"))
        self.assertEqual(self.relais.status("-live"), "ROLLBACK_COMPLETE")
        for live, said in (("", True), ("0", False)):
            with self.subTest(live):
                printed = self.deploy(LIVE=live)
                self.assertEqual("run `make deploy LIVE=1` to try again." in printed, said, printed)
                self.assertEqual("Taken (AWS::Events::EventBus)" in printed, said, printed)
                self.assertIsNone(self.relais.status("-live"))
                self.assert_without()
                self.fails_at_the_end("Taken", LIVE="1")
        # It fails again, and then it is made anew.
        self.fails_at_the_end("Taken", LIVE="1")
        self.write(self.works)
        self.deploy(LIVE="1")
        self.assertEqual(self.relais.status("-live"), "CREATE_COMPLETE")
        self.assertEqual(self.relais.pages()[1]["live"], {"host": HOST, "realtime": REALTIME})
        self.assertEqual(len(self.mappings()), 1)

    def test_3_an_update_that_fails_leaves_the_former_state_in_use(self):
        self.write(self.fails)
        self.fails_at_the_end("Taken", "the former state", "make deploy LIVE=1")
        self.assertEqual(self.relais.status("-live"), "UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual(self.relais.pages()[1]["live"], {"host": HOST, "realtime": REALTIME})
        self.assertEqual(self.relais.parameters("-inbox")["RealtimeHost"], REALTIME)
        self.deploy(LIVE="0")
        self.assertIsNone(self.relais.status("-live"))
        self.assert_without()

    def test_4_a_refused_call_stops_nothing_else(self):
        self.write(self.works)
        with self.aws.proxy.refusing("DescribeTable", "AccessDeniedException", "not authorized"):
            self.fails_at_the_end("may not call DescribeTable", "make deploy LIVE=0", LIVE="1")
        self.assert_without()

    def test_4_then_a_region_without_its_services_stops_nothing_else(self):
        def hook(forward):
            reply = forward()
            text = reply.body.decode()
            if "relais-live" in text:
                text = re.sub("<StatusReason>.*?</StatusReason>|<StatusReason/>", "", text)
                text = re.sub("<Status>[A-Z_]+</Status>", "<Status>FAILED</Status><StatusReason>Unrecognized resource types: "
                              "[AWS::AppSync::Api]</StatusReason>", text)
            return reply._replace(body=text.encode())
        with self.aws.proxy.at("DescribeChangeSet", hook):
            self.fails_at_the_end("Unrecognized resource types", "make deploy LIVE=1", "make deploy LIVE=0", LIVE="1")
        self.assertEqual(self.relais.status("-live"), "REVIEW_IN_PROGRESS")
        self.deploy()
        self.assertIsNone(self.relais.status("-live"))
        self.assert_without()

    def test_5_in_other_states(self):
        self.deploy(LIVE="1")
        deleting = self.state("DELETE_COMPLETE", "DELETE_FAILED")
        with self.aws.proxy.at("DescribeStacks", deleting):
            self.fails_at_the_end("was not deleted", "make deploy LIVE=0", LIVE="0")
        self.assert_without()
        # The local AWS has deleted it, as the proxy's answers did not say.
        self.deploy(LIVE="1")
        for state, live, *words in (
            ("UPDATE_ROLLBACK_FAILED", "1", "Continue update rollback", "make deploy LIVE=1", "make deploy LIVE=0"),
            ("UPDATE_ROLLBACK_FAILED", "", "Continue update rollback", "make deploy LIVE=1", "make deploy LIVE=0"),
            ("UPDATE_IN_PROGRESS", "", "wait"), ("UPDATE_IN_PROGRESS", "0", "wait"),
        ):
            with self.subTest(state, live=live), self.aws.proxy.at("DescribeStacks", self.state("[A-Z_]+", state)):
                code, printed = self.aws.run(STACK="relais", LIVE=live)
                self.assertEqual(code, 1)
                for word in (f"relais-live is {'being' if 'IN_' in state else 'in'}", state, *words):
                    self.assertIn(word, printed)
                self.assertFalse(CHANGING & set(self.aws.proxy.calls))
        for state in ("DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"):
            with self.subTest(state), self.aws.proxy.at("DescribeStacks", self.state("(?:CREATE|UPDATE)_COMPLETE", state)):
                self.deploy(LIVE="0")
            self.assertIsNone(self.relais.status("-live"))
            self.deploy(LIVE="1")

    def state(self, former, state):
        """Writes another state into what the local AWS, which does not get stuck, answers about this stack."""
        def hook(forward):
            reply = forward()
            text = reply.body.decode()
            if "<StackName>relais-live<" in text:
                text = re.sub(f"<StackStatus>{former}<", f"<StackStatus>{state}<", text)
            return reply._replace(body=text.encode())
        return hook

    def test_6_a_failed_inbox_or_alarms_are_made_anew_and_nothing_else_is_removed(self):
        self.deploy(LIVE="0")
        table = self.relais.outputs()["TableName"]
        for suffix, name in (("-inbox", template.INBOX), ("-monitoring", template.MONITORING)):
            with self.subTest(suffix):
                cloudformation = self.relais.client("cloudformation")
                cloudformation.delete_stack(StackName=f"relais{suffix}")
                cloudformation.get_waiter("stack_delete_complete").wait(StackName=f"relais{suffix}", WaiterConfig={"Delay": 1})
                path = self.aws.root / name
                text = path.read_text()
                own = template.parse(text)
                path.unlink()
                path.write_text(json.dumps(
                    own | {"Resources": {"Taken": self.fails["Resources"]["Taken"]} | own["Resources"]}))
                code, printed = self.aws.run(STACK="relais", ALARM_EMAIL="alarms@example.com")
                self.assertEqual(code, 1)
                self.assertIn(f"relais{suffix} was not deployed", printed)
                self.assertIn("delete what has it and run `make deploy` again, which deletes what is left", printed)
                self.assertNotIn("make remove", printed)
                self.assertEqual(self.relais.status(suffix), "ROLLBACK_COMPLETE")
                self.assertIn(f"relais{suffix}: is in the state ROLLBACK_COMPLETE", self.deploy(CHECK="1"))
                path.write_text(text)
                self.deploy()
                self.assert_without()
        self.assertEqual(self.relais.parameters("-monitoring")["Email"], "alarms@example.com")
        self.assertEqual(self.relais.outputs()["TableName"], table)

    def test_7_it_is_removed_with_the_rest(self):
        self.write(self.fails)
        self.fails_at_the_end("Taken", LIVE="1")
        self.deploy("remove", YES="1", DATA="delete")
        self.assertEqual([self.relais.status(it) for it in ("", "-inbox", "-live", "-monitoring")], [None] * 4)

    def test_8_a_stack_of_its_name_that_is_anothers_is_never_touched(self):
        another = {"Description": "Another one", "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
        cloudformation = self.relais.client("cloudformation")
        cloudformation.create_stack(StackName="relais-live", TemplateBody=json.dumps(another))
        cloudformation.get_waiter("stack_create_complete").wait(StackName="relais-live", WaiterConfig={"Delay": 1})
        code, printed = self.aws.run(LIVE="1", **ANSWERS)
        self.assertEqual(code, 1)
        self.assertIn("relais-live, which LIVE=1 would make, exists and does not belong to Relais", printed)
        self.assertFalse(CHANGING & set(self.aws.proxy.calls))
        for live in ("", "0"):
            self.deploy(LIVE=live, **ANSWERS)
        self.assert_without()
        self.deploy("remove", YES="1", DATA="delete")
        self.assertEqual([self.relais.status(it) for it in ("", "-inbox", "-monitoring")], [None] * 3)
        self.assertEqual(self.relais.status("-live"), "CREATE_COMPLETE")


class Template(unittest.TestCase):
    """What the local AWS does not make or apply."""

    resources = template.load(template.LIVE)["Resources"]

    def test_only_the_main_stack_keeps_data(self):
        kept = {path: keeps_data(template.load(path))
                for path in (template.MAIN, template.INBOX, template.MONITORING, template.LIVE)}
        self.assertEqual([path for path, keeps in kept.items() if keeps], [template.MAIN])

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
