"""From a plan back to the options it is made of."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import running_alone
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement, Plan
from matcher.domain.scenario import Scenario
from matcher.options import NO_NEXT, NO_PLACE, NO_SECTION, Columns, Options

Ints = NDArray[np.int64]

UNKNOWN = -2
"""The position of a place or class that the scenario does not have."""


def chosen_columns(
    scenario: Scenario,
    plan: Plan,
    options: Options,
    people: Iterable[int] | None = None,
) -> Ints:
    """Return the option that ``plan`` gives each participant.

    Parameters
    ----------
    people
        Positions of those who are asked for, in this order; ``None``: everybody.

    Raises
    ------
    ValueError
        Where the plan gives somebody what is none of their options.
    """
    finder = _Finder(scenario, options)
    placed = defaultdict(list)
    for placement in plan.placements:
        placed[placement.participant].append(placement)
    waiting = {person.participant: person.section for person in plan.not_placed}
    names = [person.id for person in scenario.participants]
    return np.array(
        [
            finder.placed(i, *placed[names[i]])
            if names[i] in placed
            else finder.class_only(i, names[i], waiting.get(names[i]))
            for i in (range(len(names)) if people is None else people)
        ],
        dtype=np.int64,
    )


class _Finder:
    def __init__(self, scenario: Scenario, options: Options) -> None:
        self._scenario, self._options = scenario, options
        self._places = {place.id: i for i, place in enumerate(scenario.places)}
        self._sections: dict[SectionId | None, int] = {
            section.id: i for i, section in enumerate(scenario.sections)
        }
        self._sections[None] = NO_SECTION
        self._running = {r.participant for r in running_alone(scenario)}
        people = options.columns.participant_idx
        self._first = np.searchsorted(people, np.arange(len(scenario.participants) + 1))

    def _own(self, person: int, place: int, section: SectionId | None) -> Ints:
        own = np.arange(self._first[person], self._first[person + 1])
        columns = self._options.columns
        same = columns.place_idx[own] == place
        same &= columns.section_idx[own] == self._sections.get(section, UNKNOWN)
        found: Ints = own[same]
        return found

    def class_only(
        self, person: int, name: ParticipantId, section: SectionId | None
    ) -> int:
        return _only(self._own(person, NO_PLACE, section), name)

    def placed(
        self, person: int, placement: Placement, second: Placement | None = None
    ) -> int:
        """Return the option of one placement, or of that and a ``second`` in a row."""
        place = self._places.get(placement.place, UNKNOWN)
        own = self._own(person, place, placement.section)
        if placement.participant in self._running:
            return _only(own, placement.participant)
        own = own[self._alike(self._options.columns.take(own), placement)]
        after = self._options.columns.next_idx[own]
        if second is None:
            return _only(own[after == NO_NEXT], placement.participant)
        own, after = own[after != NO_NEXT], after[after != NO_NEXT]
        follows = self._alike(self._options.second.take(after), second)
        return _only(own[follows], placement.participant)

    def _alike(self, columns: Columns, placement: Placement) -> NDArray[np.bool_]:
        """Tell which of ``columns`` are where and when ``placement`` is."""
        horizon = self._scenario.horizon
        start, end = map(horizon.week_of, (placement.start_date, placement.end_date))
        place = self._places.get(placement.place, UNKNOWN)
        same: NDArray[np.bool_] = columns.place_idx == place
        same &= (columns.start_week == start) & (columns.end_week == end + 1)
        steps = tuple(
            (self._scenario.grid.mask(step.slots), horizon.week_of(step.first_day))
            for step in placement.steps
        )
        for i in np.flatnonzero(same).tolist():
            same[i] = self._steps(columns, i) == steps
        return same

    def _steps(self, columns: Columns, column: int) -> tuple[tuple[int, int], ...]:
        start, end = int(columns.start_week[column]), int(columns.end_week[column])
        pattern = self._options.patterns[columns.pattern_idx[column]]
        return tuple(
            (mask, start + week)
            for mask, week in zip(pattern.masks, pattern.from_weeks, strict=True)
            if start + week < end
        )


def _only(found: Ints, participant: ParticipantId) -> int:
    if not len(found):
        raise ValueError(f"the plan gives {participant} what is none of their options")
    return int(found[0])
