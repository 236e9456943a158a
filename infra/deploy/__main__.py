"""`make deploy` deploys Relais on AWS or updates the deployment, `CHECK=1 make deploy` shows what that would change and what
it costs, `make restore STACK=…` puts a restored table in the place of its table, and `make remove` removes it.

Answers are kept in the stacks' parameters and in the secret, so the next deployment from any machine offers them again. An
environment variable of a question's name answers the question, which is then not asked. The order matters: the secret is
filled before Meta can call, and the inbox's address is known before people can sign in. The alarms are deployed last, so
that the deployment itself raises none. When the optional stack fails, all else is deployed before the command fails. Every step
may be repeated, so a deployment that stopped is finished by the next one.
"""

import shlex
import subprocess
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

import check
import concurrency
import live
import pages
import people
import secret
import template
from answers import BUDGET, EMAIL, REGION, STACK, Answers
from failure import Failure, sentence
from place import Place
from remove import remove
from restore import restore
from stacks import Stacks
from template import INBOX, MAIN, MONITORING, ROOT


def main(command):
    answers = Answers()
    default = "relais" if command == "deploy" else ""
    stack = answers.ask("STACK", "Name of the stack", default=default, required=True, form=STACK)
    region = answers.ask("AWS_REGION", "Region", default=boto3.Session().region_name or "", required=True, form=REGION)
    answers.complete()
    if command == "remove":
        remove(answers, stack, region)
    elif command == "restore":
        restore(answers, stack, region)
    elif answers.given("CHECK") == "1":
        check.show(answers, stack, region, settings)
    else:
        deploy(answers, stack, region)


def deploy(answers, stack, region):
    place = Place(region)
    session, stacks = place.session, Stacks(place.session)
    print(f"Account {place.account}, region {region}, stack {stack}.")
    main_template, inbox_template, monitoring_template = map(template.load, (MAIN, INBOX, MONITORING))
    # All are looked at before anything is changed.
    found = stacks.find(stack, main_template)
    stacks.find(f"{stack}-inbox", inbox_template)
    watched = stacks.find(f"{stack}-monitoring", monitoring_template)
    live_plan = live.plan(answers, stacks, stack)
    if found is None:
        place.check_new(stack, answers.given("NEW") == "1")
    present = found.values if found else {}
    parameters = settings(answers, place, stack, main_template, present, live_plan.wanted)
    kept = secret.values_of(session, present.get("SecretArn"))
    asked = secret.ask(answers, kept, present | parameters)
    print("\nPeople:")
    former_email = watched.parameters.get("Email", "") if watched else ""
    alarm_email = answers.ask("ALARM_EMAIL", "E-mail address for alarms", kept=former_email, form=EMAIL)
    budget = answers.ask(
        "MONTHLY_BUDGET", "Dollars a month of the whole account at which AWS writes to it as well, 0 for never",
        kept=watched.parameters.get("MonthlyBudget", "") if watched else "", form=BUDGET) if alarm_email else ""
    first = "" if people.has_users(session, present.get("UserPoolId")) else answers.ask(
        "INBOX_EMAIL", "E-mail address of the first person to use the inbox", default=alarm_email, form=EMAIL)
    answers.complete()

    build(parameters["Architecture"])
    if found and secret.FALLBACK_KEY in asked:
        # With the parameters that name the fallback, functions do not start without its key.
        secret.write(session, present["SecretArn"], kept, {secret.FALLBACK_KEY: asked[secret.FALLBACK_KEY]})
    place.remember(stack)
    packaged = template.package(MAIN, stack, region)
    if pool := present.get("UserPoolId"):
        people.set_second_factor(session, pool, second_factor(main_template, present | parameters))
    main_stack = stacks.deploy(stack, packaged, parameters)
    outputs = main_stack.outputs
    secret.write(session, outputs["SecretArn"], kept, asked)
    live_outputs, failure = live.make(session, stacks, stack, region, main_stack) if live_plan.wanted else ({}, None)

    inbox = stacks.deploy(f"{stack}-inbox", inbox_template, check.of_inbox(outputs, live_outputs)).outputs
    if outputs.get("InboxUrl") != inbox["InboxUrl"]:
        outputs = stacks.deploy(stack, packaged, parameters | {"InboxUrl": inbox["InboxUrl"]}).outputs
    sign_in = {"authority": outputs["SignInUrl"], "clientId": outputs["UserPoolClientId"],
               "issuer": outputs["UserPoolIssuer"], "scopes": ["openid", "email", "profile"]}
    pages.upload(session, inbox["PagesBucketName"], inbox["DistributionId"], {"signIn": sign_in} | live.config(live_outputs))
    if not live_plan.wanted:
        # Pages that are open since before go on without it.
        failure = live.switch_off(stacks, stack, live_plan.notice)
    monitoring = stacks.deploy(f"{stack}-monitoring", monitoring_template,
                               check.of_monitoring(stack, outputs, alarm_email, budget))
    if first:
        people.invite(session, outputs["UserPoolId"], first)
    owner = people.appoint_owner(session, outputs["UserPoolId"])
    report(stack, region, outputs, monitoring.outputs, asked["WHATSAPP_VERIFY_TOKEN"], first, owner,
           alarm_email if alarm_email != former_email else "")
    if failure:
        raise failure


