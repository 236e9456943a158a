"""What the simulation is told: each number once, with its source. docs/SCALING.md prints this table.

*Assumed* is what nobody measured here. A different value changes the results in proportion.
"""

from typing import NamedTuple


class Fact(NamedTuple):
    value: float
    says: str
    source: str
    assumed: bool = False


TESTED = "`functions/worker/tests/it/cost.rs`"
MEASURED = "CHANGELOG, *Measured*"
TIMING = "`shared/core/src/timing.rs`"
LAMBDA_SQS = "[SQS event source mappings, scaling](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html)"
META = "Meta, *Throughput* of the Cloud API"

FACTS = {
    # What a turn takes. The units and calls are counted by a test on the local database, whose rules are DynamoDB's.
    "webhooks": Fact(4, "webhooks a turn: the message and three statuses, each alone in its request", "docs/OPERATIONS.md"),
    "record_calls": Fact(5, "DynamoDB calls to record a known customer's message", TESTED),
    "record_new_calls": Fact(8, "the same, a new customer's", TESTED),
    "status_calls": Fact(1, "DynamoDB calls to record a status", TESTED),
    "ask_calls": Fact(4, "DynamoDB calls of a reply before the model is asked", TESTED),
    "send_calls": Fact(3, "DynamoDB calls between the model and Graph", TESTED),
    "sent_calls": Fact(1, "DynamoDB calls after Graph", TESTED),
    "record_writes": Fact(2, "write units of the table to record a known customer's message", TESTED),
    "record_index": Fact(2, "write units of its partition of the index `by-activity`: the entry moves", TESTED),
    "record_new_writes": Fact(13, "write units of the table to record a new customer's message", TESTED),
    "find_index": Fact(4, "write units of the index for the keys that a new customer is found by", TESTED),
    "answer_writes": Fact(3, "write units of an answer: lease, intent, message", TESTED),
    "status_writes": Fact(1, "write units of a status", TESTED),
    "record_reads": Fact(2.5, "read units to record a message", TESTED),
    "answer_reads": Fact(3.5, "read units of an answer, of which the circuit breaker takes 1", TESTED),
    # What the code waits for.
    "reply_delay": Fact(1.5, "s, the reply delay; SQS delays by whole seconds, so it is 2", TIMING),
    "longest_burst": Fact(20, "s after which the earlier messages of a burst look whether they were answered", TIMING),
    "lease_recheck": Fact(3, "s until a job that finds the lease taken looks again", TIMING),
    "longest_slot": Fact(3, "s, the longest wait for a slot to send; a later slot reschedules the job", TIMING),
    "usage_every": Fact(60, "s between two writes of the counters by one process", "`functions/worker/src/usage.rs`"),
    "graph_attempts": Fact(8, "refused calls of Graph after which a message is given up; 2, 4, 8 … s between them",
                           "`shared/core/src/retry.rs`"),
    "job_attempts": Fact(10, "tries of a job before it is a dead letter; 1, 2, 4 … 60 s between them",
                         "`shared/core/src/queue.rs`"),
    "database_tries": Fact(3, "tries of a call that DynamoDB refuses, after 50 to 100 and 100 to 200 ms", "docs/ARCHITECTURE.md"),
    # Time of a processor, of which Lambda gives 512 MB less than a third.
    "webhook_processor": Fact(0.0002, "s of one processor a webhook: two of them take 9,700 a second at least", MEASURED),
    "turn_processor": Fact(0.0038, "s of one processor a turn: two of them do 530 a second at least, with the stand-ins and the "
                           "database beside", MEASURED),
    "processor_memory": Fact(1769, "MB with which Lambda gives one processor",
                             "[Lambda, memory](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html)"),
    # Times of others.
    "dynamo": Fact(0.005, "s, a call of DynamoDB (AWS promises single-digit milliseconds)", "assumed", True),
    "sqs": Fact(0.015, "s, a send to SQS", "assumed", True),
    "gateway": Fact(0.01, "s that API Gateway and Lambda add to a webhook", "assumed", True),
    "poll": Fact(0.02, "s until a mapping has received a message that is visible", "assumed", True),
    "cold_start": Fact(0.3, "s, a new process: Lambda's part, loading, TLS and the secret. The functions' own part is 5 to 6 ms "
                       "(CHANGELOG)", "as in `infra/deploy/tests/rush.py`; assumed", True),
    "model": Fact(3.0, "s, the model's mean, log-normal with sigma 0.5, at most 20 s", "the mean as in docs/OPERATIONS.md; assumed",
                  True),
    "graph": Fact(0.15, "s, a call of Graph", "assumed", True),
    "status_least": Fact(0.2, "s after Graph's answer at which the first status can come", "as in `rush.py`; assumed", True),
    "status_most": Fact(3.0, "s after which all three have come", "as in `rush.py`; assumed", True),
    "grouped": Fact(0.2, "of the messages are followed within 0.3 to 1.4 s by another of the same customer", "assumed", True),
    "new_customers": Fact(0.05, "of the messages are a new customer's first", "assumed", True),
    # Limits.
    "partition_writes": Fact(1000, "write units a second of one partition of the table or of the index",
                             "[partition keys](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                             "bp-partition-key-design.html)"),
    "partition_reads": Fact(3000, "read units a second of one partition", "the same page"),
    "new_table": Fact(4000, "write units a second of a new table",
                      "[on-demand capacity](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
                      "on-demand-capacity-mode.html)"),
    "table_quota": Fact(40000, "write units a second of a table, or of one index of it, by quota",
                        "[DynamoDB quotas](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html)"),
    "index_shards": Fact(4, "partitions of the index that hold the conversations", "`shared/aws/src/store/conversations.rs`"),
    "pollers": Fact(5, "batches with which a mapping begins", LAMBDA_SQS),
    "pollers_a_minute": Fact(300, "batches that a mapping adds in a minute while messages wait", LAMBDA_SQS),
    "account_rate": Fact(10000, "requests a second of API Gateway in an account and region; 2,500 in some regions",
                         "[throttling quotas](https://repost.aws/knowledge-center/api-gateway-throttling)"),
    "account_burst": Fact(5000, "requests at the same moment", "the same page"),
    "meta_number": Fact(80, "messages a second of a number, received and sent together", META),
    "meta_upgraded": Fact(1000, "the same after Meta's upgrade, which comes by itself to numbers without a messaging limit that "
                          "write to 100,000 people in 24 hours outside the window, with a quality of yellow at least", META),
    "meta_pause": Fact(1.25, "s until Meta repeats a refused webhook, 0.5 to 2 at random, then twice as long each time, 600 at most",
                       "as in `rush.py`; assumed", True),
}


def of(name):
    return FACTS[name].value
