"""Every way to fill a tiny calendar, read day by day from the definitions.

Slow and plain on purpose: it shares no code with ``matcher.calendar`` but the calendar of
class and practice it begins from.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import prod
from typing import NamedTuple

from matcher.calendar import Calendar
from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.calendars import public_holiday_name
from matcher.domain.ids import PlaceId
from matcher.domain.law import duty_of
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.weeks import Slot


class Cell(NamedTuple):
    """A slot of a person's programme: their position, the day and the slot's."""

    person: int
    day: date
    slot: int


class Choice(NamedTuple):
    """What somebody does in a slot: its kind, and which place or activity."""

    kind: Activity
    what: str


Way = dict[Cell, Choice]


class Score(NamedTuple):
    """What a calendar lacks, in the order in which it matters."""

    hours_short_legal: int
    most_minutes_short_legal: int
    empty_weeks: int
    hours_short_full_time: int

    @property
    def hours_short_legal_largest(self) -> int:
        """As a plan states it, in whole hours."""
        return -(-self.most_minutes_short_legal // 60)


@dataclass
class EveryWay:
    """All ways to fill the free slots of ``base``."""

    base: Calendar
    placements: list[Placement]

    def __post_init__(self) -> None:
        self.scenario = self.base.scenario
        self.slots = self.scenario.grid.slots
        self.people = self.scenario.participants
        self.schools = [self.scenario.calendar_of(p) for p in self.people]
        self.fixed = self.way_of(self.base)
        self.free = [cell for cell in self.programme() if cell not in self.fixed]
        self.could = {cell: list(self._choices(cell)) for cell in self.free}

    def way_of(self, calendar: Calendar) -> Way:
        """Read all that stands in a calendar."""
        person = {p.id: i for i, p in enumerate(self.people)}
        slot = {s.id: i for i, s in enumerate(self.slots)}
        return {
            Cell(person[row.participant], row.date, slot[row.slot]): Choice(
                row.activity, row.place or row.section or row.group_activity or ""
            )
            for row in calendar.rows()
        }

    def programme(self) -> Iterator[Cell]:
        """Yield the slots of everybody's programme, holidays left out."""
        for i, person in enumerate(self.people):
            for day in self.scenario.horizon.calendar_span.days():
                for s, slot in enumerate(self.slots):
                    if slot.weekday == day.weekday() and self.asked_on(i, person, day):
                        yield Cell(i, day, s)

    def asked_on(self, i: int, person: Participant, day: date) -> bool:
        begun = person.programme_start is None or person.programme_start <= day
        over = person.programme_end is not None and person.programme_end < day
        return begun and not over and self.schools[i].is_programme_day(day)

    def is_able(self, cell: Cell) -> bool:
        own = self.people[cell.person].available_slots
        return own is None or self.slots[cell.slot].id in own

    def _choices(self, cell: Cell) -> Iterator[Choice]:
        if not self.is_able(cell):
            return
        if not self.schools[cell.person].has_teaching(cell.day):
            for placement in self.placements:
                if self._grows(placement, cell):
                    yield Choice(Activity.PRACTICE, placement.place)
        for activity in self.scenario.activities:
            if self.is_for(activity, cell.person) and self.meets(activity, cell):
                yield Choice(activity.kind, activity.id)

    def _grows(self, placement: Placement, cell: Cell) -> bool:
        person, day, slot = self.people[cell.person], cell.day, self.slots[cell.slot]
        place = self.scenario.places_by_id()[placement.place]
        start, end = hours_of(place, slot)
        return (
            placement.participant == person.id
            and placement.start_date <= day <= placement.end_date
            and not any(span.first <= day <= span.last for span in place.closed)
            and (place.open_from is None or place.open_from <= day)
            and (place.open_to is None or day <= place.open_to)
            and person.working_window.earliest_minute <= start < end
            and end <= person.working_window.latest_minute
            and dict(place.seats).get(slot.id, 0) > 0
        )

    def is_for(self, activity: GroupActivity, i: int) -> bool:
        person = self.people[i]
        return (
            person.municipality in (activity.municipalities or {person.municipality})
            and person.template in (activity.templates or {person.template})
            and activity.level_from <= person.level.overall <= activity.level_to
        )

    def meets(self, activity: GroupActivity, cell: Cell) -> bool:
        """Tell whether there is a session for the person's school then."""
        start, day = self.scenario.horizon.start, cell.day
        first = activity.first or start
        monday = first - timedelta(days=first.weekday())
        last = activity.last or self.scenario.horizon.calendar_span.last
        without = not self.schools[cell.person].has_teaching(day)
        return (
            self.slots[cell.slot].id in activity.slots
            and self.slots[cell.slot].weekday == day.weekday()
            and first <= day <= last
            and (day - monday).days // 7 % activity.every_weeks == 0
            and public_holiday_name(day) is None
            and (without or not activity.only_without_teaching)
        )

    def count(self) -> int:
        """Return how many ways there are at most."""
        return prod(1 + len(choices) for choices in self.could.values())

    def ways(self) -> Iterator[Way]:
        """Yield every way that keeps all rules, self-study left out."""
        taken = Counter(self._seat(cell, done) for cell, done in self.fixed.items())
        yield from self._from(0, {}, taken)

    def _from(
        self, at: int, way: Way, taken: Counter[tuple[str, date, int]]
    ) -> Iterator[Way]:
        if at == len(self.free):
            if self.keeps_groups(way):
                yield way
            return
        cell = self.free[at]
        yield from self._from(at + 1, way, taken)
        for choice in self.could[cell]:
            seat = self._seat(cell, choice)
            if taken[seat] < self._seats(choice, cell.slot):
                taken[seat] += 1
                yield from self._from(at + 1, {**way, cell: choice}, taken)
                taken[seat] -= 1

    @staticmethod
    def _seat(cell: Cell, choice: Choice) -> tuple[str, date, int]:
        return choice.what, cell.day, cell.slot

    def _seats(self, choice: Choice, slot: int) -> int:
        if choice.kind is Activity.PRACTICE:
            place = self.scenario.places_by_id()[PlaceId(choice.what)]
            return dict(place.seats).get(self.slots[slot].id, 0)
        seats = self.activity(choice).seats
        return len(self.people) if seats is None else seats

    def activity(self, choice: Choice) -> GroupActivity:
        return next(a for a in self.scenario.activities if a.id == choice.what)

    def keeps_groups(self, way: Way) -> bool:
        """Tell whether enough come to each session, and to whole courses all the way."""
        for activity in self.scenario.activities:
            there = {c for c, done in way.items() if done.what == activity.id}
            came = Counter((c.day, c.slot) for c in there)
            if any(number < activity.opens_with for number in came.values()):
                return False
            if activity.is_whole and not self._all_the_way(activity, there):
                return False
        return True

    def _all_the_way(self, activity: GroupActivity, there: set[Cell]) -> bool:
        days = list(self.scenario.horizon.calendar_span.days())
        return all(
            Cell(person, day, slot) in there
            for person in {cell.person for cell in there}
            for day in days
            for slot in range(len(self.slots))
            if self.meets(activity, Cell(person, day, slot))
        )

    def keeps_all(self, way: Way) -> bool:
        """Tell whether a way, self-study left out, is one of :meth:`ways`."""
        taken = Counter(self._seat(c, done) for c, done in self.fixed.items())
        taken.update(self._seat(c, done) for c, done in way.items())
        return self.keeps_groups(way) and all(
            done in self.could[cell]
            and taken[self._seat(cell, done)] <= self._seats(done, cell.slot)
            for cell, done in way.items()
        )

    def minutes(self, cell: Cell, done: Choice) -> int:
        slot = self.slots[cell.slot]
        if done.kind in (Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY):
            return 0
        if done.kind is Activity.PRACTICE:
            start, end = hours_of(
                self.scenario.places_by_id()[PlaceId(done.what)],
                slot,
            )
            return min(slot.minutes, end - start)
        if done.kind in (Activity.CLASS, Activity.SELF_STUDY):
            return slot.minutes
        return min(slot.minutes, self.activity(done).minutes or slot.minutes)

    def is_work(self, done: Choice) -> bool:
        if done.kind in (Activity.PRACTICE, Activity.CLASS, Activity.SELF_STUDY):
            return done.kind is Activity.PRACTICE
        if done.kind in (Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY):
            return False
        own = self.activity(done).work_oriented
        return done.kind.is_work_oriented if own is None else own

    def score(self, way: Way, alone: Way | None = None) -> Score:
        """Score a way with its self-study; ``None``: the best it leaves room for."""
        done = {**self.fixed, **way, **(alone or {})}
        legal = [self._legal(i, done) for i in range(len(self.people))]
        empty = full = 0
        for i in range(len(self.people)):
            for week in range(self.scenario.horizon.calendar_weeks):
                led, lack = self._week(i, week, done, alone is None)
                empty += led
                full += lack
        return Score(-(-sum(legal) // 60), max(legal), empty, -(-full // 60))

    def _legal(self, i: int, done: Way) -> int:
        person = self.people[i]
        template = self.scenario.templates_by_id()[person.template]
        duty = duty_of(person, template, self.schools[i], self.scenario.horizon)
        had = sum(
            self.minutes(cell, what)
            for cell, what in done.items()
            if cell.person == i
            and duty.window is not None
            and cell.day in duty.window
            and self.is_work(what)
        )
        return max(0, duty.missing_minutes - had)

    def _week(self, i: int, week: int, done: Way, best_alone: bool) -> tuple[bool, int]:
        """Return whether the week is empty, and minutes it lacks of a full programme."""
        person, monday = self.people[i], self.scenario.horizon.monday(week)
        days = [monday + timedelta(days=n) for n in range(5)]
        days = [day for day in days if self.asked_on(i, person, day)]
        own_weekdays = {
            slot.weekday
            for s, slot in enumerate(self.slots)
            if self.is_able(Cell(i, monday, s))
        }
        here = [
            (cell, what)
            for cell, what in done.items()
            if cell.person == i and 0 <= (cell.day - monday).days < 7
        ]
        led = sum(
            self.minutes(cell, what)
            for cell, what in here
            if what.kind is not Activity.SELF_STUDY
        )
        secured = person.secured_minutes_per_week
        able_days = sum(day.weekday() in own_weekdays for day in days)
        led_asked = max(0, 900 - secured) * able_days // 5
        full_asked = max(0, 2250 - secured) * len(days) // 5
        counted = sum(self.minutes(cell, what) for cell, what in here)
        alone = self._most_self_study(i, monday, done) if best_alone else 0
        return led < led_asked, max(0, full_asked - counted - alone)

    def _most_self_study(self, i: int, monday: date, done: Way) -> int:
        cap = self.cap(i)
        left = [
            self.slots[cell.slot].minutes
            for cell in self.free
            if cell.person == i
            and 0 <= (cell.day - monday).days < 7
            and cell not in done
            and self.is_able(cell)
        ]
        sums = (
            sum(some)
            for size in range(len(left) + 1)
            for some in combinations(left, size)
        )
        return max(one for one in sums if one <= cap)

    def cap(self, i: int) -> int:
        """Return the minutes a week that a person may study alone."""
        template = self.scenario.templates_by_id()[self.people[i].template]
        return template.self_study_minutes_per_week

    def added(self, filled: Calendar) -> tuple[Way, Way]:
        """Return what a filled calendar added: sessions, and self-study."""
        more = {c: d for c, d in self.way_of(filled).items() if c not in self.fixed}
        alone = {c: d for c, d in more.items() if d.kind is Activity.SELF_STUDY}
        return {c: d for c, d in more.items() if c not in alone}, alone


def hours_of(place: PracticePlace, slot: Slot) -> tuple[int, int]:
    """Return first and last minute of work at ``place`` in ``slot``."""
    start = slot.start_minute if place.start_minute is None else place.start_minute
    end = slot.end_minute if place.end_minute is None else place.end_minute
    return start, end
