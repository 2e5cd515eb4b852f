"""One week of one job specialist against every way of planning it."""

import pytest

from matcher.calendar.visits import week as week_module
from matcher.calendar.visits.bound import most_visits
from matcher.calendar.visits.routes import Routes, Stop
from matcher.calendar.visits.week import MISSED, solve_week
from matcher.domain.clock_hours import Hours
from tests.calendar.visits.tiny_weeks import all_worths, tiny_week, travel_of


@pytest.mark.parametrize("seed", range(60))
def test_a_tiny_week_is_the_best_of_all(seed):
    """Missed, travel and evenness are those of the best of all ways, and it is proved."""
    choices, minutes = tiny_week(seed)
    found = solve_week(choices, Routes(minutes))
    assert found.is_proved
    assert found.worth == min(all_worths(choices, minutes))
    assert found.bound == found.worth[0]


@pytest.mark.parametrize("seed", range(60))
def test_an_answer_is_worth_what_it_says(seed):
    """The days told can be done, and cost what the answer says."""
    choices, minutes = tiny_week(seed, most_visits=7)
    found = solve_week(choices, Routes(minutes))
    on_day = [
        [
            visit[day]
            for visit, own in zip(choices, found.days, strict=True)
            if own == day
        ]
        for day in sorted(set(found.days) - {MISSED})
    ]
    ways = [travel_of(stops, minutes) for stops in on_day]
    assert None not in ways
    squares = sum(len(stops) ** 2 for stops in on_day)
    travel = sum(way for way in ways if way is not None)
    assert found.worth == (found.days.count(MISSED), travel, squares)


@pytest.mark.parametrize("seed", range(40))
def test_a_week_cut_short_keeps_a_true_bound(seed, monkeypatch):
    """With one node nothing is proved by search; nobody misses fewer than the bound."""
    monkeypatch.setattr(week_module, "MOST_NODES", 1)
    monkeypatch.setattr(week_module, "MOST_NODES_MISSED", 1)
    choices, minutes = tiny_week(seed)
    found = solve_week(choices, Routes(minutes))
    best = min(all_worths(choices, minutes))
    assert not found.is_proved
    assert found.bound <= best[0] <= found.worth[0]
    assert found.worth >= best


@pytest.mark.parametrize("seed", range(60))
def test_no_week_has_more_visits_than_the_bound_without_a_search(seed):
    """Room of days and a matching never promise too few."""
    choices, minutes = tiny_week(seed)
    most = len(choices) - min(all_worths(choices, minutes))[0]
    assert most_visits(choices, minutes) >= most


def test_days_are_even_where_travel_is_the_same():
    """Four visits next door, on either of two days, are two and two."""
    stop = Stop(1, 45, (Hours(480, 900),))
    found = solve_week([{0: stop, 1: stop}] * 4, Routes([[0, 0], [0, 0]]))
    assert found.worth == (0, 0, 8)


def test_less_travel_goes_before_even_days():
    """Four visits at a place an hour away are made on one day."""
    stop = Stop(1, 45, (Hours(540, 900),))
    found = solve_week([{0: stop, 1: stop}] * 4, Routes([[0, 60], [60, 0]]))
    assert found.worth == (0, 120, 16)
