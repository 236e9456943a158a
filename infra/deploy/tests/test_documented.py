"""docs/AWS.md has a row for each property of the templates whose effect the local AWS does not show."""

import unittest

import template
from local_aws import ROOT

# What a test sees on the local AWS, by type.
SEEN = {
    "AWS::ApiGatewayV2::Authorizer": "AuthorizerType IdentitySource JwtConfiguration",
    "AWS::ApiGatewayV2::Integration": "IntegrationType IntegrationUri PayloadFormatVersion",
    "AWS::ApiGatewayV2::Route": "AuthorizationType AuthorizerId RouteKey Target",
    "AWS::ApiGatewayV2::Stage": "AutoDeploy StageName",
    "AWS::ApiGatewayV2::Api": "ProtocolType",
    "AWS::Cognito::UserPool": "Policies",
    "AWS::Cognito::UserPoolClient": "AllowedOAuthFlows AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes ExplicitAuthFlows "
                                    "GenerateSecret SupportedIdentityProviders TokenValidityUnits",
    "AWS::DynamoDB::Table": "AttributeDefinitions DeletionProtectionEnabled GlobalSecondaryIndexes KeySchema "
                            "StreamSpecification",
    "AWS::IAM::Role": "AssumeRolePolicyDocument Policies",
    "AWS::Lambda::Permission": "Action Principal",
    "AWS::S3::Bucket": "CorsConfiguration PublicAccessBlockConfiguration",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::Subscription": "Endpoint Protocol",
    "AWS::SQS::Queue": "RedrivePolicy",
    "AWS::Serverless::Function": "CodeUri Environment Events Handler Role",
}

# Names, descriptions and references: they do nothing by themselves.
NAMES = set("""
    AlarmDescription AlarmName ApiId Bucket ClientName Comment DashboardName Description DisplayName Domain FunctionName
    GroupName LogGroupName MetricName Name Namespace QueueName RoleArn Scope Source Target TopicArn UserPoolId UserPoolName
    WebACLId
""".split())


class Documented(unittest.TestCase):
    def test_each_property_is_seen_by_a_test_or_has_a_row(self):
        text, used = (ROOT / "docs/AWS.md").read_text(), {}
        for path in [ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml"))]:
            main = template.load(path.relative_to(ROOT))
            for resource in main["Resources"].values():
                used.setdefault(resource["Type"], set()).update(resource.get("Properties", {}))
            used.setdefault("AWS::Serverless::Function", set()).update(main.get("Globals", {}).get("Function", {}))
        missing = [f"{kind} {name}" for kind, names in sorted(used.items()) for name in sorted(names)
                   if name not in NAMES and name not in SEEN.get(kind, "").split() and f"`{name}" not in text]
        self.assertEqual(missing, [], "add a row to docs/AWS.md")
        gone = [f"{kind} {name}" for kind, names in SEEN.items() for name in names.split() if name not in used.get(kind, ())]
        self.assertEqual(gone, [], "the templates have them no more")


if __name__ == "__main__":
    unittest.main()
