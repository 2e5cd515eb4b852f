"""Real wishes of students: size, ranks and profiles as solved by others, and proved.

Kwanashie, Irving, Manlove and Sng (2014): Profile-based optimal matchings in the
Student/Project Allocation problem.
"""

import csv
from dataclasses import dataclass

import pytest

import matcher.placement.host as host
from matcher.domain.plan import Method
from tests.published.data_folder import published
from tests.published.proving import proved
from tests.published.student_projects import (
    Aim,
    StudentProjects,
    allocation_problem,
    generous,
    greedy,
    least_rank,
    read_preflib,
    read_tables,
)

GLASGOW = {f"glasgow-00038-{year}": year for year in (1, 2, 4)}
CARDIFF = "cardiff-spa"

NAMES = [*GLASGOW, CARDIFF]
RANKS = 22
"""Wishes of the longest list."""


@pytest.fixture(params=[Method.FLOW, Method.BRANCH_AND_BOUND], autouse=True)
def both_ways(request, monkeypatch):
    """Solve by flow, since projects nest in supervisors, and as if they did not."""
    monkeypatch.setattr(host, "method_for", lambda _: request.param)


def read(name: str) -> StudentProjects:
    if name == CARDIFF:
        return read_tables(published("assignment", CARDIFF))
    folder = published("assignment", "preflib-00038-glasgow")
    return read_preflib(folder, GLASGOW[name])


@dataclass(frozen=True)
class Optima:
    """What a set is known for; a profile begins with the students of a first wish."""

    size: int
    total_rank: int
    greedy: list[int]
    generous: list[int]


def optima() -> list[Optima]:
    """The optima of every set as listed, profiles with a number for each rank."""
    path = published("assignment", "reference_optima.csv")
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["instance"]: row for row in csv.DictReader(file)}
    return [
        Optima(
            int(listed[name]["max_matching_size"]),
            int(listed[name]["min_total_rank_at_max_size"]),
            profile(listed[name]["greedy_profile"]),
            profile(listed[name]["generous_profile"]),
        )
        for name in NAMES
    ]


def profile(numbers: str) -> list[int]:
    short = [int(number) for number in numbers.split()]
    return [*short, *[0] * (RANKS - len(short))]


def reached(aim: Aim) -> list[list[int]]:
    """Return the proved values of every set's tiers."""
    return proved([allocation_problem(read(name), aim) for name in NAMES])


def test_as_many_as_possible_with_the_least_ranks():
    """Size and total rank are those listed, and proved."""
    expected = [[known.size, -known.total_rank] for known in optima()]
    assert reached(least_rank) == expected


def test_the_greedy_profile():
    """Of all largest allocations: first wishes, then second ones, as listed, proved."""
    expected = [[known.size, *known.greedy] for known in optima()]
    assert reached(greedy(RANKS)) == expected


def test_the_generous_profile():
    """Of all largest allocations: as few last wishes as listed, and so on, proved."""
    expected = [[k.size, *(-n for n in k.generous[::-1])] for k in optima()]
    assert reached(generous(RANKS)) == expected
