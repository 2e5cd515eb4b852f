"""Many scenarios planned at once: solver hosts are started for all of them together.

The search is the real one. Only the moment moves: what each plan would hand to the
solver hosts is gathered first, solved in one go, and given to each plan in turn.
"""

from collections.abc import Sequence

import numpy as np
import pytest

import matcher.placement
from matcher.domain.policy import Policy, SolverLimits
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement.host import Outcome, solve_all
from matcher.placement.problem import Problem
from matcher.planning import PlanningOutcome, plan


class _Gathered(Exception):
    """Raised in the place of a solve."""


def plan_all(
    inputs: Sequence[tuple[Scenario, Policy]], patch: pytest.MonkeyPatch, seed: int = 0
) -> list[PlanningOutcome]:
    """Return what ``plan`` makes of each input; all must have the same tiers."""
    problems: list[list[Problem]] = []
    for_tiers: list[np.ndarray] = []

    def gather(parts, weights, *_):
        problems.append(list(parts))
        if weights.shape[-1] == len(inputs[0][1].tiers):
            for_tiers.append(weights)
        raise _Gathered

    with patch.context() as gathering:
        gathering.setattr(matcher.placement, "solve_all", gather)
        for scenario, policy in inputs:
            candidates = find_candidates(scenario, policy)
            options = build_options(scenario, policy, candidates, seed)
            with pytest.raises(_Gathered):
                matcher.placement.solve_placement(
                    scenario, policy, options, 1, lambda _: None
                )
            with pytest.raises(_Gathered):
                matcher.placement.covered_if_unshared(scenario, policy, options)
    every = [problem for parts in problems for problem in parts]
    outcomes = solve_all(every, for_tiers[0], SolverLimits(), 1, lambda *_: None)
    solved = iter(_parted(outcomes, problems))
    with patch.context() as replaying:
        replaying.setattr(matcher.placement, "solve_all", lambda *_: next(solved))
        return [plan(scenario, policy, seed) for scenario, policy in inputs]


def _parted(
    outcomes: list[Outcome], problems: list[list[Problem]]
) -> list[list[Outcome]]:
    ends = np.cumsum([len(parts) for parts in problems])
    return [
        outcomes[end - len(parts) : end]
        for end, parts in zip(ends, problems, strict=True)
    ]
