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
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed
from matcher.io import plan_to_json, read_scenario
from matcher.io.proof_json import proof_to_json
from matcher.live.what_if import what_if, with_changes
from matcher.placement import InForce
from matcher.planning import plan
from matcher.verify import checked_bounds
from tests.helpers import builders as make

POLICY = Policy()
D1, D4, D5, D6 = map(ParticipantId, ("D1", "D4", "D5", "D6"))
P1, P2, P4 = map(PlaceId, ("P1", "P2", "P4"))

CHANGES = {
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
    return scenario, InForce(made.plan, made.proof), made


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


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_plan_is_as_good_as_one_made_from_nothing(tiny, name):
    """Whatever is tried: each tier has the same value and bound, and the audit agrees."""
    scenario, in_force, _ = tiny
    tried = what_if(scenario, POLICY, in_force, [CHANGES[name]], workers=1)
    assert_as_from_nothing(tried)
    assert tried.outcome.plan.version == 2


def test_nothing_otherwise_is_the_same_plan_byte_for_byte(tiny):
    """Nothing is solved, and plan and proof have the same bytes."""
    scenario, in_force, made = tiny
    same = [FitWeight("wish", POLICY.fit.wish), Relaxed(RuleCode.BAN, D1)]
    tried = what_if(scenario, POLICY, in_force, same, workers=1)
    assert tried.solved == ()
    assert plan_to_json(tried.outcome.plan) == plan_to_json(made.plan)
    assert proof_to_json(tried.outcome.proof) == proof_to_json(made.proof)
    assert tried.diff.people == ()


TOWNS = {"a": make.municipality("4001"), "b": make.municipality("4002")}
FAR = make.north_of(make.HERE, 300)
HOMES = {"a": make.HERE, "b": FAR}


def two_towns():
    """Two people and one place in each of two towns that are far apart."""
    return make.scenario(
        [
            make.participant(
                f"{town}{i}",
                municipality=area.id,
                home=HOMES[town],
                sector_wishes=make.wishes("lager"),
            )
            for town, area in TOWNS.items()
            for i in range(2)
        ],
        [
            make.place(f"q{t}", employer=f"e{t}", location=home, municipality=a.id)
            for (t, home), a in zip(HOMES.items(), TOWNS.values(), strict=True)
        ],
        municipalities=[make.municipality(), *TOWNS.values()],
        sections=[
            make.section(f"c{t}", municipalities=frozenset({a.id}), location=HOMES[t])
            for t, a in TOWNS.items()
        ],
    )


@pytest.fixture(scope="module")
def towns():
    scenario = two_towns()
    made = plan(scenario, POLICY, workers=1)
    return scenario, InForce(made.plan, made.proof)


def placed_in(made, town):
    return next(p for p in made.placements if p.participant.startswith(town))


def test_only_the_part_that_is_other_is_solved(towns):
    """A ban in one town leaves placement, result and proof of the other town as is."""
    scenario, in_force = towns
    before = placed_in(in_force.plan, "a")
    tried = what_if(
        scenario, POLICY, in_force, [Ban(before.participant, before.place)], workers=1
    )
    [solved] = tried.solved
    assert set(solved.participants) == {"a0", "a1"}
    made = tried.outcome
    assert placed_in(made.plan, "b") == placed_in(in_force.plan, "b")
    stands = next(c for c in in_force.plan.components if "b0" in c.participants)
    assert stands in made.plan.components
    [proof] = (p for p in in_force.proof.components if "b0" in p.participants)
    assert proof in made.proof.components
    assert_as_from_nothing(tried)


def test_the_difference_is_from_the_plan_in_force(towns):
    """One loses the place, the other gets it, and the employer is told of both."""
    scenario, in_force = towns
    before = placed_in(in_force.plan, "a")
    ban = Ban(before.participant, before.place)
    found = what_if(scenario, POLICY, in_force, [ban], workers=1).diff
    assert found.who(Difference.LOST) == (before.participant,)
    [employer] = found.employers
    assert employer.goes == (before.participant,)
    assert employer.comes == found.who(Difference.PLACED) != ()


def test_other_weights_touch_every_part(towns):
    """Fit is another number for everybody, and the policy goes by another name."""
    scenario, in_force = towns
    tried = what_if(scenario, POLICY, in_force, [FitWeight("travel", 10)], workers=1)
    assert len(tried.solved) == len(tried.outcome.plan.components)
    assert tried.outcome.plan.policy == tried.policy.name == "standard-what-if"


def test_a_part_somebody_wrote_into_is_solved_again(towns):
    """A plan whose people have not what its values say does not stand."""
    scenario, in_force = towns
    placed = placed_in(in_force.plan, "b")
    left = replace(
        in_force.plan,
        placements=tuple(p for p in in_force.plan.placements if p != placed),
        not_placed=(
            *in_force.plan.not_placed,
            NotPlaced(placed.participant, (), placed.section),
        ),
    )
    hand_made = replace(in_force, plan=left)
    nothing = FitWeight("wish", POLICY.fit.wish)
    tried = what_if(scenario, POLICY, hand_made, [nothing], workers=1)
    assert values(tried.outcome.plan) == values(in_force.plan)
    assert tried.diff.who(Difference.PLACED) == (placed.participant,)


def test_a_plan_from_before_parts_had_a_hash_is_solved_whole(towns):
    """Nothing is known of it, and the plan is the same."""
    scenario, in_force = towns
    old = tuple(replace(c, problem_sha256="") for c in in_force.plan.components)
    before = replace(in_force, plan=replace(in_force.plan, components=old))
    tried = what_if(scenario, POLICY, before, [], workers=1)
    assert len(tried.solved) == len(old)
    assert tried.diff.people == ()


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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ban", "seat", "weight"])
def test_innherred_is_as_good_as_made_from_nothing(name):
    """Also where the plan is searched for in one large part."""
    scenario = scenario_in("innherred")
    made = plan(scenario, POLICY, workers=1)
    placed = made.plan.placements[7]
    change = {
        "ban": Ban(placed.participant, placed.place),
        "seat": MoreRoom(SeatChange(placed.place, SeatKind.BOTH)),
        "weight": FitWeight("wish", 300),
    }[name]
    in_force = InForce(made.plan, made.proof)
    assert_as_from_nothing(what_if(scenario, POLICY, in_force, [change], workers=1))
