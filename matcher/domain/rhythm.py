"""How smoothly a placement runs: early start and practice days in a row."""

from matcher.domain.weeks import WeekGrid


def neighbouring_days(grid: WeekGrid, mask: int) -> int:
    """Return how many pairs of following weekdays both have practice in ``mask``.

    Three days in a row have two such pairs, Monday–Wednesday–Friday none.
    """
    days = {slot.weekday for i, slot in enumerate(grid.slots) if mask >> i & 1}
    return sum(day + 1 in days for day in days)


def rhythm_points(
    grid: WeekGrid, start_week: int, latest_start_week: int, last_mask: int
) -> int:
    """Return the rhythm of a placement, never negative.

    A point for each week it starts before the latest start, and two for each pair of
    following practice days in its last step. Class-only has 0.
    """
    early = max(0, latest_start_week - max(0, start_week))
    return early + 2 * neighbouring_days(grid, last_mask)
