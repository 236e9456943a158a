"""Where a stack is deployed: an account and a region. This checkout remembers them, so that another account is noticed."""

import json

import boto3

from failure import Failure
from template import ROOT

# The only thing that is kept on this machine. It is not in Git.
FILE = ROOT / ".deployed.json"

# By boto3's names. CloudFront, which belongs to no region, is not among them.
SERVICES = ("apigatewayv2", "cloudformation", "cognito-idp", "dynamodb", "events", "lambda", "logs", "s3", "secretsmanager",
            "sns", "sqs", "xray")


class Place:
    """The account of the credentials, and a region."""

    def __init__(self, region):
        check_region(region)
        self.region = region
        self.session = boto3.Session(region_name=region)
        self.account = self.session.client("sts").get_caller_identity()["Account"]

    def check_new(self, stack, meant):
        """Fails when a stack that does not exist here was deployed somewhere else from this checkout, unless that is
        meant."""
        known = _read().get(stack, [])
        if known and self._here() not in known and not meant:
            raise Failure(f"{self.missing(stack)}, or deploy one more here with NEW=1")

    def missing(self, stack):
        """Says that there is no such stack here, and where there may be one."""
        known = " and ".join(_read().get(stack, []))
        return (f"there is no stack {stack} in account {self.account}, region {self.region}"
                + (f"; from here it was deployed in {known}" if known else "")
                + ": choose other credentials (AWS_PROFILE), another region (AWS_REGION) or another name (STACK)")

    def remember(self, stack):
        """Notes that the stack is here."""
        places = _read()
        _write(places | {stack: sorted({*places.get(stack, []), self._here()})})

    def forget(self, stack):
        """Notes that the stack is not here any more."""
        places = _read()
        _write(places | {stack: [it for it in places.get(stack, []) if it != self._here()]})

    def _here(self):
        return f"{self.account}/{self.region}"


def _read():
    try:
        return json.loads(FILE.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise Failure(f"{FILE} cannot be read ({error}): delete it; it only says in which accounts this checkout has "
                      "deployed") from error


def _write(places):
    new = FILE.with_suffix(".new")
    new.write_text(json.dumps({stack: kept for stack, kept in places.items() if kept}, indent=2) + "\n")
    new.replace(FILE)


def check_region(region):
    """Fails when a service is missing in the region, as far as the installed boto3 knows."""
    session = boto3.Session()
    partitions = {name: set(session.get_available_regions("cloudformation", partition_name=name))
                  for name in session.get_available_partitions()}
    partition = next((name for name, regions in partitions.items() if region in regions), "aws")
    with_all = set.intersection(*(set(session.get_available_regions(name, partition_name=partition)) for name in SERVICES))
    if region in with_all:
        return
    missing = [name for name in SERVICES if region not in session.get_available_regions(name, partition_name=partition)]
    raise Failure(f"the region {region} does not have all that Relais needs (missing: {', '.join(missing)}): choose one of "
                  f"{', '.join(sorted(with_all))} by AWS_REGION")
