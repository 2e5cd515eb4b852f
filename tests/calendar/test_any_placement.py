"""What weeks lack over all placements: class, seats, and who may come to what."""

from typing import Any

import pytest

from matcher.calendar import (
    bounds_over_placements,
    build_calendar,
    summarise_hours,
)
from matcher.domain.activities import Activity
from matcher.domain.ids import MunicipalityId
from matcher.domain.weeks import Horizon
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

FULL_TIME = "hours_short_full_time_bound_any_placement"
EMPTY = "empty_weeks_bound_any_placement"
AFTER_PLACEMENTS = Horizon(make.START, 1, 2)
"""Two weeks, placements in the first."""


def bounds(*activities: Any, **changes: Any) -> dict[str, int]:
    parts = {
        "horizon": AFTER_PLACEMENTS,
        "templates": [make.template(self_study_minutes_per_week=0)],
        **changes,
    }
    base = build_calendar(offering(*activities, **parts), (), {})
    return dict(bounds_over_placements(base, summarise_hours(base)))


def test_class_is_all_that_is_sure_after_the_placements():
    """37.5 hours less two days of class; the week with placements may be full."""
    assert bounds()[FULL_TIME] == 23


def test_activities_fill_as_far_as_their_seats_go():
    """One seat for two people on one day: 7.5 hours less of 45."""
    people = [make.participant(f"p{i}") for i in range(2)]
    volunteering = offer(kind=Activity.VOLUNTEERING, slots="ons", seats=1)
    assert bounds(participants=people)[FULL_TIME] == 45
    assert bounds(volunteering, participants=people)[FULL_TIME] == 38


def test_seats_that_are_not_for_them_help_nobody():
    """All days, but in another municipality."""
    elsewhere = frozenset({MunicipalityId("4001")})
    found = bounds(
        offer(slots="man tir ons tor fre", municipalities=elsewhere),
        municipalities=[make.municipality(), make.municipality("4001")],
    )
    assert found[FULL_TIME] == 23


@pytest.mark.parametrize(("level", "lacks"), [("A1", 23), ("B1", 38)])
def test_a_class_that_does_not_admit_them_helps_nobody(level, lacks):
    """The only class ends at A2."""
    person = make.participant(level=make.level(level))
    ends_at = make.section(level_to=make.level("A2").overall)
    assert bounds(participants=[person], sections=[ends_at])[FULL_TIME] == lacks


def test_a_week_is_empty_where_nobody_leads_enough():
    """One day of class, and nothing else to go to."""
    short = {
        "sections": [make.section(menu="man")],
        "templates": [make.template(class_slots=1, self_study_minutes_per_week=0)],
    }
    assert bounds(**short)[EMPTY] == 1
    assert bounds(offer(kind=Activity.VOLUNTEERING), **short)[EMPTY] == 0
