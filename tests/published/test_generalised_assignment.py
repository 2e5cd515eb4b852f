"""Mentor hours in a nutshell: jobs that weigh on agents reach the published least cost.

Cattrysse, Salomon and Van Wassenhove (1994): A set partitioning heuristic for the
generalized assignment problem. Chu and Beasley (1997): A genetic algorithm for the
generalised assignment problem. Both by way of Beasley's OR-Library.
"""

from collections.abc import Sequence

import pytest

from tests.published.data_folder import published
from tests.published.generalised_assignment import least_costs, read_jobs
from tests.published.proving import proved

QUICK = ["a05100", "a05200", "a10100", "a10200", "a20100", "a20200", "c05100"]
LONG = [
    *("b05100", "b05200", "b10100", "b10200", "b20100", "b20200"),
    *("c05200", "c10100", "c10200", "c20100", "c20200"),
]


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


@pytest.mark.parametrize(
    "name",
    [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in LONG)],
)
def test_chu_and_beasley(name):
    """Up to 200 jobs on 20 agents reach the least cost, and prove it."""
    assert assigned_at_least_cost([f"chu1997/{name}"])
