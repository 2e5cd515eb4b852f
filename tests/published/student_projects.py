"""Students who rank projects, projects and supervisors with capacities."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.placement.problem import Problem
from tests.placement.problems import make_problem


@dataclass(frozen=True, slots=True)
class StudentProjects:
    """Who may have which project.

    Attributes
    ----------
    wishes
        Per student the projects by position, the favourite first.
    project_capacity, supervisor_capacity
        The most students.
    supervisor
        Of each project, by position.
    """

    wishes: tuple[tuple[int, ...], ...]
    project_capacity: tuple[int, ...]
    supervisor: tuple[int, ...]
    supervisor_capacity: tuple[int, ...]


def read_preflib(folder: Path, number: int) -> StudentProjects:
    """Return year ``number`` of PrefLib 00038; every project takes one student.

    Wishes count projects from 1, the file of supervisors from 0.
    """
    orders = (folder / f"00038-{number:08}.soi").read_text(encoding="utf-8")
    wishes = tuple(
        tuple(int(project) - 1 for project in line.split(":")[1].split(","))
        for line in orders.splitlines()
        if not line.startswith("#")
        for _ in range(int(line.split(":")[0]))
    )
    with (folder / f"00038-{number:08}.dat").open(encoding="utf-8", newline="") as file:
        supervisors = list(csv.DictReader(file))
    owner = {
        int(project): i
        for i, supervisor in enumerate(supervisors)
        for project in supervisor["Projects"].split()
    }
    return StudentProjects(
        wishes,
        (1,) * len(owner),
        tuple(owner[project] for project in range(len(owner))),
        tuple(int(supervisor["Capacity"]) for supervisor in supervisors),
    )


def read_tables(folder: Path) -> StudentProjects:
    """Return a folder of three tables; a repeated wish counts where it first stands.

    Students without a wish are left out: nothing can be found for them.
    """
    students, projects, supervisors = (
        list(_rows(folder / f"{name}.csv"))
        for name in ("students", "projects", "supervisors")
    )
    code = {project["code"]: i for i, project in enumerate(projects)}
    name = {supervisor["name"]: i for i, supervisor in enumerate(supervisors)}
    ranks = [column for column in students[0] if column.isdecimal()]
    wishes = (
        tuple(code[wish] for wish in dict.fromkeys(row[r] for r in ranks) if wish)
        for row in students
    )
    return StudentProjects(
        tuple(own for own in wishes if own),
        tuple(int(project["capacity"]) for project in projects),
        tuple(name[project["supervisor"]] for project in projects),
        tuple(int(supervisor["capacity"]) for supervisor in supervisors),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


Aim = Callable[[int], Sequence[int]]
"""What a wish of rank 1, 2, … is worth in each tier; without a project nothing is."""


def allocation_problem(given: StudentProjects, aim: Aim) -> Problem:
    """Return who gets which project: rows for projects, then for supervisors."""
    projects = len(given.project_capacity)
    none = ([0] * len(aim(1)), ())
    groups = [
        [
            none,
            *(
                (aim(rank), (project, projects + given.supervisor[project]))
                for rank, project in enumerate(own, start=1)
            ),
        ]
        for own in given.wishes
    ]
    return make_problem(groups, (*given.project_capacity, *given.supervisor_capacity))


def least_rank(rank: int) -> list[int]:
    """As many students as possible, then the least sum of ranks."""
    return [1, -rank]


def greedy(ranks: int) -> Aim:
    """As many students as possible, then first wishes, second ones, and so on."""
    return lambda rank: [1, *(int(rank == r) for r in range(1, ranks + 1))]


def generous(ranks: int) -> Aim:
    """As many students as possible, then as few last wishes, and so on upwards."""
    return lambda rank: [1, *(-int(rank == r) for r in range(ranks, 0, -1))]
