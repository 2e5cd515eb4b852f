"""What could fill the free slots: more practice in weeks without teachers, and activities.

A session is one activity, or one place, on one day in one slot, with so many seats. Who
could be there in a free slot is a list of pairs, never a dense table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.class_weeks import days_kept_for_class
from matcher.calendar.columns import Calendar
from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.work import practice_minutes

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Integers = NDArray[np.integer[Any]]

NO_PLACE = -1


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions, and who could be there.

    Attributes
    ----------
    activity, where_idx
        Per session what it is, and at which place or as which of the scenario's
        activities.
    day, slot_idx
        When.
    seats
        Left for people who are not there already.
    minutes, is_work_oriented
        What it counts to somebody who is there.
    cell, session
        The pairs: a free slot of a person, by its position in ``calendar.free``, and a
        session they could go to. Sorted by both; places go before activities.
    """

    activity: Ints
    where_idx: Ints
    day: Ints
    slot_idx: Ints
    seats: Ints
    minutes: Ints
    is_work_oriented: Bools
    cell: Ints
    session: Ints

    def is_whole(self, scenario: Scenario) -> Bools:
        """Tell which sessions are of a course that is taken as a whole."""
        of_course: Bools = self.activity != Activity.PRACTICE
        whole = np.array([a.is_whole for a in scenario.activities], dtype=np.bool_)
        of_course[of_course] = whole[self.where_idx[of_course]]
        return of_course


