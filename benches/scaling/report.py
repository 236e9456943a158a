"""docs/SCALING.md and its charts, from the runs."""

import breaks
import charts
import deployment
import measured
import outcome
from facts import FACTS, of

INTRODUCTION = """# How far Relais scales

Made by `make scaling` (`benches/scaling`): a simulation of API Gateway, Lambda, SQS, the partitions of DynamoDB and Meta's limits, event by event, with fixed seeds. **Nothing of it ran on a real account.** What it is told is in [one table](#what-the-simulation-is-told), each number with its source, and the assumed ones are named. [What it was checked against](#what-it-was-checked-against) is at the end.

*Messages* are those of customers. One in five is followed by another of the same customer within the reply delay, and both get one answer; each answer has three statuses. The model takes 3 s on average.
"""

FIRST = """## Where it breaks first

![The rate at which each limit is reached](pictures/scaling/limits.svg)

1. **At {route:.0f} messages a second: the webhook's route.** `WebhookRate` is 100 requests a second, and a turn is four. What is above gets 429 and Meta repeats it, later each time, so answers come minutes late long before anything is lost. Statuses share the route with the messages, so they push each other out. Raise `WebhookRate` and `WebhookBurst` first. It costs nothing but a higher bill when [strangers flood](OPERATIONS.md#strangers) the webhook.
2. **At {new:.0f}: Meta's limit of a new number**, 80 a second *received and sent together*. Relais's own pace (`MaxSendsPerSecond`, 80) counts sends only, so it does not prevent refusals (error 130429) on a number that receives much. A refused answer is sent again after 2, 4, 8 … s and given up after eight refusals. Meta raises the limit to 1,000 by itself for large senders; more numbers help at once.
3. **At {replies:.0f} answers a second: `RepliesConcurrency`**, 50 batches of 5. A batch lasts as long as its slowest answer, {slowest:.1f} s with a model of 3 s, so full batches do less than 50 × 5 ÷ 3.
4. **At 500 a number: Meta's limit of an upgraded number.** 1,000 messages a second on *one* number cannot be answered by any program: receiving them uses the limit up. Two numbers just can, and four have room. The simulation assumes that what is received counts first, so that at the limit nothing is left to send. How Meta counts above its limit is not known here.
5. **At {most:.0f} answers a second: one deployment.** 1,000 batches are the most that the mapping of the replies takes. With bursts it is less, about {effective:.0f}: the jobs of a burst's earlier messages, which only look and end, take places in the batches. So 1,000 messages a second are two deployments, with two numbers or more each.

In a new account, with ten executions, three batches of replies do {new_account:.1f} answers a second ([OPERATIONS](OPERATIONS.md#on-aws)).
"""

DESIGN = """## Limits of the design

These do not go away by a quota. As customers write here, no partition reaches its limit below {shards:,.0f} messages a second in a deployment.

| what | breaks at | why, and what to do |
|---|---|---|
| the list of all conversations: four partitions of the index, for all numbers together | {shards:,.0f} messages a second | each message moves its conversation in the index: 2 of 1,000 write units a second of one of four partitions. A refused write of the index refuses the save. Entries are in the order of time, so DynamoDB is assumed not to split such a partition further. More partitions (`SHARDS` in `shared/aws/src/store/conversations.rs`) or a second deployment |
| the list *unread*, one partition for all numbers | 1,000 conversations a second that become unread, or 500 that become unread and are read again | one index write as an entry comes, one as it goes. A message to a conversation that is unread already writes none. The other lists have the same limit: when the model fails, *waits for a person* takes 1,000 conversations a second |
| the search: one partition for each first sign | 1,000 new customers a second of one country | their numbers begin with the same sign, and each is one index write. Once a customer |
| the model's tokens of the day, if `MaxModelTokensPerDay` is set | 1,000 answers a second | one record for all numbers, one write an answer. Leave it empty: the ceilings in the settings are counted for each number |
| the circuit breaker of a number | 3,000 answers a second of one number | one read unit an answer, of 3,000. Meta's limit is lower |
| a process's share of the rate | {share:.0f} batches for 80 a second | each process sends to a number at gaps of `RepliesConcurrency` ÷ `MaxSendsPerSecond` s. The last of five in a batch waits four gaps, and above 3 s it is rescheduled. So keep `RepliesConcurrency` below 0.75 × `MaxSendsPerSecond` where one number has most of the messages |
| the numbers of a deployment | about {numbers:,} | their ids are in the secret, which holds 64 KB ([Secrets Manager quotas](https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html)). The list is also compared with itself at each cold start, in time that grows with its square. 10,000 numbers are three deployments |
| the counters of many numbers | {counters:.1f} writes a message, with 10,000 numbers | each process writes once a minute for each number that it saw. With one number that is next to nothing; with thousands it is more than a write for each message, and each process works about a second longer once a minute |
"""

