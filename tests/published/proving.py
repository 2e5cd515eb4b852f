"""Solves a published problem in a real solver host."""

from collections.abc import Sequence

import numpy as np

from matcher.domain.policy import SolverLimits
from matcher.placement.host import Outcome, solve_all
from matcher.placement.problem import Problem

LIMITS = SolverLimits(nodes=100_000, neighbourhoods=0, seconds=3600.0)
"""Nodes enough to decide, and little time for good plans: the proof is what counts."""


def outcomes(problems: Sequence[Problem]) -> list[Outcome]:
    """Solve all, which have as many tiers as the first."""
    weights = np.stack([tier_weights(problems)] * 2)
    return solve_all(problems, weights, LIMITS, 1, lambda *_: None)


def tier_weights(problems: Sequence[Problem]) -> np.ndarray:
    """Return per tier more than anybody's options differ by in all tiers after it."""
    spans = np.max([np.ptp(problem.values, axis=1) for problem in problems], axis=0)
    later = np.append(spans[1:], 0)
    return np.cumprod(1 + later[::-1])[::-1]


def proved(problems: Sequence[Problem]) -> list[list[int]]:
    """Return the values of each problem's tiers; every bound must be the same."""
    found = [outcome.incumbent for outcome in outcomes(problems)]
    assert [best.bounds for best in found] == [best.values for best in found]
    for problem, best in zip(problems, found, strict=True):
        assert problem.allows(best.chosen)
    return [best.values for best in found]
