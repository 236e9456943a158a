"""What `template.yaml` and `make deploy` set, read from them, and what a month costs by the prices of `infra/deploy/cost.py`.

The one module that needs the tools of `.venv`, as `make deploy` does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "infra/deploy"))

import cost
from concurrency import choose
from template import MAIN, load

from relais import Settings

DAYS = 30
SECONDS = DAYS * 24 * 3600
# Of the invocations beyond one a second X-Ray samples these (docs/AWS.md).
SAMPLED = 0.05
# What a turn writes into the logs, in GB (docs/OPERATIONS.md: 11 MB a thousand).
LOGS = 11e-6


def settings(account=1000, events=None, replies=None, **others):
    """The template's, with what `make deploy` chooses for an account with this limit. `others` replace some."""
    template = load(MAIN)
    parameters, resources = template["Parameters"], template["Resources"]
    worker = resources["WorkerFunction"]["Properties"]
    chosen = choose(account, events, replies)
    return Settings(
        account=account, webhook_reserve=chosen.webhook_reserve, worker_reserve=chosen.worker_reserve, events=chosen.events,
        replies=chosen.replies, events_batch=worker["Events"]["Events"]["Properties"]["BatchSize"],
        replies_batch=worker["Events"]["Replies"]["Properties"]["BatchSize"],
        webhook_memory=template["Globals"]["Function"]["MemorySize"], worker_memory=worker["MemorySize"],
        webhook_rate=parameters["WebhookRate"]["Default"], webhook_burst=parameters["WebhookBurst"]["Default"],
    )._replace(**others)


def month(relais, rate):
    """Dollars by service for a month of 30 days at this rate of messages, from what the simulated time took."""
    times = rate * SECONDS / relais.arrived
    seconds = sum(it.gigabyte_seconds() for it in (relais.webhook, relais.worker))
    invocations = relais.webhook.invocations + relais.worker.invocations
    traces = min(SECONDS * 2, invocations * times) + SAMPLED * invocations * times
    return {
        "DynamoDB": times * ((relais.table.total + relais.index_units) * cost.WRITE_UNIT + relais.reads * cost.READ_UNIT),
        "SQS": times * relais.sqs_requests() * (cost.QUEUE_REQUEST + cost.FAIR_SHARE),
        "HTTP API": times * relais.webhooks * cost.HTTP_REQUEST,
        "Lambda": times * (invocations * cost.INVOCATION + seconds * cost.GB_SECOND),
        "logs": times * relais.answered * LOGS * cost.LOGS_GB,
        "X-Ray": traces * cost.TRACE,
        "fixed": sum(cost.fixed().values()),
    }
