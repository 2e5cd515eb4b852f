"""Which hours at a place count as work-oriented content."""

from datetime import date

from matcher.domain.calendars import SchoolCalendar
from matcher.domain.place import PracticePlace
from matcher.domain.weeks import Slot, in_any


def practice_minutes(place: PracticePlace, slot: Slot) -> int:
    """Return the minutes one practice slot at ``place`` counts.

    The slot's, but never more than the place is at work.
    """
    start = slot.start_minute if place.start_minute is None else place.start_minute
    end = slot.end_minute if place.end_minute is None else place.end_minute
    return max(0, min(slot.minutes, end - start))


def is_practice_day(place: PracticePlace, calendar: SchoolCalendar, day: date) -> bool:
    """Tell whether there is practice on ``day``: no holiday, and the place is open."""
    return calendar.is_programme_day(day) and not in_any(day, place.closed)
