"""Small weeks of visits, drawn by seed, and the best of them by trying everything."""

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from random import Random

from matcher.calendar.visits.routes import Stop
from matcher.calendar.visits.week import MISSED, Worth
from matcher.domain.clock_hours import Hours

Choices = list[dict[int, Stop]]
Table = list[list[int]]


def tiny_week(seed: int, most_visits: int = 5) -> tuple[Choices, Table]:
    """Return the days and hours of a few visits, and minutes between base and places."""
    random = Random(seed)
    where = [(random.randrange(60), random.randrange(60)) for _ in range(4)]
    minutes = [
        [0 if a == b else 3 + abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in where]
        for a in where
    ]
    visits = random.randint(1, most_visits)
    return [_visit(random, minutes) for _ in range(visits)], minutes


def _visit(random: Random, minutes: Table) -> dict[int, Stop]:
    point, length = random.randint(1, 3), random.choice([30, 45, 60])
    found = {}
    for day in sorted(random.sample(range(3), random.randint(0, 3))):
        first = minutes[0][point] + random.choice([0, 60, 120])
        spans = [(first, first + random.choice([60, 90, 240]))]
        if random.random() < 0.3:
            spans.append((spans[0][1] + 30, spans[0][1] + 100))
        hours = tuple(Hours(*span) for span in spans if span[1] - span[0] >= length)
        if hours:
            found[day] = Stop(point, length, hours)
    return found


def travel_of(stops: Sequence[Stop], minutes: Table) -> int | None:
    """Return the least travel of a day over all orders; ``None`` where none can be."""
    ways = (_way(order, minutes) for order in permutations(stops))
    return min((way for way in ways if way is not None), default=None)


def _way(order: Sequence[Stop], minutes: Table) -> int | None:
    clock, at, travel = 0, 0, 0
    for stop in order:
        travel += minutes[at][stop.point]
        clock += minutes[at][stop.point]
        begins = [
            start
            for span in stop.hours
            for start in range(0, span.end - stop.minutes + 1, 5)
            if start >= max(span.start, clock)
        ]
        if not begins:
            return None
        clock, at = min(begins) + stop.minutes, stop.point
    return travel + minutes[at][0]


def all_worths(choices: Choices, minutes: Table) -> Iterator[Worth]:
    """Yield what every way of spreading the visits over the days is worth."""
    for days in product(*([MISSED, *visit] for visit in choices)):
        on_day = [
            [visit[day] for visit, own in zip(choices, days, strict=True) if own == day]
            for day in sorted(set(days) - {MISSED})
        ]
        ways = [travel_of(stops, minutes) for stops in on_day]
        if None not in ways:
            squares = sum(len(stops) ** 2 for stops in on_day)
            yield days.count(MISSED), sum(way or 0 for way in ways), squares