QUOTAS = """## Quotas to raise

In the Service Quotas console, by these names, for each region. Ask before the traffic comes: some are granted by people.

| service, name | default | for 10 a second | 100 | 1,000, in each of two deployments |
|---|---|---|---|---|
| AWS Lambda, *Concurrent executions* (`L-B99A9384`) | 1,000; 10 in a new account | 1,000 | 1,000 | 2,000; 4,000 if both are in one account and region |
| Amazon API Gateway, *Throttle rate* (`L-8A5B8E43`) | 10,000 a second; 2,500 in some regions | – | – | 4,000: raise it where it is 2,500 |
| Amazon DynamoDB, *Table-level write throughput limit* | 40,000 units a second | – | – | – (4,000 are used) |
| DynamoDB, warm throughput of the table (`WarmThroughput`; no quota) | 4,000 write units a second in a new table | – | – | 10,000, and of the index 4,000 |
| Meta, throughput of a number (no quota of AWS) | 80 a second in and out | – | the upgrade, or three numbers and more | two upgraded numbers |
| the model's requests and tokens a minute | its company's | 500 answers a minute | 5,000 | 25,000 |

SQS needs nothing: a standard queue has no limit on calls, and 120,000 messages may be in flight; 500 a second keep about 2,000 there.
"""

CHECKED = """## What it was checked against

`make test-deploy` runs the tests of `benches/scaling/tests`, in a few seconds:

- **Closed forms.** The wait in a mapping is that of M/M/c (Erlang). What runs is the rate times the time (Little's law). A partition takes 1,000 units a second and refuses the next one. A route lets its burst through and then its rate. A mapping adds 300 batches a minute. Above the limits of the route, the replies, a number, the pace and an index partition, the simulation does what the division says.
- **What the project counts.** A known customer's turn takes exactly 10 write units, 6 read units, 5 sends and 4 webhooks, as `functions/worker/tests/it/cost.rs` counts them, and 9 invocations, as OPERATIONS says.
- **Another simulation.** 300 customers within a second in a new account take as long as in `infra/deploy/tests/rush.py`, within 12 %.

And against **small real runs** of the program on one machine (`benches/scaling/real.py`, {when}): a debug build with 64 jobs side by side, its own database and queue, and stand-ins for the model and Graph that take the times of the table. The first rate is one that it keeps up with. The second is above what 64 jobs can answer, so the queue grows until the customers stop. Each run has random times of its own:

{runs}
The first rate agrees within 4 % but for the single longest time. Above its capacity the simulation is 15 % slower at the median and 3 % quicker at 99 %. So the steps, the bursts and the queue are much as they are where they can be run. What no run here can show is AWS itself: how fast Lambda adds batches, how large the batches are that a mapping receives, the times of DynamoDB and SQS, and what Meta does above its limits.

The turns a second in [BENCHMARKS.md](BENCHMARKS.md) are of one machine with two processors. On Lambda a turn's processor time costs little beside the model's 3 s, for which the function waits, and is paid. That is why a turn takes {gigabytes:.1f} GB-seconds at low rates, with 512 MB and one answer in a batch, and less than half of it in full batches.
"""


