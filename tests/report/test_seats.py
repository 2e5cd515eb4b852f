from datetime import date

from matcher.domain.ids import PlaceId
from matcher.domain.metrics import seat_slots_offered, seat_slots_used
from matcher.domain.weeks import Horizon, Slot, WeekGrid
from matcher.report.seats import SeatUse, seat_use, together, used_weekdays
from tests.helpers.builders import (
    START,
    participant,
    place,
    placement,
    scenario,
    slots,
    span,
)

Q1 = PlaceId("q1")
SHORT = Horizon(START, placement_weeks=4, calendar_weeks=4)
LAST = date(2026, 9, 11)


def test_seats_are_counted_by_weekday() -> None:
    """A person at practice Wednesday to Friday uses a seat those days and no other."""
    use = seat_use(scenario(horizon=SHORT), [placement(last=LAST)])
    assert [cell.mean_used for cell in use[Q1]] == [0, 0, 1, 1, 1]


def test_part_of_the_weeks_counts_as_part_of_a_seat() -> None:
    """Two weeks of four are half a seat in the mean."""
    two_weeks = placement(practice="ons", last=date(2026, 8, 28))
    wednesday = seat_use(scenario(horizon=SHORT), [two_weeks])[Q1][2]
    assert (wednesday.mean_used, wednesday.mean_offered) == (0.5, 1)


def test_closed_weeks_are_left_out_of_the_mean() -> None:
    """A place that is closed half the time is full when it is full on open days."""
    closed = place(closed=(span("2026-08-31", "2026-09-11"),))
    known = scenario(places=[closed], horizon=SHORT)
    wednesday = seat_use(known, [placement(last=LAST)])[Q1][2]
    assert wednesday == SeatUse(days=2, offered=2, used=2)


def test_no_seat_is_no_use() -> None:
    """A weekday without seats has nothing to offer and nothing in use."""
    known = scenario(places=[place("q1", {"ons": 2})], horizon=SHORT)
    monday = seat_use(known, [])[Q1][0]
    assert (monday.offered, monday.mean_offered, monday.mean_used) == (0, 0, 0)


def test_half_days_of_a_weekday_are_counted_together() -> None:
    """Two slots on a Monday make one column, with the seats of both."""
    grid = WeekGrid(
        tuple(
            Slot(name, 0, start, start + 180, 180)
            for name, start in zip(sorted(slots("am pm")), (480, 720), strict=True)
        )
    )
    known = scenario(
        places=[place("q1", {"am": 1, "pm": 1})],
        sections=(),
        grid=grid,
        horizon=SHORT,
    )
    (monday,) = seat_use(known, [placement(practice="am", last=LAST)])[Q1]
    assert used_weekdays(known) == (0,)
    assert (monday.mean_used, monday.mean_offered) == (1, 2)


def test_all_cells_together_are_the_plans_own_counts() -> None:
    """The heat map and the summary never tell different numbers."""
    people = [participant("p1"), participant("p2")]
    known = scenario(people, [place("q1"), place("q2", 2)])
    placements = [placement("p1", "q1"), placement("p2", "q2", "man ons")]
    total = together(tuple(seat_use(known, placements).values()))
    assert sum(cell.offered for cell in total) == seat_slots_offered(known)
    assert sum(cell.used for cell in total) == seat_slots_used(known, placements)
