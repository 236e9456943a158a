"""What is wrong before or during a deployment: one sentence that says what to do, exit code 1, and nothing half done that the
next run does not finish."""

import json
import unittest

from deployed import ANSWERS, CHANGING, Deployed
from local_aws import OTHER_ACCOUNT, ROOT, LocalAws, Reply

NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
# What a deployment changes before CloudFormation refuses it.
ON_THE_WAY = {"S3 PUT", "CreateChangeSet", "ExecuteChangeSet"}


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)

    def tearDown(self):
        (self.aws.root / ".deployed.json").unlink(missing_ok=True)

    def refused(self, *words, command=(), changes=frozenset(), **variables):
        """Runs the command, which must end with one sentence that has all of these words."""
        code, printed = self.aws.run(*command, **{**ANSWERS, **variables})
        self.assertEqual(code, 1, printed)
        self.assertNotIn("Traceback", printed)
        sentence = printed.rstrip("\n").rpartition("\n\n")[2]
        self.assertEqual(sentence[-1], ".", sentence)
        for word in words:
            self.assertIn(word, sentence)
        self.assertFalse((CHANGING - changes) & set(self.aws.proxy.calls), self.aws.proxy.calls)
        for value in ("app-secret", "api-token", "model-key"):
            self.assertNotIn(value, printed)

    def test_no_credentials(self):
        self.refused("no credentials", "aws sso login", **NO_KEYS)

    def test_a_profile_that_does_not_exist(self):
        self.refused("no credentials", "nobody", AWS_PROFILE="nobody", **NO_KEYS)

    def test_expired_credentials(self):
        for operation in ("GetCallerIdentity", "GetAccountSettings"):
            with self.subTest(operation), self.aws.proxy.refusing(operation, "ExpiredToken", "The token has expired"):
                self.refused("expired", "aws sso login")

    def test_credentials_that_aws_does_not_know(self):
        with self.aws.proxy.refusing("GetCallerIdentity", "InvalidClientTokenId", "The security token is invalid"):
            self.refused("does not know your credentials", "enable")

    def test_a_refused_permission(self):
        with self.aws.proxy.refusing("GetAccountSettings", "AccessDeniedException", "not authorized"):
            self.refused("may not call GetAccountSettings", "ask")

    def test_no_network(self):
        self.refused("could not be reached", "AWS_REGION", AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")

    def test_a_region_that_has_not_all_services(self):
        self.refused("us-nowhere-1 does not have all", "lambda", "us-east-1", AWS_REGION="us-nowhere-1")
        self.refused("AWS_REGION is invalid", "eu-west-3", AWS_REGION="Paris")

    def test_another_account_than_last_time(self):
        (self.aws.root / ".deployed.json").write_text(json.dumps({"relais": [f"{OTHER_ACCOUNT}/eu-west-3"]}))
        for variables in ({}, {"CHECK": "1"}):
            self.refused(f"deployed in {OTHER_ACCOUNT}/eu-west-3", "AWS_PROFILE", "NEW=1", **variables)
        self.refused(f"deployed in {OTHER_ACCOUNT}/eu-west-3", "AWS_PROFILE", command=("remove",), YES="1")
        # If it is meant, it goes on to the next mistake.
        self.refused("WHATSAPP_PHONE_ID", NEW="1", WHATSAPP_PHONE_ID="none")

    def test_a_memory_that_cannot_be_read(self):
        (self.aws.root / ".deployed.json").write_text("{")
        self.refused(".deployed.json cannot be read", "delete it")

    def test_answers_that_are_missing_or_wrong(self):
        self.refused("set these variables", "WHATSAPP_PHONE_ID", "WHATSAPP_APP_SECRET",
                     WHATSAPP_PHONE_ID=None, WHATSAPP_APP_SECRET=None)
        for address in ("zoe", "zoe@", "@example.com", "zoe@example", "zoe @example.com", "zoe@example..com"):
            self.refused("ALARM_EMAIL is invalid", "an e-mail address", ALARM_EMAIL=address)
        for budget in ("-1", "30 dollars", "0.5", "1e9"):
            self.refused("MONTHLY_BUDGET is invalid", "a number of dollars", ALARM_EMAIL="zoe@example.com", MONTHLY_BUDGET=budget)
        self.refused("INBOX_EMAIL is invalid", "an e-mail address", INBOX_EMAIL="zoe")
        self.refused("WHATSAPP_PHONE_ID is invalid", "digits", WHATSAPP_PHONE_ID="+33 1")
        self.refused("STACK is invalid", "lower-case", STACK="Relais")
        self.refused("PARAMETERS must be", "'Nonsense'", "MaxRepliesPerHour", PARAMETERS="Nonsense=1")
        self.refused("PARAMETERS cannot be read", "quote", PARAMETERS="SystemPrompt='a")

    def test_a_prompt_that_does_not_fit_into_a_functions_variables(self):
        self.refused("SystemPrompt is too long", "4096", "Settings", PARAMETERS=f"SystemPrompt='{'é' * 2000}'")
        self.refused("FallbackText is too long", "Settings", PARAMETERS=f"FallbackText='{'a' * 4000}' SystemPrompt=b")
        self.refused("OpenaiExtraBody is too long", "Shorten it", PARAMETERS=f"OpenaiExtraBody='{'a' * 4097}'")

    def test_a_name_that_another_stack_has(self):
        template = {"Description": "Another one", "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
        cloudformation = self.aws.client("cloudformation")
        for name in ("other", "third-inbox"):
            cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
            cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
        for command, variables in (((), {}), ((), {"CHECK": "1"}), (("remove",), {"YES": "1"})):
            self.refused("other exists and does not belong to Relais", "STACK=", command=command, STACK="other", **variables)
        self.refused("third-inbox exists and does not belong to Relais", "STACK=", STACK="third")

    def test_removing_what_does_not_exist(self):
        self.refused("no stack nothing", "STACK", command=("remove",), STACK="nothing", YES="1")
        self.refused("DATA must be", command=("remove",), DATA="all", YES="1")

    def test_code_that_cannot_be_uploaded(self):
        def refuse(_):
            return Reply(403, [("content-type", "text/xml")], b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
        with self.aws.proxy.at("S3 PUT", refuse):
            self.refused("could not be uploaded", "AccessDenied", changes=ON_THE_WAY)


class StuckStacks(unittest.TestCase):
    """A deployment that fails on the way, and stacks in states that cannot be deployed."""

    refused = BadInput.refused

    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")

    def bus(self, name):
        """Takes a name, and has the checkout's template want it too. The local AWS refuses few names, but these."""
        events, template = self.aws.client("events"), self.aws.root / "template.yaml"
        events.create_event_bus(Name=name)
        text = (ROOT / "template.yaml").read_text().replace(
            "\nResources:\n", f"\nResources:\n  Taken:\n    Type: AWS::Events::EventBus\n    Properties: {{ Name: {name} }}\n")
        template.unlink()
        template.write_text(text)
        return lambda: events.delete_event_bus(Name=name)

    def test_1_a_name_that_a_resource_has_and_then_a_stack_that_can_only_be_removed(self):
        free = self.bus("first")
        self.refused("relais was not deployed", "Taken (AWS::Events::EventBus)", "already exists", "choose another STACK",
                     "make remove STACK=relais", changes=ON_THE_WAY)
        self.assertEqual(self.relais.status(), "ROLLBACK_COMPLETE")
        for variables in ({}, {"CHECK": "1"}):
            self.refused("ROLLBACK_COMPLETE", "Taken", "make remove STACK=relais", **variables)
        free()
        code, printed = self.aws.run("remove", STACK="relais", YES="1")
        self.assertEqual(code, 0, printed)
        code, printed = self.aws.run(**ANSWERS)
        self.assertEqual(code, 0, printed)

    def test_2_a_stack_that_cannot_be_changed_now(self):
        for state, *words in (
            ("UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
            ("UPDATE_IN_PROGRESS", "wait", "run the command again"),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "wait"),
            ("DELETE_FAILED", "make remove STACK=relais"),
        ):
            # The local AWS does not get stuck, so the proxy writes the state into its answers.
            with self.subTest(state), self.aws.proxy.replacing(
                    "DescribeStacks", "<StackStatus>[A-Z_]+<", f"<StackStatus>{state}<"):
                self.refused(state, *words)
                self.refused(state, *words, CHECK="1")

    def test_3_an_update_that_fails_leaves_the_former_state_and_the_next_run_finishes_it(self):
        free = self.bus("second")
        before = self.relais.secret(), self.relais.parameters()
        wanted = {"OPENAI_API_KEY": "another-key", "PARAMETERS": "MaxRepliesPerHour=9"}
        self.refused("relais was not deployed", "Taken (AWS::Events::EventBus)", "restored the former state",
                     changes=ON_THE_WAY, **wanted)
        self.assertEqual((self.relais.secret(), self.relais.parameters()), before)
        free()
        code, printed = self.aws.run(STACK="relais", **wanted)
        self.assertEqual(code, 0, printed)
        self.assertEqual(self.relais.parameters()["MaxRepliesPerHour"], "9")
        self.assertEqual(self.relais.secret()["OPENAI_API_KEY"], "another-key")

    def test_4_a_removal_that_fails_is_finished_by_the_next_one(self):
        def refuse(_):
            return Reply(403, [("content-type", "text/xml")], b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
        removal = {"command": ("remove",), "YES": "1", "changes": {"DeleteStack", "S3 POST"}}
        with self.aws.proxy.at("S3 POST", refuse):
            self.refused("may not call DeleteObjects", **removal)
        # AWS deletes no bucket that has files again by then, and the local AWS does.
        with self.aws.proxy.replacing("DescribeStacks", "<StackStatus>DELETE_COMPLETE<", "<StackStatus>DELETE_FAILED<"):
            self.refused("relais-inbox was not deleted", "make remove", **removal)
        self.assertIn("S3 POST", self.aws.proxy.calls)
        code, printed = self.aws.run("remove", STACK="relais", YES="1")
        self.assertEqual(code, 0, printed)
        self.assertEqual([self.relais.status(it) for it in ("", "-inbox", "-monitoring")], [None] * 3)


if __name__ == "__main__":
    unittest.main()
