"""A stack of version 0.1 becomes the present one, and that a later one: secret, table, queues and users stay."""

import io
import json
import unittest
import zipfile

import template
from deployed import Deployed
from local_aws import ROOT, LocalAws

# What people, the token's renewal and hands have written into the secret of version 0.1, whose template states seven names.
FILLED = {
    "WHATSAPP_PHONE_ID": "15550001111", "WHATSAPP_API_TOKEN": "api-token", "WHATSAPP_VERIFY_TOKEN": "verify-token",
    "WHATSAPP_APP_SECRET": "app-secret", "WHATSAPP_APP_ID": "", "WHATSAPP_BUSINESS_ACCOUNT_ID": "1", "OPENAI_API_KEY": "key",
    "WHATSAPP_API_TOKEN_PREVIOUS": "before", "RELAIS_FALLBACK_TEXT": "Later",
}


class Upgrade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")

    def test_everything_that_was_written_stays(self):
        self.deploy_version_0_1()
        outputs, before = self.relais.outputs(), self.relais.resources()
        self.relais.client("secretsmanager").put_secret_value(
            SecretId=outputs["SecretArn"], SecretString=json.dumps(FILLED))
        self.write(outputs)

        code, printed = self.aws.run(STACK="relais", OPENAI_EXTRA_HEADERS='{"x-title":"Shop"}')
        self.assertEqual(code, 0, printed)
        self.assertEqual(self.relais.signing_in()[0], "ON")
        # CloudFormation finds it switched on: by UpdateUserPool it could not be.
        at = self.aws.proxy.calls.index("SetUserPoolMfaConfig")
        # One is of the SAM CLI's own stack. Those of ours come later.
        self.assertEqual(self.aws.proxy.calls[:at].count("ExecuteChangeSet"), 1)
        self.assertGreaterEqual(self.aws.proxy.calls[at:].count("ExecuteChangeSet"), 3)
        # The oldest user can still change the settings. The other one is in no group, and so an agent.
        self.assertEqual(self.relais.owners(), ["max"])
        self.assertIn("max is the first owner", printed)
        after = self.relais.resources()
        for name in ("Secret", "Table", "MediaBucket", "EventsQueue", "EventsDeadLetters", "RepliesQueue", "RepliesDeadLetters",
                     "UserPool", "UserPoolDomain", "UserPoolClient", "Api", "WorkerFunction"):
            self.assertEqual(after[name], before[name], name)
        written = {name: value for name, value in FILLED.items() if value}
        self.assertEqual(self.relais.secret(), written | {"OPENAI_EXTRA_HEADERS": '{"x-title":"Shop"}'})
        self.assert_written(self.relais.outputs())

        # A later release that changes the secret itself, and one more that takes it for new.
        arn, secret = outputs["SecretArn"], self.relais.secret()
        later = self.relais.client("cloudformation").get_template(StackName="relais", TemplateStage="Original")["TemplateBody"]
        for change in ({"Description": "Another description"}, {"Tags": [{"Key": "a", "Value": "b"}]}):
            later["Resources"]["Secret"]["Properties"] |= change
            self.update(later)
            self.assertEqual((self.relais.outputs()["SecretArn"], self.relais.secret()), (arn, secret))

    def test_the_template_states_no_value_of_the_secret(self):
        self.assertEqual(template.load("template.yaml")["Resources"]["Secret"]["Properties"].keys(), {"Description"})

    def deploy_version_0_1(self):
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("bootstrap", "#!/bin/true")
        s3 = self.relais.client("s3")
        s3.create_bucket(Bucket="code")
        s3.put_object(Bucket="code", Key="zip", Body=code.getvalue())
        text = (ROOT / "infra/deploy/tests/version_0_1.yaml").read_text()
        for name in ("webhook", "worker", "admin-api", "token-refresh"):
            text = text.replace(f"target/lambda/{name}/", "s3://code/zip")
        cloudformation = self.relais.client("cloudformation")
        cloudformation.create_stack(
            StackName="relais", TemplateBody=text, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": "Architecture", "ParameterValue": "x86_64"}])
        cloudformation.get_waiter("stack_create_complete").wait(StackName="relais", WaiterConfig={"Delay": 1})

    def update(self, later):
        cloudformation = self.relais.client("cloudformation")
        kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in self.relais.parameters()]
        cloudformation.update_stack(
            StackName="relais", TemplateBody=json.dumps(later), Parameters=kept,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
        cloudformation.get_waiter("stack_update_complete").wait(StackName="relais", WaiterConfig={"Delay": 1})

    def write(self, outputs):
        self.relais.client("dynamodb").put_item(
            TableName=outputs["TableName"], Item={"pk": {"S": "c1"}, "sk": {"S": "conversation"}, "text": {"S": "hello"}})
        for queue in ("EventsQueueUrl", "RepliesQueueUrl"):
            # It is delayed, so that no function receives it meanwhile.
            self.relais.client("sqs").send_message(QueueUrl=outputs[queue], MessageBody="job", DelaySeconds=900)
        for queue in ("EventsDeadLettersUrl", "RepliesDeadLettersUrl"):
            self.relais.client("sqs").send_message(QueueUrl=outputs[queue], MessageBody="dead")
        self.relais.client("s3").put_object(Bucket=outputs["MediaBucketName"], Key="events/1", Body=b"large")
        for name in ("max", "ann"):
            self.relais.client("cognito-idp").admin_create_user(UserPoolId=outputs["UserPoolId"], Username=name)

    def assert_written(self, outputs):
        items = self.relais.client("dynamodb").scan(TableName=outputs["TableName"])["Items"]
        self.assertEqual([it["text"]["S"] for it in items], ["hello"])
        for queue, state in (("EventsQueueUrl", "Delayed"), ("RepliesQueueUrl", "Delayed"),
                             ("EventsDeadLettersUrl", ""), ("RepliesDeadLettersUrl", "")):
            name = f"ApproximateNumberOfMessages{state}"
            found = self.relais.client("sqs").get_queue_attributes(QueueUrl=outputs[queue], AttributeNames=[name])
            self.assertEqual(found["Attributes"][name], "1", queue)
        media = self.relais.client("s3").get_object(Bucket=outputs["MediaBucketName"], Key="events/1")
        self.assertEqual(media["Body"].read(), b"large")
        self.assertEqual(sorted(self.relais.users()), ["ann", "max"])


if __name__ == "__main__":
    unittest.main()
