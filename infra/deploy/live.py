"""The optional stack by which open inboxes see changes at once: LIVE=1 makes it, LIVE=0 deletes it, and otherwise it stays
as it is, and is updated with the others. Relais works without it, so the deployment goes on when it fails, and ends with the
reason."""

from typing import NamedTuple

from botocore.exceptions import ClientError

import template
from failure import Failure, sentence
from stacks import check_idle
from template import LIVE

# The commands that its errors name. Without LIVE, a stack that failed is not made again.
ON, OFF = "make deploy LIVE=1", "make deploy LIVE=0"


class Plan(NamedTuple):
    """What a deployment does about the stack."""
    # Whether it is to be there.
    wanted: bool
    # Why it is deleted without being asked for, or nothing.
    notice: str = ""


def name_of(stack):
    return f"{stack}-live"


def plan(answers, stacks, stack):
    """What the deployment is to do. Fails when the stack cannot be changed now."""
    given = answers.given("LIVE")
    if given not in ("", "0", "1"):
        raise Failure("LIVE must be 1 or 0: 1 shows changes in open inboxes at once, for what docs/OPERATIONS.md says")
    name, found = name_of(stack), present(stacks, stack)
    if found is None:
        if given == "1" and stacks.describe(name):
            raise Failure(f"the stack {name}, which LIVE=1 would make, exists and does not belong to Relais: deploy without "
                          "LIVE=1, or delete that stack")
        return Plan(given == "1")
    if given == "0":
        # It can be deleted in any other state.
        check_idle(name, found)
        return Plan(False)
    try:
        stacks.find(name, template.load(LIVE), ON)
    except Failure as failure:
        raise Failure(f"{failure}. `{OFF}` deletes it instead, and nothing is lost with it") from failure
    if found.failed and given == "":
        return Plan(False, f"Open inboxes do not see changes at once, because creating or deleting {name} had failed "
                           f"({stacks.first_failure(found)}): correct that and run `{ON}` to try again.")
    return Plan(True)


def present(stacks, stack):
    """The stack in whatever state; `None` when there is none, or when that of its name does not belong to Relais."""
    found = stacks.describe(name_of(stack))
    return found if found and stacks.is_ours(name_of(stack), template.load(LIVE)) else None


def make(session, stacks, stack, region, main):
    """Creates or updates it. Returns its outputs, and the failure with which the deployment is to end, or `None`."""
    try:
        packaged = template.package(LIVE, stack, region)
        return stacks.deploy(name_of(stack), packaged, parameters_of(session, main), ON).outputs, None
    except (Failure, ClientError) as error:
        cause = error if isinstance(error, Failure) else sentence(error)
    print(f"  {cause}. The deployment goes on without that.")
    left = present(stacks, stack)
    # A stack that could not be updated goes on as before.
    outputs = left.outputs if left and not left.failed else {}
    told = "go on with its former state" if outputs else "do not see changes at once, and ask every two seconds"
    return outputs, Failure(f"all else is deployed, but {name_of(stack)} is not, so open inboxes {told}: {cause}. `{OFF}` goes "
                            "on without it")


def switch_off(stacks, stack, notice):
    """Deletes it. Returns the failure with which the deployment is to end, or `None`."""
    try:
        delete(stacks, stack, OFF)
    except (Failure, ClientError) as error:
        cause = error if isinstance(error, Failure) else sentence(error)
        return Failure(f"all else is deployed, and open inboxes do not use {name_of(stack)} any more, but it is still there: "
                       f"{cause}")
    if notice:
        print(f"  {notice}")
    return None


def delete(stacks, stack, again):
    """Deletes it, or what a refused change set has left of it, but no stack that does not belong to Relais."""
    if present(stacks, stack) or not stacks.describe(name_of(stack)):
        stacks.delete(name_of(stack), again)


def parameters_of(session, main):
    """Its parameters, from the main stack. Fails when the table has no stream."""
    table = session.client("dynamodb").describe_table(TableName=main.outputs["TableName"])["Table"]
    if not table.get("StreamSpecification", {}).get("StreamEnabled"):
        raise Failure(f"the table {table['TableName']} has no stream, by which LIVE=1 sees changes. Leave TableStream=false out "
                      "of PARAMETERS; a table of another stack (ExistingTable) needs a stream of new images, which "
                      "`aws dynamodb update-table` switches on")
    own = {name: main.parameters[name] for name in ("Architecture", "LogRetentionDays")}
    people = {name: main.outputs[name] for name in ("UserPoolId", "UserPoolClientId")}
    return {"TableStreamArn": table["LatestStreamArn"]} | own | people


def config(outputs):
    """What the pages are told; nothing without the stack."""
    return {"live": {"host": outputs["EventHost"], "realtime": outputs["RealtimeHost"]}} if outputs else {}