def document(runs, bursts):
    """The whole text. `runs` and `bursts` are (scenario, relais)."""
    settings, at = deployment.settings(), breaks_by_name()
    slowest = breaks.slowest_of(settings.replies_batch) + breaks.answer_overhead(settings)
    first = FIRST.format(route=at("`WebhookRate`"), new=at("Meta's throughput of a new"), replies=breaks.answers_a_second(settings),
                         slowest=slowest, most=at("`RepliesConcurrency` at its most"), effective=_answers_a_second(runs, "1,000 a second on four"),
                         new_account=breaks.answers_a_second(deployment.settings(10)))
    counters = _counters(runs[-1][1])
    design = DESIGN.format(shards=at("the four partitions"), share=0.75 * of("meta_number"), counters=counters,
                           numbers=65_000 // 17 // 100 * 100)
    low = runs[1][1]
    gigabytes = (low.webhook.gigabyte_seconds() + low.worker.gigabyte_seconds()) / low.answered
    checked = CHECKED.format(runs=_measured(), when=measured.WHEN, gigabytes=gigabytes)
    return "\n".join([INTRODUCTION, first, _limits(), _needs(runs, bursts), _partitions(runs), design, QUOTAS, _facts(), checked])


def _answers_a_second(runs, name):
    relais = next(relais for scenario, relais in runs if scenario.name.startswith(name))
    return sum(relais.warm <= at < relais.end for at in relais.answers) / (relais.end - relais.warm)


def breaks_by_name():
    found = breaks.all_of(deployment.settings())
    return lambda name: next(it.rate for it in found if it.name.startswith(name))


def _table(head, rows):
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows]) + "\n"


def _limits():
    rows = [(it.name, f"{it.rate:,.0f}", it.who, it.remedy) for it in breaks.all_of(deployment.settings())]
    return _table(("limit, as deployed in an account with 1,000 executions", "reached at, messages a second, each answered", "whose",
                   "what to do"), rows)


def _needs(runs, bursts):
    text = """## What each rate needs

As deployed, then raised. *Executions* are the most at the same time, of what the function may use. *Waits* are how long a message that was due waited in its queue: median, 99 %, longest. *Latency* is from Meta's first request with a customer's last message to the call of Graph, of those that were answered by half a minute after the last message; 2 s of it are the reply delay. 10,000 numbers are simulated as if one deployment could hold them; [it cannot](#limits-of-the-design).
"""
    return "\n".join([text, _settings(runs), _steady(runs), BURST_TEXT, _bursts(bursts), COST_TEXT, _costs(runs)])


BURST_TEXT = """**With a burst**: three times the rate for ten seconds, after 20 s.

![How long ago the messages came that wait for an answer](pictures/scaling/burst.svg)

The chart has the number of messages that wait for an answer, divided by the rate: about 4 s is the delay and the model. It is cut off at 40 s.
"""

COST_TEXT = """**A month of 30 days at that rate, day and night**, in dollars by the list prices of `infra/deploy/cost.py`, without free tiers, the model, Meta and the inbox:
"""


def _settings(runs):
    rows = []
    for scenario, _ in runs:
        it = scenario.settings
        rows.append((scenario.name, f"{it.account:,}", f"{it.webhook_rate:,} / {it.webhook_burst:,}", f"{it.events}",
                     f"{it.replies:,}", f"{it.sends:,}", f"{it.number_limit:,}"))
    return _table(("messages", "account's executions", "`WebhookRate` / `WebhookBurst`", "`EventsConcurrency`", "`RepliesConcurrency`",
                   "`MaxSendsPerSecond`", "Meta's limit a number"), rows)


def _seconds(spread):
    return " / ".join(f"{it:.2f}" if it < 10 else f"{it:.0f}" for it in spread)


def _row(scenario, relais, steady):
    waits = [_seconds(outcome.ages(relais, mapping)) for mapping in (relais.events, relais.replies)]
    left = outcome.owed(relais, int(relais.end - relais.warm))
    verdict = "yes" if outcome.keeps_up(relais) else f"**no**: of {relais.arrived:,} messages {left:,} wait at the end"
    refused = f"{relais.webhook_refused:,} / {relais.webhook.throttled + relais.worker.throttled:,} / {relais.refused_by_graph:,}"
    executions = f"{relais.webhook.peak} / {relais.events.peak} / {relais.replies.peak}"
    latency = _seconds(outcome.latency(relais)) if outcome.keeps_up(relais) else "grows"
    return (scenario.name, *([verdict] if steady else []), executions, *waits, latency, refused)


HEAD = "executions: webhook / events / replies", "waits of events, s", "waits of replies, s", "latency, s", \
    "refused: webhooks / by Lambda / by Graph"


def _steady(runs):
    return _table(("messages", "keeps up", *HEAD), [_row(*run, True) for run in runs])


