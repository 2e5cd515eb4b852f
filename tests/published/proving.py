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
    tiers = np.arange(len(problems[0].values))
    mild, steep = 10 ** np.maximum(0, 2 - tiers), 10 ** np.maximum(0, 9 - tiers)
    return solve_all(problems, np.stack([mild, steep]), LIMITS, 1, lambda *_: None)


def proved(problems: Sequence[Problem]) -> list[list[int]]:
    """Return the values of each problem's tiers; every bound must be the same."""
    found = [outcome.incumbent for outcome in outcomes(problems)]
    assert [best.bounds for best in found] == [best.values for best in found]
    for problem, best in zip(problems, found, strict=True):
        assert problem.allows(best.chosen)
    return [best.values for best in found]
