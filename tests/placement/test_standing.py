"""Which parts of a plan in force can stand in a new one."""

from dataclasses import replace

import pytest

from matcher.domain.decisions import Ban
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.policy import FitWeights, Policy, SolverLimits, Tier
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import PlacementTask
from matcher.placement.standing import PartHashes
from tests.helpers.two_towns import two_towns

TOWNS = two_towns()
POLICY = Policy()


def hashes(scenario=TOWNS, policy=POLICY, seed=0):
    """The hash of each town's part."""
    candidates = find_candidates(scenario, policy)
    options = build_options(scenario, policy, candidates, seed)
    task = PlacementTask.of(scenario, policy, options)
    of = PartHashes(scenario, policy, options, task.origin)
    return {
        scenario.participants[part.groups[0]].id[0]: of.of(part) for part in task.parts
    }


def with_place(name, **changes):
    places = (replace(q, **changes) if q.id == name else q for q in TOWNS.places)
    return replace(TOWNS, places=tuple(places))


def with_person(name, **changes):
    people = (replace(p, **changes) if p.id == name else p for p in TOWNS.participants)
    return replace(TOWNS, participants=tuple(people))


def test_a_problem_has_the_same_hash_each_time():
    """And each part one of its own."""
    first = hashes()
    assert first == hashes()
    assert first["a"] != first["b"]


@pytest.mark.parametrize(
    "scenario",
    [
        replace(TOWNS, bans=(Ban(ParticipantId("a0"), PlaceId("qa")),)),
        with_place("qa", people_at_once=2, seats=tuple((s, 2) for s in ("man", "tor"))),
        with_place("qa", id="qb-2"),
        with_person("a0", sector_wishes=()),
        with_person("a0", id="a"),
        with_person("a0", waiting_since=TOWNS.horizon.start.replace(month=1)),
    ],
    ids=["ban", "seats", "other place", "wishes", "other person", "waiting"],
)
def test_a_change_in_one_town_is_another_hash_there_alone(scenario):
    """Whom, what or how much it concerns; the other town is the same."""
    before, after = hashes(), hashes(scenario)
    assert after["a"] != before["a"]
    assert after["b"] == before["b"]


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY, fit=FitWeights(travel=10)),
        replace(POLICY, tiers=(Tier.FIT, *(t for t in POLICY.tiers if t != Tier.FIT))),
        replace(POLICY, limits=SolverLimits(nodes=1)),
    ],
    ids=["weights", "order", "limits"],
)
def test_other_aims_are_another_hash_everywhere(policy):
    """What is best may be another plan, or be found."""
    before, after = hashes(), hashes(policy=policy)
    assert not {*before.values()} & {*after.values()}


def test_the_clock_is_no_part_of_the_problem():
    """It promises no plan in particular."""
    slower = replace(POLICY, limits=SolverLimits(seconds=5))
    assert hashes(policy=slower) == hashes()


def test_other_lots_are_another_hash():
    """The last tier is one too."""
    assert hashes(seed=1)["a"] != hashes()["a"]