def settings(answers, place, stack, main_template, present, with_live):
    """The main stack's parameters that this deployment sets; all others keep their values. `present` is what it has."""
    given = ({"TableStream": "true"} if with_live else {}) | further(answers.given("PARAMETERS"), main_template)
    architecture = answers.given("ARCHITECTURE") or present.get("Architecture") or "arm64"
    parameters = {"Architecture": architecture} | given
    account = concurrency.account(place.session, stack)
    own = present | parameters
    chosen = concurrency.choose(
        account.free, concurrency.own(own, "EventsConcurrency"), concurrency.own(own, "RepliesConcurrency"))
    print(f"\n{concurrency.describe(account, chosen, place.region)}")
    parameters |= concurrency.parameters(chosen)
    template.check_variables(main_template, present | parameters)
    return parameters


def second_factor(main_template, values):
    """What the stack will have as its parameter Mfa."""
    return values.get("Mfa", main_template["Parameters"]["Mfa"]["Default"])


def further(text, main_template):
    """Parameters of the template, as in PARAMETERS='OpenaiModel=… MaxRepliesPerHour=10'."""
    try:
        pairs = [pair.partition("=") for pair in shlex.split(text)]
    except ValueError as error:
        raise Failure(f"PARAMETERS cannot be read ({error}): quote values with spaces, as in Name='two words'") from error
    known = main_template["Parameters"]
    wrong = [name for name, equals, _ in pairs if not equals or name not in known]
    if wrong:
        raise Failure(f"PARAMETERS must be Name=value pairs with parameters of template.yaml; {wrong[0]!r} is not one. "
                      f"The parameters are {', '.join(known)}")
    return {name: value for name, _, value in pairs}


def build(architecture):
    command = ["make", "--no-print-directory", "pages", "functions", f"ARCHITECTURE={architecture}"]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Failure(f"`{shlex.join(command)}` failed, and the lines above say why: correct that and run `make deploy` "
                      "again. Nothing was deployed")


def report(stack, region, outputs, monitoring, verify_token, first, owner, to_confirm):
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
    if owner:
        print(f"{owner} is the first owner of the inbox. Others who are in no group are agents: docs/OPERATIONS.md, People.")
    if to_confirm:
        print(f"{to_confirm} receives an e-mail with a link to confirm. No alarm is sent before the link is opened.")
    print(f"To check the deployment: AWS_REGION={region} make doctor STACK={stack}")


if __name__ == "__main__":
    # What was printed stands before the error, also in a file.
    sys.stdout.reconfigure(line_buffering=True)
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "deploy")
    except Failure as failure:
        sys.exit(f"\n{failure}.")
    except (ClientError, BotoCoreError) as error:
        sys.exit(f"\n{sentence(error)}.")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\nStopped. What was deployed stays. Run the command again to continue.")
