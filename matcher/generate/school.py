"""School calendars as they usually look; the dates are assumptions, not a school's own."""

from collections.abc import Sequence
from datetime import date, timedelta

from matcher.domain.calendars import SchoolCalendar, public_holidays
from matcher.domain.geography import Municipality
from matcher.domain.ids import CalendarId
from matcher.domain.reference import ReferenceMunicipality
from matcher.domain.weeks import DateSpan, Horizon
from matcher.generate.region import Settlement

AUTUMN_BREAK_WEEK = 41
WINTER_BREAK_WEEK = 8
LAST_SCHOOL_WEEK = 24
FIRST_SCHOOL_WEEK = 34
HOLIDAY_WEEKS = (28, 31)
"""Programme holiday: four weeks of July; the other five days lie at Christmas."""
PLACE_CLOSURE_WEEKS = (28, 30)


def weeks_span(year: int, first_week: int, last_week: int) -> DateSpan:
    """Return Monday of the first to Friday of the last ISO week."""
    return DateSpan(
        date.fromisocalendar(year, first_week, 1),
        date.fromisocalendar(year, last_week, 5),
    )


def maundy_thursday(year: int) -> date:
    """Return Maundy Thursday: the year's first holiday on a Thursday before another."""
    days = public_holidays(year)
    return min(
        day
        for day in days
        if day.weekday() == 3 and day.month > 1 and day + timedelta(days=1) in days
    )


def _teacher_breaks(year: int) -> list[DateSpan]:
    easter = maundy_thursday(year)
    return [
        weeks_span(year, WINTER_BREAK_WEEK, WINTER_BREAK_WEEK),
        DateSpan(easter - timedelta(days=3), easter + timedelta(days=4)),
        weeks_span(year, LAST_SCHOOL_WEEK + 1, FIRST_SCHOOL_WEEK - 1),
        weeks_span(year, AUTUMN_BREAK_WEEK, AUTUMN_BREAK_WEEK),
        DateSpan(date(year, 12, 21), date(year + 1, 1, 3)),
    ]


def christmas_holiday(year: int) -> DateSpan:
    """Return the days around Christmas and New Year that the programme has off."""
    return DateSpan(date(year, 12, 24), date(year, 12, 31))


def _programme_holidays(year: int) -> list[DateSpan]:
    return [weeks_span(year, *HOLIDAY_WEEKS), christmas_holiday(year)]


def _years(horizon: Horizon) -> range:
    span = horizon.calendar_span
    return range(span.first.year - 1, span.last.year + 1)


def _within(spans: Sequence[DateSpan], horizon: Horizon) -> tuple[DateSpan, ...]:
    weeks = horizon.calendar_span
    touched = (s for s in spans if s.last >= weeks.first and s.first <= weeks.last)
    return tuple(sorted(touched, key=lambda span: span.first))


def place_closures(horizon: Horizon, *, christmas: bool) -> tuple[DateSpan, ...]:
    """Return when a place that closes is closed: three weeks of July, or Christmas too."""
    spans = []
    for year in _years(horizon):
        spans.append(weeks_span(year, *PLACE_CLOSURE_WEEKS))
        if christmas:
            spans.append(christmas_holiday(year))
    return _within(spans, horizon)


def school_calendar(calendar: CalendarId, horizon: Horizon) -> SchoolCalendar:
    """Return the calendar of the school years that ``horizon`` touches."""
    breaks = [span for year in _years(horizon) for span in _teacher_breaks(year)]
    holidays = [span for year in _years(horizon) for span in _programme_holidays(year)]
    return SchoolCalendar(
        calendar, _within(breaks, horizon), _within(holidays, horizon)
    )


def calendar_id(municipality: ReferenceMunicipality) -> CalendarId:
    """Return the calendar a municipality follows: the one of its county."""
    return CalendarId(f"skolerute-{municipality.number[:2]}")


def municipality_with_calendar(
    municipality: ReferenceMunicipality, homes: Settlement
) -> Municipality:
    """Return ``municipality`` with its town as centre, and its school calendar."""
    return Municipality(
        municipality.number,
        municipality.name,
        homes.main,
        calendar_id(municipality),
    )
