"""What a solver host is given to do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits
from matcher.placement.problem import Problem


@dataclass(frozen=True, slots=True)
class Job:
    """One component to solve, with its limits.

    Attributes
    ----------
    start
        A plan to begin with. Of a problem with one tier branch and bound over all its
        columns begins there at once. ``None``: the whole search, from nothing.
    """

    problem: Problem
    weights: NDArray[np.int64]
    limits: SolverLimits
    seconds: float
    start: NDArray[np.int64] | None = None
