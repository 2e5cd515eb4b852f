"""Second reading of practice in the calendar: the placements', and what is added."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.judged import Judged
from matcher.audit.calendar.telling import date_of
from matcher.audit.reading import Person, Reading, Row
from matcher.audit.violations import Violation
from matcher.domain.activities import Activity
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import Slot, in_any
from matcher.domain.work import practice_minutes

Bools = NDArray[np.bool_]

ASPECTS = ("elsewhere", "teachers", "closed", "hours", "class-weeks")
"""Why practice cannot be added, the first that holds."""


def practice_violations(judged: Judged) -> Iterator[Violation]:
    """Yield practice of placements that is missing, and added practice that cannot be."""
    places = judged.standing.reading.scenario.places
    parts = [{"place": place.id, "employer": place.employer} for place in places]
    rule = RuleCode.CALENDAR_PRACTICE
    yield from judged.told_missing(rule, "missing", (Activity.PRACTICE,), parts)
    added = judged.added_as(Activity.PRACTICE)
    faults = np.full(len(added), "", dtype=object)
    faults[added] = list(_faults(judged, added))
    for aspect in ASPECTS:
        where = judged.entries.where
        yield from judged.told(rule, aspect, faults == aspect, parts, where)


def _faults(judged: Judged, added: Bools) -> Iterator[str]:
    """Yield for each added entry why it cannot be; empty where it can."""
    entries, people = judged.entries, judged.people
    reading = judged.standing.reading
    places = reading.scenario.places
    for person, moment, where in zip(
        entries.person[added].tolist(),
        entries.moment[added].tolist(),
        entries.where[added].tolist(),
        strict=True,
    ):
        day, slot = judged.standing.moments.when(moment)
        fault = _fault(people[person], places[where], day, slot)
        if not fault and _is_kept_for_class(reading, people[person], day):
            fault = "class-weeks"
        yield fault


def _is_kept_for_class(reading: Reading, person: Person, day: date) -> bool:
    """Tell whether others have the place in a week that class has all practice of."""
    away = [
        row
        for row in person.rows
        if day in row.span and not any(day in span for span in row.there)
    ]
    employers = reading.scenario.employers_by_id()
    for row in away:
        owner = employers[row.place.employer]
        placed = [other for _, other in reading.placed if day in other.span]
        at_employer = [r for r in placed if r.place.employer == owner.id]
        at_place = [r for r in at_employer if r.place.id == row.place.id]
        if _too_many(at_place, row.place) or _too_many(at_employer, owner):
            return True
    return False


def _too_many(rows: Sequence[Row], owner: PracticePlace | Employer) -> bool:
    """Tell whether so many are more than may be there; little time of mentors is for one."""
    limits = [owner.people_at_once]
    if owner.mentor_minutes_per_week is not None:
        limits.append(1)
    return any(limit is not None and len(rows) > limit for limit in limits)


def _fault(person: Person, place: PracticePlace, day: date, slot: Slot) -> str:
    if not any(row.place.id == place.id and day in row.span for row in person.rows):
        return "elsewhere"
    if person.calendar.has_teaching(day):
        return "teachers"
    if not _is_open(place, day):
        return "closed"
    return "" if _suits(person, place, slot) else "hours"


def _is_open(place: PracticePlace, day: date) -> bool:
    begun = place.open_from is None or place.open_from <= day
    over = place.open_to is not None and place.open_to < day
    return begun and not over and not in_any(day, place.closed)


def _suits(person: Person, place: PracticePlace, slot: Slot) -> bool:
    """Tell whether the place works in ``slot``, in hours the person can keep."""
    window = person.participant.working_window
    start = slot.start_minute if place.start_minute is None else place.start_minute
    end = slot.end_minute if place.end_minute is None else place.end_minute
    return (
        practice_minutes(place, slot) > 0
        and window.earliest_minute <= start
        and end <= window.latest_minute
    )


def seat_violations(judged: Judged) -> Iterator[Violation]:
    """Yield where practice was added beyond the seats of a slot.

    That placements alone are too many is ``seat-day``.
    """
    scenario, entries = judged.standing.reading.scenario, judged.entries
    slots, slot_of = judged.standing.moments.slots, judged.standing.moments.slot
    at = np.flatnonzero(entries.activity == Activity.PRACTICE)
    place, moment = entries.where[at], entries.moment[at]
    _, session, people = np.unique(
        place * np.int64(len(slot_of)) + moment, return_inverse=True, return_counts=True
    )
    seats = np.array(
        [[one.seats_in(slot.id) for slot in slots] for one in scenario.places],
        dtype=np.int64,
    ).reshape(-1, len(slots))
    over = people[session] > seats[place, slot_of[moment]]
    crowds: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i in np.flatnonzero(over & judged.added_as(Activity.PRACTICE)[at]).tolist():
        crowds[int(place[i]), int(slot_of[moment[i]])].append(i)
    for (where, slot), own in sorted(crowds.items()):
        days = judged.days(at[own])
        yield Violation(
            RuleCode.CALENDAR_SEATS,
            tuple(sorted({judged.people[i].id for i in entries.person[at[own]]})),
            place=scenario.places[where].id,
            employer=scenario.places[where].employer,
            slot=slots[slot].id,
            first=date_of(scenario, int(days.min())),
            last=date_of(scenario, int(days.max())),
            found=int(people[session[own]].max()),
            allowed=int(seats[where, slot]),
        )
