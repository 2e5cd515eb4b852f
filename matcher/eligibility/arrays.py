"""People, places and pairs as columns of numbers, in the order of the scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import placement_lengths
from matcher.domain.weeks import Horizon, WeekGrid
from matcher.eligibility.sections import admitting_sections
from matcher.eligibility.steps import ANY_STEP, least_steps
from matcher.eligibility.weeks import NEVER, first_whole_week, last_whole_week

Ints = NDArray[np.int32]
Masks = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class People:
    """One entry per participant.

    Attributes
    ----------
    latitude, longitude
        Degrees.
    km_per_hour, fixed_minutes, detour
        Of the person's travel mode.
    levels
        One array per skill.
    level_up_week
        First week on whose Monday a level more is expected; ``NEVER`` without
        prediction.
    available
        Bit mask of slots.
    first_week, last_week
        Weeks their dates leave for a placement, half-open; may be empty.
    of_age_week, too_old_week
        First week in which a placement may start by the programme's age gate, and the
        first in which it no longer may.
    menus
        ``(people, n)``: the classes they can be in as bit masks of class slots; the
        last one repeated. A person without a class has the empty mask.
    least_step
        Lowest step of the ladder open to them; 0: all are.
    """

    latitude: Floats
    longitude: Floats
    km_per_hour: Floats
    fixed_minutes: Floats
    detour: Floats
    travel_limit: Ints
    levels: tuple[NDArray[np.int8], ...]
    level_up_week: Ints
    available: Masks
    earliest_minute: Ints
    latest_minute: Ints
    first_week: Ints
    last_week: Ints
    birth_year: Ints
    of_age_week: Ints
    too_old_week: Ints
    menus: Masks
    min_slots: Ints
    min_weeks: Ints
    longest_weeks: Ints
    least_step: Ints

    def __len__(self) -> int:
        return len(self.travel_limit)


@dataclass(frozen=True, slots=True)
class Places:
    """One entry per practice place.

    Attributes
    ----------
    sector, employer
        Numbers of the sector and of the employer.
    seats
        Bit mask of the slots with a seat.
    start_minute, end_minute
        One array per slot: working hours there, minutes after midnight.
    first_week, last_week
        Weeks the place takes people in, half-open.
    min_age
        0 without a limit.
    step_level
        ``ANY_STEP`` where the place suits people on any step.
    """

    latitude: Floats
    longitude: Floats
    sector: Ints
    employer: Ints
    level_floor: tuple[NDArray[np.int8], ...]
    seats: Masks
    start_minute: tuple[Ints, ...]
    end_minute: tuple[Ints, ...]
    first_week: Ints
    last_week: Ints
    min_age: Ints
    step_level: Ints

    def __len__(self) -> int:
        return len(self.min_age)


def people_of(scenario: Scenario, policy: Policy) -> People:
    """Return the participants of ``scenario`` as columns."""
    people = scenario.participants
    by_id = scenario.templates_by_id()
    templates = [by_id[p.template] for p in people]
    speeds = [policy.speed(p.travel_mode) for p in people]
    weeks = _ints([_weeks_of(scenario, p) for p in people]).reshape(-1, 2)
    ages = _ints(
        [
            _age_weeks(scenario.horizon, p, t)
            for p, t in zip(people, templates, strict=True)
        ]
    ).reshape(-1, 2)
    return People(
        latitude=_floats([p.home.latitude for p in people]),
        longitude=_floats([p.home.longitude for p in people]),
        km_per_hour=_floats([s.km_per_hour for s in speeds]),
        fixed_minutes=_floats([s.fixed_minutes for s in speeds]),
        detour=_floats([s.detour for s in speeds]),
        travel_limit=_ints([p.travel_limit_minutes for p in people]),
        levels=_by_skill([p.level.levels for p in people]),
        level_up_week=_ints([_level_up_week(scenario, policy, p) for p in people]),
        available=_available(scenario),
        earliest_minute=_ints([p.working_window.earliest_minute for p in people]),
        latest_minute=_ints([p.working_window.latest_minute for p in people]),
        first_week=weeks[:, 0],
        last_week=weeks[:, 1],
        birth_year=_ints([p.birth_year or 0 for p in people]),
        of_age_week=ages[:, 0],
        too_old_week=ages[:, 1],
        menus=_menus(scenario),
        min_slots=_ints([t.min_practice_slots for t in templates]),
        min_weeks=_ints([max(1, t.min_weeks) for t in templates]),
        longest_weeks=_ints(
            [
                max(placement_lengths(p, t, scenario.horizon), default=0)
                for p, t in zip(people, templates, strict=True)
            ]
        ),
        least_step=_ints(least_steps(scenario, policy)),
    )


def places_of(scenario: Scenario) -> Places:
    """Return the practice places of ``scenario`` as columns."""
    places, slots = scenario.places, scenario.grid.slots
    sectors = {s: i for i, s in enumerate(sorted({p.sector for p in places}))}
    employers = {e.id: i for i, e in enumerate(scenario.employers)}
    return Places(
        latitude=_floats([p.location.latitude for p in places]),
        longitude=_floats([p.location.longitude for p in places]),
        sector=_ints([sectors[p.sector] for p in places]),
        employer=_ints([employers[p.employer] for p in places]),
        level_floor=_by_skill([p.level_floor.levels for p in places]),
        seats=np.array([_seat_mask(scenario.grid, p) for p in places], dtype=np.int64),
        start_minute=tuple(
            _ints([_given(p.start_minute, s.start_minute) for p in places])
            for s in slots
        ),
        end_minute=tuple(
            _ints([_given(p.end_minute, s.end_minute) for p in places]) for s in slots
        ),
        first_week=_ints(
            [
                first_whole_week(
                    scenario.horizon, p.open_from or scenario.horizon.start
                )
                for p in places
            ]
        ),
        last_week=_ints([_closing_week(scenario, p) for p in places]),
        min_age=_ints([p.min_age or 0 for p in places]),
        step_level=_ints([p.step_level or ANY_STEP for p in places]),
    )


def _ints(values: Sequence[object]) -> Ints:
    return np.array(values, dtype=np.int32)


def _floats(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _by_skill(levels: Sequence[Sequence[int]]) -> tuple[NDArray[np.int8], ...]:
    table = np.array(levels, dtype=np.int8).reshape(-1, 4)
    return tuple(np.ascontiguousarray(column) for column in table.T)


def _given(value: int | None, default: int) -> int:
    return default if value is None else value


def _seat_mask(grid: WeekGrid, place: PracticePlace) -> int:
    return grid.mask(slot for slot, seats in place.seats if seats > 0)


def _closing_week(scenario: Scenario, place: PracticePlace) -> int:
    if place.open_to is None:
        return scenario.horizon.placement_weeks
    return last_whole_week(scenario.horizon, scenario.grid, place.open_to)


def _weeks_of(scenario: Scenario, person: Participant) -> tuple[int, int]:
    horizon = scenario.horizon
    begins = [d for d in (person.earliest_start, person.programme_start) if d]
    ends = [d for d in (person.latest_end, person.programme_end) if d]
    return (
        max([0, *(first_whole_week(horizon, day) for day in begins)]),
        min(
            [
                horizon.placement_weeks,
                *(last_whole_week(horizon, scenario.grid, day) for day in ends),
            ]
        ),
    )


def _level_up_week(scenario: Scenario, policy: Policy, person: Participant) -> int:
    if policy.weeks_per_level <= 0:
        return NEVER
    assessed = person.level_date or scenario.horizon.start
    week = first_whole_week(scenario.horizon, assessed) + policy.weeks_per_level
    return max(0, week)


def _age_weeks(
    horizon: Horizon, person: Participant, template: ProgrammeTemplate
) -> tuple[int, int]:
    """Return the first week the age gate is open and the first it is shut again."""
    if person.birth_year is None:
        return 0, NEVER
    opens, shuts = 0, NEVER
    if template.min_age is not None:
        new_year = date(person.birth_year + template.min_age, 1, 1)
        opens = max(0, first_whole_week(horizon, new_year))
    if template.max_age is not None:
        new_year = date(person.birth_year + template.max_age + 1, 1, 1)
        shuts = max(0, first_whole_week(horizon, new_year))
    return opens, shuts


def _available(scenario: Scenario) -> Masks:
    grid = scenario.grid
    whole = (1 << len(grid.slots)) - 1
    return np.array(
        [
            whole if p.available_slots is None else grid.mask(p.available_slots)
            for p in scenario.participants
        ],
        dtype=np.int64,
    )


def _menus(scenario: Scenario) -> Masks:
    """Return the class menus of each person; those that contain another are left out."""
    rows = []
    for sections in admitting_sections(scenario):
        masks = {scenario.grid.mask(s.slots_every_week) for s in sections} or {0}
        rows.append(sorted(m for m in masks if not any(o & m == o != m for o in masks)))
    width = max((len(row) for row in rows), default=1)
    padded = [row + row[-1:] * (width - len(row)) for row in rows]
    return np.array(padded, dtype=np.int64).reshape(len(rows), width)
