"""What a simulated run showed."""

from typing import NamedTuple


class Spread(NamedTuple):
    median: float
    p99: float
    longest: float


def spread(values):
    ordered = sorted(values)
    if not ordered:
        return Spread(0.0, 0.0, 0.0)
    return Spread(ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], ordered[-1])


def ages(relais, mapping):
    """How long messages waited in the queue after they were due, those received while customers wrote."""
    return spread([age for at, age in mapping.ages if relais.warm <= at <= relais.end])


def latency(relais):
    """From Meta's first request with the last message of a burst to the call of Graph."""
    return spread([seconds for _, seconds in relais.latencies])


def beyond(relais):
    """The same without the reply delay as SQS keeps it."""
    return Spread(*(max(0.0, it - relais.delay()) for it in latency(relais)))


def owed(relais, at):
    """How many messages wait for an answer at this time after the warm-up."""
    return next(number for time, number in relais.owed if time >= at)


def keeps_up(relais):
    """Whether as many are answered as come: in the second half of the time at most a twentieth of them are left over."""
    seconds = int(relais.end - relais.warm)
    left = owed(relais, seconds) - owed(relais, seconds // 2)
    return left < 0.05 * relais.arrived / relais.end * seconds / 2
