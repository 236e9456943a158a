"""The webhook's work in Python: secret, signature, queue. `make bench` compares the functions with it."""

import base64
import hashlib
import hmac
import json
import os

import boto3

QUEUE = os.environ["EVENTS_QUEUE_URL"]
SQS = boto3.client("sqs")
SECRET = json.loads(
    boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["RELAIS_SECRET_ARN"])["SecretString"]
)


def handler(event, _context):
    body = event.get("body", "").encode()
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    expected = "sha256=" + hmac.new(SECRET["WHATSAPP_APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, event["headers"].get("x-hub-signature-256", "")):
        return {"statusCode": 403}
    changes = [change for entry in json.loads(body)["entry"] for change in entry["changes"]]
    entries = [{"Id": str(i), "MessageBody": json.dumps(change)} for i, change in enumerate(changes)]
    SQS.send_message_batch(QueueUrl=QUEUE, Entries=entries)
    return {"statusCode": 200}
