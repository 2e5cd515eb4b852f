"""The visits somebody makes in one week: who is visited on which day.

Most visits first, then the least travel, then days as even as can be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from matcher.calendar.visits.bound import Choices, most_visits
from matcher.calendar.visits.routes import Routes, StopId

MOST_NODES = 200
MOST_NODES_MISSED = 4_000
"""Nodes of branch and bound a week after a good one is found: where only travel may be
left to gain, and where fewer visits may be missed."""

MOST_MOVES = 300
"""Moves looked at from one answer."""

USUAL_VISITS = 15
"""With more visits in a week nodes and moves are fewer, as each takes longer."""

MISSED = -1
"""Instead of a round: the visit is not made."""

Worth = tuple[int, int, int]
"""Visits missed, minutes of travel, sum of the squares of visits a day: less is better."""


@dataclass(frozen=True, slots=True)
class Week:
    """An answer: the round of each visit, which is on one day, or ``MISSED``.

    ``bound``: nobody can miss fewer. ``is_proved``: no other answer is better.
    """

    days: tuple[int, ...]
    worth: Worth
    bound: int
    is_proved: bool


def solve_week(choices: Choices, routes: Routes) -> Week:
    """Return the best week that is found, with how few visits can be missed at best.

    Branch and bound, cut short after so many nodes: the answer is then the best of
    moving visits one at a time.
    """
    return _Search(choices, routes).run()


class _Insertion(NamedTuple):
    more: int
    day: int


class _Search:
    def __init__(self, choices: Choices, routes: Routes) -> None:
        self._routes = routes
        self._stops: list[Mapping[int, StopId]] = [
            {day: routes.number(stop) for day, stop in visit.items()}
            for visit in choices
        ]
        self._all_proved = True
        self._least_missed = len(choices) - most_visits(choices, routes.minutes)
        self._nodes_left = 0
        self._best: tuple[int, ...] = (MISSED,) * len(choices)
        self._best_worth = self._worth(self._best)

    def run(self) -> Week:
        self._better(self._improved(self._inserted(self._best)))
        is_open = self._best_worth[0] > self._least_missed
        self._nodes_left = self._at_most(MOST_NODES_MISSED if is_open else MOST_NODES)
        every = {visit: [*days] for visit, days in enumerate(self._stops)}
        self._branch((MISSED,) * len(self._stops), every)
        is_finished = self._nodes_left > 0
        if not is_finished:
            self._better(self._improved(self._best))
        is_proved = is_finished and self._all_proved
        missed = self._best_worth[0]
        bound = missed if is_proved else min(missed, self._least_missed)
        return Week(self._best, self._best_worth, bound, is_proved)

    def _at_most(self, number: int) -> int:
        visits = max(USUAL_VISITS, len(self._stops))
        return max(1, number * USUAL_VISITS**2 // visits**2)

    # What an answer is worth.

    def _travel(self, stops: Sequence[StopId]) -> int | None:
        """Return the travel of a day; ``None`` where it cannot be done."""
        found = self._routes.best(tuple(sorted(stops)))
        self._all_proved &= found.is_proved
        return None if found.route is None else found.route.travel

    def _on(self, days: Sequence[int], day: int) -> list[StopId]:
        return [self._stops[v][day] for v, own in enumerate(days) if own == day]

    def _worth(self, days: Sequence[int]) -> Worth:
        travel, squares = 0, 0
        for day in sorted(set(days) - {MISSED}):
            stops = self._on(days, day)
            travel += self._travel(stops) or 0
            squares += len(stops) ** 2
        return len(_missed(days)), travel, squares

    def _better(self, days: tuple[int, ...]) -> None:
        worth = self._worth(days)
        if worth < self._best_worth:
            self._best, self._best_worth = days, worth

    # Good answers.

    def _insertions(
        self, days: Sequence[int], visit: int, among: Iterable[int]
    ) -> list[_Insertion]:
        """Return which days ``among`` have room for ``visit``, the least detour first."""
        found = []
        for day in among:
            stop = self._stops[visit][day]
            there = self._on(days, day)
            before = self._travel(there) if there else 0
            after = self._travel([*there, stop])
            if after is not None and before is not None:
                found.append((after - before, len(there), day))
        return [_Insertion(more, day) for more, _, day in sorted(found)]

    def _inserted(self, days: tuple[int, ...]) -> tuple[int, ...]:
        """Return ``days`` with as many of the missed as go in, the hardest first."""
        ways = self._ways(days, {v: [*self._stops[v]] for v in _missed(days)})
        while ways:
            visit = _hardest(ways)
            days = _with(days, visit, ways.pop(visit)[0].day)
            ways = self._ways(days, _days_of(ways))
        return days

    def _ways(
        self, days: Sequence[int], among: Mapping[int, Iterable[int]]
    ) -> dict[int, list[_Insertion]]:
        """Return the insertions of each visit on the days told, if there are any.

        A day that has no room for a visit never gets it when others come in.
        """
        ways = {v: self._insertions(days, v, own) for v, own in among.items()}
        return {visit: own for visit, own in ways.items() if own}

    def _improved(self, days: tuple[int, ...]) -> tuple[int, ...]:
        """Return ``days`` that no move betters."""
        worth = self._worth(days)
        while True:
            better = next(
                (
                    (other, value)
                    for other in islice(
                        self._neighbours(days), self._at_most(MOST_MOVES)
                    )
                    if (value := self._worth(other)) < worth
                ),
                None,
            )
            if better is None:
                return days
            days, worth = better

    def _neighbours(self, days: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Yield answers with one visit on another day, or instead of one that is made.

        Others that were missed are let in where there is room then.
        """
        for visit, own in enumerate(days):
            without = _with(days, visit, MISSED)
            others = (day for day in self._stops[visit] if day != own)
            for _, day in self._insertions(without, visit, others):
                yield self._inserted(_with(without, visit, day))
        made = [visit for visit, own in enumerate(days) if own != MISSED]
        for visit, other in product(_missed(days), made):
            if days[other] in self._stops[visit]:
                without = _with(days, other, MISSED)
                for _, day in self._insertions(without, visit, [days[other]]):
                    yield self._inserted(_with(without, visit, day))

    # The best answer.

    def _branch(
        self, days: tuple[int, ...], among: Mapping[int, Sequence[int]]
    ) -> None:
        """Try every way on from ``days`` with the visits and days ``among``."""
        self._nodes_left -= 1
        if self._nodes_left <= 0:
            return
        ways = self._ways(days, among)
        missed = len(_missed(days)) - len(ways)
        if not self._can_be_better(days, missed, list(ways.values())):
            return
        if not ways:
            self._better(days)
            return
        visit = _hardest(ways)
        left = _days_of(ways)
        own = left.pop(visit)
        for day in own:
            self._branch(_with(days, visit, day), left)
        self._branch(days, left)

    def _can_be_better(
        self, days: tuple[int, ...], missed: int, ways: Sequence[list[_Insertion]]
    ) -> bool:
        """Whether what can come of ``days`` may be worth more than the best.

        Each of ``ways`` comes in on one of its days or is given up, as some must be.
        Travel never falls when a visit comes in, so that the longest of the shortest
        detours is left to travel at least.
        """
        _, travel, squares = self._worth(days)
        given_up = max(0, self._least_missed - missed)
        detours = sorted((own[0].more for own in ways), reverse=True)[given_up:]
        least = (
            missed + given_up,
            travel + max(detours, default=0),
            squares + len(detours),
        )
        return least < self._best_worth


def _regret(ways: Sequence[_Insertion]) -> int:
    """Return what waiting may cost: the second best detour less the best."""
    return ways[1].more - ways[0].more if len(ways) > 1 else ways[0].more


Ways = Mapping[int, Sequence[_Insertion]]


def _hardest(ways: Ways) -> int:
    """Return the visit with the fewest ways, of these the one that can wait the least."""
    return min(ways, key=lambda v: (len(ways[v]), -_regret(ways[v]), v))


def _days_of(ways: Ways) -> dict[int, list[int]]:
    return {visit: [one.day for one in own] for visit, own in ways.items()}


def _missed(days: Sequence[int]) -> list[int]:
    return [visit for visit, day in enumerate(days) if day == MISSED]


def _with(days: tuple[int, ...], visit: int, day: int) -> tuple[int, ...]:
    return (*days[:visit], day, *days[visit + 1 :])
