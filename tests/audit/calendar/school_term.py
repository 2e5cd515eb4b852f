"""A term of three people, whose calendar a test changes an entry at a time.

Weeks 34–53 of 2026: class on Mondays and Tuesdays, an autumn break without teachers in
week 41, programme holiday in week 42, Christmas Day on a Friday. ``p1`` is at ``q1`` on
Wednesdays to Fridays until the end of the break, in which the place has seats on all days;
``p2`` has class alone, and ``p3`` can be anywhere from Monday to Wednesday only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from matcher.audit import Violation, audit_plan
from matcher.calendar import planned_calendar, summarise_hours
from matcher.domain.activities import Activity, CalendarRow, GroupActivity
from matcher.domain.ids import ActivityId, ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import WEEKDAYS, Horizon, iso_week_label
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

Rows = tuple[CalendarRow, ...]

BREAK_MONDAY = date(2026, 10, 5)
BREAK_TUESDAY = date(2026, 10, 6)
HOLIDAY_MONDAY = date(2026, 10, 12)
CHRISTMAS_DAY = date(2026, 12, 25)
PLAIN_MONDAY = date(2026, 9, 7)
PLAIN_WEDNESDAY = date(2026, 9, 9)
PLAIN_THURSDAY = date(2026, 9, 10)
LATE_WEDNESDAY = date(2026, 10, 28)
LATE_THURSDAY = date(2026, 10, 29)
"""After the placement, with neither class nor practice."""

FIGURES = (
    "hours_short_legal",
    "hours_short_legal_largest",
    "empty_weeks",
    "hours_short_full_time",
    "people_below_work_hours",
    "weeks_below_full_time",
    "class_hours",
    "practice_hours",
    "activity_hours",
    "slots_unfilled",
)
"""What the audit counts again."""


def offer(id: str, kind: Activity, on: str, **changes) -> GroupActivity:
    return replace(GroupActivity(ActivityId(id), kind, make.slots(on)), **changes)


def term(**changes) -> Scenario:
    school = make.calendar(
        no_teaching=(make.span("2026-10-05", "2026-10-09"),),
        programme_holiday=(
            make.span("2026-10-12", "2026-10-16"),
            make.span("2026-12-28", "2026-12-31"),
        ),
    )
    parts = {
        "participants": [
            make.participant("p1"),
            make.participant("p2", template="class-only"),
            make.participant(
                "p3",
                template="class-only",
                available_slots=make.slots("man tir ons"),
                level=make.level("B1"),
            ),
        ],
        "places": [make.place("q1"), make.place("q2", employer="e2")],
        "calendars": (school,),
        "horizon": Horizon(make.START, 8, 20),
        "templates": [make.template(), make.template("class-only", steps=())],
        "sections": [
            make.section("c1", templates=frozenset({"intro", "class-only"})),
            make.section("c2", "ons tor"),
        ],
        "activities": (
            offer("break", Activity.TEACHING, "tir", only_without_teaching=True),
            offer("club", Activity.JOB_CLUB, "ons", seats=2),
            offer(
                "course",
                Activity.COURSE,
                "tor",
                first=date(2026, 11, 5),
                last=date(2026, 11, 26),
                is_whole=True,
                level_to=CefrLevel.A2,
            ),
            offer("fair", Activity.COURSE, "fre", every_weeks=2, opens_with=2),
        ),
        **changes,
    }
    return make.scenario(**parts)


PLACED = make.placement("p1", "q1", last=date(2026, 10, 9))


def planned(scenario: Scenario, *placements: Placement) -> tuple[Plan, Rows]:
    """An honest plan, and the calendar the engine makes for it."""
    classes = {person.id: SectionId("c1") for person in scenario.participants}
    calendar = planned_calendar(scenario, placements, classes)
    plan = honest_plan(scenario, *placements)
    metrics = summarise_hours(calendar).metrics
    stated = {**plan.metrics, **metrics}
    told = replace(plan, metrics=stated, calendar_sha256=calendar.sha256())
    return told, tuple(calendar.rows())


def entry(
    person: str, day: date, activity: Activity, at: str | None = None
) -> CalendarRow:
    """An entry in the slot of its day; ``at`` is the place, class or offer."""
    return CalendarRow(
        ParticipantId(person),
        iso_week_label(day),
        day,
        SlotId(WEEKDAYS[day.weekday()]),
        activity,
        PlaceId(at) if at and activity is Activity.PRACTICE else None,
        SectionId(at) if at and activity is Activity.CLASS else None,
        ActivityId(at) if at and activity >= Activity.TEACHING else None,
    )


def without(rows: Iterable[CalendarRow], person: str, *days: date) -> Rows:
    return tuple(r for r in rows if r.participant != person or r.date not in days)


def instead(rows: Iterable[CalendarRow], *entries: CalendarRow) -> Rows:
    """The rows with other entries on those days of those people."""
    for one in entries:
        rows = (*without(rows, one.participant, one.date), one)
    return tuple(rows)


def cleared(rows: Iterable[CalendarRow]) -> Rows:
    """Class, the placement's practice and holidays, with nothing in the free slots."""
    standing = (
        Activity.CLASS,
        Activity.PRACTICE,
        Activity.HOLIDAY,
        Activity.PUBLIC_HOLIDAY,
    )
    return tuple(
        r
        for r in rows
        if r.activity in standing
        and not (r.activity is Activity.PRACTICE and r.slot in ("man", "tir"))
    )


TERM = term()
PLAN, FILLED = planned(TERM, PLACED)
BARE = cleared(FILLED)
UNSTATED = replace(PLAN, calendar_sha256="")


def judged(
    rows: Rows, scenario: Scenario = TERM, plan: Plan = UNSTATED
) -> list[Violation]:
    """What is broken beside the figures that the plan states."""
    violations = audit_plan(scenario, Policy(), plan, rows).violations
    return [v for v in violations if v.aspect != "metric"]


def the_fault(rows: Rows, scenario: Scenario = TERM, plan: Plan = UNSTATED):
    """The rule and aspect of the only violation."""
    (only,) = judged(rows, scenario, plan)
    return only.rule, only.aspect
