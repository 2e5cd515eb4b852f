"""Stage B: what everybody does in every week of the calendar."""

from matcher.calendar.build import build_calendar
from matcher.calendar.columns import (
    CALENDAR_COLUMNS,
    NOWHERE,
    Calendar,
)
from matcher.calendar.hours import Hours, summarise_hours
from matcher.domain.activities import Activity, CalendarRow

__all__ = [
    "CALENDAR_COLUMNS",
    "NOWHERE",
    "Activity",
    "Calendar",
    "CalendarRow",
    "Hours",
    "build_calendar",
    "summarise_hours",
]
