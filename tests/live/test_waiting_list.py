"""The waiting list: its order, and whom a freed seat helps first."""

from datetime import timedelta

from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.law import Urgency
from matcher.domain.named_policies import NAMED_POLICIES
from matcher.domain.policy import Policy
from matcher.domain.waiting_list import FreedSeat
from matcher.live.session import PlanSession
from matcher.live.waiting_list import helped_by, waiting_list
from tests.helpers import builders as make
from tests.live.test_suggest import own, waiting

DUE = make.participant("p3", programme_start=make.START - timedelta(days=100))
OVERDUE = make.participant("p9", programme_start=make.START - timedelta(days=200))
LONG = make.participant(
    "p1",
    programme_start=make.START + timedelta(days=30),
    waiting_since=make.START - timedelta(days=300),
)
HAS_HOURS = make.participant("p0", secured_minutes_per_week=2000)
PEOPLE = [LONG, DUE, OVERDUE, HAS_HOURS]


def session(people, places=None, placed=(), policy=None):
    there = {placement.participant for placement in placed}
    left = [p.id for p in people if p.id not in there]
    plan = make.plan(placed, waiting(*left))
    return PlanSession(make.scenario(people, places), policy or Policy(), plan)


def test_what_the_law_asks_first_comes_first():
    """A deadline that has passed, one that falls in the period, others, and nothing lacking."""
    found = waiting_list(session(PEOPLE))
    assert [one.participant for one in found] == ["p9", "p3", "p1", "p0"]
    assert [one.urgency for one in found][:2] == [Urgency.OVERDUE, Urgency.DUE]
    assert [one.is_covered for one in found] == [False, False, False, True]


def test_of_the_same_urgency_the_policy_s_next_aim_decides():
    """Where waiting counts before others are covered, the longest wait goes first."""
    short = make.participant("p0", waiting_since=make.START, programme_start=None)
    long = make.participant(
        "p1", waiting_since=make.START - timedelta(days=9), programme_start=None
    )
    urgent = Policy(tiers=NAMED_POLICIES["urgency-first"].tiers)
    found = waiting_list(session([short, long], policy=urgent))
    assert [(one.participant, one.days) for one in found] == [("p1", 9), ("p0", 0)]


def test_a_freed_seat_names_those_it_helps_in_their_turn():
    """Who has said no to the place is not helped, however urgent."""
    picky = make.participant(
        "p9", programme_start=OVERDUE.programme_start, place_vetoes=frozenset({"q1"})
    )
    placed = [make.placement("p5")]
    here = session([LONG, DUE, picky, make.participant("p5")], [own("q1")], placed)
    slots = tuple(SlotId(slot) for slot in make.WORKDAYS)
    found = list(helped_by(here, FreedSeat(PlaceId("q1"), slots)))
    assert [one.waiting.participant for one in found] == ["p3", "p1"]
    assert found[0].suggestion.nobody_moves


def test_a_seat_in_few_slots_helps_nobody_who_needs_more():
    """Three days of practice do not fit into two free days."""
    placed = [make.placement("p5")]
    here = session([DUE, make.participant("p5")], [own("q1")], placed)
    freed = FreedSeat(PlaceId("q1"), (SlotId("ons"), SlotId("tor")))
    assert list(helped_by(here, freed)) == []
    assert [one.participant for one in waiting_list(here)] == [ParticipantId("p3")]
