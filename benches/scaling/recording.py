"""The events of a batch, one after the other. An item is a message, or `None` for a status."""

from facts import of


def batch(relais, process, items, done):
    _next(relais, process, items, 0, done)


def _next(relais, process, items, place, done):
    if place == len(items):
        relais.finish(process, done)
        return
    relais.engine.after(_seconds(relais, items[place]), _write, relais, process, items, place, 1, done)


def _seconds(relais, message):
    # A turn's processor time: a tenth for each status, a third for the message, the rest for the answer.
    if message is None:
        return of("status_calls") * of("dynamo") + relais.processor(of("turn_processor") / 10)
    calls = of("record_new_calls" if message.customer.is_new else "record_calls")
    return calls * of("dynamo") + of("sqs") + relais.processor(of("turn_processor") / 3)


def _write(relais, process, items, place, tries, done):
    message = items[place]
    if _is_written(relais, message):
        if message is not None:
            _recorded(relais, process, message)
    elif tries < of("database_tries"):
        pause = relais.random.uniform(0.05, 0.1) * tries
        relais.engine.after(pause, _write, relais, process, items, place, tries + 1, done)
        return
    else:
        # A status has no record of its own here: each failure is its first.
        tried = 1 if message is None else message.tries + 1
        if message is not None:
            message.tries = tried
        relais.failed(relais.events, message, tried)
    _next(relais, process, items, place + 1, done)


def _is_written(relais, message):
    """Whether DynamoDB takes the writes. A refusal of the index refuses the write of the table too."""
    now = relais.engine.now
    if message is None:
        return relais.table.take(now, of("status_writes"))
    customer = message.customer
    moves = 1 if customer.is_new else of("record_index")
    if not relais.shards[customer.shard].take(now, moves):
        return False
    if not relais.table.take(now, of("record_new_writes" if customer.is_new else "record_writes")):
        return False
    relais.index_units += moves
    relais.reads += of("record_reads")
    if customer.is_new:
        # All numbers of one country begin with the same sign.
        relais.unread.count(now, 1)
        relais.find.count(now, 1)
        relais.index_units += 1 + of("find_index")
        customer.is_new = False
    return True


def _recorded(relais, process, message):
    now, customer = relais.engine.now, message.customer
    relais.recorded += 1
    process.counted.add(customer.number)
    if not customer.unanswered:
        customer.waits_since = now
    customer.unanswered.add(message)
    customer.newest = message
    relais.replies.send(message, of("reply_delay"))
