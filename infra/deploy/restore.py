"""`make restore STACK=…`: puts a restored table in the place of the stack's table, with all settings that a restore leaves out.

The table comes from one of three places: a second of the last 35 days (`AT`), while the stack's table exists; the newest
backup of it, when it was deleted; or a table that somebody else has restored (`TABLE`), such as one from another region. No
job runs meanwhile: they wait in the queues. The old table is not changed. Every step may be repeated.
"""

from datetime import datetime, timezone

from botocore.exceptions import ClientError

import live
from failure import Failure
from place import Place
from stacks import Stacks, pauses
from template import MAIN, load

# What `template.yaml` gives its own table, and a restore does not.
EXPIRES = "expires"
INDEX = "by-activity"
STREAM = "NEW_IMAGE"

FORM = "2026-11-23T08:00:00Z"


def restore(answers, stack, region):
    place = Place(region)
    stacks = Stacks(place.session)
    at, given = _moment(answers.given("AT")), answers.given("TABLE")
    if at and given:
        raise Failure("AT and TABLE exclude each other: AT restores the stack's table, TABLE names one that is restored")
    found = stacks.find(stack, load(MAIN))
    if found is None:
        raise Failure(place.missing(stack))
    tables = Tables(place.session)
    print(f"Account {place.account}, region {region}, stack {stack}. The table in use is {found.outputs['TableName']}.")
    source = _source(tables, stack, found.outputs["TableName"], at, given)

    triggers = Triggers(place.session, stacks.resources(stack)["WorkerFunction"])
    # To begin a restore changes nothing of the stack, and AWS refuses what cannot be restored here.
    table = source()
    print("\n— disabling the worker's triggers; jobs wait in the queues", flush=True)
    try:
        triggers.set(False)
        print(f"\n— waiting for {table}, minutes or hours; if this stops, run the command again", flush=True)
        tables.wait(table)
        stream = tables.set_up(table, found.parameters)
        # As it was deployed: nothing is built, and no other change comes with it.
        stacks.deploy(stack, stacks.template_of(stack), {"ExistingTable": table})
        print("\n— enabling the worker's triggers", flush=True)
        triggers.set(True)
    except BaseException:
        print("\nThe worker's triggers are disabled: jobs wait in the queues, for 14 days at most, until this command is run "
              "again and ends.", flush=True)
        raise
    print(f"""
The stack uses the table {table}, and jobs run again. Persons who were erased since then are in it: erase them again.
The old table stays as it is, if it exists, until you delete it.""")
    found = live.present(stacks, stack)
    if stream and found and not found.failed:
        # As it was deployed, on the new stream.
        name = live.name_of(stack)
        stacks.deploy(name, stacks.template_of(name), {"TableStreamArn": stream})
    if stream:
        print(f"The bus of infra/events.yaml needs the new stream: deploy it with TableStreamArn={stream}")


