"""The rate at which each limit is reached, by division: no simulation. Every message is answered, and none is in a burst.

The simulation must agree with it (`tests/test_relais.py`).
"""

from math import erf, log, sqrt
from typing import NamedTuple

from facts import of
from meta import LONGEST_MODEL, SIGMA


class Break(NamedTuple):
    name: str
    rate: float
    who: str
    remedy: str


def slowest_of(jobs):
    """The mean time of the model's slowest answer of so many: the integral of 1 - F(t)^n up to its limit."""
    step, middle = 0.005, log(of("model")) - SIGMA * SIGMA / 2
    below = lambda time: 0.5 * (1 + erf((log(time) - middle) / SIGMA / sqrt(2)))
    return sum(step * (1 - below((place + 0.5) * step) ** jobs) for place in range(int(LONGEST_MODEL / step)))


def answer_overhead(settings):
    """What an answer takes beside the model."""
    calls = of("ask_calls") + of("send_calls") + of("sent_calls")
    return calls * of("dynamo") + of("graph") + processor(settings, of("turn_processor") / 3)


def processor(settings, seconds):
    return seconds * of("processor_memory") / settings.worker_memory


def event_seconds(settings):
    """Recording a known customer's message and three statuses."""
    message = of("record_calls") * of("dynamo") + of("sqs") + processor(settings, of("turn_processor") / 3)
    status = of("status_calls") * of("dynamo") + processor(settings, of("turn_processor") / 10)
    return message + (of("webhooks") - 1) * status


def answers_a_second(settings):
    """With full batches, each of which lasts as long as its slowest answer."""
    batch = settings.replies_batch
    return settings.replies * batch / (slowest_of(batch) + answer_overhead(settings))


def webhook_seconds(settings):
    return of("gateway") + of("sqs") + of("webhook_processor") * of("processor_memory") / settings.webhook_memory


def table_writes():
    """A known customer's turn, without the index."""
    return of("record_writes") + of("answer_writes") + (of("webhooks") - 1) * of("status_writes")


def all_of(settings):
    """Every limit, the lowest rate first, for these settings."""
    webhooks, most = of("webhooks"), settings._replace(replies=1000)
    found = [
        Break("`WebhookRate`", settings.webhook_rate / webhooks, "Relais", "raise `WebhookRate` and `WebhookBurst`: four for each "
              "message, and twice that for bursts"),
        Break("Meta's throughput of a new number", of("meta_number") / 2, "Meta", "more numbers, or Meta's upgrade"),
        Break("`RepliesConcurrency`, 50 batches of 5", answers_a_second(settings), "Relais",
              "1 to 1.5 for each message a second, within the account's concurrency"),
        Break("`MaxSendsPerSecond`", settings.sends, "Relais", "raise it after Meta's upgrade"),
        Break("`EventsConcurrency`, 20", settings.events / event_seconds(settings), "Relais",
              "0.1 to 0.15 for each message a second"),
        Break("Meta's throughput of an upgraded number", of("meta_upgraded") / 2, "Meta", "more numbers"),
        Break("a new table: 4,000 write units a second", of("new_table") / table_writes(), "AWS",
              "raise the table's warm throughput before; it grows by itself within half an hour"),
        Break("the webhook's reserve, 100", settings.webhook_reserve / webhooks / webhook_seconds(settings), "Relais",
              "a higher limit of the account, and `make deploy` again"),
        Break("the record of the day's tokens, if `MaxModelTokensPerDay` is set", of("partition_writes"), "Relais's design",
              "do not set it; ceilings of the settings are for each number"),
        Break("`RepliesConcurrency` at its most, 1,000", answers_a_second(most), "AWS", "a second deployment"),
        Break("the four partitions of the conversations in the index", of("index_shards") * of("partition_writes")
              / of("record_index"), "Relais's design", "more partitions (`SHARDS`), or a second deployment"),
        Break("API Gateway, 10,000 requests a second", of("account_rate") / webhooks, "AWS", "the quota *Throttle rate*"),
        Break("one number's circuit breaker: 3,000 reads a second", of("partition_reads"), "Relais's design",
              "none needed: Meta's limit of a number is lower"),
        Break("the table's quota: 40,000 write units a second", of("table_quota") / table_writes(), "AWS",
              "the quota *Table-level write throughput limit*"),
    ]
    return sorted(found, key=lambda it: it.rate)
