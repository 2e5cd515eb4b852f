"""What each option changes against the plan in force."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.in_force import by_person
from matcher.domain.plan import Placement
from matcher.domain.policy import Tier
from matcher.domain.scenario import Scenario
from matcher.options.chains import Following
from matcher.options.columns import NO_NEXT, NO_PLACE, Columns
from matcher.options.pattern_table import class_weeks_of
from matcher.options.patterns import ClassWeeks, WeekPattern
from matcher.options.sections import NO_SECTION

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNKNOWN = -2
"""A place, class or pattern of the plan in force that no option has."""

STAY = ("place", "start", "end", "pattern")
"""What is known of each of a person's placements, the first and a second."""


@dataclass(frozen=True, slots=True)
class _Before:
    """The plan in force by position of participant.

    Attributes
    ----------
    spoken_of
        Whether the plan speaks of the person.
    section
        ``NO_SECTION`` for none.
    stays
        ``(people, 2, 4)``: of the first and the second placement the parts of ``STAY``,
        as columns have them; ``NO_PLACE`` for none.
    practice
        ``(people, slots, weeks + 1)``: weeks before each in which the slot is practice.
    """

    spoken_of: Bools
    section: Ints
    stays: Ints
    practice: NDArray[np.int16]

    @property
    def placed(self) -> Bools:
        return np.asarray(self.stays[:, 0, 0] != NO_PLACE)


class ChangeValues:
    """What options are worth in the tiers that compare with the plan in force."""

    def __init__(self, scenario: Scenario, patterns: tuple[WeekPattern, ...]) -> None:
        self._weeks = scenario.horizon.placement_weeks
        self._before = _before(scenario, patterns)
        self._steps = max((len(p.masks) for p in patterns), default=1)
        self._masks = np.zeros((len(patterns) + 1, self._steps), dtype=np.int64)
        # Steps that a pattern does not have begin after any end.
        self._from = np.full((len(patterns) + 1, self._steps), 1 << 20, np.int64)
        for i, pattern in enumerate(patterns):
            self._masks[i, : len(pattern.masks)] = pattern.masks
            self._from[i, : len(pattern.masks)] = pattern.from_weeks

    def of(self, columns: Columns, following: Following) -> dict[Tier, Ints]:
        """Return the value of each option in each of these tiers."""
        before, person = self._before, columns.participant_idx
        had, has = before.placed[person], columns.place_idx != NO_PLACE
        same_place, same_times = self._is_same(columns, following)
        other_class = columns.section_idx != before.section[person]
        lost = np.zeros(len(person), dtype=np.int64)
        mine = np.flatnonzero(had)
        lost[mine] = before.practice[person[mine], :, -1].sum(axis=1)
        lost[mine] -= self._kept(columns.take(mine))
        second = following.second.take(following.nth)
        lost[following.at] -= np.where(had[following.at], self._kept(second), 0)
        class_only = ~had & ~has & before.spoken_of[person]
        new_times = np.where(had, ~same_times | other_class, class_only & other_class)
        return {
            Tier.STILL_PLACED: -(had & ~has).astype(np.int64),
            Tier.SAME_PLACE: -(had & ~same_place).astype(np.int64),
            Tier.SAME_TIMES: -new_times.astype(np.int64),
            Tier.DAYS_MOVED: -lost,
            Tier.NEWLY_PLACED: (has & ~had).astype(np.int64),
        }

    def _is_same(self, columns: Columns, following: Following) -> tuple[Bools, Bools]:
        """Tell which options have the places, and the times, of the plan in force."""
        stays = self._before.stays[columns.participant_idx]
        first = _is_equal(columns, stays[:, 0])
        alone = columns.next_idx == NO_NEXT
        second = np.repeat((alone & (stays[:, 1, 0] == NO_PLACE))[:, None], 2, axis=1)
        later = following.second.take(following.nth)
        second[following.at] = _is_equal(later, stays[following.at, 1])
        same = first & second
        return same[:, 0], same[:, 1]

    def _kept(self, columns: Columns) -> Ints:
        """Return how many slots of practice in force are practice in these stays too."""
        practice, person = self._before.practice, columns.participant_idx
        pattern = columns.pattern_idx
        kept = np.zeros(len(person), dtype=np.int64)
        for step in range(self._steps):
            begin = columns.start_week + self._from[pattern, step]
            end = columns.end_week
            if step + 1 < self._steps:
                end = np.minimum(
                    end, columns.start_week + self._from[pattern, step + 1]
                )
            first, after = (np.clip(week, 0, self._weeks) for week in (begin, end))
            inside = np.flatnonzero(first < after)
            for slot in range(practice.shape[1]):
                masks = self._masks[pattern[inside], step]
                at = inside[masks >> slot & 1 > 0]
                own = practice[person[at], slot]
                line = np.arange(len(at))
                kept[at] += own[line, after[at]] - own[line, first[at]]
        return kept


