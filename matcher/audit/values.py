"""The value of every tier, worked out again person by person."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import ceil

from matcher.audit.reading import Person, Reading, Row
from matcher.audit.single import pins_given_up
from matcher.domain.chains import weighted_by_weeks
from matcher.domain.fit import fit_parts
from matcher.domain.ids import ParticipantId
from matcher.domain.in_force import change_of
from matcher.domain.law import Duty, Urgency, duty_of
from matcher.domain.policy import FAIRNESS, GENEROUS, GREEDY, Tier
from matcher.domain.rhythm import rhythm_points
from matcher.domain.satisfaction import LAST_WISH, satisfaction_level, wish_number
from matcher.domain.work import practice_minutes

MOST_DAYS_WAITING = 999

COVERAGE = {
    Urgency.OVERDUE: Tier.COVERAGE_OVERDUE,
    Urgency.DUE: Tier.COVERAGE_DUE,
    Urgency.MATCH_LATE: Tier.COVERAGE_MATCH_LATE,
    Urgency.OTHER: Tier.COVERAGE_OTHER,
}
"""The tier that counts the covered of each urgency."""

RECOMPUTED = tuple(
    tier for tier in Tier if tier not in (Tier.TIE_BREAK, Tier.FIT_REFERENCE)
)
"""Tiers that a plan has a value in: not the tie-break, which only settles the rest, nor
the reference, which is the value of another plan."""


def _practised(person: Person, duty: Duty) -> int:
    """Return the minutes of practice in the window of ``duty``."""
    if duty.window is None:
        return 0
    return sum(
        practice_minutes(row.place, slot)
        for row in person.counted_rows
        for _, slot in person.practice(row, duty.window)
    )


def _days_waiting(reading: Reading, person: Person) -> int:
    since = person.participant.waiting_since
    if since is None:
        return 0
    days = (reading.scenario.horizon.start - since).days
    return min(MOST_DAYS_WAITING, max(0, days))


def fit_of(reading: Reading, person: Person) -> int:
    """Return the fit, of a chain the mean over the weeks of both placements."""
    rows, week_of = person.counted_rows, reading.scenario.horizon.week_of
    weeks = [week_of(row.span.last) - week_of(row.span.first) + 1 for row in rows]
    points = [_fit_at(reading, person, row) for row in rows]
    return points[0] if len(rows) == 1 else weighted_by_weeks(points, weeks)


def _fit_at(reading: Reading, person: Person, row: Row) -> int:
    monday = row.span.first - timedelta(days=row.span.first.weekday())
    before = person.rows_before(row)
    return fit_parts(
        reading.scenario,
        reading.policy,
        person.participant,
        row.place,
        person.section,
        monday,
        [slot.id for slot in row.last_slots],
        before[-1].place if before else None,
    ).total


def _rhythm(reading: Reading, person: Person) -> int:
    row, grid = person.row, reading.scenario.grid
    if row is None:
        return 0
    return rhythm_points(
        grid,
        reading.scenario.horizon.week_of(row.span.first),
        reading.policy.latest_start_week,
        grid.mask(slot.id for slot in person.counted_rows[-1].last_slots),
    )


def values_of(reading: Reading, person: Person) -> dict[Tier, int]:
    """Return what one person adds to each tier."""
    duty = duty_of(
        person.participant,
        person.template,
        person.own_calendar,
        reading.scenario.horizon,
    )
    short = max(0, duty.missing_minutes - _practised(person, duty))
    covered = short == 0
    values: dict[Tier, int] = dict.fromkeys(RECOMPUTED, 0)
    given_up = any(True for _ in pins_given_up(reading, person))
    values[Tier.REPAIR] = -(given_up + person.lacks_class)
    values[COVERAGE[duty.urgency]] = int(covered)
    values[Tier.HOURS_SHORT] = -ceil(short / 60)
    values[Tier.WAITING] = _days_waiting(reading, person) if covered else 0
    values[Tier.FIT] = fit_of(reading, person)
    values[Tier.RHYTHM] = _rhythm(reading, person)
    _add_wishes(person, values)
    _add_changes(reading, person, values)
    return values


def _add_wishes(person: Person, values: dict[Tier, int]) -> None:
    """Add what the person got of what they wished for, of a chain where it is least."""
    places = [row.place for row in person.counted_rows]
    levels = (satisfaction_level(person.participant, place) for place in places)
    level = min(levels, default=satisfaction_level(person.participant, None))
    for k, tier in enumerate(FAIRNESS):
        values[tier] = -int(level <= k)
    if not places:
        return
    wishes, rank = person.participant.sector_wishes, person.participant.wish_rank
    number = max(wish_number(rank(place.sector), len(wishes)) for place in places)
    for k, tier in enumerate(GREEDY, start=1):
        values[tier] = int(number == k)
    for k, tier in zip(range(LAST_WISH, 1, -1), GENEROUS, strict=True):
        values[tier] = -int(number >= k)


def _add_changes(reading: Reading, person: Person, values: dict[Tier, int]) -> None:
    """Add what is changed against the plan in force, where there is one."""
    change = change_of(
        person.in_force,
        [row.placement for row in person.counted_rows],
        None if person.section is None else person.section.id,
        reading.scenario.horizon,
    )
    values[Tier.STILL_PLACED] = -int(change.is_left_without)
    values[Tier.SAME_PLACE] = -int(change.new_place)
    values[Tier.SAME_TIMES] = -int(change.new_times)
    values[Tier.DAYS_MOVED] = -change.days_moved
    values[Tier.NEWLY_PLACED] = int(change.is_newly_placed)


PersonValues = Mapping[ParticipantId, Mapping[Tier, int]]


def person_values(reading: Reading) -> PersonValues:
    """Return what each person adds to each tier."""
    return {person.id: values_of(reading, person) for person in reading.people}


def total(
    values: PersonValues, people: Iterable[ParticipantId], lacking: Iterable[int] = ()
) -> dict[Tier, int]:
    """Return the tier values of ``people`` together; unknown ids add nothing.

    ``lacking`` are the people that quotas lack: each of them costs ``repair`` one.
    """
    known = [values[person] for person in people if person in values]
    found: dict[Tier, int] = {
        tier: sum(own[tier] for own in known) for tier in RECOMPUTED
    }
    found[Tier.REPAIR] -= sum(lacking)
    return found


def is_covered(values: Mapping[Tier, int]) -> bool:
    """Tell whether the person with these values is covered."""
    return any(values[tier] for tier in COVERAGE.values())
