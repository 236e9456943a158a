"""A rush in an account with few executions, as a simulation: the local AWS throttles nothing.

What AWS documents: the account's functions share one limit. Beyond it API Gateway's call of the webhook fails, and Meta repeats
its request. A mapping invokes at most `MaximumConcurrency` batches, tries a throttled batch again until its visibility timeout
ends, and then the messages are received once more; after `maxReceiveCount` receives they are dead letters. What is assumed: the
durations, Meta's pause, and Lambda's pause after a throttled call.
"""

import heapq
import itertools
import random
from collections import deque
from dataclasses import dataclass, field

WEBHOOK, RECORD, MODEL, COLD_START = 0.05, 0.04, 8.0, 0.3
META_PAUSE, META_LONGEST_PAUSE, THROTTLED_PAUSE = (0.5, 2.0), 600, (0.2, 1.0)
REPLY_DELAY, STATUSES = 1.5, 3


@dataclass
class Message:
    answers: bool
    begun: float | None = None
    queued: float | None = None
    refused: int = 0
    receives: int = 0


@dataclass
class Mapping:
    batch: int
    maximum: int
    visibility: float
    most_receives: int
    waiting: deque = field(default_factory=deque)
    running: int = 0
    dead: int = 0


class Rush:
    """So many customers write within a second. Each is answered, and each answer has three statuses."""

    def __init__(self, limit, events, replies, visibility, most_receives, customers=300, seed=1):
        self.random, self.limit, self.used, self.warm = random.Random(seed), limit, 0, {}
        self.events = Mapping(10, events, visibility, most_receives)
        self.replies = Mapping(5, replies, visibility, most_receives)
        self.now, self.order, self.agenda = 0.0, itertools.count(), []
        self.recorded, self.answered = [], []
        for _ in range(customers):
            self.at(self.random.random(), self.webhook, Message(answers=True))

    def run(self):
        while self.agenda:
            self.now, _, call, arguments = heapq.heappop(self.agenda)
            call(*arguments)
        return self

    def all_taken(self, begin, end):
        """Other functions of the account use all executions in this time."""
        limit = self.limit
        self.at(begin, setattr, self, "limit", 0)
        self.at(end, setattr, self, "limit", limit)
        return self

    def recorded_within(self, share):
        """Seconds in which this share of the messages is recorded: after the webhook was answered, and after Meta's first
        request."""
        return [sorted(times)[int(share * len(times)) - 1] for times in zip(*self.recorded)]

    def at(self, when, call, *arguments):
        heapq.heappush(self.agenda, (when, next(self.order), call, arguments))

    def start(self, function, seconds, then, *arguments):
        """Runs a function if the account has an execution left. A process that is new begins cold."""
        if self.used >= self.limit:
            return False
        self.used += 1
        busy, processes = self.warm.get(function, (0, 0))
        cold = busy == processes
        self.warm[function] = busy + 1, processes + cold
        self.at(self.now + seconds + COLD_START * cold, self.end, function, then, arguments)
        return True

    def end(self, function, then, arguments):
        self.used -= 1
        busy, processes = self.warm[function]
        self.warm[function] = busy - 1, processes
        then(*arguments)

    def webhook(self, message):
        message.begun = self.now if message.begun is None else message.begun
        if not self.start("webhook", WEBHOOK, self.enqueue, self.events, message):
            pause = min(self.random.uniform(*META_PAUSE) * 2 ** message.refused, META_LONGEST_PAUSE)
            message.refused += 1
            self.at(self.now + pause, self.webhook, message)

    def enqueue(self, mapping, message):
        message.queued = self.now
        mapping.waiting.append(message)
        self.poll(mapping)

    def poll(self, mapping):
        while mapping.waiting and mapping.running < mapping.maximum:
            batch = [mapping.waiting.popleft() for _ in range(min(mapping.batch, len(mapping.waiting)))]
            alive = []
            for message in batch:
                message.receives += 1
                if message.receives > mapping.most_receives:
                    mapping.dead += 1
                else:
                    alive.append(message)
            if alive:
                mapping.running += 1
                self.invoke(mapping, alive, self.now + mapping.visibility)

    def invoke(self, mapping, batch, visible_again):
        seconds = RECORD * len(batch) if mapping is self.events else MODEL
        if self.start("worker", seconds, self.done, mapping, batch):
            return
        again = self.now + self.random.uniform(*THROTTLED_PAUSE)
        if again < visible_again:
            self.at(again, self.invoke, mapping, batch, visible_again)
        else:
            mapping.running -= 1
            mapping.waiting.extend(batch)
            self.poll(mapping)

    def done(self, mapping, batch):
        mapping.running -= 1
        for message in batch:
            if mapping is self.replies:
                self.answered.append(self.now - message.begun)
                for _ in range(STATUSES):
                    self.at(self.now + self.random.uniform(0.2, 3), self.webhook, Message(answers=False))
            elif message.answers:
                self.recorded.append((self.now - message.queued, self.now - message.begun))
                self.at(self.now + REPLY_DELAY, self.enqueue, self.replies, Message(True, message.begun))
        self.poll(mapping)
