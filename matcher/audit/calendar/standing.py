"""What must stand in everybody's calendar: holidays, class, and practice of the plan."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.rows import NOWHERE
from matcher.audit.reading import Person, Reading
from matcher.domain.activities import Activity
from matcher.domain.calendars import SchoolCalendar, public_holiday_name
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.weeks import DateSpan, Slot

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

FREE = int(Activity.FREE)


@dataclass(frozen=True, slots=True)
class Moments:
    """Every slot of every week of the calendar, in order of time.

    Attributes
    ----------
    dates
        Every day, slots or not.
    day, slot
        ``(moments,)``: position in ``dates`` and in the week grid.
    """

    dates: tuple[date, ...]
    slots: tuple[Slot, ...]
    day: Ints
    slot: Ints

    def when(self, moment: int) -> tuple[date, Slot]:
        """Return the date and the slot of a moment."""
        return self.dates[self.day[moment]], self.slots[self.slot[moment]]

    def all(self) -> list[tuple[date, Slot]]:
        """Return the date and the slot of every moment."""
        return [self.when(moment) for moment in range(len(self.day))]

    def within(self, span: DateSpan) -> slice:
        """Return the moments of the days of ``span``."""
        start = self.dates[0]
        first, end = (span.first - start).days, (span.last - start).days + 1
        return slice(*np.searchsorted(self.day, [first, max(first, end)]).tolist())


def moments_of(scenario: Scenario) -> Moments:
    """Return the slots of all weeks of the calendar."""
    weeks, slots = scenario.horizon.calendar_weeks, scenario.grid.slots
    weekdays = np.array([slot.weekday for slot in slots], dtype=np.int32)
    monday = 7 * np.arange(weeks, dtype=np.int32)
    return Moments(
        tuple(scenario.horizon.calendar_span.days()),
        slots,
        (monday[:, None] + weekdays).ravel(),
        np.tile(np.arange(len(slots), dtype=np.int32), weeks),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What must stand when; the tables are ``(participants, moments)``.

    Attributes
    ----------
    activity, where
        ``FREE`` and -1 where the plan leaves it open; else a holiday, absence, class or
        the practice of a placement, and the position of the section or the place.
    inside
        Days of the person's programme.
    programmes
        Per person the first day of the programme in the calendar, and the last.
    """

    reading: Reading
    moments: Moments
    activity: Codes
    where: Ints
    inside: Bools
    programmes: tuple[DateSpan, ...]

    @property
    def is_holiday(self) -> Bools:
        """Whether it is one of the programme or a public one."""
        kinds = (Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY)
        return np.isin(self.activity, kinds)


def what_stands(reading: Reading) -> Standing:
    """Return what must stand in everybody's calendar.

    Class where the section has teaching, unless practice stands there; both only on
    days that are no holiday by the calendar of the person's municipality, and on which
    they are not away. Practice of a placement stands outside the programme as well.
    """
    scenario = reading.scenario
    moments = moments_of(scenario)
    school = _School(scenario, moments)
    shape = (len(reading.people), len(moments.day))
    activity = np.zeros(shape, dtype=np.int8)
    where = np.full(shape, NOWHERE, dtype=np.int32)
    inside = np.zeros(shape, dtype=np.bool_)
    programmes = [_programme(scenario, person) for person in reading.people]
    for i, (person, programme) in enumerate(
        zip(reading.people, programmes, strict=True)
    ):
        days = moments.within(programme)
        inside[i, days] = True
        holidays = school.holidays(person.calendar)
        activity[i, days] = holidays[days]
        if person.section is not None:
            taught = school.taught(person.section, person.calendar) & inside[i]
            activity[i, taught] = Activity.CLASS
            where[i, taught] = school.sections[person.section.id]
        _put_practice(person, school, activity[i], where[i])
        for span in person.participant.away:
            away = np.zeros(len(moments.day), dtype=np.bool_)
            away[moments.within(span)] = True
            away &= holidays == Activity.FREE
            activity[i, away] = np.where(inside[i, away], Activity.ABSENCE, FREE)
            where[i, away] = NOWHERE
    return Standing(reading, moments, activity, where, inside, tuple(programmes))


def _programme(scenario: Scenario, person: Person) -> DateSpan:
    whole, own = scenario.horizon.calendar_span, person.participant
    return DateSpan(
        max(whole.first, own.programme_start or whole.first),
        min(whole.last, own.programme_end or whole.last),
    )


class _School:
    """Positions, holidays and teaching, each worked out once."""

    def __init__(self, scenario: Scenario, moments: Moments) -> None:
        self.whole = scenario.horizon.calendar_span
        self.places = {place.id: i for i, place in enumerate(scenario.places)}
        self.sections = {one.id: i for i, one in enumerate(scenario.sections)}
        self.at: dict[tuple[date, str], int] = {}
        self._moments = moments.all()
        for moment, (day, slot) in enumerate(self._moments):
            self.at[day, slot.id] = moment
        self._calendars = scenario.calendars_by_id()
        self._holidays: dict[str, Codes] = {}
        self._taught: dict[tuple[str, str], Bools] = {}

    def holidays(self, calendar: SchoolCalendar) -> Codes:
        """Return ``(moments,)``: which kind of holiday it is, ``FREE`` for none."""
        if calendar.id not in self._holidays:
            kinds = [_holiday(calendar, day) for day, _ in self._moments]
            self._holidays[calendar.id] = np.array(kinds, dtype=np.int8)
        return self._holidays[calendar.id]

    def taught(self, section: ClassSection, own: SchoolCalendar) -> Bools:
        """Return ``(moments,)``: whether people with that calendar have class."""
        key = section.id, own.id
        if key not in self._taught:
            teachers = self._calendars[section.calendar]
            self._taught[key] = np.array(
                [
                    slot.id in section.menu
                    and section.meets_in_week_of(day)
                    and teachers.has_teaching(day)
                    and own.is_programme_day(day)
                    for day, slot in self._moments
                ],
                dtype=np.bool_,
            )
        return self._taught[key]


def _holiday(calendar: SchoolCalendar, day: date) -> Activity:
    if public_holiday_name(day) is not None:
        return Activity.PUBLIC_HOLIDAY
    return Activity.FREE if calendar.is_programme_day(day) else Activity.HOLIDAY


def _put_practice(
    person: Person, school: _School, activity: Codes, where: Ints
) -> None:
    for row in person.rows:
        stands = [
            school.at[day, slot.id] for day, slot in person.practice(row, school.whole)
        ]
        activity[stands] = Activity.PRACTICE
        where[stands] = school.places[row.place.id]
