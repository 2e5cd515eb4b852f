"""Second reading of the last day of everybody's programme."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from matcher.audit.violations import Violation
from matcher.domain.absences import (
    FREE_WORKING_DAYS,
    Absence,
    AbsenceKind,
    ComputedEnd,
    ProgrammeEnd,
)
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.participant import Participant
from matcher.domain.plan import Plan
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.programme_length import latest_end_by_law, programme_ends
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import in_any


def _made_up(away: int, paused: int) -> int:
    return paused + max(0, away - FREE_WORKING_DAYS)


def _moved(
    unmoved: date,
    begin: date,
    absences: Iterable[Absence],
    calendar: SchoolCalendar,
) -> tuple[date, int]:
    """Return the first day by which as many working days are added as are made up for."""
    spans = {kind: [a.span for a in absences if a.kind is kind] for kind in AbsenceKind}
    pauses = spans.pop(AbsenceKind.PAUSE)
    others = [span for own in spans.values() for span in own]
    away = paused = late = 0
    for day in (begin + timedelta(days=n) for n in count()):
        if day.weekday() < 5 and calendar.is_programme_day(day):
            is_paused = in_any(day, pauses)
            paused += is_paused
            away += in_any(day, others) and not is_paused
            late += day > unmoved
        if day >= unmoved and late == _made_up(away, paused):
            return day, late
    raise AssertionError("a programme that never ends")


def with_end_read_again(
    participant: Participant, template: ProgrammeTemplate, calendar: SchoolCalendar
) -> Participant:
    """Return the participant with the last day of the programme worked out again."""
    stated, school = participant.stated_end, participant.school_start
    if school is not None:
        last = school - timedelta(days=1)
        bridge = ComputedEnd(stated, last, 0, school)
        return replace(participant, programme_end=last, computed_end=bridge)
    if not participant.absences and participant.computed_end is None:
        return participant
    unmoved = stated or latest_end_by_law(
        participant, template, extended=participant.extended
    )
    if unmoved is None:
        return replace(participant, programme_end=None, computed_end=None)
    first = min((a.first for a in participant.absences), default=unmoved)
    begin = min(unmoved, max(first, participant.programme_start or first))
    end, days = _moved(unmoved, begin, participant.absences, calendar)
    computed = None if end == stated else ComputedEnd(stated, unmoved, days)
    return replace(participant, programme_end=end, computed_end=computed)


def _told(end: ProgrammeEnd | None) -> str:
    """Return the day, and where it comes from, as the plan states it."""
    if end is None:
        return "–"
    computed = end.computed
    return f"{end.last} ({computed.unmoved} + {computed.working_days})"


def programme_end_violations(
    plan: Plan, participants: Iterable[Participant]
) -> Iterator[Violation]:
    """Yield last days of programmes that the plan states and are not so, or leaves out.

    ``participants`` are those whose last day was worked out again.
    """
    true = {end.participant: end for end in programme_ends(participants)}
    stated = {end.participant: end for end in plan.programme_ends}
    for person in sorted({*true, *stated}):
        if true.get(person) != stated.get(person):
            yield Violation(
                RuleCode.STATED_VALUE,
                (person,),
                aspect="programme-end",
                details={
                    "stated": _told(stated.get(person)),
                    "true": _told(true.get(person)),
                },
            )
