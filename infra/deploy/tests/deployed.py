"""What is deployed on the local AWS, and what a deployment is asked."""

import http.client
import json
from urllib.parse import urlsplit

ANSWERS = {
    "STACK": "relais", "ARCHITECTURE": "x86_64", "WHATSAPP_PHONE_ID": "15550001111", "WHATSAPP_APP_SECRET": "app-secret",
    "WHATSAPP_API_TOKEN": "api-token", "OPENAI_API_KEY": "model-key", "ALARM_EMAIL": "alarms@example.com",
    "INBOX_EMAIL": "zoe@example.com",
}

# The calls with which a deployment or a removal changes anything.
CHANGING = {"CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "PutSecretValue", "S3 PUT", "S3 DELETE", "S3 POST",
            "CreateInvalidation", "AdminCreateUser", "AdminAddUserToGroup", "SetUserPoolMfaConfig"}


class Deployed:
    """The three stacks of a name."""

    def __init__(self, aws, stack):
        self.aws, self.stack = aws, stack

    def client(self, service):
        return self.aws.client(service)

    def describe(self, suffix=""):
        return self.client("cloudformation").describe_stacks(StackName=self.stack + suffix)["Stacks"][0]

    def status(self, suffix=""):
        try:
            return self.describe(suffix)["StackStatus"]
        except self.client("cloudformation").exceptions.ClientError:
            return None

    def parameters(self, suffix=""):
        return {it["ParameterKey"]: it["ParameterValue"] for it in self.describe(suffix)["Parameters"]}

    def outputs(self, suffix=""):
        return {it["OutputKey"]: it["OutputValue"] for it in self.describe(suffix)["Outputs"]}

    def resources(self):
        resources = self.client("cloudformation").describe_stack_resources(StackName=self.stack)["StackResources"]
        return {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in resources}

    def secret(self):
        arn = self.outputs()["SecretArn"]
        return json.loads(self.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])

    def users(self):
        users = self.client("cognito-idp").list_users(UserPoolId=self.outputs()["UserPoolId"])["Users"]
        return [it["Username"] for it in users]

    def owners(self):
        pool = self.outputs()["UserPoolId"]
        users = self.client("cognito-idp").list_users_in_group(UserPoolId=pool, GroupName="owner")["Users"]
        return [it["Username"] for it in users]

    def signing_in(self):
        """The second factor, and what the client of the inbox has."""
        cognito, outputs = self.client("cognito-idp"), self.outputs()
        factor = cognito.get_user_pool_mfa_config(UserPoolId=outputs["UserPoolId"])
        client = cognito.describe_user_pool_client(
            UserPoolId=outputs["UserPoolId"], ClientId=outputs["UserPoolClientId"])["UserPoolClient"]
        return factor["MfaConfiguration"], factor.get("SoftwareTokenMfaConfiguration"), client

    def pages(self):
        s3, bucket = self.client("s3"), self.outputs("-inbox")["PagesBucketName"]
        config = json.loads(s3.get_object(Bucket=bucket, Key="config.json")["Body"].read())
        return [it["Key"] for it in s3.list_objects_v2(Bucket=bucket)["Contents"]], config

    def ask(self, url, method="GET", **headers):
        """What the local AWS answers at an address that is in no DNS: status, headers and body. It has no TLS, and takes the
        word of `X-Forwarded-Proto` for it."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", self.aws.port, timeout=30)
        sent = {"Host": parts.hostname, "X-Forwarded-Proto": parts.scheme} | headers
        connection.request(method, parts.path or "/", headers=sent)
        with connection.getresponse() as response:
            answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return answer

    def settled(self):
        """Waits until CloudFormation has ended what an interrupted deployment began."""
        waiter = self.client("cloudformation").get_waiter("stack_create_complete")
        waiter.wait(StackName=self.stack, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
