"""Numbers for week patterns, and which of them a placement of so many weeks may have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.options.patterns import ClassWeeks, WeekPattern, week_patterns
from matcher.options.ranges import expand

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

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


class Kinds:
    """Numbers for templates on usable slots beside classes of some rhythm."""

    def __init__(self, scenario: Scenario) -> None:
        self._templates, self._slots = scenario.templates, len(scenario.grid.slots)
        self._rhythms = rhythms(scenario)
        without = weeks_without_class(scenario, self._rhythms)
        self._weeks_before = np.zeros(np.add(without.shape, (0, 1)), dtype=np.int64)
        np.cumsum(without, axis=1, out=self._weeks_before[:, 1:])
        self._rhythm_of = np.array(
            [
                self._rhythms.index(class_weeks_of(scenario, s))
                for s in scenario.sections
            ]
            + [self._rhythms.index(None)],
            dtype=np.int64,
        )

    def of(self, template: Ints, section: Ints, usable: Ints) -> Ints:
        """Return a number for each template and section, by position, and slots.

        Sections whose classes meet in the same weeks and slots count as one, and so do
        all that meet every week. The last section is none.
        """
        beside = self._rhythm_of[section] * len(self._templates) + template
        return (beside << self._slots) + usable

    def has_week_without_class(self, kind: Ints, start: Ints, end: Ints) -> Bools:
        """Tell in which stays, of a kind and half-open weeks, practice has some week.

        Of classes that meet every week there is no such thing: all have.
        """
        rhythm = (kind >> self._slots) // len(self._templates)
        before = self._weeks_before
        found: Bools = before[rhythm, end] > before[rhythm, start]
        return found

    def patterns(self, kind: int) -> list[WeekPattern]:
        """Return the patterns of a kind."""
        beside, usable = kind >> self._slots, kind % (1 << self._slots)
        rhythm, template = divmod(beside, len(self._templates))
        return week_patterns(usable, self._templates[template], self._rhythms[rhythm])

    def template(self, kind: int) -> ProgrammeTemplate:
        """Return the template of a kind."""
        return self._templates[(kind >> self._slots) % len(self._templates)]


def class_weeks_of(scenario: Scenario, section: ClassSection) -> ClassWeeks | None:
    """Return what practice beside ``section`` gives way to; ``None``: meets every week."""
    if section.alternation is None:
        return None
    return ClassWeeks(section.alternation, scenario.grid.mask(section.menu))


def rhythms(scenario: Scenario) -> list[ClassWeeks | None]:
    """Return the different weeks and slots of classes: first every week."""
    own = (class_weeks_of(scenario, section) for section in scenario.sections)
    return list(dict.fromkeys([None, *own]))


def weeks_without_class(
    scenario: Scenario, rhythms: Sequence[ClassWeeks | None]
) -> Bools:
    """Return ``(rhythms, placement weeks)``: in which practice is never given way to."""
    weeks = range(scenario.horizon.placement_weeks)
    mondays = [scenario.horizon.monday(week) for week in weeks]
    table = [
        [one is None or not one.alternation.has_class_on(day) for day in mondays]
        for one in rhythms
    ]
    return np.array(table, dtype=np.bool_)


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
        of_kind: Kinds,
        table: PatternTable,
        kinds: Sequence[int],
        stays: Sequence[int],
    ) -> Self:
        """Return the menu of ``stays``; ``kinds`` and ``stays`` are increasing.

        Of a pattern there are only the steps that begin within the weeks; patterns that
        come out alike are one.
        """
        numbers = {
            kind: [table.number(pattern) for pattern in of_kind.patterns(kind)]
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
