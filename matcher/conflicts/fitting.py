"""Whether one way each fits beside the others, by trying: exact, and no solver."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

MOST_STEPS = 20_000
"""How many beginnings are tried before the question is left open."""

MOST_PEOPLE = 300
"""More are not tried: the search goes as deep as there are people."""

Way = tuple[tuple[int, int], ...]
"""What one way takes: (row, weight), by row."""


class _TooMuchError(Exception):
    """Raised where the limit of work is reached."""


def can_all_fit(problem: Problem, allowed: NDArray[np.bool_]) -> bool | None:
    """Tell whether an allowed column each keeps every row; ``None``: left open."""
    ways = [_ways(problem, allowed, person) for person in range(problem.num_groups)]
    if not all(ways):
        return False
    ways = [own for own in ways if own != [()]]
    if len(ways) > MOST_PEOPLE:
        return None
    search = _Search(ways, problem.capacity.tolist())
    try:
        return search.fits(0)
    except _TooMuchError:
        return None


def _ways(problem: Problem, allowed: NDArray[np.bool_], person: int) -> list[Way]:
    """Return what the person's columns take, without those that take more in vain."""
    first, after = problem.group_first[person : person + 2]
    found = set()
    for column in range(first, after):
        if allowed[column]:
            entries = slice(
                problem.first_member[column], problem.first_member[column + 1]
            )
            found.add(
                tuple(
                    zip(
                        problem.member_row[entries].tolist(),
                        problem.member_weight[entries].tolist(),
                        strict=True,
                    )
                )
            )
    least: list[dict[int, int]] = []
    for way in sorted(found, key=lambda way: (sum(w for _, w in way), way)):
        takes = dict(way)
        if not any(_within(other, takes) for other in least):
            least.append(takes)
    return [tuple(sorted(takes.items())) for takes in least]


def _within(less: Mapping[int, int], more: Mapping[int, int]) -> bool:
    return all(weight <= more.get(row, 0) for row, weight in less.items())


class _Search:
    """Depth first: people with the fewest ways first, people alike side by side."""

    def __init__(self, ways: list[list[Way]], capacity: Sequence[int]) -> None:
        self._ways = sorted(ways, key=lambda own: (len(own), own))
        self._left = list(capacity)
        self._steps = 0
        self._hopeless: set[tuple[int, tuple[int, ...]]] = set()
        self._still_needed = self._needed_after()

    def _needed_after(self) -> list[dict[int, int]]:
        """Return per person what they and those after them take at least."""
        needed: list[dict[int, int]] = [{}]
        for own in reversed(self._ways):
            rows = set.intersection(*({row for row, _ in way} for way in own))
            total = dict(needed[-1])
            for row in rows:
                least = min(weight for way in own for r, weight in way if r == row)
                total[row] = total.get(row, 0) + least
            needed.append(total)
        return needed[::-1]

    def fits(self, person: int) -> bool:
        if person == len(self._ways):
            return True
        left = self._left
        if any(left[row] < n for row, n in self._still_needed[person].items()):
            return False
        state = person, tuple(left)
        if state in self._hopeless:
            return False
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise _TooMuchError
        for way in self._ways[person]:
            if all(left[row] >= weight for row, weight in way):
                for row, weight in way:
                    left[row] -= weight
                if self.fits(person + 1):
                    return True
                for row, weight in way:
                    left[row] += weight
        self._hopeless.add(state)
        return False
