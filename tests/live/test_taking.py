"""One person takes a placement, and nobody else moves."""

from dataclasses import replace

import pytest

from matcher.domain.decisions import Pin
from matcher.domain.ids import EmployerId, ParticipantId
from matcher.domain.plan import NotPlaced, Status, StoppedBy
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.io import canonical
from matcher.live.session import PlanSession
from matcher.live.suggest import suggest
from matcher.live.taking import NoRoomError, with_taken
from matcher.planning import PlanningOutcome, plan
from tests.helpers import builders as make

P1, P2, P3 = (ParticipantId(f"p{n}") for n in (1, 2, 3))


def own(id: str, **changes):
    return make.place(id, employer=EmployerId(f"e-{id}"), **changes)


WISHING = make.participant("p1", sector_wishes=make.wishes("helse", "renhold"))
PLACES = [own("q1"), own("q2", sector="helse"), own("q3")]
SCENARIO = canonical(make.scenario([WISHING, make.participant("p2")], PLACES))


def planned(scenario=SCENARIO) -> PlanningOutcome:
    return plan(scenario, Policy(), workers=1)


def first_suggestion(outcome: PlanningOutcome, person=P1, scenario=SCENARIO):
    told = suggest(PlanSession(scenario, Policy(), outcome.plan), person)
    return told.fitting[0]


def taken(outcome: PlanningOutcome, placements, scenario=SCENARIO) -> PlanningOutcome:
    return with_taken(
        scenario, Policy(), outcome.plan, outcome.proof, placements, workers=1
    )


def test_only_the_person_moves():
    """The others' placements are word for word what they were, but for fallbacks."""
    before = planned()
    after = taken(before, first_suggestion(before).placements)
    was, now = (
        {
            p.participant: (p.place, p.start_date, p.end_date, p.steps)
            for p in o.plan.placements
        }
        for o in (before, after)
    )
    assert was[P2] == now[P2]
    assert was[P1] != now[P1]
    assert after.plan.version == before.plan.version + 1


def test_it_is_the_plan_of_a_search_with_everybody_pinned():
    """Values and placements are those of a plan with a pin on everybody."""
    before = planned()
    one = first_suggestion(before)
    after = taken(before, one.placements)
    pins = tuple(
        Pin(p.participant, p.place, p.section, p.start_date)
        for p in after.plan.placements
    )
    again = planned(replace(SCENARIO, pins=pins))
    assert [(p.participant, p.place, p.start_date) for p in again.plan.placements] == [
        (p.participant, p.place, p.start_date) for p in after.plan.placements
    ]
    assert [(t.name, t.value) for t in again.plan.tiers] == [
        (t.name, t.value) for t in after.plan.tiers
    ]


def test_the_plan_changes_by_what_was_told():
    """The tiers change by exactly what the suggestion said while nobody else moves."""
    before = planned()
    one = first_suggestion(before)
    after = taken(before, one.placements)
    was = {t.name: t.value or 0 for t in before.plan.tiers}
    changed = {
        t.name: (t.value or 0) - was[t.name]
        for t in after.plan.tiers
        if (t.value or 0) != was[t.name]
    }
    assert one.nobody_moves is not None
    assert changed == {change.tier: change.by for change in one.nobody_moves}


def test_the_audit_finds_nothing_and_bounds_hold():
    """No violation, no value above its bound, and a worse plan does not call itself best."""
    before = planned()
    after = taken(before, first_suggestion(before).placements)
    assert after.plan.metrics["violations"] == 0
    assert all(t.gap is not None and t.gap >= 0 for t in after.plan.tiers)
    assert before.plan.status is Status.OPTIMAL
    assert after.plan.status is Status.FEASIBLE
    assert after.plan.stopped_by is StoppedBy.DECISION


def test_what_others_have_is_no_room():
    """The only seat of another cannot be taken: the rule is told."""
    before = planned()
    [theirs] = [p for p in before.plan.placements if p.participant == P2]
    with pytest.raises(NoRoomError) as refused:
        taken(before, [replace(theirs, participant=P1)])
    assert RuleCode.SEAT_DAY in refused.value.rules


def test_what_is_no_option_is_refused():
    """A placement before the period is none of the person's options."""
    before = planned()
    stay = make.placement("p1", "q1", "man", class_section="c1")
    with pytest.raises(NoRoomError) as refused:
        taken(before, [stay])
    assert refused.value.rules == ()


def test_a_newcomer_joins_the_plan():
    """Somebody who is not in the plan takes what is suggested to them."""
    before = planned()
    newcomer = make.participant("p3")
    told = suggest(PlanSession(SCENARIO, Policy(), before.plan), newcomer)
    wider = canonical(
        replace(SCENARIO, participants=(*SCENARIO.participants, newcomer))
    )
    after = taken(before, told.fitting[0].placements, wider)
    assert {p.participant for p in after.plan.placements} == {P1, P2, P3}
    assert after.plan.metrics["violations"] == 0


def test_a_plan_made_by_hand_can_be_added_to():
    """A plan that says nothing of itself is made whole when somebody joins it."""
    waiting = [NotPlaced(p, (), make.section().id) for p in (P1, P2)]
    by_hand = replace(make.plan([], waiting), policy="standard")
    told = suggest(PlanSession(SCENARIO, Policy(), by_hand), P1)
    after = with_taken(
        SCENARIO,
        Policy(),
        by_hand,
        None,
        told.fitting[0].placements,
        workers=1,
    )
    assert [p.participant for p in after.plan.placements] == [P1]
    assert [p.participant for p in after.plan.not_placed] == [P2]
    assert after.plan.metrics["violations"] == 0
