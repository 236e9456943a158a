"""CloudFormation: finds what is deployed, and deploys with the SAM CLI."""

import os
import subprocess
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from failure import Failure

ROOT = Path(__file__).resolve().parents[2]


class Stacks:
    """The stacks of one account and region."""

    def __init__(self, session):
        self.session = session
        self.cloudformation = session.client("cloudformation")

    def find(self, name):
        """Outputs and parameters of a stack in one table; `None` when there is no stack of this name."""
        try:
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        status = stack["StackStatus"]
        # A first deployment that was refused before it created anything. The next one replaces it.
        if status == "REVIEW_IN_PROGRESS":
            return None
        if status == "ROLLBACK_COMPLETE":
            raise Failure(f"the first deployment of {name} failed: read its events in the CloudFormation console, remove "
                          f"it with `.venv/bin/sam delete --stack-name {name}`, then run `make deploy` again")
        if status.endswith("_IN_PROGRESS"):
            raise Failure(f"the stack {name} is being changed by another deployment ({status}): wait for its end")
        if status.endswith("_FAILED"):
            raise Failure(f"the stack {name} is in the state {status}: its events in the CloudFormation console say why")
        table = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
        return table | {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}

    def deploy(self, name, template, parameters):
        """Creates or updates a stack. Parameters that are not named keep their values. Returns the same as `find`."""
        print(f"\n— {name}: {template}", flush=True)
        command = [
            sys.executable, "-m", "samcli", "deploy",
            "--template-file", template, "--stack-name", name, "--region", self.session.region_name,
            "--config-env", "none", "--resolve-s3", "--s3-prefix", name, "--capabilities", "CAPABILITY_IAM",
            "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar",
        ]
        if parameters:
            command += ["--parameter-overrides"]
            # The SAM CLI splits a value at spaces unless it is quoted.
            quoted = {key: value.replace('"', '\\"') for key, value in parameters.items()}
            command += [f'ParameterKey={key},ParameterValue="{value}"' for key, value in quoted.items()]
        if subprocess.run(command, cwd=ROOT, env=os.environ | {"SAM_CLI_TELEMETRY": "0"}).returncode:
            raise Failure(f"{name} was not deployed: the lines above say which resource refused and why. "
                          "CloudFormation has restored the former state. Fix the cause and run `make deploy` again")
        return self.find(name)


def caller(session):
    """The id of the account that the credentials belong to."""
    try:
        return session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"AWS could not confirm your credentials ({error}). Sign in with `aws sso login` or "
                      "`aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") from error
