"""The runs of docs/SCALING.md."""

from typing import NamedTuple

import deployment
from facts import of
from relais import Relais

# Three times as many messages for ten seconds.
BURST = ((20.0, 30.0, 3.0),)


class Scenario(NamedTuple):
    name: str
    rate: float
    settings: object
    numbers: int = 1
    seconds: float = 60.0
    warm: float = 20.0
    has_burst: bool = True


def all_of():
    """The rates of the question: as deployed, then with what they need."""
    set_to = deployment.settings
    upgraded = of("meta_upgraded")
    hundred = {"replies": 150, "webhook_rate": 1000, "webhook_burst": 2000}
    half = {"account": 2000, "events": 75, "replies": 750, "webhook_rate": 4000, "webhook_burst": 8000, "sends": 1000,
            "number_limit": upgraded}
    whole = half | {"account": 3000, "events": 150, "replies": 1000, "webhook_rate": 8000}
    return [
        Scenario("2 a second, a new account with 10 executions", 2, set_to(10), seconds=900),
        Scenario("10 a second, as deployed", 10, set_to(), seconds=300),
        Scenario("100 a second on a new number, as deployed", 100, set_to()),
        Scenario("100 a second on an upgraded number, raised", 100, set_to(sends=400, number_limit=upgraded, **hundred)),
        Scenario("1,000 a second on an upgraded number, raised", 1000, set_to(**whole), seconds=30, warm=40, has_burst=False),
        Scenario("1,000 a second on four upgraded numbers, raised", 1000, set_to(**whole), numbers=4, seconds=30, warm=40,
                 has_burst=False),
        Scenario("500 a second on two upgraded numbers: one of two deployments", 500, set_to(**half), numbers=2, warm=40),
        Scenario("10,000 numbers, one message in 100 s each, raised", 100, set_to(**hundred), numbers=10_000),
    ]


def run(scenario, bursts=(), seed=1):
    return Relais(scenario.settings, scenario.numbers, seed).run(scenario.rate, scenario.seconds, scenario.warm, bursts)
