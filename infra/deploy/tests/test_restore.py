"""A table, and a region, are lost and restored: docs/OPERATIONS.md, Restoring. docs/AWS.md says what the local AWS does not do of
it."""

import base64
import gzip
import json
import time
import unittest

import boto3
from botocore.exceptions import ClientError

from deployed import ANSWERS, Deployed
from local_aws import LocalAws, Reply

ELSEWHERE = "eu-west-1"
FUNCTIONS = ("worker", "admin-api", "token-refresh")

# In the shape in which Relais stores a conversation with its pointer, a message with a status, and a counter that expires.
# Of the types that it does not use, none may be lost either.
CONVERSATION = {
    "pk": {"S": "c0a1"}, "sk": {"S": "conversation"}, "ix_pk": {"S": "conversations#1"}, "ix_sk": {"S": "1764316800000.c0a1"},
    "version": {"N": "3"}, "schema": {"N": "2"}, "name": {"S": "Zoë 🙂"}, "awaiting": {"L": []}, "joined": {"M": {}},
}
POINTER = {"pk": {"S": "c0b2"}, "sk": {"S": "conversation"}, "contacts": {"L": [{"M": {"contact": {"S": "c0a1"}}}]}}
MESSAGE = {
    "pk": {"S": "c0a1"}, "sk": {"S": "m.2026-11-28T08:00:00.000Z.w1"}, "text": {"S": "Ouvert demain ?"},
    "st.delivered": {"N": "1764316801"}, "hash": {"B": b"\x00\xff"}, "tags": {"SS": ["a", "b"]}, "deleted": {"BOOL": False},
}
COUNTER = {"pk": {"S": "usage#15550001111"}, "sk": {"S": "2026-11-28"}, "answers": {"N": "7"}, "expires": {"N": "1900000000"}}
ITEMS = [CONVERSATION, POINTER, MESSAGE, COUNTER]

# What `template.yaml` sets of a table, with TableStream=true, as LIVE=1 has it.
SETTINGS = {
    "billing": "PAY_PER_REQUEST", "stream": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}, "protected": True,
    "recovery": "ENABLED", "expiry": ("ENABLED", "expires"),
}


