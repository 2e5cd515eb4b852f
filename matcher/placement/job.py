"""What a solver host is given to do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits
from matcher.placement.problem import Problem


@dataclass(frozen=True, slots=True)
class LastTier:
    """What is asked of the last tier alone.

    Attributes
    ----------
    kept
        What all tiers before it must keep, one value each.
    least
        Plans that are worth less in it are not asked for.
    start
        A plan that is asked for; empty: none is known.
    begin
        Columns to begin with: those of a good plan should be among them.
    """

    kept: tuple[int, ...]
    least: int
    start: NDArray[np.int64]
    begin: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Job:
    """One component to solve, with its limits.

    Attributes
    ----------
    start
        A plan to begin with. Of a problem with one tier branch and bound over all its
        columns begins there at once. ``None``: the whole search, from nothing.
    last
        ``None``: all tiers are solved, one after another.
    goal
        Of the last tier, what some plan is known to reach: only a bound on that tier is
        wanted, of plans that are as good as ``start`` in all tiers before. ``None``: a
        plan is.
    """

    problem: Problem
    weights: NDArray[np.int64]
    limits: SolverLimits
    seconds: float
    start: NDArray[np.int64] | None = None
    last: LastTier | None = None
    goal: int | None = None