def find_sessions(calendar: Calendar, placements: Sequence[Placement]) -> Sessions:
    """Return all that could fill the free slots of ``calendar``.

    More practice is at the place where the person is placed, on days of the placement
    when there are no teachers. A free slot in which the person is not available stays
    free.
    """
    at_places = _Found(*_more_practice(calendar, placements))
    held = _Found(*_activities(calendar))
    first = len(at_places.seats)
    cell = np.concatenate([at_places.cell, held.cell])
    session = np.concatenate([at_places.session, held.session + first])
    order = np.lexsort((session, cell))
    both = [
        np.concatenate([ours, theirs])
        for ours, theirs in zip(at_places.columns(), held.columns(), strict=True)
    ]
    activity, where, day, slot, seats, minutes, work = both
    return Sessions(
        activity, where, day, slot, seats, minutes, work > 0,
        cell[order], session[order],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    activity: Ints
    where: Ints
    day: Ints
    slot: Ints
    seats: Ints
    minutes: Ints
    work: Ints
    cell: Ints
    session: Ints

    def columns(self) -> tuple[Ints, ...]:
        return (
            self.activity, self.where, self.day, self.slot, self.seats, self.minutes,
            self.work,
        )  # fmt: skip


def has_no_teachers(calendar: Calendar) -> Bools:
    """Return per free slot whether the person's school has no teachers that day."""
    scenario, free = calendar.scenario, calendar.free
    days = list(scenario.horizon.calendar_span.days())
    taught = np.array([[c.has_teaching(d) for d in days] for c in scenario.calendars])
    without: Bools = ~taught[calendars_of(scenario)[free.participant_idx], free.day]
    return without


def calendars_of(scenario: Scenario) -> Ints:
    """Return per participant the position of their school calendar."""
    number = {c.id: i for i, c in enumerate(scenario.calendars)}
    own = {m.id: number[m.calendar] for m in scenario.municipalities}
    return np.array([own[p.municipality] for p in scenario.participants], np.int64)


def is_available(calendar: Calendar) -> Bools:
    """Return per free slot whether the person can be anywhere at all then."""
    free = calendar.free
    available: Bools = is_available_in(calendar.scenario)[
        free.participant_idx, free.slot_idx
    ]
    return available


def is_available_in(scenario: Scenario) -> Bools:
    """Return ``(participants, slots)``: in which slots people can be anywhere at all."""
    whole = (1 << len(scenario.grid.slots)) - 1
    masks = [
        whole if p.available_slots is None else scenario.grid.mask(p.available_slots)
        for p in scenario.participants
    ]
    slots = range(len(scenario.grid.slots))
    table = np.array([[mask >> s & 1 for s in slots] for mask in masks], np.bool_)
    return table.reshape(-1, len(slots))


def _more_practice(
    calendar: Calendar, placements: Sequence[Placement]
) -> tuple[Ints, ...]:
    """Return the columns of :class:`_Found` for places."""
    scenario, free = calendar.scenario, calendar.free
    open_to = np.flatnonzero(has_no_teachers(calendar) & is_available(calendar))
    place = np.full(len(open_to), NO_PLACE, dtype=np.int64)
    person, day = free.participant_idx[open_to], free.day[open_to]
    for stays in _stays_in_turn(scenario, placements):
        at, first, last = stays.T[:, person]
        place = np.where((at != NO_PLACE) & (first <= day) & (day <= last), at, place)
    place[days_kept_for_class(scenario, placements)[person, day]] = NO_PLACE
    cell, place = open_to[place != NO_PLACE], place[place != NO_PLACE]
    minutes = _practice_minutes(scenario)
    fits = (
        _is_open(scenario)[place, free.day[cell]]
        & _seats(scenario)[place, free.slot_idx[cell]].astype(np.bool_)
        & _suits(scenario, free.participant_idx[cell], place, free.slot_idx[cell])
        & (minutes[place, free.slot_idx[cell]] > 0)
    )
    cell, place = cell[fits], place[fits]
    key = _key(scenario, place, free.day[cell], free.slot_idx[cell])
    keys, first, session = np.unique(key, return_index=True, return_inverse=True)
    at_practice = np.flatnonzero(calendar.activity == Activity.PRACTICE)
    taken = _key(
        scenario,
        calendar.where_idx[at_practice],
        calendar.day[at_practice],
        calendar.slot_idx[at_practice],
    )
    known, counts = np.unique(taken, return_counts=True)
    used = np.zeros(len(keys), dtype=np.int64)
    _, mine, theirs = np.intersect1d(keys, known, return_indices=True)
    used[mine] = counts[theirs]
    where = place[first]
    slot = free.slot_idx[cell[first]].astype(np.int64)
    size = len(keys)
    return (
        np.full(size, Activity.PRACTICE, dtype=np.int64),
        where,
        free.day[cell[first]].astype(np.int64),
        slot,
        np.maximum(0, _seats(scenario)[where, slot] - used),
        minutes[where, slot],
        np.ones(size, dtype=np.int64),
        cell,
        session.astype(np.int64),
    )


def _stays_in_turn(
    scenario: Scenario, placements: Sequence[Placement]
) -> Iterator[Ints]:
    """Yield ``(participants, 3)``: place, first and last day; first everybody's first."""
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    start = scenario.horizon.start
    nothing = np.tile(np.array([NO_PLACE, 0, -1]), (len(people), 1))
    tables: list[Ints] = []
    seen: dict[int, int] = {}
    for placement in sorted(placements, key=lambda p: (p.participant, p.start_date)):
        person = people[placement.participant]
        turn = seen.get(person, 0)
        seen[person] = turn + 1
        if turn == len(tables):
            tables.append(nothing.copy())
        tables[turn][person] = (
            places[placement.place],
            (placement.start_date - start).days,
            (placement.end_date - start).days,
        )
    yield from tables


def _key(scenario: Scenario, place: Integers, day: Integers, slot: Integers) -> Ints:
    days, slots = 7 * scenario.horizon.calendar_weeks, len(scenario.grid.slots)
    key: Ints = (place.astype(np.int64) * days + day) * slots + slot
    return key


def _seats(scenario: Scenario) -> Ints:
    """Return ``(places, slots)``."""
    table = [
        [place.seats_in(slot.id) for slot in scenario.grid.slots]
        for place in scenario.places
    ]
    return np.array(table, dtype=np.int64).reshape(-1, len(scenario.grid.slots))


def _practice_minutes(scenario: Scenario) -> Ints:
    """Return ``(places, slots)``."""
    table = [
        [practice_minutes(place, slot) for slot in scenario.grid.slots]
        for place in scenario.places
    ]
    return np.array(table, dtype=np.int64).reshape(-1, len(scenario.grid.slots))


def _is_open(scenario: Scenario) -> Bools:
    """Return ``(places, days)``: neither closed nor before or after it takes people."""
    start, days = scenario.horizon.start, 7 * scenario.horizon.calendar_weeks
    table = np.ones((len(scenario.places), days), dtype=np.bool_)
    for row, place in zip(table, scenario.places, strict=True):
        if place.open_from is not None:
            row[: max(0, (place.open_from - start).days)] = False
        if place.open_to is not None:
            row[max(0, (place.open_to - start).days + 1) :] = False
        for span in place.closed:
            last = max(0, (span.last - start).days + 1)
            row[max(0, (span.first - start).days) : last] = False
    return table


def _suits(scenario: Scenario, person: Ints, place: Ints, slot: Ints) -> Bools:
    """Tell whether people can keep the working hours of places in slots."""
    windows = np.array(
        [
            (p.working_window.earliest_minute, p.working_window.latest_minute)
            for p in scenario.participants
        ]
    ).reshape(-1, 2)
    hours = np.array([(s.start_minute, s.end_minute) for s in scenario.grid.slots])
    of_place = np.array(
        [
            (
                -1 if p.start_minute is None else p.start_minute,
                -1 if p.end_minute is None else p.end_minute,
            )
            for p in scenario.places
        ]
    ).reshape(-1, 2)
    at = np.where(of_place[place] < 0, hours[slot], of_place[place])
    suits: Bools = (windows[person, 0] <= at[:, 0]) & (at[:, 1] <= windows[person, 1])
    return suits


def _activities(calendar: Calendar) -> tuple[Ints, ...]:
    """Return the columns of :class:`_Found` for the scenario's activities."""
    scenario, free = calendar.scenario, calendar.free
    without = has_no_teachers(calendar)
    usable = np.flatnonzero(is_available(calendar))
    first = np.searchsorted(
        free.participant_idx[usable], np.arange(len(scenario.participants) + 1)
    )
    slots = len(scenario.grid.slots)
    who = People(scenario)
    rows: list[tuple[Ints, ...]] = []
    count = 0
    for number, activity in enumerate(scenario.activities):
        cell = usable[_ranges(first, who.may_come(activity))]
        moment = free.day[cell].astype(np.int64) * slots + free.slot_idx[cell]
        fits = when_held(scenario, activity).ravel()[moment]
        if activity.only_without_teaching:
            fits &= without[cell]
        cell, moment = cell[fits], moment[fits]
        moments, session = np.unique(moment, return_inverse=True)
        size = len(moments)
        slot = moments % slots
        minutes = [activity.minutes_in(one) for one in scenario.grid.slots]
        seats = size and (len(cell) if activity.seats is None else activity.seats)
        rows.append(
            (
                np.full(size, activity.kind, dtype=np.int64),
                np.full(size, number, dtype=np.int64),
                moments // slots,
                slot,
                np.full(size, seats, dtype=np.int64),
                np.array(minutes, dtype=np.int64)[slot],
                np.full(size, activity.is_work_oriented, dtype=np.int64),
                cell,
                session.astype(np.int64) + count,
            )
        )
        count += size
    if not rows:
        return tuple(np.zeros(0, dtype=np.int64) for _ in range(9))
    return tuple(np.concatenate(column) for column in zip(*rows, strict=True))


def _ranges(first: Ints, which: Ints) -> Ints:
    """Return ``first[i]`` up to ``first[i + 1]`` of each ``i`` of ``which``."""
    begin, size = first[which], first[which + 1] - first[which]
    until = np.cumsum(size)
    found: Ints = np.arange(size.sum()) + np.repeat(begin - until + size, size)
    return found


class People:
    """Who may come to an activity, looked up in columns."""

    def __init__(self, scenario: Scenario) -> None:
        people = scenario.participants
        self._level = np.array([p.level.overall for p in people], dtype=np.int64)
        self._of_municipality = _positions([p.municipality for p in people])
        self._of_template = _positions([p.template for p in people])
        self._all = np.arange(len(people))

    def may_come(self, activity: GroupActivity) -> Ints:
        """Return the positions of those of whom :meth:`GroupActivity.is_for` is true."""
        found = self._in(self._of_municipality, activity.municipalities)
        if activity.templates is not None:
            found = np.intersect1d(
                found, self._in(self._of_template, activity.templates)
            )
        level = self._level[found]
        fits = (activity.level_from <= level) & (level <= activity.level_to)
        return found[fits]

    def _in(self, known: Mapping[str, Ints], some: Iterable[str] | None) -> Ints:
        if some is None:
            return self._all
        groups = [known[one] for one in sorted(some) if one in known]
        return np.sort(np.concatenate([self._all[:0], *groups]))


def _positions(names: Sequence[str]) -> Mapping[str, Ints]:
    """Return where each name stands."""
    found: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        found.setdefault(name, []).append(position)
    return {name: np.array(at, dtype=np.int64) for name, at in found.items()}


def when_held(scenario: Scenario, activity: GroupActivity) -> Bools:
    """Return ``(days, slots)``: when there is a session."""
    horizon, slots = scenario.horizon, scenario.grid.slots
    held = np.zeros((7 * horizon.calendar_weeks, len(slots)), dtype=np.bool_)
    for at, slot in enumerate(slots):
        if slot.id not in activity.slots:
            continue
        for day in range(slot.weekday, len(held), 7):
            date = horizon.start + timedelta(days=day)
            held[day, at] = activity.is_held(horizon, date, slot)
    return held
