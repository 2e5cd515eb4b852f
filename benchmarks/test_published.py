"""Published sets: how long the solver hosts take to reach and prove each optimum.

``make bench`` prints a line for each. The sets are no part of the project: where they
are absent a benchmark is skipped and says why.
"""

import resource

import pytest

from matcher.placement.problem import Problem
from tests.published.data_folder import published
from tests.published.generalised_assignment import CHU_BEASLEY, least_costs, read_jobs
from tests.published.proving import outcomes


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(name: str, problem: Problem, expected: list[int]) -> None:
    """Solve, print what it took, and check value and bound."""
    begin = processor_seconds()
    [outcome] = outcomes([problem])
    best = outcome.incumbent
    print(
        f"\n{name:<24} {problem.num_groups:>3} × {problem.num_rows:>2}"
        f" | published {expected} ours {best.values} bound {best.bounds}"
        f" | {processor_seconds() - begin:6.1f} s of processor time"
        f" | {best.stopped_by}"
    )
    assert (best.values, best.bounds) == (expected, expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *(f"cattrysse1994/gap{n}-{i}" for n in range(1, 13) for i in range(5)),
        *(f"chu1997/{name}" for name in CHU_BEASLEY),
    ],
)
def test_generalised_assignment(name):
    """Each instance reaches the published least cost, and proves it."""
    problem = read_jobs(published("gap", name))
    least = least_costs(published("gap", "best_known.csv"))[name]
    measure(name, problem, [problem.num_groups, -least])
