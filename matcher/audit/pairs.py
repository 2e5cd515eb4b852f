"""Second reading of the rules between one person and one place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from matcher.audit.reading import Person, Reading, Row
from matcher.audit.violations import Violation
from matcher.domain.decisions import Ban
from matcher.domain.language import SKILLS, levels_gained, predicted
from matcher.domain.programme import EducationLevel
from matcher.domain.rules import RuleCode
from matcher.domain.travel import minutes_to_place
from matcher.domain.weeks import DateSpan, Slot

DAY = timedelta(days=1)

PairReading = Callable[[Reading, Person, Row], Iterable[Violation]]


def _words(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _kebab(level: EducationLevel) -> str:
    return level.name.lower().replace("_", "-")


def _sector_veto(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if row.place.sector in person.participant.sector_vetoes:
        yield person.breaks(
            RuleCode.SECTOR_VETO, row, details={"sector": row.place.sector}
        )


def _place_veto(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if row.place.id in person.participant.place_vetoes:
        yield person.breaks(RuleCode.PLACE_VETO, row, aspect="by-person")
    if person.id in row.place.participant_vetoes:
        yield person.breaks(RuleCode.PLACE_VETO, row, aspect="by-place")


def _employer_veto(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if row.place.employer in person.participant.employer_vetoes:
        yield person.breaks(RuleCode.EMPLOYER_VETO, row)


def _forbids(ban: Ban, person: Person, row: Row) -> bool:
    return (
        ban.participant == person.id
        and ban.place in (None, row.place.id)
        and ban.employer in (None, row.place.employer)
        and ban.sector in (None, row.place.sector)
    )


def _ban(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if any(_forbids(ban, person, row) for ban in reading.scenario.bans):
        yield person.breaks(RuleCode.BAN, row)


def _cefr_floor(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    start = row.placement.start_date
    assessed = person.participant.level_date or reading.scenario.horizon.start
    gained = levels_gained(assessed, start, reading.policy.weeks_per_level)
    mine = predicted(person.participant.level, gained)
    pairs = zip(SKILLS, mine.levels, row.place.level_floor.levels, strict=True)
    below = [(floor - have, skill, have, floor) for skill, have, floor in pairs]
    _, skill, have, floor = max(below, key=lambda entry: entry[0])
    if have < floor:
        yield person.breaks(
            RuleCode.CEFR_FLOOR,
            row,
            first=start,
            last=start,
            found=int(have),
            allowed=int(floor),
            details={"skill": skill, "level": have.label, "floor": floor.label},
        )


def _travel_limit(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    minutes = minutes_to_place(
        reading.scenario, reading.policy, person.participant, row.place
    )
    limit = person.participant.travel_limit_minutes
    if minutes > limit:
        yield person.breaks(RuleCode.TRAVEL_LIMIT, row, found=minutes, allowed=limit)


def _slots_break(
    rule: RuleCode, person: Person, row: Row, slots: list[Slot]
) -> Iterator[Violation]:
    """Yield one violation that names ``slots``, none where there are none."""
    if slots:
        named = ", ".join(slot.id for slot in slots)
        yield person.breaks(
            rule,
            row,
            first=row.span.first,
            last=row.span.last,
            found=len(slots),
            details={"slots": named},
        )


def _working_hours(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    window, place = person.participant.working_window, row.place
    outside = []
    for slot in row.slots:
        begins = slot.start_minute if place.start_minute is None else place.start_minute
        ends = slot.end_minute if place.end_minute is None else place.end_minute
        if begins < window.earliest_minute or ends > window.latest_minute:
            outside.append(slot)
    yield from _slots_break(RuleCode.WORKING_HOURS, person, row, outside)


def _availability(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    free = person.participant.available_slots
    if free is not None:
        away = [slot for slot in row.slots if slot.id not in free]
        yield from _slots_break(RuleCode.AVAILABILITY, person, row, away)


def _requirement(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    lacking = row.place.requires - person.participant.qualifications
    if lacking:
        yield person.breaks(
            RuleCode.REQUIREMENT,
            row,
            found=len(lacking),
            details={"lacking": _words(lacking)},
        )


def _demand(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    impossible = row.place.demands & person.participant.cannot
    if impossible:
        yield person.breaks(
            RuleCode.DEMAND,
            row,
            found=len(impossible),
            details={"demands": _words(impossible)},
        )


def _programme_accepted(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    programme, accepted = person.template.programme, row.place.programmes
    if accepted is not None and programme not in accepted:
        yield person.breaks(
            RuleCode.PROGRAMME_ACCEPTED,
            row,
            details={"programme": programme.value, "accepted": _words(accepted)},
        )


def _repeat_employer(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    times = sum(
        earlier.participant == person.id and earlier.employer == row.place.employer
        for earlier in reading.scenario.earlier
    )
    times += sum(
        before.place.employer == row.place.employer
        for before in person.rows_before(row)
    )
    if times:
        yield person.breaks(RuleCode.REPEAT_EMPLOYER, row, found=times)


def _step_level(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    """Yield where the step is below an earlier one, or has been taken too often."""
    step, most = row.place.step_level, reading.policy.most_on_step
    been_on = [
        earlier.step_level
        for earlier in reading.scenario.earlier
        if earlier.participant == person.id and earlier.step_level is not None
    ]
    before = (row.place.step_level for row in person.rows_before(row))
    been_on += [level for level in before if level is not None]
    if step is None or not been_on:
        return
    if step < max(been_on):
        yield person.breaks(
            RuleCode.STEP_LEVEL, row, aspect="below", found=step, allowed=max(been_on)
        )
    times = been_on.count(step) + 1
    if most and times > most and not person.participant.may_stay_on_step:
        yield person.breaks(
            RuleCode.STEP_LEVEL,
            row,
            aspect="too-often",
            found=times,
            allowed=most,
            details={"step": str(step)},
        )


def _limits(
    reading: Reading, person: Person, row: Row
) -> Iterator[tuple[str, date | None, date | None]]:
    whole = reading.scenario.horizon.placement_span
    participant, place = person.participant, row.place
    yield "horizon", whole.first, whole.last
    yield "person", participant.earliest_start, participant.latest_end
    yield "programme", participant.programme_start, participant.programme_end
    yield "place", place.open_from, place.open_to


def _outside(
    span: DateSpan, first: date | None, last: date | None
) -> Iterator[DateSpan]:
    """Yield the days of ``span`` before ``first`` and after ``last``."""
    if first is not None and span.first < first:
        yield DateSpan(span.first, min(span.last, first - DAY))
    if last is not None and span.last > last:
        yield DateSpan(max(span.first, last + DAY), span.last)


def _dates(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if row.span.last < row.span.first:
        ends, starts = row.span.last, row.span.first
        yield person.breaks(
            RuleCode.DATES, row, aspect="reversed", first=ends, last=starts
        )
        return
    for limit, first, last in _limits(reading, person, row):
        for span in _outside(row.span, first, last):
            yield person.breaks(
                RuleCode.DATES,
                row,
                aspect=limit,
                first=span.first,
                last=span.last,
                found=(span.last - span.first).days + 1,
            )
    yield from _length(person, row)


def _length(person: Person, row: Row) -> Iterator[Violation]:
    """Yield where the placement is too short or too long; a week begun is a week."""
    weeks = ((row.span.last - row.span.first).days + 7) // 7
    least, most = person.template.min_weeks, person.longest_weeks
    for aspect, wrong, limit in (
        ("too-short", weeks < least, least),
        ("too-long", weeks > most, most),
    ):
        if wrong:
            yield person.breaks(
                RuleCode.DATES,
                row,
                aspect=aspect,
                first=row.span.first,
                last=row.span.last,
                found=weeks,
                allowed=limit,
            )


def _gate(
    rule: RuleCode,
    person: Person,
    row: Row,
    found: int | None,
    least: int | None,
    most: int | None,
) -> Iterator[Violation]:
    """Yield where ``found`` is outside the gate; an unknown value passes."""
    if found is not None:
        if least is not None and found < least:
            yield person.breaks(rule, row, aspect="too-low", found=found, allowed=least)
        if most is not None and found > most:
            yield person.breaks(rule, row, aspect="too-high", found=found, allowed=most)


def _age_gate(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    born = person.participant.birth_year
    age = None if born is None else row.placement.start_date.year - born
    asked = (person.template.min_age, row.place.min_age)
    least = max((limit for limit in asked if limit is not None), default=None)
    yield from _gate(
        RuleCode.AGE_GATE, person, row, age, least, person.template.max_age
    )


def _education_gate(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    for violation in _gate(
        RuleCode.EDUCATION_GATE,
        person,
        row,
        person.participant.education,
        person.template.min_education,
        person.template.max_education,
    ):
        has, asked = EducationLevel(violation.found), EducationLevel(violation.allowed)
        details = {"has": _kebab(has), "asked": _kebab(asked)}
        yield replace(violation, details=details)


def _no_practice_phase(_: Reading, person: Person, row: Row) -> Iterator[Violation]:
    if not person.template.steps:
        yield person.breaks(
            RuleCode.NO_PRACTICE_PHASE, row, details={"template": person.template.id}
        )


_READINGS: tuple[PairReading, ...] = (
    _sector_veto,
    _place_veto,
    _employer_veto,
    _ban,
    _cefr_floor,
    _travel_limit,
    _working_hours,
    _availability,
    _requirement,
    _demand,
    _programme_accepted,
    _repeat_employer,
    _step_level,
    _dates,
    _age_gate,
    _education_gate,
    _no_practice_phase,
)


def pair_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where a placement breaks a rule between its person and its place.

    Running placements are exempt, whatever the rules say about new ones.
    """
    for person, row in reading.placed:
        if not person.is_kept(row):
            yield from broken_between(reading, person, row)


def broken_between(reading: Reading, person: Person, row: Row) -> Iterator[Violation]:
    """Yield what ``person`` would break by the placement ``row``."""
    for second_reading in _READINGS:
        yield from second_reading(reading, person, row)
