from datetime import date, timedelta

import pytest

from matcher.domain.ids import CalendarId
from matcher.domain.weeks import DateSpan, Horizon
from matcher.generate.school import maundy_thursday, school_calendar

EASTER_SUNDAYS = [
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
]


@pytest.mark.parametrize("easter", EASTER_SUNDAYS, ids=str)
def test_maundy_thursday_is_three_days_before_easter(easter):
    """Maundy Thursday is found three days before Easter Sunday."""
    assert maundy_thursday(easter.year) == easter - timedelta(days=3)


@pytest.fixture(scope="module")
def calendar():
    return school_calendar(CalendarId("skole"), Horizon(date(2026, 8, 17)))


def test_autumn_break_is_week_41(calendar):
    """There is no teaching in ISO week 41, and the programme goes on."""
    monday = date.fromisocalendar(2026, 41, 1)
    assert not calendar.has_teaching(monday)
    assert calendar.is_programme_day(monday)


def test_programme_holiday_is_five_weeks(calendar):
    """The participants' own holiday is 25 weekdays, public holidays not counted."""
    year = DateSpan(date(2026, 8, 17), date(2027, 8, 15))
    assert (
        sum(
            day.weekday() < 5
            for span in calendar.programme_holiday
            for day in span.days()
            if day in year and day != date(2026, 12, 25)
        )
        == 25
    )


def test_teachers_work_thirty_eight_weeks(calendar):
    """From one August to the next there are about 190 days with teaching."""
    year = DateSpan(date(2026, 8, 17), date(2027, 8, 15))
    days = sum(day.weekday() < 5 and calendar.has_teaching(day) for day in year.days())
    assert days == pytest.approx(190, abs=6)
