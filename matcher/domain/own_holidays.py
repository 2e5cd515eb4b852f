"""Five weeks of holiday a year, and what of them the school calendar gives already.

Sources: IMDi on full-time programmes (five weeks; programmes of under a year do not earn
the full 25 days); the Holiday Act on three weeks in one piece between 1 June and
30 September.
"""

from datetime import date

from matcher.domain.calendars import SchoolCalendar, public_holiday_name
from matcher.domain.law import DAYS_PER_WEEK
from matcher.domain.participant import Participant
from matcher.domain.weeks import DateSpan, Horizon, in_any

HOLIDAY_WEEKDAYS_PER_YEAR = 25
DAYS_PER_YEAR = 7 * 52
SUMMER_WEEKS_IN_A_ROW = 3


def earned_holiday(days: int) -> int:
    """Return the weekdays of holiday for so many days of a programme, rounded down."""
    share = HOLIDAY_WEEKDAYS_PER_YEAR * days // DAYS_PER_YEAR
    return min(HOLIDAY_WEEKDAYS_PER_YEAR, share)


def is_holiday_given(calendar: SchoolCalendar, day: date) -> bool:
    """Tell whether ``day`` is a weekday of the programme's holiday.

    A public holiday is none of the 25 days.
    """
    return (
        day.weekday() < DAYS_PER_WEEK
        and public_holiday_name(day) is None
        and in_any(day, calendar.programme_holiday)
    )


def gives_all_holiday(calendar: SchoolCalendar, horizon: Horizon) -> bool:
    """Tell whether the school calendar gives the holiday of the whole calendar.

    Then it is everybody's, also of those whose programme ends before it comes: theirs
    was in the year before, which the calendar does not show.
    """
    days = list(horizon.calendar_span.days())
    given = sum(is_holiday_given(calendar, day) for day in days)
    return given >= earned_holiday(len(days))


def programme_in(participant: Participant, horizon: Horizon) -> DateSpan:
    """Return the days of the calendar on which the person is in the programme."""
    whole = horizon.calendar_span
    return DateSpan(
        max(participant.programme_start or whole.first, whole.first),
        min(participant.programme_end or whole.last, whole.last),
    )


def is_in_summer(monday: date) -> bool:
    """Tell whether Monday to Friday are between 1 June and 30 September."""
    friday = date.fromordinal(monday.toordinal() + 4)
    return date(monday.year, 6, 1) <= monday and friday <= date(monday.year, 9, 30)
