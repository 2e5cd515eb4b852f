"""Stage B: what everybody does in every week of the calendar."""

from collections.abc import Mapping, Sequence

from matcher.calendar.among_equals import Filled, best_among_equals
from matcher.calendar.any_placement import bounds_over_placements
from matcher.calendar.build import build_calendar
from matcher.calendar.causes import (
    Cause,
    LackingHours,
    causes_of_free_slots,
    lacking_hours,
)
from matcher.calendar.columns import CALENDAR_COLUMNS, NOWHERE, Calendar
from matcher.calendar.duty_anywhere import duty_bounds
from matcher.calendar.fill import fill_calendar
from matcher.calendar.hours import Hours, summarise_hours
from matcher.calendar.life_skills import life_skills_metrics
from matcher.calendar.own_holidays import holiday_metrics, lay_holidays
from matcher.calendar.shortages import shortage_bounds
from matcher.domain.activities import Activity, CalendarRow
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import NotPlaced, Placement, Plan
from matcher.domain.scenario import Scenario


def base_calendar(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Calendar:
    """Return class, practice and all holidays: what the free slots are filled beside."""
    return lay_holidays(build_calendar(scenario, placements, class_sections))


def planned_calendar(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Calendar:
    """Return everybody's whole calendar: the one that belongs to a plan."""
    base = base_calendar(scenario, placements, class_sections)
    return fill_calendar(base, placements)


def calendar_of(scenario: Scenario, plan: Plan) -> Calendar:
    """Return the calendar of ``plan``, built again.

    Raises
    ------
    KeyError
        Where the plan names a person, place or class that ``scenario`` does not have.
    """
    people: list[Placement | NotPlaced] = [*plan.placements, *plan.not_placed]
    classes = {p.participant: p.section for p in people if p.section is not None}
    return planned_calendar(scenario, plan.placements, classes)


def is_as_planned(calendar: Calendar, plan: Plan) -> bool:
    """Tell whether ``calendar`` is the one ``plan`` was made with.

    A plan that does not say which it was is taken at its word.
    """
    return plan.calendar_sha256 in ("", calendar.sha256())


__all__ = [
    "CALENDAR_COLUMNS",
    "NOWHERE",
    "Activity",
    "Calendar",
    "CalendarRow",
    "Cause",
    "Filled",
    "Hours",
    "LackingHours",
    "base_calendar",
    "best_among_equals",
    "bounds_over_placements",
    "build_calendar",
    "calendar_of",
    "causes_of_free_slots",
    "duty_bounds",
    "fill_calendar",
    "holiday_metrics",
    "is_as_planned",
    "lacking_hours",
    "lay_holidays",
    "life_skills_metrics",
    "planned_calendar",
    "shortage_bounds",
    "summarise_hours",
]
