"""`make deploy`: deploys Relais on AWS, or updates the deployment.

Nothing is stored on this machine. Answers are kept in the stacks' parameters and in the secret, so the next deployment
from any machine offers them again. An environment variable of a question's name answers the question, which is then not
asked. The order matters: the secret is filled before Meta can call, and the inbox's address is known before people can
sign in. The alarms are deployed last, so that the deployment itself raises none.
"""

import shlex
import subprocess
import sys

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError

import pages
import secret
from answers import Answers
from failure import Failure
from stacks import ROOT, Stacks, caller

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
STACK = r"[a-z][a-z0-9-]{0,30}"


class TemplateLoader(yaml.SafeLoader):
    """Reads a template's plain values. What CloudFormation's tags (`!Ref` and so on) stand for is read as None."""


TemplateLoader.add_multi_constructor("!", lambda loader, tag, node: None)


def main():
    answers = Answers()
    stack = answers.ask("STACK", "Name of the stack", default="relais", pattern=STACK)
    region = boto3.Session().region_name
    region = answers.ask("AWS_REGION", "Region", default=region or "", required=True, pattern=r"[a-z]{2}(-[a-z]+)+-\d")
    answers.complete()
    session = boto3.Session(region_name=region)
    print(f"Account {caller(session)}, region {region}, stack {stack}.")

    stacks = Stacks(session)
    found = stacks.find(stack)
    if found is not None and "SecretArn" not in found:
        raise Failure(f"the stack {stack} exists and does not belong to Relais: choose another name (STACK=…)")
    found = found or {}
    watched = stacks.find(f"{stack}-monitoring") or {}
    given = further(answers.given("PARAMETERS"))
    kept = secret.values_of(session, found.get("SecretArn"))
    asked = secret.ask(answers, kept, found | given)
    print("\nPeople:")
    alarm_email = answers.ask("ALARM_EMAIL", "E-mail address for alarms", kept=watched.get("Email", ""), pattern=EMAIL)
    first = "" if has_users(session, found.get("UserPoolId")) else answers.ask(
        "INBOX_EMAIL", "E-mail address of the first person to use the inbox", default=alarm_email, pattern=EMAIL)
    answers.complete()

    architecture = answers.given("ARCHITECTURE") or found.get("Architecture") or "arm64"
    parameters = {"Architecture": architecture} | given
    run(["make", "--no-print-directory", "pages", "functions", f"ARCHITECTURE={architecture}"])
    if found and secret.FALLBACK_KEY in asked:
        # With the parameters that name the fallback, functions do not start without its key.
        secret.write(session, found["SecretArn"], kept, {secret.FALLBACK_KEY: asked[secret.FALLBACK_KEY]})
    main_stack = stacks.deploy(stack, "template.yaml", parameters)
    secret.write(session, main_stack["SecretArn"], kept, asked)

    inbox = stacks.deploy(f"{stack}-inbox", "infra/inbox.yaml",
                          {name: main_stack[name] for name in ("ApiUrl", "SignInUrl", "MediaUrl")})
    if main_stack.get("InboxUrl") != inbox["InboxUrl"]:
        main_stack = stacks.deploy(stack, "template.yaml", parameters | {"InboxUrl": inbox["InboxUrl"]})
    sign_in = {"authority": main_stack["SignInUrl"], "clientId": main_stack["UserPoolClientId"],
               "issuer": main_stack["UserPoolIssuer"], "scopes": ["openid", "email", "profile"]}
    pages.upload(session, inbox["PagesBucketName"], inbox["DistributionId"], {"signIn": sign_in})
    watching = {"Stack": stack, "ApiId": main_stack["ApiId"]} | ({"Email": alarm_email} if alarm_email else {})
    monitoring = stacks.deploy(f"{stack}-monitoring", "infra/monitoring.yaml", watching)
    if first:
        invite(session, main_stack["UserPoolId"], first)
    to_confirm = alarm_email if alarm_email != watched.get("Email") else ""
    report(stack, region, main_stack, monitoring, asked["WHATSAPP_VERIFY_TOKEN"], first, to_confirm)


def run(command):
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Failure(f"`{shlex.join(command)}` failed: the lines above say why. Nothing was deployed")


def further(text):
    """Parameters of the template, as in PARAMETERS='OpenaiModel=… MaxRepliesPerHour=10'. SAM ignores unknown ones."""
    try:
        pairs = [pair.partition("=") for pair in shlex.split(text)]
    except ValueError as error:
        raise Failure(f"PARAMETERS cannot be read ({error}): quote values with spaces, as in Name='two words'") from error
    known = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)["Parameters"]
    wrong = [name for name, equals, _ in pairs if not equals or name not in known]
    if wrong:
        raise Failure(f"PARAMETERS must be Name=value pairs with parameters of template.yaml; {wrong[0]!r} is not one. "
                      f"The parameters are {', '.join(known)}")
    return {name: value for name, _, value in pairs}


def has_users(session, pool):
    return bool(pool) and bool(session.client("cognito-idp").list_users(UserPoolId=pool, Limit=1)["Users"])


def invite(session, pool, email):
    """Creates a user. Cognito sends the first password by e-mail. The user name is the address up to its @; colleagues
    see it."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    session.client("cognito-idp").admin_create_user(
        UserPoolId=pool, Username=email.partition("@")[0], UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"])


def report(stack, region, outputs, monitoring, verify_token, first, to_confirm):
    print(f"""
Relais is deployed. In Meta's dashboard, under WhatsApp → Configuration, enter

  Callback URL   {outputs["WebhookUrl"]}
  Verify token   {verify_token}

and subscribe to the field messages. Then send a message to the number.

  Inbox          {outputs["InboxUrl"]}
  Dashboard      {monitoring["DashboardUrl"]}
""")
    if first:
        print(f"{first} receives a first password by e-mail. It is valid for seven days.")
    if to_confirm:
        print(f"{to_confirm} receives an e-mail with a link to confirm. No alarm is sent before the link is opened.")
    print(f"To check the deployment: AWS_REGION={region} make doctor STACK={stack}")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"\n{failure}.")
    except ClientError as error:
        sys.exit(f"\nAWS refused {error.operation_name}: {error}. If this is a permission error, ask someone with that "
                 "permission to run `make deploy`.")
    except BotoCoreError as error:
        sys.exit(f"\nAWS could not be reached: {error}. Check the network and the region. What was deployed stays.")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\nStopped. What was deployed stays. Run `make deploy` again to continue.")
