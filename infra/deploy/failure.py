"""The error that ends a deployment, and what errors of AWS mean for a person."""

from botocore import exceptions as aws

SIGN_IN = ("sign in with `aws sso login` or `aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
           "AWS_SECRET_ACCESS_KEY")

# The codes by which the services say the same thing.
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
UNKNOWN_KEY = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException",
               "AuthFailure", "InvalidAccessKeyId"}
REFUSED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "Forbidden", "403",
           "AuthorizationError"}


class Failure(Exception):
    """A sentence for a person, without its full stop: what is wrong, and what to do."""


def sentence(error):
    """What an error of boto3 means, and what to do."""
    if isinstance(error, aws.ClientError):
        return _refusal(error)
    if isinstance(error, (aws.UnauthorizedSSOTokenError, aws.SSOTokenLoadError, aws.TokenRetrievalError)):
        return f"your credentials for AWS have expired: {SIGN_IN}"
    if isinstance(error, (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError,
                          aws.ProfileNotFound)):
        return f"there are no credentials for AWS here ({error}): {SIGN_IN}"
    if isinstance(error, (aws.EndpointConnectionError, aws.ConnectionError, aws.HTTPClientError)):
        return (f"AWS could not be reached ({error}): check the network and the name of the region (AWS_REGION). "
                "What was deployed stays; run the command again")
    return f"AWS could not be called ({error}): what was deployed stays; run the command again"


def _refusal(error):
    code, operation = error.response["Error"].get("Code", ""), error.operation_name
    if code in EXPIRED:
        return f"your credentials for AWS have expired: {SIGN_IN}"
    if code in UNKNOWN_KEY:
        return ("AWS does not know your credentials, or they are not valid in this region, which your account may have "
                f"to enable first: {SIGN_IN}")
    if code in REFUSED:
        return (f"your credentials may not call {operation} ({_message(error)}): ask whoever manages the account for that "
                "permission. What was deployed stays; run the command again with it")
    return (f"AWS refused {operation} ({_message(error)}): correct what it names. What was deployed stays; run the command "
            "again")


def _message(error):
    details = error.response["Error"]
    return f"{details.get('Code', 'no code')}: {details.get('Message', '').rstrip('.')}"
