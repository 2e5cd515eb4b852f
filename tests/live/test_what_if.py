"""A plan in force with one thing otherwise, against a plan made from nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.audit import audit_plan
from matcher.domain.decisions import Ban, Pin
from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.plan import NotPlaced
from matcher.domain.plan_diff import Difference
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange, SeatKind
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed, TriedChange
from matcher.eligibility import find_candidates
from matcher.io import plan_to_json, read_scenario
from matcher.io.proof_json import proof_to_json
from matcher.live.what_if import what_if, with_changes
from matcher.options import build_options
from matcher.placement import InForce
from matcher.planning import plan
from matcher.verify import checked_bounds
from tests.helpers import builders as make
from tests.helpers.two_towns import two_towns

POLICY = Policy()
A0, D4, D5, D6 = map(ParticipantId, ("a0", "D4", "D5", "D6"))
P2, P4 = map(PlaceId, ("P2", "P4"))

CHANGES: dict[str, TriedChange] = {
    "pin": Pin(D5, P2),
    "ban": Ban(D4, P4),
    "seat": MoreRoom(SeatChange(P2, SeatKind.BOTH)),
    "travel": Relaxed(RuleCode.TRAVEL_LIMIT, D6, amount=40),
    "floor": Relaxed(RuleCode.CEFR_FLOOR, ParticipantId("D3"), P4),
    "weight": FitWeight("wish", 200),
}


def scenario_in(folder):
    found = read_scenario(Path(__file__).parents[2] / "scenarios" / folder).scenario
    assert found is not None
    return found


@pytest.fixture(scope="module")
def tiny():
    scenario = scenario_in("tiny")
    made = plan(scenario, POLICY, workers=1)
    return scenario, InForce(made.plan, made.proof)


def values(made):
    return {tier.name: (tier.value, tier.bound) for tier in made.tiers}


def assert_as_from_nothing(tried):
    """The same tiers as a plan made from the changed scenario, sound and proved."""
    outcome = tried.outcome
    anew = plan(tried.scenario, tried.policy, outcome.plan.seed, workers=1)
    assert values(outcome.plan) == values(anew.plan)
    assert outcome.plan.status is anew.plan.status
    bounds = checked_bounds(tried.scenario, tried.policy, outcome.plan, outcome.proof)
    for tier in outcome.plan.tiers:
        assert tier.value is not None
        assert tier.value <= bounds.whole[tier.name] == tier.bound_checked
    again = audit_plan(
        tried.scenario, tried.policy, outcome.plan, list(outcome.calendar.rows())
    )
    assert again.violations == ()


@pytest.fixture(scope="module")
def towns():
    scenario = two_towns()
    made = plan(scenario, POLICY, workers=1)
    return scenario, InForce(made.plan, made.proof)


def placed_in(made, town):
    return next(p for p in made.placements if p.participant.startswith(town))


def test_nothing_otherwise_is_the_same_plan_byte_for_byte(towns):
    """Nothing is solved, and plan and proof have the same bytes."""
    scenario, in_force = towns
    same: list[TriedChange] = [FitWeight("wish", 450), Relaxed(RuleCode.BAN, A0)]
    tried = what_if(scenario, POLICY, in_force, same, workers=1)
    assert tried.solved == ()
    assert plan_to_json(tried.outcome.plan) == plan_to_json(in_force.plan)
    assert proof_to_json(tried.outcome.proof) == proof_to_json(in_force.proof)
    assert tried.diff.people == ()


@pytest.fixture(scope="module")
def banned(towns):
    """Whoever has the place in town ``a`` may not have it."""
    scenario, in_force = towns
    placed = placed_in(in_force.plan, "a")
    ban = Ban(placed.participant, placed.place)
    return placed.participant, what_if(scenario, POLICY, in_force, [ban], workers=1)


def test_only_the_part_that_is_other_is_solved(towns, banned):
    """A ban in one town leaves placement, result and proof of the other town as is."""
    _, in_force = towns
    _, tried = banned
    assert tried.outcome.plan.version == 2
    [solved] = tried.solved
    assert set(solved.participants) == {"a0", "a1"}
    made = tried.outcome
    assert placed_in(made.plan, "b") == placed_in(in_force.plan, "b")
    stands = next(c for c in in_force.plan.components if "b0" in c.participants)
    assert stands in made.plan.components
    [proof] = (p for p in in_force.proof.components if "b0" in p.participants)
    assert proof in made.proof.components


def test_a_plan_of_which_a_part_stands_is_as_good_as_one_made_from_nothing(banned):
    """The values of the part that stands and of the one that was solved add up."""
    _, tried = banned
    assert_as_from_nothing(tried)


def test_the_difference_is_from_the_plan_in_force(banned):
    """One loses the place, the other gets it, and the employer is told of both."""
    person, tried = banned
    assert tried.diff.who(Difference.LOST) == (person,)
    [employer] = tried.diff.employers
    assert employer.goes == (person,)
    assert employer.comes == tried.diff.who(Difference.PLACED) != ()


def standing(scenario, in_force, plan_in_force):
    """The people of the parts that stand of another plan in force."""
    candidates = find_candidates(scenario, POLICY)
    options = build_options(scenario, POLICY, candidates, plan_in_force.seed)
    hashes = [part.problem_sha256 for part in in_force.plan.components]
    other = replace(in_force, plan=plan_in_force)
    found = other.answers(scenario, options, hashes).values()
    return {person for answer in found for person in answer.result.participants}


def test_a_part_somebody_wrote_into_does_not_stand(towns):
    """Its people have not what its values say; the other town is as it says."""
    scenario, in_force = towns
    made, placed = in_force.plan, placed_in(in_force.plan, "b")
    waits = NotPlaced(placed.participant, (), placed.section)
    written = replace(
        made,
        placements=tuple(p for p in made.placements if p != placed),
        not_placed=(*made.not_placed, waits),
    )
    assert standing(scenario, in_force, made) == {"a0", "a1", "b0", "b1"}
    assert standing(scenario, in_force, written) == {"a0", "a1"}


def test_nothing_stands_of_a_plan_from_before_parts_had_a_hash(towns):
    """It has to be solved whole."""
    scenario, in_force = towns
    old = tuple(replace(c, problem_sha256="") for c in in_force.plan.components)
    before = replace(in_force.plan, components=old)
    assert standing(scenario, in_force, before) == set()


def test_other_weights_give_the_policy_another_name():
    """And the same weights do not."""
    scenario = make.scenario()
    _, other = with_changes(scenario, POLICY, [FitWeight("travel", 10)])
    assert (other.fit.travel, other.name) == (10, "standard-what-if")
    same = [FitWeight("travel", POLICY.fit.travel)]
    assert with_changes(scenario, POLICY, same) == (scenario, POLICY)


def test_a_lock_takes_the_place_of_the_person_s_other_locks():
    """Their class stays locked; and a lock that says more about the place stays."""
    scenario = make.scenario(
        places=[make.place("q1"), make.place("q2")],
        pins=(Pin(ParticipantId("p1"), PlaceId("q1"), SectionId("c1"), make.START),),
    )
    q1, q2 = (Pin(ParticipantId("p1"), PlaceId(q)) for q in ("q1", "q2"))
    assert with_changes(scenario, POLICY, [q1])[0] == scenario
    pins = with_changes(scenario, POLICY, [q2])[0].pins
    assert set(pins) == {q2, Pin(ParticipantId("p1"), section=SectionId("c1"))}


def test_more_room_is_given_as_often_as_is_said():
    """Two more seats in a slot."""
    change = MoreRoom(SeatChange(PlaceId("q1"), SeatKind.SEAT, SlotId("man")), 2)
    [place] = with_changes(make.scenario(), POLICY, [change])[0].places
    assert place.seats_in(SlotId("man")) == 3
    assert place.seats_in(SlotId("tir")) == place.people_at_once == 1


@pytest.mark.parametrize("name", CHANGES)
def test_any_changed_plan_is_as_good_as_one_made_from_nothing(tiny, name):
    """Whatever is tried: each tier has the same value and bound, and the audit agrees."""
    scenario, in_force = tiny
    tried: list[TriedChange] = [CHANGES[name]]
    assert_as_from_nothing(what_if(scenario, POLICY, in_force, tried, workers=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ban", "seat", "weight"])
def test_innherred_is_as_good_as_made_from_nothing(name):
    """Also where the plan is searched for in one large part."""
    scenario = scenario_in("innherred")
    made = plan(scenario, POLICY, workers=1)
    placed = made.plan.placements[7]
    changes: dict[str, TriedChange] = {
        "ban": Ban(placed.participant, placed.place),
        "seat": MoreRoom(SeatChange(placed.place, SeatKind.BOTH)),
        "weight": FitWeight("wish", 300),
    }
    in_force, tried = InForce(made.plan, made.proof), [changes[name]]
    assert_as_from_nothing(what_if(scenario, POLICY, in_force, tried, workers=1))
