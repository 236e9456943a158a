"""The reply jobs of a batch, side by side, by the steps of `functions/worker/src/answer.rs`."""

from facts import of
from meta import model_time


def batch(relais, process, messages, done):
    left = [len(messages)]

    def end():
        left[0] -= 1
        if not left[0]:
            relais.finish(process, done)

    for message in messages:
        _decide(relais, process, message, end)


def _decide(relais, process, message, end):
    now, customer = relais.engine.now, message.customer
    look = of("dynamo")
    relais.reads += 1
    if message not in customer.unanswered:
        relais.engine.after(look, end)
    elif message.sends:
        # Its intent is stored and Graph refused it, or its slot was too late: it is sent without asking the model again.
        relais.engine.after(look, _slot, relais, process, message, end)
    elif customer.newest is not message and now < customer.waits_since + of("longest_burst"):
        _reschedule(relais, message, customer.waits_since + of("longest_burst") - now, end)
    elif customer.lease_until > now:
        _reschedule(relais, message, of("lease_recheck"), end)
    else:
        _ask(relais, process, message, end)


def _reschedule(relais, message, seconds, end):
    """By a new queue message."""
    relais.replies.send(message, seconds)
    relais.engine.after(of("dynamo") + of("sqs"), end)


def _ask(relais, process, message, end):
    now, number = relais.engine.now, message.customer.number
    if not relais.table.take(now, 1):
        message.tries += 1
        relais.failed(relais.replies, message, message.tries)
        end()
        return
    message.customer.lease_until = now + 45
    message.reads = set(message.customer.unanswered)
    number.line.count(now, 0.5)
    relais.reads += of("answer_reads") - 1
    seconds = of("ask_calls") * of("dynamo") + relais.processor(of("turn_processor") / 3) + model_time(relais.random)
    relais.engine.after(seconds, _written, relais, process, message, end)


def _written(relais, process, message, end):
    """The model has answered. If a message came that it has not read, the job of that one answers both."""
    customer, now = message.customer, relais.engine.now
    customer.lease_until = 0.0
    if customer.newest not in message.reads:
        _reschedule(relais, message, max(1, customer.waits_since + of("longest_burst") - now), end)
        return
    relais.table.count(now, 1)
    message.sends = 1
    relais.engine.after(of("send_calls") * of("dynamo"), _slot, relais, process, message, end)


def _slot(relais, process, message, end):
    """Each process sends at even gaps to each number."""
    now, number = relais.engine.now, message.customer.number
    slot = max(process.slots.get(number, 0.0), now)
    if slot - now > max(of("longest_slot"), relais.gap):
        relais.slots_missed += 1
        _reschedule(relais, message, slot - now, end)
        return
    process.slots[number] = slot + relais.gap
    relais.engine.at(slot, _send, relais, process, message, end)


def _send(relais, process, message, end):
    now, number = relais.engine.now, message.customer.number
    number.line.count(now, 0.5)
    if not number.throughput.send(now):
        relais.engine.after(of("graph"), _refused, relais, message, end)
        return
    relais.answered += 1
    if message.arrived >= relais.warm:
        relais.latencies.append((message.arrived, now - message.arrived))
    relais.answers.append(now)
    relais.engine.after(of("graph"), _accepted, relais, process, message, end)


def _accepted(relais, process, message, end):
    relais.table.count(relais.engine.now, 1)
    _ended(relais, message)
    process.counted.add(message.customer.number)
    relais.statuses()
    relais.engine.after(of("sent_calls") * of("dynamo"), end)


def _refused(relais, message, end):
    """Error 130429. The message is sent again after 2, 4, 8 … s, and given up after eight refusals."""
    relais.refused_by_graph += 1
    message.sends += 1
    if message.sends > of("graph_attempts"):
        relais.given_up += 1
        _ended(relais, message)
        end()
        return
    pause = min(2 ** (message.sends - 1), 300) * relais.random.uniform(0.5, 1)
    _reschedule(relais, message, pause, end)


def _ended(relais, message):
    """What the answer has read waits no more. What came since then gets an answer of its own."""
    customer = message.customer
    customer.unanswered -= message.reads
    relais.read += len(message.reads)
    customer.waits_since = relais.engine.now
