"""Jobs and agents: what a job takes of an agent's capacity depends on both."""

import csv
from pathlib import Path

import numpy as np

from matcher.placement.problem import NO_BUNDLE, Problem

CHU_BEASLEY = [
    f"{kind}{agents:02}{jobs}"
    for kind in "abc"
    for agents in (5, 10, 20)
    for jobs in (100, 200)
]


def read_jobs(path: Path) -> Problem:
    """Return the problem of a file as the OR-Library has them.

    Numbers apart from line ends: agents, jobs, then agent by agent what each job costs,
    the same for what it takes, and what each agent has.

    Every job has a first column in no row, so that there always is a choice. The tiers
    are jobs assigned and minus what they cost.
    """
    numbers = np.array(path.read_text(encoding="utf-8").split(), dtype=np.int64)
    agents, jobs = (int(number) for number in numbers[:2])
    tables, capacity = numbers[2:-agents], numbers[-agents:]
    cost, taken = tables.reshape(2, agents, jobs)
    unassigned = np.zeros((jobs, 1), dtype=np.int64)
    assigned = np.hstack([unassigned, np.ones((jobs, agents), dtype=np.int64)]).ravel()
    return Problem(
        np.repeat(np.arange(jobs), agents + 1),
        np.stack([assigned, -np.hstack([unassigned, cost.T]).ravel()]),
        capacity,
        np.concatenate([[0], np.cumsum(assigned)]),
        np.tile(np.arange(agents), jobs),
        taken.T.ravel(),
        np.full(agents, NO_BUNDLE, dtype=np.int64),
    )


def least_costs(path: Path) -> dict[str, int]:
    """Return the optimum of each instance by its name, where it is known."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["Path"]: int(row["Optimum"])
            for row in csv.DictReader(file)
            if row["Optimum"]
        }
