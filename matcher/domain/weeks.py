"""Days, slots and weeks: the grid every plan is drawn on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.ids import SlotId

WEEKDAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
"""Short Norwegian weekday names, Monday first; also the ids of the default slots."""

FULL_TIME_MINUTES = 2250
"""Full programme: 37.5 hours a week (integration act § 8 and regulation § 10)."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Yield every day of the span in order; none where last is before first."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


def in_any(day: date, spans: Iterable[DateSpan]) -> bool:
    """Tell whether ``day`` lies in one of ``spans``."""
    return any(day in span for span in spans)


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of a weekday in which a person is in one place.

    Attributes
    ----------
    weekday
        0 for Monday to 6 for Sunday.
    start_minute, end_minute
        Minutes after midnight, ``start < end``; the clock time the slot covers.
    minutes
        Programme minutes it counts, without breaks; at most its clock length.
    """

    id: SlotId
    weekday: int
    start_minute: int
    end_minute: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """The slots of a week, ordered by weekday and start; no two overlap."""

    slots: tuple[Slot, ...]

    def index(self, slot: SlotId) -> int:
        """Return the position of ``slot``; raises ``KeyError`` for an unknown one."""
        for position, candidate in enumerate(self.slots):
            if candidate.id == slot:
                return position
        raise KeyError(slot)

    def mask(self, slots: Iterable[SlotId]) -> int:
        """Return ``slots`` as a bit mask: bit ``i`` is set for the slot at ``i``."""
        return sum(1 << self.index(slot) for slot in set(slots))

    def slots_of(self, mask: int) -> tuple[SlotId, ...]:
        """Return the slots of a bit mask, in the order of the week."""
        return tuple(s.id for i, s in enumerate(self.slots) if mask >> i & 1)


def five_day_grid() -> WeekGrid:
    """Return the default grid: Monday to Friday, 08:00–15:30, 7.5 h each."""
    return WeekGrid(
        tuple(
            Slot(SlotId(WEEKDAYS[day]), day, 8 * 60, 15 * 60 + 30, 450)
            for day in range(5)
        )
    )


@dataclass(frozen=True, slots=True)
class Horizon:
    """The weeks a plan covers.

    Attributes
    ----------
    start
        A Monday: first day of week 0.
    placement_weeks
        Weeks in which placements may lie, half-open ``[0, placement_weeks)``.
    calendar_weeks
        Weeks of the calendar, at least ``placement_weeks``.
    """

    start: date
    placement_weeks: int = 26
    calendar_weeks: int = 52

    def monday(self, week: int) -> date:
        """Return the Monday of week ``week`` (0 is the first; may be negative)."""
        return self.start + timedelta(weeks=week)

    def week_of(self, day: date) -> int:
        """Return the number of the week ``day`` lies in; negative before the start."""
        return (day - self.start).days // 7

    def last_day(self, week: int, grid: WeekGrid) -> date:
        """Return the day of the last slot in week ``week``: Friday on most grids."""
        return self.monday(week) + timedelta(days=grid.slots[-1].weekday)

    @property
    def placement_span(self) -> DateSpan:
        """All days in which placements may lie."""
        return DateSpan(
            self.start, self.monday(self.placement_weeks) - timedelta(days=1)
        )

    @property
    def calendar_span(self) -> DateSpan:
        """All days of the calendar."""
        return DateSpan(
            self.start, self.monday(self.calendar_weeks) - timedelta(days=1)
        )


def iso_week_label(day: date) -> str:
    """Return the ISO year and week of ``day``, e.g. ``2026-W33``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
