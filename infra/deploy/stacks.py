"""CloudFormation: finds, changes and deletes stacks. A stack is changed by a change set, which can also only be shown."""

import json
import time
from typing import NamedTuple

from botocore.exceptions import ClientError

from failure import Failure
from template import parse

# What CloudFormation takes in a request. Spaces and comments do not count: the template is sent as compact JSON.
MOST_TEMPLATE_BYTES = 51_200

DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"}

# Creating or deleting it failed, and it can only be deleted.
FAILED_TO_CREATE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}

REPLACED = {"True": ", which REPLACES it by a new one", "Conditional": ", which may REPLACE it by a new one"}


class Stack(NamedTuple):
    """A stack as CloudFormation describes it."""
    id: str
    status: str
    parameters: dict
    outputs: dict

    @property
    def values(self):
        """Outputs and parameters in one table."""
        return self.parameters | self.outputs

    @property
    def failed(self):
        """Whether it can only be deleted."""
        return self.status in FAILED_TO_CREATE


class Stacks:
    """The stacks of one account and region."""

    def __init__(self, session):
        self.cloudformation = session.client("cloudformation")

    def describe(self, name):
        """The stack of this name or id in whatever state; `None` when there is none."""
        try:
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        # Only a change set was made: nothing exists yet, and the next one takes its place.
        if stack["StackStatus"] in ("REVIEW_IN_PROGRESS", "DELETE_COMPLETE") and not name.startswith("arn:"):
            return None
        return Stack(
            stack["StackId"], stack["StackStatus"],
            {it["ParameterKey"]: it["ParameterValue"] for it in stack.get("Parameters", [])},
            {it["OutputKey"]: it["OutputValue"] for it in stack.get("Outputs", [])})

    def find(self, name, template, again="make deploy"):
        """The stack, if it exists. Fails when it is another one than the template makes, or when it cannot be changed. One
        that failed to be created is returned if nothing of it can be lost: `deploy` makes it anew. `again` is the command
        that the errors name."""
        stack = self.describe(name)
        if stack is None:
            return None
        self.check_ours(name, template)
        check_idle(name, stack)
        if stack.failed and keeps_data(template):
            raise Failure(f"the stack {name} is in the state {stack.status}, because creating or deleting it failed "
                          f"({self.first_failure(stack)}): correct that, remove what is left with `make remove "
                          f"STACK={name}`, and run `{again}` again")
        if not stack.failed and stack.status not in DONE:
            raise Failure(f"the stack {name} is in the state {stack.status} ({self.first_failure(stack)}): correct that, choose "
                          f"Stack actions → Continue update rollback in the CloudFormation console, and run `{again}` again")
        return stack

    def deploy(self, name, template, parameters, again="make deploy"):
        """Creates or updates a stack. Parameters that are not named keep their values. Returns the same as `find`."""
        before = self.find(name, template, again)
        if before and before.failed:
            self.delete(name, again)
            before = None
        print(f"\n— {name}: {'updating' if before else 'creating'}", flush=True)
        change_set = self._propose(name, template, parameters, before, again)
        if change_set is None:
            print("  Nothing to change.")
            return before
        token = f"relais-{time.time_ns()}"
        self.cloudformation.execute_change_set(ChangeSetName=change_set, ClientRequestToken=token)
        status, failed = self._follow(name, token)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise Failure(f"{name} was not deployed: {failed}. {_mend(name, template, before, failed, again)}")
        return self.find(name, template, again)

    def changes(self, name, template, parameters):
        """What `deploy` would change in an existing stack, as lines. Nothing is changed."""
        change_set = self._propose(name, template, parameters, self.find(name, template), "make deploy")
        if change_set is None:
            return []
        pages = self.cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        changes = [change["ResourceChange"] for page in pages for change in page["Changes"]]
        self.cloudformation.delete_change_set(ChangeSetName=change_set)
        return _in_words(changes)

    def template_of(self, name):
        """The template that is deployed."""
        return parse(self.cloudformation.get_template(StackName=name, TemplateStage="Original")["TemplateBody"])

    def is_ours(self, name, template):
        """Whether the stack of this name was made from this template, or from one of another release."""
        return self.template_of(name).get("Description") == template["Description"]

    def check_ours(self, name, template):
        """Fails when the stack of this name was made from another template."""
        if not self.is_ours(name, template):
            raise Failure(f"the stack {name} exists and does not belong to Relais: choose another name (STACK=…)")

    def delete(self, name, again="make remove"):
        """Deletes a stack; what its template retains stays. Does nothing when there is none. `again` is the command that the
        error names."""
        try:
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return
            raise
        print(f"\n— {name}: deleting", flush=True)
        token = f"relais-{time.time_ns()}"
        self.cloudformation.delete_stack(StackName=stack["StackId"], ClientRequestToken=token)
        status, failed = self._follow(stack["StackId"], token)
        if status != "DELETE_COMPLETE":
            raise Failure(f"{name} was not deleted: {failed}. Correct that and run `{again}` again")

    def resources(self, name):
        """Physical ids by logical ids of what the stack has, or of what the last deleted one of this name has left behind."""
        if self.describe(name):
            pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
            return {it["LogicalResourceId"]: it["PhysicalResourceId"] for page in pages
                    for it in page["StackResourceSummaries"] if it.get("PhysicalResourceId")}
        pages = self.cloudformation.get_paginator("list_stacks").paginate(StackStatusFilter=["DELETE_COMPLETE"])
        deleted = [it for page in pages for it in page["StackSummaries"] if it["StackName"] == name]
        if not deleted:
            return {}
        last = max(deleted, key=lambda it: it["CreationTime"])["StackId"]
        # CloudFormation keeps the events of a deleted stack for 90 days.
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=last)
        return {it["LogicalResourceId"]: it["PhysicalResourceId"] for page in pages for it in page["StackEvents"]
                if it["ResourceStatus"] == "DELETE_SKIPPED"}

    def _propose(self, name, template, parameters, before, again):
        """A change set that is ready to be executed; `None` when nothing would change."""
        body = json.dumps(template, separators=(",", ":"), ensure_ascii=False)
        if len(body.encode()) > MOST_TEMPLATE_BYTES:
            raise Failure(f"the template of {name} has {len(body.encode())} bytes, and CloudFormation takes "
                          f"{MOST_TEMPLATE_BYTES}: shorten it")
        kept = before.parameters if before else {}
        values = [{"ParameterKey": key, "ParameterValue": str(parameters[key])} if key in parameters else
                  {"ParameterKey": key, "UsePreviousValue": True}
                  for key in template.get("Parameters", {}) if key in parameters or key in kept]
        made = self.cloudformation.create_change_set(
            StackName=name, ChangeSetName=f"relais-{time.time_ns()}", ChangeSetType="UPDATE" if before else "CREATE",
            TemplateBody=body, Parameters=values, Capabilities=["CAPABILITY_IAM"])["Id"]
        for _ in pauses():
            change_set = self.cloudformation.describe_change_set(ChangeSetName=made)
            if change_set["Status"] == "CREATE_COMPLETE":
                return made
            if change_set["Status"] == "FAILED":
                break
        reason = change_set.get("StatusReason", "without a reason")
        self.cloudformation.delete_change_set(ChangeSetName=made)
        if "didn't contain changes" in reason or "No updates are to be performed" in reason:
            return None
        raise Failure(f"CloudFormation does not accept the changes of {name}: {reason.rstrip('.')}. Nothing of it was changed; "
                      f"correct that and run `{again}` again")

    def _follow(self, name, token):
        """Prints what becomes of each resource, until the operation has ended. Returns the stack's state and what failed
        first."""
        printed = {}
        for _ in pauses():
            # Before its first event, the stack may still be in the state of an earlier operation.
            begun = self._print_new(name, token, printed)
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            ended = not stack["StackStatus"].endswith("_IN_PROGRESS")
            if ended and (begun or stack["StackStatus"] == "DELETE_COMPLETE"):
                break
        self._print_new(name, token, printed)
        failed = [event for event in printed.values() if event["ResourceStatus"].endswith("_FAILED")]
        reason = _failure(failed[0]) if failed else stack.get("StackStatusReason", "no reason is given").rstrip(".")
        return stack["StackStatus"], reason

    def _print_new(self, name, token, printed):
        """Prints the operation's events that are not in `printed`, and adds them. Whether it has any."""
        for event in self._events(name, token):
            if event["EventId"] not in printed:
                printed[event["EventId"]] = event
                _print_event(event)
        return bool(printed)

    def _events(self, name, token):
        """The operation's events, oldest first."""
        events = []
        for page in self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=name):
            events += [event for event in page["StackEvents"] if event.get("ClientRequestToken") == token]
            # The newest events come first, and those of an operation stand together.
            if page["StackEvents"] and page["StackEvents"][-1].get("ClientRequestToken") != token:
                break
        return events[::-1]

    def first_failure(self, stack):
        """What failed first in the stack's last operation."""
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=stack.id)
        events = [event for page in pages for event in page["StackEvents"]]
        token = events[0].get("ClientRequestToken") if events else None
        failed = [it for it in events if it["ResourceStatus"].endswith("_FAILED") and it.get("ClientRequestToken") == token]
        return _failure(failed[-1]) if failed else "its events in the CloudFormation console say why"