class Restore(unittest.TestCase):
    """One deployment whose table is lost again and again. The tests run in this order."""

    @classmethod
    def setUpClass(cls):
        cls.aws = LocalAws()
        cls.addClassCleanup(cls.aws.close)
        cls.relais = Deployed(cls.aws, "relais")

    def run_command(self, *command, **variables):
        code, printed = self.aws.run(*command, **{"STACK": "relais", **variables})
        self.assertEqual(code, 0, printed)
        return printed

    def refused(self, text, **variables):
        code, printed = self.aws.run("restore", **{"STACK": "relais", **variables})
        self.assertEqual(code, 1, printed)
        self.assertIn(text, printed)
        self.assertNotIn("Traceback", printed)
        self.assertEqual(self.triggers(), {"Enabled"})

    def test_1_a_deleted_table_comes_back_with_its_settings_permissions_and_variables(self):
        self.run_command(**ANSWERS, LIVE="1")
        lost = self.relais.outputs()["TableName"]
        dynamodb = self.relais.client("dynamodb")
        for item in ITEMS:
            dynamodb.put_item(TableName=lost, Item=item)
        # DynamoDB itself makes this backup of a table that is deleted. Before it there is an older one.
        for name in ("older", f"{lost}$DeletedTableBackup"):
            dynamodb.create_backup(TableName=lost, BackupName=name)
            dynamodb.put_item(TableName=lost, Item=COUNTER | {"sk": {"S": "2026-11-29"}})
        dynamodb.update_table(TableName=lost, DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName=lost)
        with self.assertRaises(ClientError):
            self.as_function("worker").get_item(TableName=lost, Key={name: CONVERSATION[name] for name in ("pk", "sk")})

        printed = self.run_command("restore")
        restored = self.relais.outputs()["TableName"]
        self.assertRegex(restored, r"^relais-restored-\d{8}T\d{6}Z$")
        self.assert_in_use(restored)
        self.assertEqual(self.items(restored), in_order([*ITEMS, COUNTER | {"sk": {"S": "2026-11-29"}}]))
        self.assertEqual(self.settings(restored), SETTINGS)
        stream = dynamodb.describe_table(TableName=restored)["Table"]["LatestStreamArn"]
        self.assertIn(stream, printed)
        self.assertEqual(self.relais.parameters("-live")["TableStreamArn"], stream)

    def test_2_again_it_changes_nothing_and_neither_does_a_deployment(self):
        before = self.relais.outputs()["TableName"]
        printed = self.run_command("restore")
        self.assertIn("Nothing to change", printed)
        self.assertFalse({"RestoreTableFromBackup", "UpdateTimeToLive", "UpdateTable"} & set(self.aws.proxy.calls))
        self.assertEqual(self.run_command().count("Nothing to change."), 4)
        self.assert_in_use(before)

    def test_3_what_cannot_be_meant_is_refused_and_the_worker_goes_on(self):
        self.refused("AT is invalid", AT="yesterday")
        self.refused("exclude each other", AT="2026-11-23T08:00:00Z", TABLE="other")
        self.refused("there is no table other", TABLE="other")
        self.refused("there is no stack other", STACK="other")
        self.relais.client("dynamodb").create_table(
            TableName="other", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
        self.refused("not a table of Relais", TABLE="other")

    def test_3_when_aws_refuses_the_restore_the_worker_goes_on(self):
        def refuse(_):
            body = b'{"__type":"com.amazonaws.dynamodb.v20120810#InvalidRestoreTimeException","message":"too late"}'
            return Reply(400, [("content-type", "application/x-amz-json-1.0")], body)
        with self.aws.proxy.at("RestoreTableToPointInTime", refuse):
            self.refused("too late", AT="2026-11-23T07:00:00Z")

    def test_4_a_second_is_restored_and_what_stopped_is_finished_by_the_next_run(self):
        source = self.relais.outputs()["TableName"]
        items = self.items(source)
        asked = {"STACK": "relais", "AT": "2026-11-23T08:00:00Z"}
        for operation in ("RestoreTableToPointInTime", "UpdateContinuousBackups", "ExecuteChangeSet"):
            self.aws.kill_at(operation, "restore", after=operation.startswith("Restore"), **asked)
            begun = operation.startswith("Restore")
            self.assertEqual(self.triggers(), {"Enabled" if begun else "Disabled"}, operation)
            self.assertEqual(self.relais.outputs()["TableName"], source, operation)
        self.run_command("restore", **asked)
        self.assertNotIn("RestoreTableToPointInTime", self.aws.proxy.calls)
        self.assert_in_use("relais-restored-20261123T080000Z")
        self.assertEqual(self.items("relais-restored-20261123T080000Z"), items)
        # The former one stays.
        self.assertEqual(self.items(source), items)

    def test_5_without_a_backup_it_says_so(self):
        table, dynamodb = self.relais.outputs()["TableName"], self.relais.client("dynamodb")
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName=table)
        self.refused("DynamoDB has no backup of it")

    def test_6_another_region_goes_on_with_an_export_of_the_table(self):
        there = self.aws.client("dynamodb", ELSEWHERE)
        source = self.relais.client("dynamodb").list_tables()["TableNames"]
        source = next(name for name in source if name.startswith("relais-restored-"))
        items = self.items(source)
        self.move(source, there)
        self.run_command(**ANSWERS, AWS_REGION=ELSEWHERE, NEW="1")
        self.run_command("restore", AWS_REGION=ELSEWHERE, TABLE="imported")
        cloudformation = self.aws.client("cloudformation", ELSEWHERE)
        outputs = cloudformation.describe_stacks(StackName="relais")["Stacks"][0]["Outputs"]
        self.assertIn({"OutputKey": "TableName", "OutputValue": "imported"},
                      [{name: it[name] for name in ("OutputKey", "OutputValue")} for it in outputs])
        self.assertEqual(self.items("imported", ELSEWHERE), items)
        self.assertEqual(there.describe_time_to_live(TableName="imported")["TimeToLiveDescription"]["AttributeName"], "expires")

    def move(self, source, there):
        """As docs/OPERATIONS.md has it: an export into a bucket of the other region, and an import there. MiniStack's export
        writes no file, so this writes it."""
        here, s3 = self.relais.client("dynamodb"), self.aws.client("s3", ELSEWHERE)
        s3.create_bucket(Bucket="copies", CreateBucketConfiguration={"LocationConstraint": ELSEWHERE})
        about = here.describe_table(TableName=source)["Table"]
        export = here.export_table_to_point_in_time(TableArn=about["TableArn"], S3Bucket="copies")["ExportDescription"]
        export = self.ended(lambda: here.describe_export(ExportArn=export["ExportArn"])["ExportDescription"], "ExportStatus")
        data = f"{export['ExportManifest'].rpartition('/')[0]}/data/"
        with_bytes = [{name: {kind: base64.b64encode(value).decode() if kind == "B" else value for kind, value in it.items()}
                       for name, it in item.items()} for item in self.items(source)]
        lines = "".join(json.dumps({"Item": item}) + "\n" for item in with_bytes)
        s3.put_object(Bucket="copies", Key=f"{data}1.json.gz", Body=gzip.compress(lines.encode()))
        [index] = about["GlobalSecondaryIndexes"]
        imported = there.import_table(
            S3BucketSource={"S3Bucket": "copies", "S3KeyPrefix": data}, InputFormat="DYNAMODB_JSON",
            InputCompressionType="GZIP", TableCreationParameters={
                "TableName": "imported", "BillingMode": "PAY_PER_REQUEST", "KeySchema": about["KeySchema"],
                "AttributeDefinitions": about["AttributeDefinitions"],
                "GlobalSecondaryIndexes": [{name: index[name] for name in ("IndexName", "KeySchema", "Projection")}],
            })["ImportTableDescription"]["ImportArn"]
        self.ended(lambda: there.describe_import(ImportArn=imported)["ImportTableDescription"], "ImportStatus")

    def ended(self, describe, status):
        end = time.monotonic() + 60
        while (found := describe())[status] == "IN_PROGRESS":
            self.assertLess(time.monotonic(), end, found)
            time.sleep(0.1)
        self.assertEqual(found[status], "COMPLETED", found)
        return found

    def assert_in_use(self, table):
        """The stack, its functions and their roles use this table, and the worker runs."""
        self.assertEqual(self.relais.outputs()["TableName"], table)
        self.assertEqual(self.triggers(), {"Enabled"})
        functions = self.relais.client("lambda")
        for name in FUNCTIONS:
            variables = functions.get_function_configuration(FunctionName=f"relais-{name}")["Environment"]["Variables"]
            self.assertEqual(variables["TABLE_NAME"], table, name)
            self.as_function(name).query(
                TableName=table, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": CONVERSATION["pk"]})
        for name in ("worker", "admin-api"):
            found = self.as_function(name).query(
                TableName=table, IndexName="by-activity", KeyConditionExpression="ix_pk = :pk",
                ExpressionAttributeValues={":pk": CONVERSATION["ix_pk"]})
            self.assertEqual(found["Count"], 1, name)

    def as_function(self, name):
        """A client of DynamoDB with the permissions of this function's role."""
        role = self.relais.client("lambda").get_function_configuration(FunctionName=f"relais-{name}")["Role"]
        keys = self.relais.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        return boto3.client("dynamodb", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{self.aws.port}",
                            aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],
                            aws_session_token=keys["SessionToken"])

    def triggers(self):
        mappings = self.relais.client("lambda").list_event_source_mappings(FunctionName="relais-worker")["EventSourceMappings"]
        self.assertEqual(len(mappings), 2)
        return {it["State"] for it in mappings}

    def items(self, table, region="us-east-1"):
        return in_order(self.aws.client("dynamodb", region).scan(TableName=table)["Items"])

    def settings(self, table):
        dynamodb = self.relais.client("dynamodb")
        about = dynamodb.describe_table(TableName=table)["Table"]
        backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        expiry = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        return {
            "billing": about["BillingModeSummary"]["BillingMode"], "stream": about.get("StreamSpecification"),
            "protected": about["DeletionProtectionEnabled"],
            "recovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
            "expiry": (expiry["TimeToLiveStatus"], expiry.get("AttributeName")),
        }


def in_order(items):
    return sorted(items, key=lambda it: (it["pk"]["S"], it["sk"]["S"]))


if __name__ == "__main__":
    unittest.main()
