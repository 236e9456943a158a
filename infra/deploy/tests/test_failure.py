"""What errors of boto3 mean, for those that no test with a local AWS raises."""

import unittest

from botocore import exceptions as aws
from failure import sentence


class Meaning(unittest.TestCase):
    def test_each_error_says_what_to_do(self):
        for error, *words in (
            (aws.UnauthorizedSSOTokenError(), "expired", "aws sso login"),
            (aws.SSOTokenLoadError(error_msg="gone"), "expired", "aws sso login"),
            (aws.TokenRetrievalError(provider="sso", error_msg="expired"), "expired", "aws sso login"),
            (aws.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "no credentials", "aws configure"),
            (aws.CredentialRetrievalError(provider="process", error_msg="it failed"), "no credentials", "it failed"),
            (aws.EndpointConnectionError(endpoint_url="https://sts.test"), "could not be reached", "AWS_REGION"),
            (aws.ReadTimeoutError(endpoint_url="https://sts.test"), "could not be reached", "run the command again"),
            (aws.DataNotFoundError(data_path="x"), "could not be called", "run the command again"),
            (refused("ExpiredTokenException"), "expired"),
            (refused("SignatureDoesNotMatch"), "does not know your credentials"),
            (refused("AccessDenied"), "may not call PutSecretValue", "no reason", "ask"),
            (refused("LimitExceededException"), "refused PutSecretValue", "LimitExceededException", "no reason"),
        ):
            with self.subTest(type(error).__name__, words=words):
                said = sentence(error)
                self.assertNotEqual(said[-1], ".")
                for word in words:
                    self.assertIn(word, said)


def refused(code):
    return aws.ClientError({"Error": {"Code": code, "Message": "no reason."}}, "PutSecretValue")


if __name__ == "__main__":
    unittest.main()
