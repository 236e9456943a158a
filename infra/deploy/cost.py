"""What AWS costs in a month, by list prices. docs/OPERATIONS.md has the same figures with their reasons."""

REGION, READ_IN = "us-east-1", "November 2026"

# In that region, in US dollars, read in that month from AWS's price pages:
# aws.amazon.com/{dynamodb,sqs,api-gateway,lambda,cloudwatch,xray,secrets-manager,kms}/pricing. Other regions cost up to
# half as much again.
MILLION = 1_000_000
WRITE_UNIT, READ_UNIT = 0.625 / MILLION, 0.125 / MILLION
# A message with a group costs more. Counted for each request of a turn, which is the most that it can be.
QUEUE_REQUEST, FAIR_SHARE = 0.40 / MILLION, 0.10 / MILLION
HTTP_REQUEST = 1.00 / MILLION
INVOCATION, GB_SECOND = 0.20 / MILLION, 0.0000133334
LOGS_GB = 0.50
TRACE = 5.00 / MILLION
SECRET, SECRET_READ = 0.40, 0.05 / 10_000
KEY_REQUEST = 0.03 / 10_000
ALARM, METRIC, DASHBOARD = 0.10, 0.30, 3.00

# One message of a customer, its answer and three statuses. Tests of the worker hold the units.
TURN = {
    "DynamoDB": 10 * WRITE_UNIT + 6 * READ_UNIT,
    "SQS": 15 * (QUEUE_REQUEST + FAIR_SHARE),
    "HTTP API": 4 * HTTP_REQUEST,
    "Lambda, arm64": 9 * INVOCATION + 1.7 * GB_SECOND,
    "logs": 11 / MILLION * LOGS_GB,
    "X-Ray": 9 * TRACE,
}

# Metrics of our own in months in which they have values, and those of the webhook's route.
METRICS = 22 + 6
POLLS, SECRET_READS, KEY_REQUESTS = 1_300_000, 20_000, 17_000


def fixed():
    """What is paid without any message."""
    return {
        "polling": POLLS * QUEUE_REQUEST,
        "secret": SECRET + SECRET_READS * SECRET_READ,
        "the table's encryption key": KEY_REQUESTS * KEY_REQUEST,
        "alarms": watched() * ALARM,
        "metrics": METRICS * METRIC,
        "dashboard": DASHBOARD,
    }


def watched():
    """The metrics that alarms watch. AWS counts these, not the alarms: one that compares three is paid for as three."""
    # Here, because it needs the tools of `.venv`, and the page of `make bench` needs only the prices.
    from template import MONITORING, load

    alarms = [it["Properties"] for it in load(MONITORING)["Resources"].values() if it["Type"] == "AWS::CloudWatch::Alarm"]
    return sum(len([part for part in it.get("Metrics", [it]) if "Expression" not in part]) for it in alarms)


def month(messages):
    """Dollars for so many messages that are answered."""
    return sum(fixed().values()) + messages * sum(TURN.values())


def describe():
    lines = [f"  {messages:>9,} messages answered   ${month(messages):,.2f}" for messages in (100, 10_000, MILLION)]
    return "\n".join([
        "A month costs about, without Meta's and the model's own prices:", *lines,
        f"List prices of {REGION} in {READ_IN} (aws.amazon.com/lambda/pricing and its like), without free tiers; other "
        "regions cost up to half as much again.",
        f"${sum(fixed().values()):.2f} of it are paid without any message. docs/OPERATIONS.md says for what.",
    ])
