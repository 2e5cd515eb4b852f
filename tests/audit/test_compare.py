"""Two plans side by side."""

from matcher.audit import Move, compare_plans
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.policy import Policy, Tier
from matcher.domain.rules import RuleCode
from tests.audit.judging import day
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

FOUR = make.scenario(
    [make.participant(id) for id in ("p1", "p2", "p3", "p4")],
    [make.place(id) for id in ("q1", "q2", "q3", "q4")],
)


def compared(a, b):
    return compare_plans(FOUR, Policy(), a, b)


def test_a_plan_against_itself_differs_in_nothing():
    """Nobody is only in one, moved or rescheduled."""
    plan = honest_plan(FOUR, make.placement(), make.placement("p2", "q2"))
    same = compared(plan, plan)
    assert same.unchanged == 2
    assert (same.only_a, same.only_b, same.moved, same.rescheduled) == ((),) * 4
    assert (same.covered_only_a, same.covered_only_b) == ((), ())
    assert same.a == same.b


def test_who_is_placed_in_one_plan_only():
    """Each side names those that only it places, and covers."""
    found = compared(
        [make.placement(), make.placement("p2", "q2")],
        [make.placement(), make.placement("p4", "q2"), make.placement("p3", "q3")],
    )
    assert found.only_a == found.covered_only_a == ("p2",)
    assert found.only_b == found.covered_only_b == ("p3", "p4")
    assert found.unchanged == 1


def test_who_is_moved():
    """Another place is a move, from one to the other."""
    found = compared([make.placement(at="q1")], [make.placement(at="q2")])
    assert found.moved == (Move(ParticipantId("p1"), PlaceId("q1"), PlaceId("q2")),)
    assert (found.rescheduled, found.unchanged) == ((), 0)


def test_who_is_at_the_same_place_at_other_times():
    """Other dates or other days at the same place are told apart from moves."""
    found = compared(
        [make.placement(), make.placement("p2", "q2"), make.placement("p3", "q3")],
        [
            make.placement(first=day("2026-09-14")),
            make.placement("p2", "q2", practice="ons tor"),
            make.placement("p3", "q3", practice="fre tor ons"),
        ],
    )
    assert found.rescheduled == ("p1", "p2")
    assert found.unchanged == 1


def test_a_hand_made_plan_beside_ours():
    """Each is audited as what it is: rows by hand, and a plan that states its values."""
    by_hand = [make.placement("p1"), make.placement("p2", practice="tir tor fre")]
    ours = honest_plan(FOUR, make.placement("p1"), make.placement("p2", "q2"))
    found = compared(by_hand, ours)
    assert {v.rule for v in found.a.violations} == {
        RuleCode.SEAT_DAY,
        RuleCode.PEOPLE_AT_ONCE,
        RuleCode.SLOT_CLASH,
    }
    assert found.b.violations == ()
    assert found.b.values[Tier.COVERAGE_OVERDUE] == 2


def test_two_rows_of_one_person_are_compared_one_by_one():
    """Who has a second placement in one plan only is at the same place at other times."""
    twice = [make.placement(at="q2", first=day("2026-09-14")), make.placement(at="q1")]
    found = compared(twice, [make.placement(at="q1")])
    assert (found.moved, found.rescheduled, found.unchanged) == ((), ("p1",), 0)
    assert compared(twice, twice[::-1]).unchanged == 1
