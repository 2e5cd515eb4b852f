"""From a plan back to the options it is made of."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement, Plan
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, NO_SECTION, Options

Ints = NDArray[np.int64]


def chosen_columns(scenario: Scenario, plan: Plan, options: Options) -> Ints:
    """Return the option that ``plan`` gives each participant.

    Raises
    ------
    ValueError
        Where the plan gives somebody what is none of their options.
    """
    finder = _Finder(scenario, options)
    placed = {placement.participant: placement for placement in plan.placements}
    waiting = {person.participant: person.section for person in plan.not_placed}
    return np.array(
        [
            finder.placed(i, placed[person.id])
            if person.id in placed
            else finder.class_only(i, person.id, waiting.get(person.id))
            for i, person in enumerate(scenario.participants)
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
        self._running = {running.participant for running in scenario.running}
        people = options.columns.participant_idx
        self._first = np.searchsorted(people, np.arange(len(scenario.participants) + 1))

    def _own(self, person: int, place: int, section: SectionId | None) -> Ints:
        own = np.arange(self._first[person], self._first[person + 1])
        columns = self._options.columns
        same = columns.place_idx[own] == place
        same &= columns.section_idx[own] == self._sections.get(section, -2)
        found: Ints = own[same]
        return found

    def class_only(
        self, person: int, name: ParticipantId, section: SectionId | None
    ) -> int:
        return _only(self._own(person, NO_PLACE, section), name)

    def placed(self, person: int, placement: Placement) -> int:
        own = self._own(person, self._places[placement.place], placement.section)
        if placement.participant in self._running:
            return _only(own, placement.participant)
        columns, horizon = self._options.columns, self._scenario.horizon
        start, end = map(horizon.week_of, (placement.start_date, placement.end_date))
        same = columns.start_week[own] == start
        same &= columns.end_week[own] == end + 1
        steps = tuple(
            (self._scenario.grid.mask(step.slots), horizon.week_of(step.first_day))
            for step in placement.steps
        )
        alike = [c for c in own[same].tolist() if self._steps(c) == steps]
        return _only(np.array(alike, dtype=np.int64), placement.participant)

    def _steps(self, column: int) -> tuple[tuple[int, int], ...]:
        columns = self._options.columns
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
