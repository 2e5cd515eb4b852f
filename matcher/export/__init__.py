"""A plan as people use it: calendar files, a workbook to print, a page a week."""

from matcher.calendar import calendar_of, is_as_planned
from matcher.export.calendars import (
    CalendarsWritten,
    OtherScenarioError,
    UnreadableCalendarError,
    file_name,
    sent_before,
    sent_with,
    write_calendars,
)
from matcher.export.events import (
    Event,
    calendar_events,
    events_of,
    plan_events,
)
from matcher.export.ics import Change
from matcher.export.week_pages import UnprintableError, week_pages
from matcher.export.words import Words
from matcher.export.workbook import workbook

__all__ = [
    "CalendarsWritten",
    "Change",
    "Event",
    "OtherScenarioError",
    "UnprintableError",
    "UnreadableCalendarError",
    "Words",
    "calendar_events",
    "calendar_of",
    "events_of",
    "file_name",
    "is_as_planned",
    "plan_events",
    "sent_before",
    "sent_with",
    "week_pages",
    "workbook",
    "write_calendars",
]
