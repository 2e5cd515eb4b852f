"""Second reading of the visits of job specialists and teachers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from matcher.audit.reading import Reading
from matcher.audit.violations import Violation
from matcher.domain.clock_hours import Hours
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Plan
from matcher.domain.rounds import (
    Round,
    Rounds,
    Visiting,
    minutes_between,
    visiting_by_visitor,
)
from matcher.domain.rules import RuleCode
from matcher.domain.visit import Visit, Visitor
from matcher.domain.visits import (
    AskedVisit,
    PracticeDays,
    visits_asked,
    visits_missed,
)

Key = tuple[Visitor, ParticipantId, PlaceId, int]
"""Who comes, person, place and week of the calendar."""


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
    visiting = visiting_by_visitor(reading.scenario)
    rounds = Rounds(reading.scenario, reading.policy)
    for (visitor, day), own in _in_time(visits, lambda v: (v.visitor, v.day)):
        yield from _clashes(own)
        if visitor in visiting:
            who = visiting[visitor]
            yield from _day(reading, who, rounds.on(who, day), own)
    for _, own in _in_time(visits, lambda v: (v.participant, v.day)):
        yield from _visited_twice(own)


_Owner = TypeVar("_Owner", bound=tuple[Any, ...])


def _in_time(
    visits: Sequence[Visit], owner: Callable[[Visit], _Owner]
) -> Iterator[tuple[_Owner, list[Visit]]]:
    """Yield the visits of each owner in order of time."""
    found: dict[_Owner, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[owner(visit)].append(visit)
    for one, own in sorted(found.items(), key=lambda item: item[0]):
        yield (
            one,
            sorted(
                own,
                key=lambda v: (v.start_minute, v.end_minute, v.participant, v.visitor),
            ),
        )


def _unasked(
    reading: Reading, asked: Sequence[AskedVisit], visits: Sequence[Visit]
) -> Iterator[Violation]:
    known = {(a.visitor, a.participant, a.place, a.week): a for a in asked}
    seen: Counter[Key] = Counter()
    for visit in visits:
        week = reading.scenario.horizon.week_of(visit.day)
        key = visit.visitor, visit.participant, visit.place, week
        seen[key] += 1
        wanted = known.get(key)
        yield from _answers(visit, wanted, seen[key])
        if wanted is not None:
            yield from _presence(visit, wanted)


def _breaks(
    rule: RuleCode, *visits: Visit, aspect: str = "", **parts: Any
) -> Violation:
    """Return a violation by the last of ``visits``, all of one day."""
    last = visits[-1]
    details = {
        "visitor": last.visitor.id,
        "other": visits[0].visitor.id,
        "start": _clock(last.start_minute),
    }
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


def _visited_twice(in_time: Sequence[Visit]) -> Iterator[Violation]:
    """Yield visits to somebody with whom another visitor still is."""
    for i, visit in enumerate(in_time):
        for before in in_time[:i]:
            is_other = before.visitor != visit.visitor
            if is_other and visit.start_minute < before.end_minute:
                yield _breaks(RuleCode.VISIT_CLASH, before, visit, aspect="person")


def _day(
    reading: Reading, who: Visiting, rounds: Sequence[Round], in_time: Sequence[Visit]
) -> Iterator[Violation]:
    """Yield visits outside their visitor's hours, and ways for which there is no time."""
    outside = [v for v in in_time if not any(_lies_in(v, own) for own in rounds)]
    yield from (_breaks(RuleCode.VISIT_HOURS, visit) for visit in outside)
    where = {p.id: p.location for p in reading.scenario.places}
    known = [visit for visit in in_time if visit.place in where]

    def minutes(a: Visit | None, b: Visit | None) -> int:
        ends = (who.base if v is None else where[v.place] for v in (a, b))
        return minutes_between(reading.policy, who, *ends)

    for before, after in pairwise(known):
        time = after.start_minute - before.end_minute
        if 0 <= time < minutes(before, after):
            yield _late(before, after, time=time, way=minutes(before, after))
    for hours in () if outside else rounds:
        there = [visit for visit in known if _lies_in(visit, hours)]
        if there:
            yield from _to_and_from_base(there, hours, minutes)


def _to_and_from_base(
    in_time: Sequence[Visit],
    hours: Round,
    minutes: Callable[[Visit | None, Visit | None], int],
) -> Iterator[Violation]:
    """Yield the ends of a round for which there is no time."""
    first, last = in_time[0], max(in_time, key=lambda visit: visit.end_minute)
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
