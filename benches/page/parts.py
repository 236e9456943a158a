"""The parts of the page, in its order: what each measures, and the command that measures it."""

from typing import NamedTuple


class Part(NamedTuple):
    name: str
    title: str
    says: str
    command: str
    # Pictures of `charts.py`.
    pictures: tuple = ()


FAST, SMALL, CHEAP, BESIDES = "How fast", "How small", "How cheap on AWS", "How far to trust it"

SECTIONS = {
    FAST: (
        Part("intake", "Webhooks accepted", "Signed webhooks that are on disk before Meta gets its 200, as many as possible and at fixed rates, while the answers wait.", "bench-speed", ("intake",)),
        Part("turns", "Whole turns", "A turn is a customer's text, a call of the model, the answer, and its three statuses, all recorded. Model and Graph are stand-ins that answer at once.", "bench-speed", ("turns", "processor")),
        Part("latency", "Latency at half capacity", "From the time at which a webhook should have been sent to the call of Graph, without the burst delay.", "bench-speed", ("latency",)),
        Part("delays", "With a model and a Graph that take their time", "The same with the delays of real servers.", "bench-speed"),
        Part("peers", "What else one would use", "`benches/peers` with the same stand-ins and payloads: pywa accepts webhooks, and a Python service of the usual kind (Flask, SQLAlchemy on SQLite, OpenAI's client) does turns, with less care than Relais.", "bench-speed"),
        Part("start", "Start of the functions", "From the event to the answer of a function that was not running, its start included, under AWS's runtime interface emulator with an AWS that answers at once; and the same function's second answer. On Lambda the transfer of the program is added, which is not measured here.", "bench-start", ("start",)),
        Part("calls", "What runs most often", "One call in a loop, in the build for Lambda.", "bench-start"),
        Part("instructions", "Instructions", "Counted by Valgrind, in the build for Lambda. Nearly the same on each machine at each load.", "bench-instructions"),
        Part("inbox", "The inbox in a browser", "Headless Chromium on the same machine, by the page's own clocks. Each of the lists has a quarter of the conversations, and one thread is long.", "bench-inbox", ("inbox",)),
    ),
    SMALL: (
        Part("memory", "Memory and start of the program", "Resident memory while the parts above were measured, and the time until it listens.", "bench-speed", ("memory",)),
        Part("build", "Sizes", "Of what is installed or deployed. Python's own size, and what Lambda brings for it, are left out. Build times are measured with `BUILD_TIMES=1`.", "bench-build"),
    ),
    CHEAP: (
        Part("cost", "What a turn is charged", "Counted, not timed, so the same on each machine: the units of DynamoDB and the sends to SQS of one turn, by an engine that charges as DynamoDB does.", "bench-cost"),
        Part("growth", "As a shop grows", "The units of the same turn, poll, page and search in shops of other sizes. Counted as well.", "bench-cost", ("growth",)),
    ),
    BESIDES: (
        Part("standins", "The bench itself", "What the stand-ins and the driver took of the same processors, and what they can serve alone.", "bench-speed"),
    ),
}

ALL = tuple(part for parts in SECTIONS.values() for part in parts)
