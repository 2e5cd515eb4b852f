"""Mentor hours in a nutshell: jobs that weigh on agents reach the published least cost.

Cattrysse, Salomon and Van Wassenhove (1994): A set partitioning heuristic for the
generalized assignment problem. Chu and Beasley (1997): A genetic algorithm for the
generalised assignment problem. Both by way of Beasley's OR-Library.
"""

from collections.abc import Sequence

import pytest

from tests.published.data_folder import published
from tests.published.generalised_assignment import CHU_BEASLEY, least_costs, read_jobs
from tests.published.proving import proved

QUICK = ["a05100", "a10200", "c05100"]


def assigned_at_least_cost(names: Sequence[str]) -> bool:
    """Tell whether all jobs of each instance are assigned at the published cost."""
    least = least_costs(published("gap", "best_known.csv"))
    problems = [read_jobs(published("gap", name)) for name in names]
    expected = [
        [problem.num_groups, -least[name]]
        for problem, name in zip(problems, names, strict=True)
    ]
    return proved(problems) == expected


@pytest.mark.parametrize(
    "size",
    [1, 2, *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 13))],
)
def test_cattrysse(size):
    """All five instances of a size reach the least cost, and prove it."""
    assert assigned_at_least_cost([f"cattrysse1994/gap{size}-{i}" for i in range(5)])


@pytest.mark.parametrize("name", QUICK)
def test_chu_and_beasley(name):
    """A hundred jobs and more reach the least cost, and prove it."""
    assert assigned_at_least_cost([f"chu1997/{name}"])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CHU_BEASLEY if name not in QUICK])
def test_the_rest_of_chu_and_beasley(name):
    """Up to 200 jobs on 20 agents reach the least cost, and prove it."""
    assert assigned_at_least_cost([f"chu1997/{name}"])
