"""The choices of who is at which session, as part of a problem; without a solver."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from matcher.calendar.among_equals import beside_equals
from matcher.calendar.attendance import Attendance, attended
from matcher.calendar.build import build_calendar
from matcher.domain.activities import Activity
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement.problem import Problem
from matcher.placement.whole import every_column, whole_problem
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

CLASSES = [make.section("c1", "ons tor"), make.section("c2", "man tir")]


def problem_of(scenario: Scenario) -> tuple[Problem, Attendance]:
    """The first options of everybody; what they could attend is joined to them."""
    policy = Policy()
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    plain, _ = whole_problem(scenario, policy, options, every_column, (Tier.TIE_BREAK,))
    plain = plain.widened()
    own = np.searchsorted(
        options.columns.participant_idx, np.arange(len(scenario.participants))
    )
    attendance = beside_equals(scenario, options, own, build_calendar(scenario, (), {}))
    nothing = np.zeros((1, plain.num_columns), dtype=np.int64)
    return attended(replace(plain, values=nothing), attendance), attendance


def minutes_by_choice(scenario: Scenario) -> dict[tuple[int, ...], int]:
    """The most minutes that keep every row, by the option of each person."""
    problem, _ = problem_of(scenario)
    people = len(scenario.participants)
    columns = [np.flatnonzero(problem.group == g) for g in range(problem.num_groups)]
    best: dict[tuple[int, ...], int] = {}
    for chosen in product(*columns):
        picked = np.array(chosen)
        if problem.allows(picked):
            own = tuple(int(n - columns[0][0]) for n in chosen[:people])
            worth = int(problem.values[0, picked].sum())
            best[own] = max(best.get(own, 0), worth)
    return best


def club(*activities: Any, **changes: Any) -> Scenario:
    parts = {"sections": CLASSES, "places": [], "weeks": 1, **changes}
    return offering(*(activities or (offer(),)), **parts)


def test_a_slot_of_class_is_not_free():
    """On Wednesday one class meets: only in the other can the club be had."""
    assert minutes_by_choice(club()) == {(0,): 0, (1,): 450}


def test_seats_limit_who_comes():
    """One seat for two people who are both free for it."""
    people = [make.participant(f"p{i}") for i in range(2)]
    found = minutes_by_choice(club(offer(seats=1), participants=people))
    assert set(found.values()) == {0, 450}
    both_free = max(found)
    assert found[both_free] == 450


def test_a_slot_has_one_session():
    """Of two clubs on the same day one is had."""
    found = minutes_by_choice(club(offer("a1"), offer("a2")))
    assert found == {(0,): 0, (1,): 450}


def test_nobody_is_given_a_session_more_than_they_lack():
    """15 hours a week are asked: two days of three that are free."""
    each_day = offer(slots="ons tor fre")
    found = minutes_by_choice(club(each_day))
    assert found == {(0,): 450, (1,): 900}


def test_what_is_no_work_is_no_choice():
    """Volunteering does not count towards the duty."""
    _, attendance = problem_of(club(offer(kind=Activity.VOLUNTEERING)))
    assert not attendance.decides
    assert len(attendance.slot) == 0


def test_nothing_hangs_on_the_option_where_all_leave_the_slot_free():
    """No class meets on Friday."""
    _, attendance = problem_of(club(offer(slots="fre")))
    assert len(attendance.slot) == 1
    assert not attendance.decides
