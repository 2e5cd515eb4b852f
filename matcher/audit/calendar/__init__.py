"""Second reading of a whole calendar: every slot of every week of everybody.

What must stand is worked out from the plan and the scenario, person by person and day by
day; the calendar's own entries are then held against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matcher.audit.calendar.entries import CalendarColumns, Entries, read_entries
from matcher.audit.calendar.hours import (
    SHORTAGES,
    Hours,
    figures_of,
    hours_of,
    practice_of,
    self_study_violations,
)
from matcher.audit.calendar.judged import (
    availability_violations,
    class_violations,
    day_violations,
    judge,
)
from matcher.audit.calendar.offers import offer_violations
from matcher.audit.calendar.own_holidays import with_own_holidays
from matcher.audit.calendar.practice import practice_violations, seat_violations
from matcher.audit.calendar.standing import what_stands
from matcher.audit.reading import Reading
from matcher.audit.statements import absent, untrue
from matcher.audit.violations import Violation
from matcher.domain.activities import CalendarRow
from matcher.domain.plan import Plan
from matcher.domain.practice_hours import PracticeHours
from matcher.domain.rules import RuleCode
from matcher.domain.visits import PracticeDays

AnyCalendar = CalendarColumns | Sequence[CalendarRow]
"""A calendar of the engine's, or the rows of a file."""


@dataclass(frozen=True, slots=True)
class CalendarAudit:
    """What a calendar breaks, its figures by name, and when people are at practice.

    ``None`` where there is none.
    """

    violations: tuple[Violation, ...]
    figures: Mapping[str, int] | None
    practice: PracticeDays | None = None


def audit_calendar(
    reading: Reading, plan: Plan, calendar: AnyCalendar
) -> CalendarAudit:
    """Read every rule of the calendar, and what ``plan`` says of it."""
    entries = read_entries(reading.scenario, calendar)
    standing = with_own_holidays(what_stands(reading), entries)
    judged = judge(standing, entries)
    hours = hours_of(judged)
    figures = figures_of(hours)
    return CalendarAudit(
        (
            *entries.faults,
            *day_violations(judged),
            *class_violations(judged),
            *practice_violations(judged),
            *seat_violations(judged),
            *availability_violations(judged),
            *offer_violations(judged),
            *self_study_violations(hours),
            *_another_calendar(plan, entries),
            *_untrue_figures(plan, figures),
            *_untrue_practice(plan, hours),
        ),
        figures,
        judged.practice(),
    )


def _another_calendar(plan: Plan, entries: Entries) -> Iterator[Violation]:
    if plan.calendar_sha256 and plan.calendar_sha256 != entries.sha256:
        yield Violation(RuleCode.STATED_VALUE, aspect="calendar")


def _untrue_practice(plan: Plan, hours: Hours) -> Iterator[Violation]:
    """Yield people whose practice is added up, and not as the plan states it."""
    stated = {one.participant: one for one in plan.practice_hours}
    true = {one.participant: one for one in practice_of(hours)}
    for person in sorted({*stated, *true}):
        if stated.get(person) != true.get(person):
            yield Violation(
                RuleCode.STATED_VALUE,
                (person,),
                aspect="practice-hours",
                details={
                    "stated": _in_hours(stated.get(person)),
                    "true": _in_hours(true.get(person)),
                },
            )


def _in_hours(practice: PracticeHours | None) -> str:
    if practice is None:
        return "–"
    parts = practice.documented_minutes, practice.planned_minutes
    return " + ".join(f"{minutes / 60:g}" for minutes in parts)


def _untrue_figures(plan: Plan, figures: Mapping[str, int]) -> Iterator[Violation]:
    """Yield figures that are not stated, untrue, or below a bound of theirs."""
    for name, true in figures.items():
        stated = plan.metrics.get(name)
        if stated is None:
            yield absent(name)
        yield from untrue("metric", stated, true, name=name)
    for name in SHORTAGES:
        ladder = [name, f"{name}_bound", f"{name}_bound_any_placement"]
        said = [plan.metrics[one] for one in ladder if one in plan.metrics]
        for above, below in pairwise(said):
            if above < below:
                yield from untrue("calendar-bound", above, below, name=name)


__all__ = ["AnyCalendar", "CalendarAudit", "CalendarColumns", "audit_calendar"]
