"""The way round the visits of a day."""

import pytest

from matcher.calendar.visits import routes as routes_module
from matcher.calendar.visits.routes import Routes, Stop
from matcher.domain.clock_hours import Hours
from tests.calendar.visits.tiny_weeks import tiny_week, travel_of

DAY = (Hours(480, 960),)
LINE = [[abs(a - b) for b in (0, 10, 20, 30)] for a in (0, 10, 20, 30)]
"""Base and three places ten minutes apart on a road."""


def best(stops, minutes=LINE):
    routes = Routes(minutes)
    return routes, routes.best(tuple(sorted(routes.number(stop) for stop in stops)))


@pytest.mark.parametrize("seed", range(60))
def test_the_way_is_the_shortest_of_all_orders(seed):
    """Travel is the least over all orders, and there is none where none can be done."""
    choices, minutes = tiny_week(seed, most_visits=6)
    stops = [visit[day] for visit in choices for day in list(visit)[:1]]
    _, found = best(stops, minutes)
    way = travel_of(stops, minutes)
    assert found.is_proved
    assert (None if found.route is None else found.route.travel) == way


@pytest.mark.parametrize("seed", range(40))
def test_times_keep_hours_and_ways(seed):
    """Each stop begins in its hours, and after the way from the one before."""
    choices, minutes = tiny_week(seed, most_visits=4)
    stops = [visit[day] for visit in choices for day in list(visit)[:1]]
    routes, found = best(stops, minutes)
    if found.route is None or not stops:
        return
    free, before = 0, 0
    for number, start in routes.starts(found.route):
        stop = routes.stops[number]
        end = start + stop.minutes
        assert any(h.start <= start and end <= h.end for h in stop.hours)
        assert start % 5 == 0
        assert start >= free + minutes[before][stop.point]
        free, before = end, stop.point


def test_nobody_waits_on_the_road_longer_than_need_be():
    """A first visit at any hour is made right before the second at noon."""
    routes, found = best([Stop(1, 45, DAY), Stop(2, 45, (Hours(720, 765),))])
    assert [start for _, start in routes.starts(found.route)] == [665, 720]


def test_visits_at_one_place_cost_one_journey():
    """Three people at a place take the way there and back, and three times as long."""
    routes, found = best([Stop(3, 45, DAY)] * 3)
    assert found.route.travel == 60
    assert [start for _, start in routes.starts(found.route)] == [480, 525, 570]


def test_eight_places_a_day_are_proved():
    """A full day is looked at to the end."""
    minutes = [[5 + (a * b) % 7 if a != b else 0 for b in range(9)] for a in range(9)]
    minutes = [[(minutes[a][b] + minutes[b][a]) for b in range(9)] for a in range(9)]
    _, found = best([Stop(p, 30, (Hours(30, 480),)) for p in range(1, 9)], minutes)
    assert found.is_proved


def test_a_search_cut_short_says_so(monkeypatch):
    """After so many looks the best so far stands, not proved."""
    monkeypatch.setattr(routes_module, "MOST_LOOKS", 3)
    _, found = best([Stop(p, 30, DAY) for p in (1, 2, 3)])
    assert found.route is not None
    assert not found.is_proved
