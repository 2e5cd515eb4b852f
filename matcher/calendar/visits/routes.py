"""The shortest way of one who visits round the visits of a day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from matcher.domain.clock_hours import Hours

MOST_LOOKS = 20_000
"""Ways looked at for one set of visits. Eight places on a day hardly ever need so many;
beyond it the best way so far stands, and that there is none is not proved."""

GRID = 5
"""Visits begin at whole so many minutes: nobody agrees on seven minutes past eight."""

Point = int
"""Number of a location; ``BASE`` is where the day begins and ends."""

BASE: Point = 0


class Stop(NamedTuple):
    """A visit as a route sees it.

    ``hours`` is when it can be made, the way from and to the base allowed for.
    """

    point: Point
    minutes: int
    hours: tuple[Hours, ...]

    def earliest(self, arrival: int) -> int | None:
        """Return when it can begin at the earliest; ``None``: too late."""
        for hours in self.hours:
            start = _on_grid(max(hours.start, arrival))
            if start + self.minutes <= hours.end:
                return start
        return None

    def latest(self, end: int) -> int:
        """Return when it can begin at the latest to be over at ``end``, which it can."""
        starts = (
            ((min(hours.end, end) - self.minutes) // GRID * GRID, hours.start)
            for hours in self.hours
        )
        return max(start for start, first in starts if start >= first)


def _on_grid(minute: int) -> int:
    return -(-minute // GRID) * GRID


StopId = int
"""Number of a stop; visits at one point of the same length and hours share it."""


class Route(NamedTuple):
    """An order of stops and the minutes of travel it takes, base to base."""

    travel: int
    order: tuple[StopId, ...]


@dataclass(frozen=True, slots=True)
class Routing:
    """The best route of some stops.

    ``route`` is ``None`` where there is none; ``is_proved`` whether nothing is better.
    """

    route: Route | None
    is_proved: bool = True


@dataclass(slots=True)
class Routes:
    """Answers for one who visits; each set of stops is looked at once.

    ``minutes`` is ``(points, points)``: travel between them, with the triangle
    inequality.
    """

    minutes: Sequence[Sequence[int]]
    stops: list[Stop] = field(default_factory=list)
    _numbers: dict[Stop, StopId] = field(default_factory=dict)
    _known: dict[tuple[StopId, ...], Routing] = field(default_factory=dict)

    def number(self, stop: Stop) -> StopId:
        """Return the number of ``stop``, a new one where it is new."""
        if stop not in self._numbers:
            self._numbers[stop] = len(self.stops)
            self.stops.append(stop)
        return self._numbers[stop]

    def best(self, stops: tuple[StopId, ...]) -> Routing:
        """Return the route of ``stops``, sorted, with the least travel."""
        if stops not in self._known:
            self._known[stops] = self._search(stops)
        return self._known[stops]

    def starts(self, route: Route) -> Iterator[tuple[StopId, int]]:
        """Yield the stops in order with when each begins.

        The last is as early as can be and those before as late as can be: nobody waits
        on the road longer than need be.
        """
        minutes, stops = self.minutes, [self.stops[s] for s in route.order]
        clock, before = 0, stops[0].point
        for stop in stops:
            start = stop.earliest(clock + minutes[before][stop.point])
            assert start is not None, "the route was found to be possible"
            clock, before = start + stop.minutes, stop.point
        begins: list[int] = []
        for stop in reversed(stops):
            begins.append(stop.latest(clock - minutes[stop.point][before]))
            clock, before = begins[-1], stop.point
        return zip(route.order, reversed(begins), strict=True)

    def _search(self, stops: tuple[StopId, ...]) -> Routing:
        groups = _joined(stops, self.stops)
        if is_too_much([stop for stop, _ in groups], self.minutes):
            return Routing(None)
        search = _Search(self.minutes, [stop for stop, _ in groups])
        search.go_on((), 0, 0, BASE, (1 << len(groups)) - 1)
        is_proved = search.looks <= MOST_LOOKS
        if search.order is None:
            return Routing(None, is_proved)
        order = tuple(one for group in search.order for one in groups[group][1])
        return Routing(Route(search.travel, order), is_proved)


def shortest_ways(
    points: Iterable[Point], minutes: Sequence[Sequence[int]]
) -> dict[Point, int]:
    """Return the shortest way to each of ``points`` from another of them."""
    known = sorted(set(points))
    return {
        point: min((minutes[a][point] for a in known if a != point), default=0)
        for point in known
    }


def hours_between(stops: Sequence[Stop]) -> int:
    """Return the minutes from the first hour of any to the last hour of any."""
    return max(s.hours[-1].end for s in stops) - min(s.hours[0].start for s in stops)


def is_too_much(stops: Sequence[Stop], minutes: Sequence[Sequence[int]]) -> bool:
    """Tell whether the visits and the shortest ways alone take longer than the day.

    All places but the first of the day need a way from another.
    """
    if not stops:
        return False
    ways = shortest_ways((stop.point for stop in stops), minutes).values()
    taken = sum(stop.minutes for stop in stops) + sum(ways) - max(ways)
    return taken > hours_between(stops)


def _joined(
    numbers: Sequence[StopId], stops: Sequence[Stop]
) -> list[tuple[Stop, tuple[StopId, ...]]]:
    """Return ``numbers`` as stops, those at one point in the same hours as one.

    Where one of them can be moved right before the next at its place all others get
    earlier, so that nothing is lost; with several spans of hours each stays alone.
    """
    groups: dict[object, list[StopId]] = {}
    for position, number in enumerate(numbers):
        stop = stops[number]
        alone = position if len(stop.hours) > 1 else -1
        groups.setdefault((stop.point, stop.hours, alone), []).append(number)
    return [
        (stops[own[0]]._replace(minutes=_in_a_row([stops[s] for s in own])), tuple(own))
        for own in groups.values()
    ]


def _in_a_row(stops: Sequence[Stop]) -> int:
    """Return how long visits last that follow each other, each begun on the grid."""
    *before, last = [stop.minutes for stop in stops]
    return sum(map(_on_grid, before)) + last


class _Search:
    """Orders of stops, depth first, the nearest next; the best is kept."""

    def __init__(self, minutes: Sequence[Sequence[int]], stops: Sequence[Stop]) -> None:
        self._minutes, self._stops = minutes, stops
        self._seen: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.looks = 0
        self.travel = 0
        self.order: tuple[int, ...] | None = None

    def go_on(
        self, order: tuple[int, ...], clock: int, travel: int, point: Point, left: int
    ) -> None:
        """Try every next of ``left``, a bit mask, from ``point`` at ``clock``."""
        home = self._minutes[point][BASE]
        if self.order is not None and travel + home >= self.travel:
            return
        if not left:
            self.order, self.travel = order, travel + home
            return
        for way, number, end in self._next(clock, point, left):
            self.looks += 1
            if self.looks > MOST_LOOKS:
                return
            state = end, travel + way
            if self._is_new((left, number), state):
                where = self._stops[number].point
                self.go_on((*order, number), *state, where, left & ~(1 << number))

    def _next(self, clock: int, point: Point, left: int) -> list[tuple[int, int, int]]:
        """Return way, number and end of each next; none where one of them is too late."""
        found = []
        ways = self._minutes[point]
        for number, stop in enumerate(self._stops):
            if left >> number & 1:
                start = stop.earliest(clock + ways[stop.point])
                if start is None:
                    return []
                found.append((ways[stop.point], number, start + stop.minutes))
        return sorted(found)

    def _is_new(self, key: tuple[int, int], state: tuple[int, int]) -> bool:
        """Whether nobody was there before earlier and with less travel."""
        seen = self._seen.setdefault(key, [])
        if any(end <= state[0] and travel <= state[1] for end, travel in seen):
            return False
        seen.append(state)
        return True
