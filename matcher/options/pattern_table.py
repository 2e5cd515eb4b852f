"""Numbers for week patterns, and which of them a placement of so many weeks may have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.scenario import Scenario
from matcher.options.patterns import WeekPattern, week_patterns
from matcher.options.ranges import expand

Ints = NDArray[np.int64]

MOST_WEEKS = 1 << 10
"""More than any placement has."""


class PatternTable:
    """Gives each pattern of a template on a set of usable slots a number."""

    def __init__(self) -> None:
        self.patterns: list[WeekPattern] = []
        self._known: dict[WeekPattern, int] = {}

    def number(self, pattern: WeekPattern) -> int:
        """Return the number of ``pattern``, a new one where it is not known yet."""
        if pattern not in self._known:
            self._known[pattern] = len(self.patterns)
            self.patterns.append(pattern)
        return self._known[pattern]

    def begun(self, numbers: Ints, weeks: Ints) -> Ints:
        """Return ``numbers`` with the steps that begin within so many ``weeks``."""
        return self._each_once(numbers, weeks, WeekPattern.within)

    def since(self, numbers: Ints, weeks: Ints) -> Ints:
        """Return ``numbers`` as they go on after so many ``weeks``."""
        return self._each_once(numbers, weeks, WeekPattern.since)

    def _each_once(
        self,
        numbers: Ints,
        weeks: Ints,
        change: Callable[[WeekPattern, int], WeekPattern],
    ) -> Ints:
        kinds, which = np.unique(stay_of(numbers, weeks), return_inverse=True)
        pairs = (divmod(int(kind), MOST_WEEKS) for kind in kinds)
        changed = [self.number(change(self.patterns[n], week)) for n, week in pairs]
        return np.array(changed, dtype=np.int64)[which]


def kind_of(scenario: Scenario, template: Ints, usable: Ints) -> Ints:
    """Return a number for each template, by position, on each set of usable slots."""
    return (template << len(scenario.grid.slots)) + usable


@dataclass(frozen=True, slots=True)
class PatternMenu:
    """The patterns of every stay there is: a kind and a number of weeks.

    Attributes
    ----------
    stays
        Kinds and weeks in one number each, increasing.
    first
        The patterns of stay ``i`` are ``numbers[first[i]:first[i + 1]]``, increasing.
    """

    stays: Ints
    first: Ints
    numbers: Ints

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        table: PatternTable,
        kinds: Sequence[int],
        stays: Sequence[int],
    ) -> Self:
        """Return the menu of ``stays``; ``kinds`` and ``stays`` are increasing.

        Of a pattern there are only the steps that begin within the weeks; patterns that
        come out alike are one.
        """
        slots = len(scenario.grid.slots)
        numbers = {
            kind: [
                table.number(pattern)
                for pattern in week_patterns(
                    kind % (1 << slots), scenario.templates[kind >> slots]
                )
            ]
            for kind in kinds
        }
        wanted = [divmod(stay, MOST_WEEKS) for stay in stays]
        too_long = sorted(
            {
                (number, weeks)
                for kind, weeks in wanted
                for number in numbers[kind]
                if table.patterns[number].from_weeks[-1] >= weeks
            }
        )
        cut = {
            (number, weeks): table.number(table.patterns[number].within(weeks))
            for number, weeks in too_long
        }
        menus = [
            sorted({cut.get((number, weeks), number) for number in numbers[kind]})
            for kind, weeks in wanted
        ]
        return cls(
            np.array(stays, dtype=np.int64),
            np.cumsum([0, *(len(menu) for menu in menus)]),
            np.array([number for menu in menus for number in menu], dtype=np.int64),
        )

    def of_each(self, stays: Ints) -> tuple[Ints, Ints]:
        """Return every pattern of each of ``stays``: position in them, and number."""
        at = np.searchsorted(self.stays, stays)
        line, nth = expand(self.first[at + 1] - self.first[at])
        return line, self.numbers[self.first[at[line]] + nth]


def stay_of(kind: Ints, weeks: Ints) -> Ints:
    """Return a number for each kind with each number of weeks."""
    return kind * MOST_WEEKS + weeks
