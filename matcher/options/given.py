"""Columns of facts: class only, and placements that have begun."""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.decisions import RunningPlacement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.travel import minutes_to_place
from matcher.options.columns import NO_NEXT, NO_PATTERN, NO_PLACE, Columns
from matcher.options.pattern_table import PatternTable, class_weeks_of
from matcher.options.patterns import WeekPattern
from matcher.options.ranges import expand
from matcher.options.sections import NO_SECTION, SectionChoices

Ints = NDArray[np.int64]


def class_only_columns(choices: SectionChoices) -> Columns:
    """Return a column without placement for every section choice."""
    participant, _ = expand(np.diff(choices.first))
    size = len(participant)
    zero = np.zeros(size, dtype=np.int64)
    return Columns(
        participant,
        np.full(size, NO_PLACE, dtype=np.int64),
        choices.section_idx,
        np.arange(size, dtype=np.int64),
        zero,
        zero,
        zero,
        np.full(size, NO_PATTERN, dtype=np.int64),
        np.full(size, NO_NEXT, dtype=np.int64),
    ).sorted()


def running_columns(
    scenario: Scenario, policy: Policy, choices: SectionChoices, table: PatternTable
) -> Columns:
    """Return the columns of running placements: all that their people have.

    Where the placement names its class there is one, else one for each class that the
    person can be in beside it.
    """
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    week_of, section = scenario.horizon.week_of, choices.section_idx
    beside = [*(class_weeks_of(scenario, s) for s in scenario.sections), None]
    rows = []
    for running in scenario.running:
        mask = scenario.grid.mask(running.slots)
        person, place = people[running.participant], places[running.place]
        minutes = minutes_to_place(
            scenario, policy, scenario.participants[person], scenario.places[place]
        )
        weeks = week_of(running.start_date), week_of(running.end_date) + 1
        pattern = _pattern_of(scenario, running)
        rows += [
            (
                person,
                place,
                choices.section_idx[choice],
                choice,
                minutes,
                *weeks,
                table.number(replace(pattern, class_weeks=beside[section[choice]])),
                NO_NEXT,
            )
            for choice in _running_choices(scenario, choices, person, mask)
        ]
    parts = np.array(rows, dtype=np.int64).reshape(-1, len(fields(Columns)))
    return Columns(*parts.T).sorted()


def _pattern_of(scenario: Scenario, running: RunningPlacement) -> WeekPattern:
    grid, week_of = scenario.grid, scenario.horizon.week_of
    if not running.dated_steps:
        return WeekPattern((grid.mask(running.slots),), (0,))
    start = week_of(running.start_date)
    return WeekPattern(
        tuple(grid.mask(step.slots) for step in running.dated_steps),
        tuple(week_of(step.first_day) - start for step in running.dated_steps),
    )


def _running_choices(
    scenario: Scenario, choices: SectionChoices, person: int, mask: int
) -> list[int]:
    """Return the choices whose class leaves ``mask`` free, or where none does all.

    Being without a class is no way out of a clash.
    """
    open_ = range(int(choices.first[person]), int(choices.first[person + 1]))
    section = choices.section_idx
    without = [c for c in open_ if section[c] == NO_SECTION]
    free = [
        c
        for c in open_
        if section[c] != NO_SECTION
        and not scenario.grid.mask(scenario.sections[section[c]].slots_every_week)
        & mask
    ]
    return free + without if free else list(open_)
