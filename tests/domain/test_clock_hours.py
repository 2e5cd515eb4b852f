"""Clock hours of a day."""

from matcher.domain.clock_hours import Hours, day_part, in_both, joined, outside
from matcher.domain.weeks import five_day_grid
from tests.io.strategies import HALF_DAYS


def test_the_only_slot_of_a_day_is_all_of_it():
    """Working hours outside the slot's clock are still somebody's."""
    grid = five_day_grid()
    assert day_part(grid, grid.slots[0]) == Hours(0, 1440)


def test_half_days_part_the_day():
    """The first ends where the second begins, which lasts to midnight."""
    am, pm = HALF_DAYS.slots[:2]
    assert day_part(HALF_DAYS, am) == Hours(0, 720)
    assert day_part(HALF_DAYS, pm) == Hours(720, 1440)


def test_hours_that_touch_are_one():
    """Morning and afternoon make a day; a gap stays one."""
    two = (Hours(0, 5), Hours(5, 9), Hours(10, 12))
    assert joined(reversed(two)) == (Hours(0, 9), Hours(10, 12))
    assert in_both(joined(two), (Hours(8, 11),)) == (Hours(8, 9), Hours(10, 11))


def test_hours_taken_out_leave_a_gap():
    """In the middle, at an end, all of it, and nothing where they only touch."""
    day = (Hours(8, 16),)
    assert outside(day, [Hours(10, 12)]) == (Hours(8, 10), Hours(12, 16))
    assert outside(day, [Hours(15, 18), Hours(-2, 9)]) == (Hours(9, 15),)
    assert outside(day, [Hours(8, 16)]) == ()
    assert outside(day, [Hours(16, 18)]) == day
