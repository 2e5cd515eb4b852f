"""Columns: which weeks, lengths and patterns a candidate is offered."""

from datetime import date

import numpy as np
import pytest

from matcher.domain.policy import Policy
from matcher.domain.programme import PatternStep
from matcher.domain.weeks import Horizon
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, build_options
from matcher.placement.rows import capacity_rows
from tests.helpers import builders as make

POLICY = Policy(start_every_weeks=4, latest_start_week=12)
AUTUMN = Horizon(date(2026, 11, 16))
"""Week 7 is the first of 2027: starts are in weeks 0 and 4, 8 and 12 of two years."""


def options_of(scenario, policy=POLICY):
    return build_options(scenario, policy, find_candidates(scenario, policy))


def starts(**changes) -> set[int]:
    scenario = make.scenario(horizon=AUTUMN, **changes)
    columns = options_of(scenario).columns
    return set(columns.start_week[columns.place_idx != NO_PLACE].tolist())


def test_starts_lie_on_the_grid():
    """Starts are every fourth week up to the latest."""
    assert starts() == {0, 4, 8, 12}


def test_nobody_starts_before_they_are_old_enough():
    """Who comes of age in 2027 starts in 2027."""
    young = [make.participant(birth_year=2009)]
    assert starts(participants=young, templates=[make.template(min_age=18)]) == {8, 12}


def test_nobody_starts_after_they_are_too_old():
    """Who grows too old in 2027 starts in 2026."""
    old = [make.participant(birth_year=1971)]
    assert starts(participants=old, templates=[make.template(max_age=55)]) == {0, 4}


def test_a_place_may_ask_for_an_age():
    """A place's own age gate moves the start as the programme's does."""
    young = [make.participant(birth_year=2009)]
    assert starts(participants=young, places=[make.place(min_age=18)]) == {8, 12}


def test_nobody_starts_below_the_language_floor():
    """Where a level is needed that is reached in week 5, the first start is week 8."""
    person = make.participant(level=make.level("A1"), level_date=AUTUMN.monday(-35))
    place = make.place(level_floor=make.level("A2"))
    assert starts(participants=[person], places=[place]) == {8, 12}


def test_lengths_that_end_alike_are_one():
    """A length cut to the end of a shorter one is not offered twice."""
    template = make.template(lengths_weeks=(26, 20, 10))
    scenario = make.scenario(templates=[template])
    columns = options_of(scenario).columns
    kept = columns.start_week == 8
    assert columns.end_week[kept].tolist() == [18, 26]


RAMP = make.template(
    steps=(PatternStep(1, 12), PatternStep(3)),
    min_practice_slots=1,
    lengths_weeks=(26, 10),
    min_weeks=4,
)


@pytest.mark.parametrize("latest", [0, 12, 24])
def test_a_step_after_the_end_is_none(latest):
    """A placement of ten weeks has only the first step of a ramp that rises in week 12."""
    scenario = make.scenario(templates=[RAMP])
    policy = Policy(start_every_weeks=4, latest_start_week=latest)
    options = options_of(scenario, policy)
    columns = options.columns
    for pattern, start, end in zip(
        columns.pattern_idx, columns.start_week, columns.end_week, strict=True
    ):
        if end > start:
            assert options.patterns[pattern].from_weeks[-1] < end - start


def test_no_option_is_offered_twice():
    """Patterns that differ only in steps that never come are one option."""
    columns = options_of(make.scenario(templates=[RAMP])).columns
    parts = (columns.start_week, columns.end_week, columns.pattern_idx)
    assert len(np.unique(np.stack(parts), axis=1).T) == len(columns)


def test_rows_stand_a_ramp_longer_than_the_placement():
    """Capacity rows can be made where the last start leaves no time for the ramp."""
    people = [make.participant(f"p{i}") for i in range(3)]
    place = make.place(people_at_once=2)
    scenario = make.scenario(people, [place], templates=[RAMP])
    policy = Policy(start_every_weeks=4, latest_start_week=20)
    assert len(capacity_rows(scenario, policy, options_of(scenario, policy))) > 0
