"""`make deploy` and `make remove` from beginning to end, on a local AWS, as people run them but without a terminal."""

import json
import unittest

from deployed import ANSWERS, CHANGING, Deployed
from local_aws import LocalAws


class Deployment(unittest.TestCase):
    """One deployment through its life. The tests run in this order."""

    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")

    def deploy(self, *command, **variables):
        code, printed = self.aws.run(*command, **{"STACK": "relais", **variables})
        self.assertEqual(code, 0, printed)
        return printed

    def assert_complete(self, deployed):
        for suffix in ("", "-inbox", "-monitoring"):
            self.assertIn(deployed.status(suffix), ("CREATE_COMPLETE", "UPDATE_COMPLETE"), suffix)
        inbox = deployed.outputs("-inbox")["InboxUrl"]
        self.assertEqual(deployed.parameters()["InboxUrl"], inbox)
        files, config = deployed.pages()
        self.assertIn("index.html", files)
        self.assertNotIn("phone.html", files)
        self.assertEqual(config["signIn"]["clientId"], deployed.outputs()["UserPoolClientId"])
        secret = deployed.secret()
        self.assertEqual(secret["WHATSAPP_APP_SECRET"], "app-secret")
        self.assertGreater(len(secret["WHATSAPP_VERIFY_TOKEN"]), 20)
        self.assertEqual(deployed.users(), ["zoe"])
        self.assertEqual(deployed.owners(), ["zoe"])

    def test_1_a_check_before_the_first_deployment_changes_nothing(self):
        printed = self.deploy(CHECK="1")
        self.assertIn("4 × AWS::Serverless::Function", printed)
        self.assertIn("1,000,000 messages", printed)
        self.assertFalse(CHANGING & set(self.aws.proxy.calls), self.aws.proxy.calls)
        self.assertEqual(self.relais.client("cloudformation").list_stacks()["StackSummaries"], [])
        self.assertEqual(self.relais.client("s3").list_buckets()["Buckets"], [])

    def test_2_the_first_deployment_makes_everything(self):
        printed = self.deploy(**ANSWERS)
        self.assert_complete(self.relais)
        self.assertIn(self.relais.outputs()["WebhookUrl"], printed)
        self.assertIn(self.relais.secret()["WHATSAPP_VERIFY_TOKEN"], printed)
        for value in ("app-secret", "api-token", "model-key"):
            self.assertNotIn(value, printed)
        self.assertIn("pages functions ARCHITECTURE=x86_64", self.aws.made())
        # A new account: nothing can be reserved, and the mappings leave room.
        self.assertIn("L-B99A9384", printed)
        self.assertEqual(self.concurrency(), {"EventsConcurrency": "3", "RepliesConcurrency": "3"})
        self.assertEqual(self.reserves(), {"webhook": "", "worker": ""})
        self.assertIn("zoe is the first owner", printed)
        factor, kind, client = self.relais.signing_in()
        self.assertEqual((factor, kind), ("ON", {"Enabled": True}))
        self.assertEqual((int(client["RefreshTokenValidity"]), client["TokenValidityUnits"]["RefreshToken"]), (3, "days"))
        self.assertEqual((client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]), (15, "minutes"))
        self.assertEqual((client["PreventUserExistenceErrors"], client["EnableTokenRevocation"]), ("ENABLED", True))

    def test_2_then_the_pages_are_served_with_their_headers_and_only_there(self):
        outputs, inbox = self.relais.outputs(), self.relais.outputs("-inbox")
        address = inbox["InboxUrl"]
        for path in ("/", "/index.html", "/config.json", "/assets/index.js"):
            status, headers, body = self.relais.ask(address + path)
            self.assertEqual(status, 200, path)
            self.assertTrue(body, path)
            policy = headers["content-security-policy"]
            for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "trusted-types relais-sw", outputs["MediaUrl"],
                         f"connect-src 'self' {outputs['SignInUrl']} "):
                self.assertIn(part, policy)
            self.assertEqual((headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"]),
                             ("nosniff", "DENY", "no-referrer"))
        status, headers, _ = self.relais.ask(address.replace("https:", "http:"))
        self.assertEqual((status, headers["location"]), (301, address + "/"))
        self.assertEqual(self.relais.ask(address, "PUT")[0], 403)
        # Nobody reads a bucket itself, and only the inbox's pages may ask a browser for files.
        for bucket, file in ((inbox["PagesBucketName"], "index.html"), (outputs["MediaBucketName"], "media/1")):
            self.assertEqual(self.relais.ask(f"http://127.0.0.1/{bucket}/{file}")[0], 403)
        file = f"http://127.0.0.1/{outputs['MediaBucketName']}/media/1"
        for origin, allowed in ((address, True), ("https://elsewhere.example", False)):
            for method in ("GET", "PUT"):
                asked = {"Origin": origin, "Access-Control-Request-Method": method}
                status, headers, _ = self.relais.ask(file, "OPTIONS", **asked)
                self.assertEqual((status, headers.get("access-control-allow-origin")),
                                 (200, origin) if allowed else (403, None))

    def test_3_again_it_changes_nothing(self):
        before = self.relais.secret(), self.relais.resources()
        printed = self.deploy()
        self.assertEqual(printed.count("Nothing to change."), 3, printed)
        self.assertEqual((self.relais.secret(), self.relais.resources()), before)
        self.assertNotIn("PutSecretValue", self.aws.proxy.calls)
        for call in ("AdminCreateUser", "AdminAddUserToGroup", "SetUserPoolMfaConfig"):
            self.assertNotIn(call, self.aws.proxy.calls)
        self.assert_complete(self.relais)

    def test_4_a_check_shows_what_a_changed_answer_would_change(self):
        before = self.relais.parameters(), self.relais.secret()
        printed = self.deploy(CHECK="1", PARAMETERS="LogRetentionDays=7 OpenaiModel=other", ALARM_EMAIL="new@example.com")
        self.assertIn("modify WorkerLogs (AWS::Logs::LogGroup): RetentionInDays", printed)
        self.assertIn("modify WorkerFunction", printed)
        self.assertIn("relais-inbox: no changes", printed)
        self.assertNotIn("modify Table", printed)
        self.assertEqual((self.relais.parameters(), self.relais.secret()), before)
        self.assertFalse((CHANGING - {"CreateChangeSet"}) & set(self.aws.proxy.calls), self.aws.proxy.calls)
        left = self.relais.client("cloudformation").list_change_sets(StackName="relais")["Summaries"]
        self.assertEqual([it for it in left if it["ExecutionStatus"] == "AVAILABLE"], [])

    def test_5_a_changed_answer_changes_what_it_is_about(self):
        before = self.relais.secret()
        with self.aws.proxy.replacing(
                "GetAccountSettings", r'(ConcurrentExecutions": *)\d+', r"\g<1>1000"):
            printed = self.deploy(OPENAI_API_KEY="new-key", PARAMETERS="LogRetentionDays=7", ALARM_EMAIL="new@example.com",
                                  MONTHLY_BUDGET="30")
        self.assertEqual(self.relais.secret(), before | {"OPENAI_API_KEY": "new-key"})
        self.assertEqual(self.relais.parameters()["LogRetentionDays"], "7")
        self.assertEqual(self.relais.parameters("-monitoring")["Email"], "new@example.com")
        self.assertIn("new@example.com receives", printed)
        self.assertEqual(self.relais.parameters("-monitoring")["MonthlyBudget"], "30")
        # The account's limit was raised: more at the same time, and reserves.
        self.assertEqual(self.concurrency(), {"EventsConcurrency": "20", "RepliesConcurrency": "50"})
        self.assertEqual(self.reserves(), {"webhook": "100", "worker": "70"})
        self.assertNotIn("L-B99A9384", printed)

    def test_6_with_a_refused_permission_it_says_which_and_goes_on_with_it(self):
        iam = self.relais.client("iam")
        iam.create_user(UserName="ops")
        key = iam.create_access_key(UserName="ops")["AccessKey"]
        keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}

        def refuse(*actions):
            denied = [{"Effect": "Deny", "Action": list(actions), "Resource": "*"}] if actions else []
            policy = {"Version": "2012-10-17", "Statement": [everything, *denied]}
            iam.put_user_policy(UserName="ops", PolicyName="ops", PolicyDocument=json.dumps(policy))

        # The buckets' policies refuse requests without TLS, and there is none here.
        for bucket in self.relais.client("s3").list_buckets()["Buckets"]:
            self.relais.client("s3").delete_bucket_policy(Bucket=bucket["Name"])
        for action in ("cloudformation:DescribeStacks", "cloudformation:CreateChangeSet", "secretsmanager:PutSecretValue"):
            refuse(action)
            code, printed = self.aws.run(**keys, STACK="relais", OPENAI_API_KEY="newer-key", PARAMETERS="LogRetentionDays=5")
            self.assertEqual(code, 1, printed)
            self.assertIn(f"may not call {action.partition(':')[2]}", printed)
            self.assertEqual(self.relais.secret()["OPENAI_API_KEY"], "new-key")
        refuse()
        self.assertEqual(self.relais.parameters("-monitoring")["MonthlyBudget"], "30")
        # The address changes as well: the budget itself is not in this template, and CloudFormation keeps a parameter that
        # changes nothing.
        self.deploy(**keys, OPENAI_API_KEY="newer-key", MONTHLY_BUDGET="0", ALARM_EMAIL="newer@example.com")
        self.assertEqual(self.relais.parameters("-monitoring")["MonthlyBudget"], "")
        self.assertEqual(self.relais.secret()["OPENAI_API_KEY"], "newer-key")

    def test_7_an_interrupted_deployment_is_finished_by_the_next_one(self):
        half = Deployed(self.aws, "half")
        answers = ANSWERS | {"STACK": "half"}
        # Only the name is taken.
        self.aws.kill_at("CreateChangeSet", after=True, **answers)
        self.assertEqual(half.status(), "REVIEW_IN_PROGRESS")
        # The stack is complete, and nothing is in the secret.
        self.aws.kill_at("ExecuteChangeSet", after=True, **answers)
        half.settled()
        self.aws.kill_at("PutSecretValue", **answers)
        self.assertEqual(half.outputs().get("InboxUrl"), None)
        # The pages are half uploaded, and the alarms are missing.
        self.aws.kill_at("CreateInvalidation", **answers)
        self.assertEqual(half.status("-monitoring"), None)
        self.aws.kill_at("AdminCreateUser", **answers)
        self.assertEqual(half.users(), [])
        # There is a user, but no owner.
        self.aws.kill_at("AdminAddUserToGroup", **answers)
        self.assertEqual((half.users(), half.owners()), (["zoe"], []))
        self.deploy(**answers)
        self.assert_complete(half)

    def test_8_it_is_removed_and_the_data_stays_until_it_is_deleted_too(self):
        outputs, pages = self.relais.outputs(), self.relais.outputs("-inbox")["PagesBucketName"]
        table, bucket, pool = (outputs[name] for name in ("TableName", "MediaBucketName", "UserPoolId"))
        dynamodb, s3, cognito, sqs = (self.relais.client(it) for it in ("dynamodb", "s3", "cognito-idp", "sqs"))
        dynamodb.put_item(TableName=table, Item={"pk": {"S": "c1"}, "sk": {"S": "conversation"}})
        s3.put_object(Bucket=bucket, Key="media/1", Body=b"photo")
        sqs.send_message(QueueUrl=outputs["RepliesQueueUrl"], MessageBody="{}", DelaySeconds=900)

        code, printed = self.aws.run("remove", STACK="relais")
        self.assertEqual(code, 1)
        self.assertIn("YES=1", printed)
        self.assertIn("1 jobs and dead letters", printed)
        self.assertEqual(self.relais.status("-monitoring"), "UPDATE_COMPLETE")

        printed = self.deploy("remove", YES="1")
        self.assertEqual([self.relais.status(it) for it in ("", "-inbox", "-monitoring")], [None] * 3)
        for name in (table, bucket, pool):
            self.assertIn(name, printed)
        self.assertEqual(dynamodb.scan(TableName=table)["Count"], 1)
        self.assertEqual(s3.get_object(Bucket=bucket, Key="media/1")["Body"].read(), b"photo")
        self.assertEqual([it["Username"] for it in cognito.list_users(UserPoolId=pool)["Users"]], ["zoe"])
        buckets = [it["Name"] for it in s3.list_buckets()["Buckets"]]
        self.assertNotIn(pages, buckets, "it was not empty")

        self.deploy("remove", YES="1", DATA="delete")
        self.assertNotIn(table, dynamodb.list_tables()["TableNames"])
        self.assertNotIn(bucket, [it["Name"] for it in s3.list_buckets()["Buckets"]])
        self.assertNotIn(pool, [it["Id"] for it in cognito.list_user_pools(MaxResults=60)["UserPools"]])
        # The other deployment in the account has lost nothing.
        self.assert_complete(Deployed(self.aws, "half"))

    def concurrency(self):
        """The mappings have what the parameters say; MiniStack keeps it as text."""
        mappings = self.relais.client("lambda").list_event_source_mappings(FunctionName="relais-worker")["EventSourceMappings"]
        return {("RepliesConcurrency" if it["EventSourceArn"].endswith("-replies") else "EventsConcurrency"):
                str(it["ScalingConfig"]["MaximumConcurrency"]) for it in mappings}

    def reserves(self):
        """The local AWS makes no reserve from a template, so these are the parameters alone."""
        return {name: self.relais.parameters()[f"{name.title()}Reserve"] for name in ("webhook", "worker")}


if __name__ == "__main__":
    unittest.main()