def _bursts(bursts):
    return _table(("messages, with a burst", *HEAD), [_row(*run, False) for run in bursts])


def _costs(runs):
    rows = []
    for scenario, relais in runs:
        if not outcome.keeps_up(relais):
            continue
        month = deployment.month(relais, scenario.rate)
        answers = scenario.rate * deployment.SECONDS * relais.answered / relais.arrived
        rows.append((scenario.name, *(f"{it:,.0f}" for it in month.values()), f"**{sum(month.values()):,.0f}**",
                     f"{1000 * sum(month.values()) / answers:.3f}"))
    names = list(deployment.month(runs[1][1], 1))
    note = """
X-Ray is counted as sampled, one request a second and 5 % of the others; OPERATIONS counts every one, which is the most. Lambda is the largest part, and almost all of it is waiting for the model: higher concurrency makes smaller batches, which answer sooner and cost more.
"""
    return _table(("messages", *names, "together", "a thousand answers"), rows) + note


def _partitions(runs):
    chosen = [run for run in runs if outcome.keeps_up(run[1]) and run[0].rate >= 10]
    head = ("partition, limit a second", *(it.name.split(",")[0] if it.rate < 1000 and it.numbers == 1 else
                                          ("500 a second on two numbers" if it.rate >= 500 else "10,000 numbers")
                                          for it, _ in chosen))
    kinds = (("a partition of the list of all, the busiest, 1,000 writes", lambda it: max(it.shards, key=lambda shard: shard.total)),
             ("the list *unread*, 1,000 writes", lambda it: it.unread), ("the search's sign of a country, 1,000 writes", lambda it: it.find),
             ("circuit breaker of a number, 3,000 reads", lambda it: max((n.line for n in it.numbers), key=lambda line: line.total)),
             ("counters of a number, 1,000 writes", lambda it: max((n.usage for n in it.numbers), key=lambda usage: usage.total)),
             ("the table, 40,000 writes", lambda it: it.table))
    rows = []
    for name, of_run in kinds:
        cells = []
        for _, relais in chosen:
            partition = of_run(relais)
            cells.append(f"{100 * partition.total / relais.end / partition.limit:.1f} % ({partition.peak:,.0f})")
        rows.append((name, *cells))
    text = """## Hot partitions

How much of its limit each uses on average, and in brackets the units of its busiest second. Conversations and messages have keys of their own and are spread over all partitions.
"""
    return "\n".join([text, _table(head, rows)])


def _counters(relais):
    return sum(number.usage.total for number in relais.numbers) / relais.arrived


def _facts():
    rows = [(f"{it.value:g}", it.says, f"**{it.source}**" if it.assumed else it.source) for it in FACTS.values()]
    text = """## What the simulation is told

Batch sizes, memory, rates and delays of the template are read from `template.yaml`, concurrency and reserves from `infra/deploy/concurrency.py`, prices from `infra/deploy/cost.py`. The queues are standard queues. Meta delivers each message and status in a request of its own; it may put many into one, which is cheaper. The table has grown to its quota (a new one takes a tenth). Lambda adds at most 1,000 executions of a function in ten seconds ([scaling](https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html)), which no rate here needs. Files, people in the inbox and failures of the model are left out. Customers write once or twice, so nobody comes near Meta's limit for a pair, one message to a customer every 6 s with 45 in advance.
"""
    return "\n".join([text, _table(("value", "what", "source"), rows)])


def _measured():
    return _table(("messages a second, for so long", "", "answers a message", "median, s", "99 %, s", "longest, s"), [
        (f"{rate:g}, {seconds:g} s" if which == "real" else "", which, *values)
        for rate, seconds, both in measured.RUNS for which, values in both.items()])


def pictures(bursts):
    """The charts by their names."""
    series = [(scenario.name, [(at, number / scenario.rate) for at, number in relais.owed if 0 <= at <= 60])
              for scenario, relais in bursts if scenario.rate >= 10 and scenario.numbers < 9]
    return {
        "limits.svg": charts.breaks(breaks.all_of(deployment.settings())),
        "burst.svg": charts.lines("Messages that wait for an answer, in a burst", series, "s; three times the rate from 20 to 30",
                                  "messages that wait for an answer ÷ rate, s", 40),
    }
