"""What a plan changes against the one in force, person by person."""

from datetime import timedelta

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.in_force import RowInForce, change_of
from matcher.domain.weeks import Horizon
from tests.helpers import builders as make

HORIZON = Horizon(make.START)
P1, C1 = ParticipantId("p1"), SectionId("c1")
SIX_WEEKS = make.START + timedelta(weeks=6, days=-3)


def row(**parts) -> RowInForce:
    p = make.placement(last=SIX_WEEKS, **parts)
    return RowInForce(
        p.participant, p.place, p.start_date, p.end_date, p.section, p.steps
    )


def change(before, after, section="c1"):
    return change_of(before, after, section, HORIZON)


def test_the_same_placement_is_no_change():
    """Nothing is counted."""
    found = change([row()], [make.placement(last=SIX_WEEKS)])
    assert not found.is_any
    assert found.was_placed
    assert not found.is_left_without


def test_who_is_left_without_has_lost_place_times_and_days():
    """All of it: six weeks of three days."""
    found = change([row()], [])
    assert found.is_left_without
    assert found.new_place
    assert found.new_times
    assert found.days_moved == 18


def test_another_place_at_the_same_times_moves_no_days():
    """Only the place is another."""
    found = change([row()], [make.placement(at="q2", last=SIX_WEEKS)])
    assert found.new_place
    assert not found.new_times
    assert found.days_moved == 0


def test_days_that_are_practice_no_more_are_moved():
    """One weekday of six weeks."""
    found = change([row()], [make.placement(practice="man ons tor", last=SIX_WEEKS)])
    assert not found.new_place
    assert found.new_times
    assert found.days_moved == 6


def test_a_later_start_moves_the_days_before_it():
    """Two weeks of three days; what is added after the end moves none."""
    later = make.placement(first=make.START + timedelta(weeks=2))
    assert change([row()], [later]).days_moved == 6


def test_another_class_is_another_time():
    """For those who are placed, and for those who were not and are not."""
    assert change([row()], [make.placement(last=SIX_WEEKS)], "c2").new_times
    only_class = [RowInForce(P1, section=C1)]
    assert change(only_class, [], "c2").new_times
    assert not change(only_class, [], "c1").new_times


def test_a_first_placement_takes_nothing_from_anybody():
    """Also beside another class, and for those of whom the plan does not speak."""
    for before in ([RowInForce(P1, section=C1)], []):
        found = change(before, [make.placement()], "c2")
        assert found.is_newly_placed
        assert not found.new_place
        assert not found.new_times
        assert found.days_moved == 0
