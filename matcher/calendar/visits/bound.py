"""How many visits of a week nobody can make, whatever the order: without a search."""

from collections import Counter
from collections.abc import Mapping, Sequence

from matcher.calendar.visits.routes import Stop, hours_between, shortest_ways

Choices = Sequence[Mapping[int, Stop]]
"""For each visit of a week, by number of the round the stop it would be."""


def most_visits(choices: Choices, minutes: Sequence[Sequence[int]]) -> int:
    """Return a number of visits that no week can have more than.

    Each visit on one of its days, and on each day no more than :func:`most_on_day`: a
    largest matching.
    """
    days = sorted({day for visit in choices for day in visit})
    room = {
        day: most_on_day([visit[day] for visit in choices if day in visit], minutes)
        for day in days
    }
    on_day: dict[int, list[int]] = {day: [] for day in days}

    def is_seated(visit: int, tried: set[int]) -> bool:
        for day in sorted(choices[visit]):
            if day in tried:
                continue
            tried.add(day)
            if len(on_day[day]) < room[day]:
                on_day[day].append(visit)
                return True
            for other in list(on_day[day]):
                if is_seated(other, tried):
                    on_day[day].remove(other)
                    on_day[day].append(visit)
                    return True
        return False

    return sum(is_seated(visit, set()) for visit in range(len(choices)))


def most_on_day(stops: Sequence[Stop], minutes: Sequence[Sequence[int]]) -> int:
    """Return a number of ``stops`` that no day can have more than.

    All lie between the first hour and the last. Each place takes the shortest way from
    another, shared by everybody there; one place, the first, needs none.
    """
    if not stops:
        return 0
    there = Counter(stop.point for stop in stops)
    ways = shortest_ways(there, minutes)
    # In parts of a minute that keep shares of a way whole, rounded down.
    scale = 60
    room = scale * (hours_between(stops) + max(ways.values()))
    taken = sorted(
        scale * stop.minutes + scale * ways[stop.point] // there[stop.point]
        for stop in stops
    )
    count = 0
    for one in taken:
        room -= one
        if room < 0:
            break
        count += 1
    return count
