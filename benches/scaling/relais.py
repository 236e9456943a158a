"""Relais on AWS: webhook, events queue, recording, replies queue, answering. `docs/ARCHITECTURE.md` says why each step is.

Not simulated: files, people and the inbox, failures of the model, redeliveries of what was recorded.
"""

from math import ceil
from random import Random
from typing import NamedTuple

import answering
import recording
from engine import Engine
from facts import of
from functions import Account, Function
from limits import PerSecond, TokenBucket
from mappings import Mapping
from meta import Number, customers, pause, write


class Settings(NamedTuple):
    """What the template, `make deploy` and the account set."""
    account: int
    webhook_reserve: int
    worker_reserve: int
    events: int
    replies: int
    events_batch: int
    replies_batch: int
    webhook_memory: int
    worker_memory: int
    webhook_rate: float
    webhook_burst: float
    sends: float = 80
    number_limit: float = 80
    table_writes: float = 40000


class Relais:
    """One deployment, with `numbers` business numbers."""

    def __init__(self, settings, numbers=1, seed=1):
        self.settings, self.engine, self.random = settings, Engine(), Random(seed)
        self.numbers = [Number(settings.number_limit) for _ in range(numbers)]
        self._functions()
        self._database()
        self.route = TokenBucket(settings.webhook_rate, settings.webhook_burst)
        self.gateway = TokenBucket(of("account_rate"), of("account_burst"))
        self.gap = settings.replies / settings.sends
        self.webhooks, self.webhook_refused, self.refused_by_graph = 0, 0, 0
        self.arrived, self.recorded, self.answered, self.given_up, self.dead, self.slots_missed = 0, 0, 0, 0, 0, 0
        self.read, self.owed = 0, []
        self.webhook_times, self.latencies, self.answers = [], [], []

    def _functions(self):
        settings, account = self.settings, Account(self.settings.account)
        self.webhook = Function(self.engine, account, settings.webhook_memory, settings.webhook_reserve)
        self.worker = Function(self.engine, account, settings.worker_memory, settings.worker_reserve)
        self.events = Mapping(self.engine, self.random, self.worker, self._record, settings.events_batch, settings.events)
        self.replies = Mapping(self.engine, self.random, self.worker, self._answer, settings.replies_batch, settings.replies)

    def _database(self):
        self.table = PerSecond(self.settings.table_writes)
        self.shards = [PerSecond(of("partition_writes")) for _ in range(int(of("index_shards")))]
        self.unread, self.find = PerSecond(of("partition_writes")), PerSecond(of("partition_writes"))
        self.index_units, self.reads = 0.0, 0.0

    def processor(self, seconds):
        """Lambda gives a processor's time by the memory."""
        return seconds * of("processor_memory") / self.settings.worker_memory

    def run(self, rate, seconds, warm=20.0, bursts=(), after=30.0):
        """So many messages a second for `seconds` after `warm`, and time to finish."""
        self.warm, self.end = warm, warm + seconds
        bursts = [(warm + begin, warm + end, times) for begin, end, times in bursts]
        write(self.engine, self.random, rate, self.end, bursts, customers(self.random, self.numbers), self.arrive)
        self.engine.at(0.0, self._look)
        self.engine.at(warm, self.events.settle)
        self.engine.at(warm, self.replies.settle)
        self.engine.run(self.end + after)
        return self

    def _look(self):
        """Each second: how many messages wait for an answer."""
        if self.engine.now <= self.end:
            self.owed.append((self.engine.now - self.warm, self.arrived - self.read))
            self.engine.after(1, self._look)

    # ---- The webhook -----------------------------------------------------------------------------------------------

    def arrive(self, message):
        """Meta has a customer's message, which counts for the number at once."""
        self.arrived += 1
        message.customer.number.throughput.receive(self.engine.now)
        self.request(message, 0, self.engine.now)

    def request(self, item, refused, begun):
        self.webhooks += 1
        now = self.engine.now
        allowed = self.route.take(now) and self.gateway.take(now)
        started = self.webhook.start() if allowed else None
        if started is None:
            self.webhook_refused += 1
            self.engine.after(pause(self.random, refused), self.request, item, refused + 1, begun)
            return
        process, is_new = started
        memory = of("processor_memory") / self.settings.webhook_memory
        seconds = of("sqs") + of("webhook_processor") * memory + of("cold_start") * is_new
        self.engine.after(of("gateway") + seconds, self._accepted, process, item, seconds, begun)

    def _accepted(self, process, item, seconds, begun):
        self.webhook.end(process, seconds)
        if begun >= self.warm:
            self.webhook_times.append(self.engine.now - begun)
        self.events.send(item)

    # ---- The worker ------------------------------------------------------------------------------------------------

    def _record(self, process, batch, done):
        recording.batch(self, process, batch, done)

    def _answer(self, process, batch, done):
        answering.batch(self, process, batch, done)

    def finish(self, process, done):
        """Ends an invocation. Once a minute the process writes what it has counted, one write for each number."""
        now = self.engine.now
        if not process.counted or now - process.written < of("usage_every"):
            done()
            return
        for number in process.counted:
            number.usage.count(now, 1)
            self.table.count(now, 1)
            self.reads += 0.5
        # Each number's settings are read, then its counters are written.
        seconds = 2 * of("dynamo") * len(process.counted)
        process.counted, process.written = set(), now
        self.engine.after(seconds, done)

    def statuses(self):
        """Meta reports that an answer was sent, delivered and read."""
        for _ in range(int(of("webhooks")) - 1):
            pause = self.random.uniform(of("status_least"), of("status_most"))
            self.engine.after(pause, self._status)

    def _status(self):
        self.request(None, 0, self.engine.now)

    def failed(self, mapping, job, tries):
        """A job that failed is tried again, after 1, 2, 4 … 60 s."""
        if tries >= of("job_attempts"):
            self.dead += 1
        else:
            mapping.later(job, min(2 ** (tries - 1), 60))

    def sqs_requests(self):
        """Sends, a receive and a delete for each batch, as a mapping makes them."""
        return sum(it.sends + 2 * it.batches for it in (self.events, self.replies))

    def delay(self):
        """The reply delay as SQS keeps it."""
        return ceil(of("reply_delay"))
