"""One offer and people to come to it: every part has a sane default."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from matcher.calendar import Calendar, build_calendar, fill_calendar
from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.ids import ActivityId
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from tests.helpers import builders as make

IN_CLASS = {make.participant().id: make.section().id}


def offer(id: str = "a1", slots: str = "ons", **changes: Any) -> GroupActivity:
    """A job club on Wednesdays, for all, unless told."""
    plain = GroupActivity(ActivityId(id), Activity.JOB_CLUB, make.slots(slots))
    return replace(plain, **changes)


def offering(*activities: GroupActivity, weeks: int = 2, **changes: Any) -> Scenario:
    """So many weeks in which these are offered, to one person unless told."""
    return make.scenario(
        **{
            "horizon": Horizon(make.START, weeks, weeks),
            "activities": activities,
            **changes,
        }
    )


def filled(
    scenario: Scenario,
    placements: Sequence[Placement] = (),
    classes: Any = None,
) -> Calendar:
    """The whole calendar; nobody is in class unless told."""
    return fill_calendar(
        build_calendar(scenario, placements, classes or {}), placements
    )


def there(calendar: Calendar, *kinds: Activity) -> list[tuple[str, str, str]]:
    """Person, ISO date and slot of the entries of those kinds."""
    return [
        (row.participant, row.date.isoformat(), row.slot)
        for row in calendar.rows()
        if row.activity in kinds
    ]
