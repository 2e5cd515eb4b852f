"""The problem made block by block is the problem made at once."""

from dataclasses import fields
from multiprocessing import Pipe
from threading import Thread

import numpy as np
import pytest

import matcher.options
from matcher.domain.policy import FAIRNESS, STANDARD_TIERS, SolverLimits, Tier
from matcher.eligibility import find_candidates
from matcher.options import build_options, chains, placements
from matcher.placement.dominance import undominated
from matcher.placement.handover import receive_job, send_job
from matcher.placement.job import Job
from matcher.placement.problem import build_problem, components
from matcher.placement.rows import capacity_rows
from matcher.placement.unshared import covered_if_unshared
from matcher.placement.whole import whole_problem
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario

SEEDS = range(40)
CHAINED = range(62, 75)
"""Of scenarios in which people may have two placements."""


def options_of(seed, scenario_of=tiny_scenario):
    scenario, policy = scenario_of(seed)
    candidates = find_candidates(scenario, policy)
    return scenario, policy, build_options(scenario, policy, candidates, seed)


def assert_same(one, other):
    """Field by field; whatever the width of the numbers."""
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(mine, theirs), field.name


@pytest.fixture
def one_person_a_block(monkeypatch):
    monkeypatch.setattr(matcher.options, "MOST_IN_BLOCK", 1)
    monkeypatch.setattr(placements, "MOST_STAYS", 1)
    monkeypatch.setattr(chains, "MOST_PAIRS", 1)


@pytest.mark.parametrize(
    ("scenario_of", "seed"),
    [(tiny_scenario, s) for s in SEEDS] + [(chained_scenario, s) for s in CHAINED],
)
def test_blocks_change_nothing(scenario_of, seed, request):
    """Options, problem and what it stands for: at once, and one person at a time."""
    scenario, policy, at_once = options_of(seed, scenario_of)
    problem, origin = whole_problem(scenario, policy, at_once)
    unshared = covered_if_unshared(scenario, at_once)
    request.getfixturevalue("one_person_a_block")
    _, _, options = options_of(seed, scenario_of)
    assert options.patterns == at_once.patterns
    assert_same(options.columns, at_once.columns)
    assert_same(options.second, at_once.second)
    assert {t: v.tolist() for t, v in options.values.items()} == {
        t: v.tolist() for t, v in at_once.values.items()
    }
    again, stands_for = whole_problem(scenario, policy, options)
    assert_same(again, problem)
    assert_same(stands_for.rows, origin.rows)
    assert np.array_equal(stands_for.columns, origin.columns)
    assert covered_if_unshared(scenario, options) == unshared


@pytest.mark.parametrize(
    ("scenario_of", "seed"),
    [(tiny_scenario, s) for s in SEEDS] + [(chained_scenario, s) for s in CHAINED],
)
@pytest.mark.usefixtures("one_person_a_block")
def test_rows_in_blocks_are_those_of_all_options(scenario_of, seed):
    """The same rows with the same entries as where all are counted together."""
    scenario, policy = scenario_of(seed, joint=False)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = capacity_rows(scenario, policy, options)
    values = np.stack([options.worth(tier) for tier in policy.tiers])
    expected = build_problem(options.columns.participant_idx, values, rows)
    expected = expected.take(undominated(expected))
    problem, origin = whole_problem(scenario, policy, options)
    assert_same(origin.rows, rows.without_entries())
    for name in ("group", "values", "capacity", "member_row", "member_weight"):
        assert np.array_equal(getattr(problem, name), getattr(expected, name)), name


def test_a_host_is_given_the_problem_in_narrow_numbers():
    """What the parent keeps in narrow numbers is the same and as narrow in the host."""
    scenario, policy, options = options_of(3)
    problem, _ = whole_problem(scenario, policy, options)
    part = components(problem)[0].problem
    weights = np.ones((2, len(policy.tiers)), dtype=np.int64)
    ours, theirs = Pipe()
    sent = Thread(target=send_job, args=(ours, Job(part, weights, SolverLimits(), 1.0)))
    sent.start()
    received = receive_job(theirs)
    sent.join()
    assert_same(received.problem, part)
    assert received.problem.values.dtype == part.values.dtype
    assert received.problem.member_row.dtype == part.member_row.dtype
    assert part.member_row.dtype != np.int64
    assert np.array_equal(received.weights, weights)


def test_only_the_tiers_asked_for_have_values():
    """The standard ones always; others where the policy has them."""
    _, _, options = options_of(0)
    assert set(options.values) == {*STANDARD_TIERS, Tier.FIT_REFERENCE}
    assert not set(FAIRNESS) & set(options.values)
