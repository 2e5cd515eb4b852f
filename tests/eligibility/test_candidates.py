"""Candidates agree with a slow reading of the rules, whatever the scenario."""

from datetime import timedelta

import numpy as np
import pytest

from matcher.domain.decisions import Pin
from matcher.domain.participant import TravelMode
from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.eligibility import Candidates, find_candidates
from matcher.eligibility import reach as reach_module
from tests.eligibility import oracle
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make

TRAVEL = PAIR_RULES.index(RuleCode.TRAVEL_LIMIT)
SEEDS = range(60)


def column(candidates: Candidates, name: str) -> dict[tuple[int, int], int]:
    keys = zip(candidates.participant_idx, candidates.place_idx, strict=True)
    values = getattr(candidates, name)
    return {(int(p), int(q)): int(v) for (p, q), v in zip(keys, values, strict=True)}


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_agree_with_the_oracle(seed):
    """Both counts per person and rule, and the number examined, are the oracle's."""
    scenario, policy = random_scenario(seed)
    found = find_candidates(scenario, policy)
    fails, only, examined = oracle.counts(scenario, policy)
    shape = (len(scenario.participants), len(PAIR_RULES))
    np.testing.assert_array_equal(found.fails, np.reshape(fails, shape))
    np.testing.assert_array_equal(found.fails_only, np.reshape(only, shape))
    np.testing.assert_array_equal(found.examined, examined)


@pytest.mark.parametrize("seed", SEEDS)
def test_candidates_agree_with_the_oracle(seed):
    """Candidates, minutes, slots and possible starts are the oracle's."""
    scenario, policy = random_scenario(seed)
    found = find_candidates(scenario, policy)
    passing = {
        (p, q): judged
        for p, q, judged in oracle.table(scenario, policy)
        if judged.examined and not judged.failed
    }
    assert list(column(found, "place_idx")) == sorted(passing)
    minutes = column(found, "travel_minutes")
    slots = column(found, "slot_mask")
    for pair, judged in passing.items():
        assert minutes[pair] == judged.minutes
        assert slots[pair] == scenario.grid.mask(judged.usable)
        assert tuple(_starts(found, pair, policy)) == judged.starts


def _starts(found: Candidates, pair: tuple[int, int], policy: Policy) -> list[int]:
    """The starts a reader of the candidate's columns would offer."""
    earliest = column(found, "earliest_start")[pair]
    latest = column(found, "latest_start")[pair]
    floor = column(found, "floor_week")[pair]
    grid = range(0, policy.latest_start_week + 1, policy.start_every_weeks)
    return [week for week in grid if max(earliest, floor) <= week <= latest]


def test_every_rule_is_broken_somewhere():
    """The random scenarios break each rule, and each alone: the comparison says much."""
    fails = np.zeros(len(PAIR_RULES), dtype=int)
    only = np.zeros(len(PAIR_RULES), dtype=int)
    for seed in range(400):
        found = find_candidates(*random_scenario(seed))
        fails += found.fails.sum(axis=0)
        only += found.fails_only.sum(axis=0)
    assert fails.min() > 20
    assert only.min() > 0


@pytest.mark.parametrize("pairs_at_once", [1, 7])
def test_chunks_do_not_show(monkeypatch, pairs_at_once):
    """Candidates and counts are the same however few people are taken at a time."""
    scenario, policy = random_scenario(5)
    whole = find_candidates(scenario, policy)
    monkeypatch.setattr(reach_module, "PAIRS_AT_ONCE", pairs_at_once)
    in_chunks = find_candidates(scenario, policy)
    for name in Candidates.__slots__:
        np.testing.assert_array_equal(getattr(whole, name), getattr(in_chunks, name))


def test_no_people_or_no_places_is_an_answer():
    """Without people or places there is no candidate and no failure."""
    empty = find_candidates(make.scenario([], []), Policy())
    lonely = find_candidates(make.scenario(places=[]), Policy())
    assert len(empty) == 0
    assert len(lonely) == 0
    assert not lonely.fails.any()


def test_far_places_fail_the_travel_limit_unexamined():
    """A place beyond twice the limit counts for the travel limit and nothing else."""
    far = make.place("q2", location=make.north_of(make.HERE, 500))
    person = make.participant(cannot=frozenset({"night"}))
    found = find_candidates(make.scenario([person], [make.place(), far]), Policy())
    assert found.examined.tolist() == [1]
    assert found.fails[0, TRAVEL] == 1
    assert found.fails.sum() == 1
    assert found.fails_only.sum() == 0


def test_a_place_up_to_twice_as_far_would_open():
    """A place between one and two limits away is counted as failing only by travel."""
    # 60 minutes of transit is 19.2 km by the estimate, 120 minutes 42 km.
    near = make.place("q2", location=make.north_of(make.HERE, 30))
    found = find_candidates(make.scenario(places=[near]), Policy())
    assert found.fails_only[0, TRAVEL] == 1


def test_pinned_far_place_is_examined():
    """A pin names a pair that is examined however far away it is."""
    far = make.place(location=make.north_of(make.HERE, 500))
    scenario = make.scenario(places=[far], pins=(Pin(make.participant().id, far.id),))
    assert find_candidates(scenario, Policy()).fails_only[0, TRAVEL] == 1


def test_given_travel_opens_a_far_place():
    """A row of travel.csv for the person goes before the estimate and the home's row."""
    far = make.place(location=make.north_of(make.HERE, 500))
    person = make.participant(home_key="sentrum")
    travel = {
        ("sentrum", far.id, TravelMode.TRANSIT): 300,
        (person.id, far.id, TravelMode.TRANSIT): 50,
    }
    found = find_candidates(make.scenario([person], [far], travel=travel), Policy())
    assert found.travel_minutes.tolist() == [50]


def test_start_in_the_middle_of_a_week_waits_for_monday():
    """Who can start on a Tuesday starts the week after; a week cut short is lost."""
    person = make.participant(
        earliest_start=make.START + timedelta(days=1),
        latest_end=make.START + timedelta(weeks=20, days=3),
    )
    found = find_candidates(make.scenario([person]), Policy(start_every_weeks=1))
    assert (found.first_week[0], found.last_week[0]) == (1, 20)
