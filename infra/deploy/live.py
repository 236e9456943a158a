"""The optional stack by which open inboxes see changes at once: LIVE=1 makes it, LIVE=0 deletes it, and otherwise it stays
as it is, and is updated with the others."""

import template
from failure import Failure
from template import LIVE


def name_of(stack):
    return f"{stack}-live"


def wanted(answers, stacks, stack):
    """Whether the deployment is to have it."""
    given = answers.given("LIVE")
    if given not in ("", "0", "1"):
        raise Failure("LIVE must be 1 or 0: 1 shows changes in open inboxes at once, for what docs/OPERATIONS.md says")
    found = stacks.find(name_of(stack), template.load(LIVE))
    return given == "1" or (given == "" and found is not None)


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
