"""The pairs that one or two changes would make candidates."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility.arrays import people_of, places_of
from matcher.eligibility.pairs import PairArrays, pair_arrays
from matcher.eligibility.reach import known_pairs, pairs_in_reach
from matcher.eligibility.rules import RULES, PairRule
from matcher.eligibility.weeks import WeekFrame, week_frame

Ints = NDArray[np.int32]
Masks = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_CHANGES = 2

FIXED = (RuleCode.AGE_GATE, RuleCode.EDUCATION_GATE, RuleCode.NO_PRACTICE_PHASE)
"""Rules that nobody can do anything about."""


@dataclass(frozen=True, slots=True)
class NearMisses:
    """Pairs that fail one or two rules, each as it would be if those were met.

    One entry each, sorted by participant and place.

    Attributes
    ----------
    participant_idx, place_idx
        Positions in the scenario.
    failed
        Bit mask of the failed rules, in the order of ``PAIR_RULES``.
    travel_minutes
        One way.
    level_needed
        ``(pairs, 4)``: what the person would need today in each skill to reach the floor
        by the latest start; no higher than what they have where they reach it.
    slot_mask
        Slots that would suit both, class not taken out.
    earliest_start, latest_start
        First and last week in which a placement might start.
    last_week
        Week in which it must have ended.
    """

    participant_idx: Ints
    place_idx: Ints
    failed: Masks
    travel_minutes: Ints
    level_needed: NDArray[np.int8]
    slot_mask: Masks
    earliest_start: Ints
    latest_start: Ints
    last_week: Ints

    def __len__(self) -> int:
        return len(self.participant_idx)


def find_near_misses(
    scenario: Scenario, policy: Policy, asked: Sequence[int]
) -> NearMisses:
    """Return the near misses of the people at ``asked`` (positions in the scenario).

    Among the examined places. A pair that would not be a candidate even then, since too
    few slots are left beside class or too few weeks, is none.
    """
    people, places = people_of(scenario, policy), places_of(scenario)
    frame = week_frame(scenario.horizon, policy)
    rules = [rule(scenario) for rule in RULES.values()]
    wanted = np.zeros(len(people), dtype=np.bool_)
    wanted[list(asked)] = True
    weeks = scenario.horizon.placement_weeks
    parts = []
    for person, place, minutes in pairs_in_reach(people, places, known_pairs(scenario)):
        near = wanted[person]
        pairs = pair_arrays(
            people, places, frame, person[near], place[near], minutes[near]
        )
        parts.append(_near(pairs, rules, frame, weeks))
    return NearMisses(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(NearMisses)
        )
    )


def _bit(rule: RuleCode) -> int:
    return 1 << PAIR_RULES.index(rule)


def _near(
    pairs: PairArrays, rules: Sequence[PairRule], frame: WeekFrame, weeks: int
) -> NearMisses:
    failed = np.zeros(len(pairs.person), dtype=np.int64)
    for position, rule in enumerate(rules):
        failed |= rule.fails(pairs).astype(np.int64) << position
    count = np.bitwise_count(failed)
    fixed = sum(_bit(rule) for rule in FIXED)
    changeable = (count > 0) & (count <= MOST_CHANGES) & (failed & fixed == 0)
    chosen = np.flatnonzero(changeable)
    near = _relaxed(pairs.take(chosen), failed[chosen], frame, weeks)
    kept = _would_do(pairs.take(chosen), near)
    return NearMisses(*(getattr(near, field.name)[kept] for field in fields(near)))


def _relaxed(
    pairs: PairArrays, failed: Masks, frame: WeekFrame, weeks: int
) -> NearMisses:
    person, starts = pairs.person, pairs.starts
    needed = _level_needed(pairs)
    dates = failed & _bit(RuleCode.DATES) > 0
    gained = pairs.people.level_up_week[person] <= starts.latest
    raised = np.where(gained, pairs.people.level_up_week[person], 0)
    floor = np.where(failed & _bit(RuleCode.CEFR_FLOOR) > 0, raised, pairs.floor_week)
    free, hours = pairs.people.available[person], pairs.within_hours
    anything = np.int64(-1)
    free = np.where(failed & _bit(RuleCode.AVAILABILITY) > 0, anything, free)
    hours = np.where(failed & _bit(RuleCode.WORKING_HOURS) > 0, anything, hours)
    return NearMisses(
        person,
        pairs.place,
        failed,
        pairs.travel_minutes,
        needed,
        pairs.offered & free & hours,
        _on_grid(np.maximum(starts.earliest, floor), frame),
        starts.latest.astype(np.int32),
        np.where(dates, weeks, starts.last_week).astype(np.int32),
    )


def _on_grid(weeks: NDArray[np.int64], frame: WeekFrame) -> Ints:
    """Return the first starts of the grid from ``weeks`` on."""
    return (-(-weeks // frame.start_every) * frame.start_every).astype(np.int32)


def _level_needed(pairs: PairArrays) -> NDArray[np.int8]:
    """Return per skill the floor, less the level the person gains by the latest start."""
    gained = pairs.people.level_up_week[pairs.person] <= pairs.starts.latest
    floors = [floor[pairs.place] - gained for floor in pairs.places.level_floor]
    return np.stack(floors, axis=1).astype(np.int8)


def _would_do(pairs: PairArrays, near: NearMisses) -> Bools:
    """Tell which pairs would be candidates: slots beside class, and weeks, enough."""
    least = pairs.people.min_weeks[pairs.person]
    enough_slots = (
        pairs.most_slots(near.slot_mask) >= pairs.people.min_slots[pairs.person]
    )
    longest = pairs.people.longest_weeks[pairs.person]
    return (
        enough_slots
        & (near.earliest_start <= near.latest_start)
        & (near.last_week - near.earliest_start >= least)
        & (longest >= least)
    )
