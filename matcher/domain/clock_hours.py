"""Clock hours of a day, and the arithmetic of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.domain.weeks import Slot, WeekGrid

MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Clock hours of a day, in minutes after midnight, ``start < end``."""

    start: int
    end: int


def joined(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return ``hours`` in order, those that touch as one."""
    found: list[Hours] = []
    for one in sorted(hours):
        if found and one.start <= found[-1].end:
            found[-1] = Hours(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def within(hours: Iterable[Hours], start: int, end: int) -> tuple[Hours, ...]:
    """Return the parts of ``hours`` from ``start`` to ``end``."""
    parts = (Hours(max(h.start, start), min(h.end, end)) for h in hours)
    return tuple(part for part in parts if part.start < part.end)


def in_both(some: Iterable[Hours], others: Sequence[Hours]) -> tuple[Hours, ...]:
    """Return the hours that are in both."""
    return tuple(part for one in some for part in within(others, one.start, one.end))


def outside(some: Iterable[Hours], others: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return the parts of ``some`` that are in none of ``others``."""
    left = tuple(some)
    for one in others:
        before, after = within(left, 0, one.start), within(left, one.end, MIDNIGHT)
        left = tuple(sorted((*before, *after)))
    return left


def day_part(grid: WeekGrid, slot: Slot) -> Hours:
    """Return the part of its day a slot stands for.

    A day without its slots' clock times is parted by where they begin: the first slot
    begins at midnight, the last one ends there. Working hours outside the slot's own are
    thereby still somebody's: an evening at a place is part of the day's only slot.
    """
    starts = sorted(s.start_minute for s in grid.slots if s.weekday == slot.weekday)
    number = starts.index(slot.start_minute)
    is_last = number == len(starts) - 1
    return Hours(
        slot.start_minute if number else 0,
        MIDNIGHT if is_last else starts[number + 1],
    )
