"""The clock of a simulation: calls in the order of their times."""

import heapq
import itertools


class Engine:
    def __init__(self):
        self.now, self._order, self._agenda = 0.0, itertools.count(), []

    def at(self, when, call, *arguments):
        heapq.heappush(self._agenda, (when, next(self._order), call, arguments))

    def after(self, seconds, call, *arguments):
        self.at(self.now + seconds, call, *arguments)

    def run(self, until=float("inf")):
        """Makes the calls that are due until then."""
        agenda = self._agenda
        while agenda and agenda[0][0] <= until:
            self.now, _, call, arguments = heapq.heappop(agenda)
            call(*arguments)
