"""`make remove`: deletes the stacks. What customers and the business have written stays, unless DATA=delete is given."""

from botocore.exceptions import ClientError

import live
from failure import Failure
from place import Place
from stacks import Stacks
from template import INBOX, MAIN, MONITORING, load

QUEUES = ("EventsQueueUrl", "RepliesQueueUrl", "EventsDeadLettersUrl", "RepliesDeadLettersUrl")


def remove(answers, stack, region):
    place = Place(region)
    stacks = Stacks(place.session)
    print(f"Account {place.account}, region {region}, stack {stack}.")
    parts = {f"{stack}-monitoring": MONITORING, f"{stack}-inbox": INBOX, stack: MAIN}
    found = {name: stacks.describe(name) for name in parts}
    for name, it in found.items():
        if it:
            stacks.check_ours(name, load(parts[name]))
    data = _data(stacks, stack)
    with_data = _wants_data_deleted(answers)
    if not any(found.values()) and not live.present(stacks, stack) and not (with_data and data):
        raise Failure(place.missing(stack))
    _confirm(answers, stack, place, found[stack], with_data)

    stacks.delete(f"{stack}-monitoring")
    live.delete(stacks, stack, "make remove")
    if found[f"{stack}-inbox"]:
        bucket = stacks.resources(f"{stack}-inbox").get("Pages")
        if bucket:
            empty(place.session, bucket)
    stacks.delete(f"{stack}-inbox")
    stacks.delete(stack)
    if with_data:
        _delete_data(place.session, data)
    place.forget(stack)
    print("\nThe stacks are deleted. Remove the callback URL in Meta's dashboard, or Meta keeps calling it.")
    if used := found[stack] and found[stack].parameters.get("ExistingTable"):
        print(f"The table {used}, which is not of this stack, stays with the conversations in it.")
    if data and not with_data:
        _say_what_stays(stack, data)


def _data(stacks, stack):
    """What the template retains, by logical id."""
    resources = stacks.resources(stack)
    return {name: resources[name] for name in ("Table", "MediaBucket", "UserPool") if resources.get(name)}


def _wants_data_deleted(answers):
    data = answers.given("DATA")
    if data not in ("", "keep", "delete"):
        raise Failure("DATA must be keep or delete: without it, table, files and user pool stay")
    return data == "delete"


def _confirm(answers, stack, place, main, with_data):
    waiting = _waiting(place.session, main.outputs) if main else 0
    print("\nThe functions, the API, the queues, the inbox, the alarms and the secret with its values are deleted.")
    if waiting:
        print(f"{waiting} jobs and dead letters in the queues are deleted with them.")
    print("Conversations, files and user accounts are DELETED FOR GOOD." if with_data
          else "Conversations, files and user accounts stay.")
    if answers.given("YES") == "1":
        return
    if not answers.interactive:
        raise Failure("there is no terminal to ask at: set YES=1 to confirm")
    if answers.ask("CONFIRM", f"Type {stack} to go on") != stack:
        raise Failure("nothing was removed: the name was not typed")


def _waiting(session, outputs):
    sqs, names = session.client("sqs"), [f"ApproximateNumberOfMessages{state}" for state in ("", "NotVisible", "Delayed")]
    total = 0
    for queue in filter(None, map(outputs.get, QUEUES)):
        try:
            counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        except sqs.exceptions.QueueDoesNotExist:
            continue
        total += sum(int(count) for count in counts.values())
    return total


def empty(session, bucket):
    """Deletes everything in a bucket. A bucket that is gone is empty."""
    s3 = session.client("s3")
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            keys = [{"Key": it["Key"]} for it in page.get("Contents", [])]
            if keys:
                errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True}).get("Errors")
                if errors:
                    raise Failure(f"files in the bucket {bucket} cannot be deleted ({errors[0].get('Code')}): empty it in the "
                                  "S3 console, then run `make remove` again")
    except s3.exceptions.NoSuchBucket:
        pass


def _delete_data(session, data):
    print("\n— deleting table, files and user pool", flush=True)
    dynamodb, s3, cognito = (session.client(name) for name in ("dynamodb", "s3", "cognito-idp"))
    if table := data.get("Table"):
        _unless_gone(dynamodb.update_table, TableName=table, DeletionProtectionEnabled=False)
        _unless_gone(dynamodb.delete_table, TableName=table)
    if bucket := data.get("MediaBucket"):
        empty(session, bucket)
        _unless_gone(s3.delete_bucket, Bucket=bucket)
    if pool := data.get("UserPool"):
        _unless_gone(cognito.update_user_pool, UserPoolId=pool, DeletionProtection="INACTIVE")
        _unless_gone(cognito.delete_user_pool, UserPoolId=pool)


def _unless_gone(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("ResourceNotFoundException", "NoSuchBucket"):
            raise


def _say_what_stays(stack, data):
    names = {"Table": "the table", "MediaBucket": "the bucket of files", "UserPool": "the user pool"}
    print("These stay, with all that people wrote:\n")
    for name, identity in data.items():
        print(f"  {names[name]:<20} {identity}")
    if "Table" in data:
        print(f"\nA new deployment uses the conversations again by `make deploy PARAMETERS=ExistingTable={data['Table']}`.")
    print(f"To delete all of it for good: DATA=delete make remove STACK={stack}")
