"""How many functions run at the same time, within what the account allows.

An account's functions share one limit, 1000 as a rule and 10 in a new account. What takes jobs from the queues is bounded
by the mappings' `MaximumConcurrency`, so that it leaves room for the webhook, which Meta calls, and for the API. Recording
has a mapping of its own, which a slow model cannot fill. Where the account allows it, the webhook and the worker have a
reserve, which other functions of the account cannot take.
"""

from typing import NamedTuple

from botocore.exceptions import ClientError

# What a mapping takes at the least (AWS: ScalingConfig of an event source mapping).
LEAST = 2
# What Relais uses at the most, unless parameters say otherwise.
MOST_EVENTS, MOST_REPLIES = 20, 50
# What AWS leaves for functions without a reserve (AWS: PutFunctionConcurrency).
UNRESERVED = 100
# The least reserve of the webhook: a thousand requests a second of 50 ms.
WEBHOOK = 50
# Below this, answers take noticeably longer in a rush.
ENOUGH = 20

QUOTA = "L-B99A9384"


class Concurrency(NamedTuple):
    """Batches of each queue at the same time, and the reserves; 0 is none."""
    events: int
    replies: int
    webhook_reserve: int
    worker_reserve: int


def choose(free, events=None, replies=None):
    """Divides `free`, what the account leaves to Relais. `events` and `replies` are the operator's own values."""
    room = max(4, free // 5)
    events = events or clamp(free * 3 // 10, LEAST, MOST_EVENTS)
    replies = replies or clamp(free - room - events, LEAST, MOST_REPLIES)
    webhook, worker = clamp(free // 10, WEBHOOK, 10 * WEBHOOK), events + replies
    if free - webhook - worker >= UNRESERVED:
        return Concurrency(events, replies, webhook, worker)
    if free - webhook >= UNRESERVED:
        return Concurrency(events, replies, webhook, 0)
    return Concurrency(events, replies, 0, 0)


def clamp(value, least, most):
    return max(least, min(value, most))


class Account(NamedTuple):
    """The account's limit, and what of it other functions have not reserved."""
    limit: int
    free: int


def account(session, stack):
    """Asks Lambda. What this stack's own functions have reserved counts as free."""
    functions = session.client("lambda")
    limits = functions.get_account_settings()["AccountLimit"]
    own = sum(_reserve(functions, f"{stack}-{name}") for name in ("webhook", "worker"))
    return Account(limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"] + own)


def _reserve(functions, name):
    try:
        return functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions", 0)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return 0
        raise


def parameters(chosen):
    """The template's parameters."""
    return {
        "ChosenEventsConcurrency": str(chosen.events),
        "ChosenRepliesConcurrency": str(chosen.replies),
        "WebhookReserve": str(chosen.webhook_reserve or ""),
        "WorkerReserve": str(chosen.worker_reserve or ""),
    }


def own(values, name):
    """The operator's own value of `EventsConcurrency` or `RepliesConcurrency`."""
    value = values.get(name, "")
    return int(value) if value.isdigit() else None


def describe(account, chosen, region):
    """What was chosen, in words."""
    others = account.limit - account.free
    lines = [f"Lambda runs {account.limit} functions of this account at the same time in {region}"
             + (f", {others} of them reserved for others." if others else ".")]
    left = account.free - chosen.events - chosen.replies
    lines.append(f"Relais records {chosen.events} batches of events and answers {chosen.replies} batches of messages at the "
                 "same time.")
    if chosen.webhook_reserve:
        lines.append(f"{chosen.webhook_reserve} are reserved for the webhook"
                     + (f" and {chosen.worker_reserve} for the worker." if chosen.worker_reserve else "."))
    else:
        lines.append(f"{max(left, 0)} are left for the webhook, the inbox and whatever else runs in the account.")
    if left < LEAST:
        lines.append("That is TOO LITTLE: in a rush the webhook is refused, and Meta repeats its messages later. Lower "
                     "EventsConcurrency or RepliesConcurrency if you have set them, or ask AWS for more.")
    if account.free < ENOUGH:
        lines.append("It works with so few, but slower: in a rush customers wait for minutes, and nothing is lost.")
    if account.free < UNRESERVED + WEBHOOK:
        lines.append("Nothing can be reserved: AWS keeps 100 for functions without a reserve.")
        lines.append(f"To raise the limit, ask for 1000 in the Service Quotas console (AWS Lambda, Concurrent executions, "
                     f"{QUOTA}): https://{region}.console.aws.amazon.com/servicequotas/home/services/lambda/quotas/{QUOTA}. "
                     "Once it is granted, run `make deploy` again.")
    return "\n".join(lines)