def _is_equal(columns: Columns, stays: Ints) -> Bools:
    """Tell of each column whether its place is that of the stay, and its times."""
    place, start, end, pattern = stays.T
    times = (columns.start_week == start) & (columns.end_week == end)
    times &= columns.pattern_idx == pattern
    return np.stack([columns.place_idx == place, times], axis=1)


def _before(scenario: Scenario, patterns: tuple[WeekPattern, ...]) -> _Before:
    people = len(scenario.participants)
    places = {p.id: i for i, p in enumerate(scenario.places)}
    sections = {s.id: i for i, s in enumerate(scenario.sections)}
    numbers = {pattern: i for i, pattern in enumerate(patterns)}
    spoken_of = np.zeros(people, dtype=np.bool_)
    section = np.full(people, NO_SECTION, dtype=np.int64)
    stays = np.full((people, 2, len(STAY)), NO_PLACE, dtype=np.int64)
    beside = {str(s.id): class_weeks_of(scenario, s) for s in scenario.sections}
    slots, weeks = len(scenario.grid.slots), scenario.horizon.placement_weeks
    practice = np.zeros((people, slots, weeks + 1), dtype=np.int16)
    rows = by_person(scenario.in_force)
    for i, person in enumerate(scenario.participants):
        own = rows.get(person.id, ())
        spoken_of[i] = bool(own)
        for nth, row in enumerate(own[:2]):
            if row.section is not None:
                section[i] = sections.get(row.section, UNKNOWN)
            if (placement := row.placement) is None:
                continue
            start, end, pattern = weeks_in_force(
                scenario, placement, beside.get(placement.section or "")
            )
            number = numbers.get(pattern, UNKNOWN)
            stays[i, nth] = places.get(placement.place, UNKNOWN), start, end, number
            _mark(practice[i], start, end, pattern)
    counted = practice.cumsum(axis=2, dtype=np.int16)
    return _Before(spoken_of, section, stays, counted)


def weeks_in_force(
    scenario: Scenario, placement: Placement, beside: ClassWeeks | None
) -> tuple[int, int, WeekPattern]:
    """Return first week, week after the last, and pattern of a placement.

    ``beside`` is the class that it gives way to; ``None``: none.
    """
    week_of, mask = scenario.horizon.week_of, scenario.grid.mask
    start = week_of(placement.start_date)
    pattern = WeekPattern(
        tuple(mask(step.slots) for step in placement.steps),
        tuple(week_of(step.first_day) - start for step in placement.steps),
        beside,
    )
    return start, week_of(placement.end_date) + 1, pattern


def _mark(
    practice: NDArray[np.int16], start: int, end: int, pattern: WeekPattern
) -> None:
    """Count a stay's slots of practice, each week in the column after it."""
    weeks = practice.shape[1] - 1
    begins = [start + week for week in pattern.from_weeks]
    for mask, (first, after) in zip(
        pattern.masks, pairwise([*begins, end]), strict=True
    ):
        inside = slice(max(0, first) + 1, max(0, min(after, weeks)) + 1)
        for slot in range(practice.shape[0]):
            practice[slot, inside] |= mask >> slot & 1
