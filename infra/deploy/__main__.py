"""`make deploy`: puts Relais on AWS, or updates what is there.

Nothing is kept on this machine: answers live in the stacks' parameters and in the secret, so whoever deploys next, from
wherever, is offered them. Every question can be answered by the environment variable of its name instead, and then
nobody is asked. In this order: the secret is filled before Meta can call; the inbox's address is known before people can
sign in; the alarms come last, when there is nothing to raise one.
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
        raise Failure(f"the stack {stack} is not one of Relais: choose another name (STACK=…)")
    found = found or {}
    watched = stacks.find(f"{stack}-monitoring") or {}
    kept = secret.values_of(session, found.get("SecretArn"))
    asked = secret.ask(answers, kept)
    print("\nPeople:")
    told = answers.ask("ALARM_EMAIL", "E-mail address for alarms", kept=watched.get("Email", ""), pattern=EMAIL)
    first = "" if has_users(session, found.get("UserPoolId")) else answers.ask(
        "INBOX_EMAIL", "E-mail address of the first person to use the inbox", default=told, pattern=EMAIL)
    answers.complete()

    architecture = answers.given("ARCHITECTURE") or found.get("Architecture") or "arm64"
    parameters = {"Architecture": architecture} | further(answers.given("PARAMETERS"))
    run(["make", "--no-print-directory", "pages", "functions", f"ARCHITECTURE={architecture}"])
    main_stack = stacks.deploy(stack, "template.yaml", parameters)
    secret.write(session, main_stack["SecretArn"], kept, asked)

    inbox = stacks.deploy(f"{stack}-inbox", "infra/inbox.yaml",
                          {"ApiUrl": main_stack["ApiUrl"], "SignInUrl": main_stack["SignInUrl"]})
    if main_stack.get("InboxUrl") != inbox["InboxUrl"]:
        main_stack = stacks.deploy(stack, "template.yaml", parameters | {"InboxUrl": inbox["InboxUrl"]})
    sign_in = {"authority": main_stack["SignInUrl"], "clientId": main_stack["UserPoolClientId"],
               "scopes": ["openid", "email", "profile"]}
    pages.upload(session, inbox["PagesBucketName"], inbox["DistributionId"], {"signIn": sign_in})
    watching = {"Stack": stack, "ApiId": main_stack["ApiId"]} | ({"Email": told} if told else {})
    monitoring = stacks.deploy(f"{stack}-monitoring", "infra/monitoring.yaml", watching)
    if first:
        invite(session, main_stack["UserPoolId"], first)
    newly_told = told if told != watched.get("Email") else ""
    report(stack, region, main_stack, monitoring, asked["WHATSAPP_VERIFY_TOKEN"], first, newly_told)


def run(command):
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Failure(f"`{shlex.join(command)}` failed: the lines above say why. Nothing was deployed")


def further(text):
    """Parameters of the template, as in PARAMETERS='OpenaiModel=… MaxRepliesPerHour=10'. SAM passes over others."""
    try:
        pairs = [pair.partition("=") for pair in shlex.split(text)]
    except ValueError as error:
        raise Failure(f"PARAMETERS cannot be read ({error}): quote what has spaces, as in Name='two words'") from error
    known = yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)["Parameters"]
    wrong = [name for name, equals, _ in pairs if not equals or name not in known]
    if wrong:
        raise Failure(f"PARAMETERS must be Name=value, with the names of template.yaml; {wrong[0]!r} is not. "
                      f"There are {', '.join(known)}")
    return {name: value for name, _, value in pairs}


def has_users(session, pool):
    return bool(pool) and bool(session.client("cognito-idp").list_users(UserPoolId=pool, Limit=1)["Users"])


def invite(session, pool, email):
    """Cognito sends the first password by e-mail. Colleagues see the name: the address up to its @."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    session.client("cognito-idp").admin_create_user(
        UserPoolId=pool, Username=email.partition("@")[0], UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"])


def report(stack, region, outputs, monitoring, verify_token, first, told):
    print(f"""
Relais is deployed. In Meta's dashboard, under WhatsApp → Configuration, enter

  Callback URL   {outputs["WebhookUrl"]}
  Verify token   {verify_token}

and subscribe to the field messages. Then write to the number.

  Inbox          {outputs["InboxUrl"]}
  Dashboard      {monitoring["DashboardUrl"]}
""")
    if first:
        print(f"{first} gets a first password by e-mail; it is good for seven days.")
    if told:
        print(f"{told} gets an e-mail to confirm, once; no alarm comes before that.")
    print(f"Whether all is well: AWS_REGION={region} make doctor STACK={stack}")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"\n{failure}.")
    except ClientError as error:
        sys.exit(f"\nAWS refused {error.operation_name}: {error}. If that is a permission, it needs somebody who may.")
    except BotoCoreError as error:
        sys.exit(f"\nAWS could not be asked: {error}. Look at the network and the region; what is deployed stays.")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\nStopped. Run `make deploy` again to go on; what is deployed stays.")