def check_idle(name, stack):
    """Fails while the stack is being changed."""
    if stack.status.endswith("_IN_PROGRESS"):
        raise Failure(f"the stack {name} is being changed by another deployment, or by one that was interrupted "
                      f"({stack.status}): wait until it has ended, some minutes, and run the command again")


def keeps_data(template):
    """Whether something of the stack stays when the stack is deleted. A stack without that can be made anew."""
    return any(it.get("DeletionPolicy") == "Retain" for it in template["Resources"].values())


def pauses():
    """Waits longer and longer, up to three seconds."""
    pause = 0.1
    while True:
        yield
        time.sleep(pause)
        pause = min(pause * 1.5, 3)


def _print_event(event):
    status = event["ResourceStatus"]
    if status.endswith(("_COMPLETE", "_FAILED", "_SKIPPED")):
        reason = event.get("ResourceStatusReason") if status.endswith("_FAILED") else None
        print(f"  {status:<16} {event['LogicalResourceId']}{f': {reason}' if reason else ''}", flush=True)


def _failure(event):
    reason = event.get("ResourceStatusReason", "no reason is given").rstrip(".")
    return f"{event['LogicalResourceId']} ({event['ResourceType']}): {reason}"


def _mend(name, template, before, failed, again):
    """What to do about a deployment that failed."""
    taken = "already exist" in failed.lower()
    if before:
        what = "That name is taken: delete what has it." if taken else "Correct that."
        return f"{what} CloudFormation has restored the former state: run `{again}` again"
    if keeps_data(template):
        what = "That name is taken: choose another STACK, or delete what has it." if taken else "Correct that."
        return f"{what} Remove what is left with `make remove STACK={name}`, then run `{again}` again"
    what = "That name is taken: delete what has it" if taken else "Correct that"
    return f"{what} and run `{again}` again, which deletes what is left first"


def _in_words(changes):
    """A line for each change of the template or of a parameter, and one for what only follows from those."""
    lines, following = [], []
    for change in changes:
        details = change.get("Details", [])
        if change["Action"] == "Modify" and details and all(it.get("Evaluation") == "Dynamic" for it in details):
            following.append(change["LogicalResourceId"])
            continue
        targets = [it["Target"] for it in details if it.get("Evaluation") != "Dynamic"]
        names = {target.get("Name") or target.get("Attribute") for target in targets}
        names = ", ".join(sorted(name for name in names if name))
        lines.append(f"{change['Action'].lower()} {change['LogicalResourceId']} ({change['ResourceType']})"
                     + (f": {names}" if names else "") + REPLACED.get(change.get("Replacement"), ""))
    return lines + ([f"what refers to these may follow: {', '.join(following)}"] if following else [])
