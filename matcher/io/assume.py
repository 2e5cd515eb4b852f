"""What is taken for granted where the input is silent; each is told as a finding."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from matcher.domain.calendars import SchoolCalendar, public_holidays
from matcher.domain.geography import Municipality
from matcher.domain.ids import CalendarId, MunicipalityId, SectionId
from matcher.domain.language import CefrLevel
from matcher.domain.participant import Participant
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.section import ClassSection
from matcher.domain.weeks import DateSpan, Horizon, WeekGrid

ASSUMED_START = date(2027, 1, 4)
"""A fixed Monday, not today's: the same file must give the same plan tomorrow."""

ASSUMED_CALENDAR = CalendarId("assumed")
HOLIDAY_DAYS = 25
SUMMER_HOLIDAY_WEEKS = (28, 30)

LEVEL_BANDS = (
    (CefrLevel.PRE_A1, CefrLevel.A1),
    (CefrLevel.A2, CefrLevel.A2),
    (CefrLevel.B1, CefrLevel.C2),
)
"""Overall levels that share an assumed class."""


def _weeks(year: int, first: int, last: int) -> DateSpan:
    return DateSpan(
        date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)
    )


def _maundy_thursday(year: int) -> date:
    """Return the first Thursday of spring that is a holiday, as is the day after."""
    days = public_holidays(year)
    return next(
        day
        for day in sorted(days)
        if day.month > 2 and day.weekday() == 3 and day + timedelta(days=1) in days
    )


def _easter_break(year: int) -> DateSpan:
    thursday = _maundy_thursday(year)
    return DateSpan(thursday - timedelta(days=3), thursday + timedelta(days=4))


def _weekdays(span: DateSpan) -> int:
    return sum(
        1
        for day in span.days()
        if day.weekday() < 5 and day not in public_holidays(day.year)
    )


def _christmas_holiday(year: int, days: int) -> DateSpan:
    """Return the span to New Year's Eve that has ``days`` weekdays."""
    last = first = date(year, 12, 31)
    while _weekdays(DateSpan(first, last)) < days:
        first -= timedelta(days=1)
    return DateSpan(first, last)


def _no_teaching(year: int) -> tuple[DateSpan, ...]:
    return (
        DateSpan(date(year, 1, 1), date(year, 1, 2)),
        _weeks(year, 8, 8),
        _easter_break(year),
        DateSpan(date(year, 6, 20), date(year, 8, 16)),
        _weeks(year, 41, 41),
        DateSpan(date(year, 12, 21), date(year, 12, 31)),
    )


def _programme_holiday(year: int) -> tuple[DateSpan, ...]:
    easter = _easter_break(year)
    summer = _weeks(year, *SUMMER_HOLIDAY_WEEKS)
    left = HOLIDAY_DAYS - _weekdays(easter) - _weekdays(summer)
    return (easter, summer, _christmas_holiday(year, left))


def assumed_calendar(years: Iterable[int]) -> SchoolCalendar:
    """Return a usual Norwegian school year for each of ``years``.

    Without teaching: week 8, Holy Week to the Tuesday after Easter, 20 June to 16
    August, week 41, and 21 December to 2 January. Holiday of the programme, 25
    weekdays a year: weeks 28–30, the days of the Easter break, and as many days before
    New Year as are left.
    """
    in_order = sorted(set(years))
    return SchoolCalendar(
        ASSUMED_CALENDAR,
        tuple(span for year in in_order for span in _no_teaching(year)),
        tuple(span for year in in_order for span in _programme_holiday(year)),
    )


def years_of(horizon: Horizon) -> range:
    """Return the years the calendar weeks touch."""
    span = horizon.calendar_span
    return range(span.first.year, span.last.year + 1)


def _needed(
    participants: Iterable[Participant], class_slots: dict[str, int]
) -> Iterator[tuple[MunicipalityId, tuple[CefrLevel, CefrLevel], int]]:
    for person in participants:
        slots = class_slots[person.template]
        if slots and person.section is None:
            level = person.level.overall
            band = next(band for band in LEVEL_BANDS if band[0] <= level <= band[1])
            yield person.municipality, band, slots


def assumed_sections(
    participants: Iterable[Participant],
    templates: Iterable[ProgrammeTemplate],
    municipalities: Iterable[Municipality],
    grid: WeekGrid,
) -> tuple[ClassSection, ...]:
    """Return one class for each municipality, level band and number of class slots.

    It has a seat for everyone it is made for, is held at the municipality's centre,
    and in the first slots of the week (Monday and Tuesday for two).
    """
    class_slots = {str(t.id): t.class_slots for t in templates}
    homes = {m.id: m for m in municipalities}
    needed = list(_needed(participants, class_slots))
    return tuple(
        ClassSection(
            SectionId(f"{home}-{band[0].label}-{band[1].label}-{slots}"),
            frozenset({home}),
            homes[home].centre,
            homes[home].calendar,
            needed.count((home, band, slots)),
            (frozenset(slot.id for slot in grid.slots[:slots]),),
            *band,
        )
        for home, band, slots in sorted(set(needed))
    )
