"""Who follows people up when a plan in force is mended, or tried otherwise."""

import pytest

from matcher.domain.decisions import Ban
from matcher.domain.events import Event, EventKind
from matcher.domain.ids import ParticipantId
from matcher.domain.plan_diff import Difference
from matcher.domain.policy import Policy
from matcher.live.replan import replan
from matcher.live.what_if import what_if
from matcher.placement import InForce
from matcher.planning import plan
from tests.helpers import builders as make

SCENARIO = make.scenario(
    [make.participant(f"p{i}") for i in range(6)],
    [make.place(f"q{i}", 2, employer=f"e{i}") for i in range(4)],
    specialists=(make.specialist("s1", 9), make.specialist("s2", 9)),
)


@pytest.fixture(scope="module")
def in_force():
    made = plan(SCENARIO, Policy(), workers=1)
    return InForce(made.plan, made.proof)


def people_of(plan, specialist: str) -> list[ParticipantId]:
    return [p.participant for p in plan.placements if p.specialist == specialist]


def test_who_stays_keeps_their_specialist_however_uneven_it_gets(in_force):
    """Two of three leave one of them, and nobody goes over from the other."""
    first, second, _ = people_of(in_force.plan, "s1")
    events = [Event(EventKind.DROPOUT, person) for person in (first, second)]
    mended = replan(SCENARIO, Policy(), in_force.plan, events, workers=1).mended
    assert mended is not None
    assert len(people_of(mended.outcome.plan, "s2")) == 3
    assert mended.diff.who(Difference.SPECIALIST) == ()


def test_what_is_tried_leaves_people_with_their_specialist(in_force):
    """Somebody goes elsewhere, and is followed by whom they were."""
    one = in_force.plan.placements[0]
    ban = Ban(one.participant, one.place)
    tried = what_if(SCENARIO, Policy(), in_force, [ban], workers=1)
    assert one.participant in tried.diff.who(Difference.PLACE)
    assert tried.diff.who(Difference.SPECIALIST) == ()
