"""Options that take the same of every row: the best of them, and only those."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from matcher.domain.policy import FAIRNESS, STANDARD_TIERS, Policy, Tier
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement.evidence import row_keys
from matcher.placement.whole import whole_problem
from matcher.verify.equals import best_of_equals
from matcher.verify.rows import counted_rows
from tests.placement.tiny_scenarios import tiny_scenario

FIT = STANDARD_TIERS.index(Tier.FIT)
FAIR = (*STANDARD_TIERS[:FIT], Tier.FIT_REFERENCE, *FAIRNESS, *STANDARD_TIERS[FIT:])
POLICIES: dict[str, dict[str, Any]] = {
    "standard": {},
    "fair": {"tiers": FAIR},
    "fair without a loss": {"tiers": FAIR, "fairness_loss_permille": 0},
}


def one_by_one(person, values, weights, may_lose_fit):
    """The same, option by option."""
    before = FAIR.index(Tier.FIT_REFERENCE) if may_lose_fit else 0
    worth = np.stack([*values.values()], axis=1).tolist()
    levels = [i for i, tier in enumerate(values) if may_lose_fit and tier in FAIRNESS]
    leading: dict[object, list[int]] = {}
    best: dict[object, int] = {}
    dense = weights.toarray().T
    for o in sorted(range(len(person)), key=lambda o: [-v for v in worth[o]]):
        key = int(person[o]), dense[o].tobytes()
        if leading.setdefault(key, worth[o][:before]) == worth[o][:before]:
            best.setdefault((key, *(worth[o][i] for i in levels)), o)
    return sorted(best.values())


@pytest.mark.parametrize("aims", POLICIES)
def test_the_best_are_those_found_one_by_one(aims):
    """Whatever rules and weights are mixed, and also where fairness may give up fit."""
    fewer = 0
    for seed in range(40):
        scenario, given = tiny_scenario(seed, joint=False)
        policy = replace(given, **POLICIES[aims])
        options = build_options(scenario, policy, find_candidates(scenario, policy))
        _, origin = whole_problem(scenario, policy, options)
        keys = row_keys(scenario, origin, range(len(origin.rows)))
        weights = counted_rows(scenario, policy, options, keys).weights
        values = {tier: options.values[tier] for tier in policy.tiers}
        person = options.columns.participant_idx
        found = best_of_equals(person, values, weights, policy).tolist()
        assert found == one_by_one(person, values, weights, aims == "fair")
        fewer += len(found) < len(person)
    assert fewer > 20


def test_weights_whose_sums_agree_by_chance_are_told_apart():
    """Two options in different rows both stay, though their random sums are equal."""
    first, second = np.random.Generator(np.random.PCG64(0)).integers(
        0, 1 << 62, 2, dtype=np.int64
    )
    weights = csr_array(np.array([[second, 0, 0], [0, first, first]]))
    values = {tier: np.array([2, 1, 0]) for tier in STANDARD_TIERS}
    person = np.zeros(3, dtype=np.int64)
    found = best_of_equals(person, values, weights, Policy())
    assert {0, 1} <= set(found.tolist())
