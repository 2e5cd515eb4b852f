"""Which days are school, holiday and public holiday."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import holidays

from matcher.domain.ids import CalendarId
from matcher.domain.weeks import DateSpan, in_any


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Return Norway's public holidays of a year with their Norwegian names.

    Sundays that are no feast are left out. Source: the ``holidays`` package.
    """
    # The package knows no "nb": it would silently answer in English.
    found = holidays.country_holidays("NO", years=year, language="no")
    return {day: found[day] for day in sorted(found)}


def public_holiday_name(day: date) -> str | None:
    """Return the Norwegian name of the public holiday on ``day``, or ``None``."""
    return public_holidays(day.year).get(day)


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """When teachers teach and when the programme itself has holiday.

    Attributes
    ----------
    no_teaching
        Spans without teachers (autumn break, Christmas, summer, planning days). The
        programme goes on: practice continues, classes do not.
    programme_holiday
        The holiday of all participants at once. Neither class nor practice, and out of
        the denominator of every duty. What it lacks of 25 weekdays a year the calendar
        lays for each person.
    """

    id: CalendarId
    no_teaching: tuple[DateSpan, ...] = ()
    programme_holiday: tuple[DateSpan, ...] = ()

    def with_days_off(self, spans: Sequence[DateSpan]) -> "SchoolCalendar":
        """Return the calendar of somebody for whom ``spans`` are no programme days."""
        if not spans:
            return self
        return replace(self, programme_holiday=(*self.programme_holiday, *spans))

    def has_teaching(self, day: date) -> bool:
        """Tell whether classes are held on ``day`` (a public holiday has none)."""
        return self.is_programme_day(day) and not in_any(day, self.no_teaching)

    def is_programme_day(self, day: date) -> bool:
        """Tell whether ``day`` is neither public holiday nor programme holiday."""
        return public_holiday_name(day) is None and not in_any(
            day, self.programme_holiday
        )

    def programme_weekdays(self, span: DateSpan) -> Iterator[date]:
        """Yield the programme days of ``span`` that are Monday to Friday."""
        return (
            day
            for day in span.days()
            if day.weekday() < 5 and self.is_programme_day(day)
        )
