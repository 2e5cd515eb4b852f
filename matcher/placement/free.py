"""People whom no capacity row touches: everybody takes the best option."""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem


def best_for_each(problem: Problem) -> NDArray[np.int64]:
    """Return each group's best column, tier by tier; the first of equals."""
    ranked = np.lexsort((*-problem.values[::-1], problem.group))
    return ranked[problem.group_first[:-1]]