def _moment(text):
    """The second that AT names; `None` if it is not set."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Failure(f"AT is invalid: it must be a second in UTC, such as {FORM}") from None


def _source(tables, stack, used, at, given):
    """How the table is come by: a function that begins to restore it, unless that has begun, and returns its name."""
    if given:
        if not tables.exists(given):
            raise Failure(f"there is no table {given} in this account and region: correct TABLE")
        tables.check(given)
        return lambda: given
    if at:
        name = f"{stack}-restored-{at:%Y%m%dT%H%M%SZ}"
        return lambda: name if tables.exists(name) else tables.restore_to(at, used, name)
    if tables.exists(used):
        if used.startswith(f"{stack}-restored-"):
            # The rest of a restore that stopped.
            return lambda: used
        raise Failure(f"the table {used} is there: say with AT={FORM} to which second it is restored, or with TABLE which "
                      "table takes its place")
    backup = tables.newest_backup(used)
    name = f"{stack}-restored-{backup['BackupCreationDateTime'].astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    print(f"It was deleted. Its newest backup is {backup['BackupName']}, of {backup['BackupCreationDateTime']}.")
    return lambda: name if tables.exists(name) else tables.restore_from(backup["BackupArn"], name)


class Tables:
    """The tables of an account and region."""

    def __init__(self, session):
        self.dynamodb = session.client("dynamodb")

    def describe(self, name):
        return self.dynamodb.describe_table(TableName=name)["Table"]

    def exists(self, name):
        try:
            self.describe(name)
        except self.dynamodb.exceptions.ResourceNotFoundException:
            return False
        return True

    def restore_to(self, at, source, name):
        print(f"\n— restoring {source} to {at:%Y-%m-%d %H:%M:%S} UTC, as {name}", flush=True)
        self.dynamodb.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=name, RestoreDateTime=at)
        return name

    def restore_from(self, backup, name):
        print(f"\n— restoring the backup as {name}", flush=True)
        self.dynamodb.restore_table_from_backup(BackupArn=backup, TargetTableName=name)
        return name

    def newest_backup(self, table):
        """DynamoDB itself backs up a table with point-in-time recovery that is deleted. AWS Backup restores its own."""
        backups = [it for page in self.dynamodb.get_paginator("list_backups").paginate(BackupType="ALL")
                   for it in page["BackupSummaries"]
                   if it["TableName"] == table and it["BackupStatus"] == "AVAILABLE" and it["BackupType"] != "AWS_BACKUP"]
        if not backups:
            raise Failure(f"the table {table} is gone, and DynamoDB has no backup of it: if AWS Backup or an export has "
                          "one, restore that, and name the new table by TABLE")
        return max(backups, key=lambda it: it["BackupCreationDateTime"])

    def wait(self, name):
        for _ in pauses():
            # A table that was just begun may not be seen yet.
            if self.exists(name) and self.describe(name)["TableStatus"] == "ACTIVE":
                return

    def check(self, name):
        """Fails when it is not a table of Relais."""
        about = self.describe(name)
        keys = {it["AttributeName"]: it["KeyType"] for it in about["KeySchema"]}
        indexes = [it["IndexName"] for it in about.get("GlobalSecondaryIndexes", [])]
        if keys != {"pk": "HASH", "sk": "RANGE"} or INDEX not in indexes:
            raise Failure(f"{name} is not a table of Relais: it needs the keys pk and sk, and the index {INDEX}: "
                          "correct TABLE")

    def set_up(self, name, parameters):
        """Gives the table the settings of the stack's own. Returns the ARN of its stream, if the stack wants one."""
        print(f"\n— setting up {name}: point-in-time recovery, expiry, protection", flush=True)
        self._recoverable(name)
        expiry = self.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if expiry["TimeToLiveStatus"] not in ("ENABLED", "ENABLING"):
            self.dynamodb.update_time_to_live(
                TableName=name, TimeToLiveSpecification={"AttributeName": EXPIRES, "Enabled": True})
        about, protected = self.describe(name), parameters.get("DeletionProtection", "true") == "true"
        if about.get("DeletionProtectionEnabled", False) != protected:
            self.dynamodb.update_table(TableName=name, DeletionProtectionEnabled=protected)
            self.wait(name)
        if parameters.get("TableStream") != "true":
            return None
        if not about.get("StreamSpecification", {}).get("StreamEnabled"):
            self.dynamodb.update_table(
                TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": STREAM})
            self.wait(name)
        return self.describe(name)["LatestStreamArn"]

    def _recoverable(self, name):
        specification = {"PointInTimeRecoveryEnabled": True}
        for _ in pauses():
            try:
                self.dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=specification)
                return
            except ClientError as error:
                # Backups of a new table are enabled a little later than the table.
                if error.response["Error"]["Code"] != "ContinuousBackupsUnavailableException":
                    raise


class Triggers:
    """The mappings by which Lambda gives the jobs of the queues to the worker."""

    def __init__(self, session, function):
        self.functions, self.function = session.client("lambda"), function

    def set(self, enabled):
        wanted = "Enabled" if enabled else "Disabled"
        for _ in pauses():
            mappings = self.functions.list_event_source_mappings(FunctionName=self.function)["EventSourceMappings"]
            for it in mappings:
                # What is changing already cannot be changed.
                if it["State"] in ("Enabled", "Disabled") and it["State"] != wanted:
                    self._change(it["UUID"], enabled)
            if all(it["State"] == wanted for it in mappings):
                return

    def _change(self, uuid, enabled):
        try:
            self.functions.update_event_source_mapping(UUID=uuid, Enabled=enabled)
        except ClientError as error:
            # The list told an earlier state: the next look shows the present one.
            if error.response["Error"]["Code"] not in ("ResourceInUseException", "ResourceConflictException"):
                raise
