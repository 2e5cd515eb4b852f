"""Second reading of the visits of job specialists."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from matcher.audit.reading import Reading
from matcher.audit.violations import Violation
from matcher.domain.ids import SpecialistId
from matcher.domain.plan import Plan
from matcher.domain.rules import RuleCode
from matcher.domain.specialists import JobSpecialist
from matcher.domain.visit import Visit
from matcher.domain.visits import (
    AskedVisit,
    Hours,
    PracticeDays,
    hours_on_the_road,
    minutes_between,
    visits_asked,
    visits_missed,
)

Key = tuple[str, str, str, int]
"""Specialist, person, place and week of the calendar."""

RoundsDay = tuple[SpecialistId, date]
"""A specialist's day."""


def asked_in(
    reading: Reading, plan: Plan, practice: PracticeDays | None
) -> list[AskedVisit] | None:
    """Return the visits that the plan's placements ask for.

    ``practice`` is that of its calendar. ``None`` where the plan has one that is not at
    hand: when people are at practice is not known then.
    """
    if practice is None and plan.calendar_sha256:
        return None
    placements = [row.placement for _, row in reading.placed]
    return visits_asked(reading.scenario, placements, practice)


def visit_counts(
    reading: Reading, asked: Sequence[AskedVisit], visits: Sequence[Visit]
) -> Mapping[str, int]:
    """Return how many visits are asked for, and how many of them are missed."""
    missed = visits_missed(reading.scenario, asked, visits)
    return {"visits_asked": len(asked), "visits_missed": missed}


def visit_violations(
    reading: Reading, asked: Sequence[AskedVisit] | None, visits: Sequence[Visit]
) -> Iterator[Violation]:
    """Yield visits that nobody asked for, or that cannot be made as planned.

    Where it is not known what is asked for, only clashes, hours and ways are judged.
    """
    if asked is not None:
        yield from _unasked(reading, asked, visits)
    days: dict[RoundsDay, list[Visit]] = defaultdict(list)
    for visit in visits:
        days[visit.specialist, visit.day].append(visit)
    specialists = {s.id: s for s in reading.scenario.specialists}
    for (specialist, _), own in sorted(days.items()):
        in_time = sorted(
            own, key=lambda v: (v.start_minute, v.end_minute, v.participant)
        )
        yield from _clashes(in_time)
        if specialist in specialists:
            yield from _day(reading, specialists[specialist], in_time)


def _unasked(
    reading: Reading, asked: Sequence[AskedVisit], visits: Sequence[Visit]
) -> Iterator[Violation]:
    known = {(a.specialist, a.participant, a.place, a.week): a for a in asked}
    seen: Counter[Key] = Counter()
    for visit in visits:
        week = reading.scenario.horizon.week_of(visit.day)
        key = visit.specialist, visit.participant, visit.place, week
        seen[key] += 1
        wanted = known.get(key)
        yield from _answers(visit, wanted, seen[key])
        if wanted is not None:
            yield from _presence(visit, wanted)


def _breaks(
    rule: RuleCode, *visits: Visit, aspect: str = "", **parts: Any
) -> Violation:
    """Return a violation by the last of ``visits``, all of one day and specialist."""
    last = visits[-1]
    details = {"specialist": str(last.specialist), "start": _clock(last.start_minute)}
    return Violation(
        rule,
        tuple(sorted({visit.participant for visit in visits})),
        aspect=aspect,
        place=last.place,
        first=last.day,
        last=last.day,
        details=details,
        **parts,
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _answers(
    visit: Visit, wanted: AskedVisit | None, number: int
) -> Iterator[Violation]:
    """Yield where the visit is not one that is asked: the first in its week, as long."""
    if wanted is None:
        yield _breaks(RuleCode.VISIT_ASKED, visit, aspect="nobody")
    elif number > 1:
        yield _breaks(
            RuleCode.VISIT_ASKED, visit, aspect="twice", found=number, allowed=1
        )
    elif visit.kind is not wanted.kind:
        yield _breaks(RuleCode.VISIT_ASKED, visit, aspect="kind")
    elif visit.minutes != wanted.minutes:
        minutes = {"found": visit.minutes, "allowed": wanted.minutes}
        yield _breaks(RuleCode.VISIT_ASKED, visit, aspect="length", **minutes)


def _lies_in(visit: Visit, hours: Sequence[Hours]) -> bool:
    return any(
        one.start <= visit.start_minute and visit.end_minute <= one.end for one in hours
    )


def _presence(visit: Visit, wanted: AskedVisit) -> Iterator[Violation]:
    if not _lies_in(visit, dict(wanted.hours).get(visit.day, ())):
        yield _breaks(RuleCode.VISIT_PRESENCE, visit)


def _clashes(in_time: Sequence[Visit]) -> Iterator[Violation]:
    """Yield visits that begin before one before them is over."""
    busy: Visit | None = None
    for visit in in_time:
        if busy is not None and visit.start_minute < busy.end_minute:
            yield _breaks(RuleCode.VISIT_CLASH, busy, visit)
        if busy is None or visit.end_minute > busy.end_minute:
            busy = visit


def _day(
    reading: Reading, specialist: JobSpecialist, in_time: Sequence[Visit]
) -> Iterator[Violation]:
    """Yield visits outside the specialist's hours, and ways for which there is no time."""
    grid = reading.scenario.grid
    hours = hours_on_the_road(grid, specialist, in_time[0].day.weekday())
    outside = [visit for visit in in_time if not _lies_in(visit, hours)]
    yield from (_breaks(RuleCode.VISIT_HOURS, visit) for visit in outside)
    where = {p.id: p.location for p in reading.scenario.places}
    known = [visit for visit in in_time if visit.place in where]

    def minutes(a: Visit | None, b: Visit | None) -> int:
        ends = (specialist.base if v is None else where[v.place] for v in (a, b))
        return minutes_between(reading.policy, specialist, *ends)

    for before, after in pairwise(known):
        time = after.start_minute - before.end_minute
        if 0 <= time < minutes(before, after):
            yield _late(before, after, time=time, way=minutes(before, after))
    if known and not outside:
        first, last = known[0], max(known, key=lambda visit: visit.end_minute)
        for visit, time, way in (
            (first, first.start_minute - hours[0].start, minutes(None, first)),
            (last, hours[-1].end - last.end_minute, minutes(last, None)),
        ):
            if time < way:
                yield _late(visit, aspect="base", time=time, way=way)


def _late(*visits: Visit, time: int, way: int, aspect: str = "between") -> Violation:
    return _breaks(
        RuleCode.VISIT_TRAVEL, *visits, aspect=aspect, found=time, allowed=way
    )
