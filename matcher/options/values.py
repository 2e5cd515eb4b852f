"""What each option is worth in each tier of the policy."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.decisions import Pin
from matcher.domain.law import Urgency
from matcher.domain.policy import (
    FAIRNESS,
    GENEROUS,
    GREEDY,
    LEAST_CHANGE,
    Policy,
    Tier,
)
from matcher.domain.rhythm import neighbouring_days
from matcher.domain.scenario import Scenario
from matcher.options.chains import Following
from matcher.options.columns import NO_PLACE, Columns
from matcher.options.fit import FitPoints
from matcher.options.in_force import ChangeValues
from matcher.options.minutes import WindowTime
from matcher.options.patterns import WeekPattern
from matcher.options.satisfaction import WishValues
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]

MOST_WAITING_DAYS = 999
TIE_BREAK_POINTS = 8

WISH_TIERS = frozenset({*FAIRNESS, *GREEDY, *GENEROUS})

URGENCY_TIER = {
    Tier.COVERAGE_OVERDUE: Urgency.OVERDUE,
    Tier.COVERAGE_DUE: Urgency.DUE,
    Tier.COVERAGE_MATCH_LATE: Urgency.MATCH_LATE,
    Tier.COVERAGE_OTHER: Urgency.OTHER,
}


class OptionValues:
    """What options are worth: all that it rests on is looked up once for all of them.

    The values are those of the standard tiers and the policy's.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        seed: int,
        choices: SectionChoices,
        patterns: tuple[WeekPattern, ...],
    ) -> None:
        self._scenario, self._policy, self._seed = scenario, policy, seed
        self._lacks_class = choices.lacks_class
        self._time = WindowTime(scenario, patterns)
        duties = self._time.duties
        self._missing = np.array([d.missing_minutes for d in duties], dtype=np.int64)
        self._urgency = np.array([d.urgency for d in duties])
        self._waiting_days = _waiting_days(scenario)
        self._neighbours = np.array(
            [*(neighbouring_days(scenario.grid, p.last_mask) for p in patterns), 0],
            dtype=np.int64,
        )
        self._fit = FitPoints(scenario, policy, choices, patterns)
        has_wishes = not WISH_TIERS.isdisjoint(policy.tiers)
        self._wishes = WishValues(scenario) if has_wishes else None
        compares = not set(LEAST_CHANGE).isdisjoint(policy.tiers)
        self._changes = ChangeValues(scenario, patterns) if compares else None

    def of(self, columns: Columns, second: Columns) -> dict[Tier, Ints]:
        """Return the value of each option in each tier, one integer per column.

        ``second`` are the second placements that ``columns`` point to: a chain is worth
        what both are together.
        """
        following = Following.of(columns, second)
        person = columns.participant_idx
        short = np.maximum(0, self._missing[person] - self._minutes(columns, following))
        covered = (short == 0).astype(np.int64)
        urgency = self._urgency[person]
        found: dict[Tier, Ints] = {
            Tier.REPAIR: self._repair(columns, second),
            Tier.HOURS_SHORT: -short // 60,  # floor of a negative: each rounded up
            Tier.WAITING: covered * self._waiting_days[person],
            Tier.FIT: self._fit_of(columns, following),
            Tier.RHYTHM: self._rhythm(columns, following),
            Tier.TIE_BREAK: tie_break_points(columns, following, self._seed),
        }
        for tier, kind in URGENCY_TIER.items():
            found[tier] = covered * (urgency == kind)
        more = self._wishes.of(columns, following) if self._wishes else {}
        if self._changes:
            more = {**more, **self._changes.of(columns, following)}
        return found | {tier: more[tier] for tier in self._policy.tiers if tier in more}

    def _minutes(self, columns: Columns, following: Following) -> Ints:
        """Return the practice minutes in the duty window, of a chain those of both."""
        minutes = self._time.practice_minutes(columns)
        later = self._time.practice_minutes(following.second)
        minutes[following.at] += later[following.nth]
        return minutes

    def _fit_of(self, columns: Columns, following: Following) -> Ints:
        """Return the fit of each option; of a chain the mean over the weeks of both."""
        fit = self._fit.of(columns)
        at, nth, second = following.at, following.nth, following.second
        later = self._fit.but_step_up(second)[nth]
        later += self._fit.step_up(
            columns.participant_idx[at], second.place_idx[nth], columns.place_idx[at]
        )
        before = columns.end_week[at] - columns.start_week[at]
        after = (second.end_week - second.start_week)[nth]
        fit[at] = (fit[at] * before + later * after) // np.maximum(1, before + after)
        return fit

    def _rhythm(self, columns: Columns, following: Following) -> Ints:
        """Return ``matcher.domain.rhythm.rhythm_points`` of every option.

        A chain starts with its first placement and has the last days of its second.
        """
        latest = self._policy.latest_start_week
        early = np.maximum(0, latest - np.maximum(0, columns.start_week))
        neighbours = self._neighbours[columns.pattern_idx]
        last = following.second.pattern_idx[following.nth]
        neighbours[following.at] = self._neighbours[last]
        points = early + 2 * neighbours
        return np.where(columns.place_idx == NO_PLACE, 0, points)

    def _repair(self, columns: Columns, second: Columns) -> Ints:
        scenario = self._scenario
        value = -self._lacks_class[columns.choice_idx].astype(np.int64)
        people = {p.id: i for i, p in enumerate(scenario.participants)}
        dropped = np.zeros(len(columns), dtype=np.bool_)
        for pin in scenario.pins:
            mine = slice(
                *np.searchsorted(
                    columns.participant_idx, people[pin.participant] + ENDS
                )
            )
            dropped[mine] |= ~honours(scenario, columns.take(mine), second, pin)
        return value - dropped


ENDS = np.arange(2)
"""Added to a number of a sorted array: where it begins, and where the next does."""


def _waiting_days(scenario: Scenario) -> Ints:
    start = scenario.horizon.start
    days = [
        (start - p.waiting_since).days if p.waiting_since else 0
        for p in scenario.participants
    ]
    return np.clip(np.array(days, dtype=np.int64), 0, MOST_WAITING_DAYS)


def honours(
    scenario: Scenario, columns: Columns, second: Columns, pin: Pin
) -> NDArray[np.bool_]:
    """Tell which columns, of whomever, hold all that ``pin`` locks.

    Of two placements in a row, the second of which is in ``second``, either may be at
    the place and begin in the week.
    """
    held = _is_there(scenario, columns, pin)
    following = Following.of(columns, second)
    later = _is_there(scenario, following.second, pin)
    held[following.at] |= later[following.nth]
    if pin.section is not None:
        sections = {s.id: i for i, s in enumerate(scenario.sections)}
        held &= columns.section_idx == sections[pin.section]
    return held


def _is_there(scenario: Scenario, columns: Columns, pin: Pin) -> NDArray[np.bool_]:
    """Tell which of the placements are at the place of ``pin`` and begin in its week."""
    held = np.ones(len(columns), dtype=np.bool_)
    if pin.place is not None:
        places = {p.id: i for i, p in enumerate(scenario.places)}
        held &= columns.place_idx == places[pin.place]
    if pin.start_date is not None:
        held &= columns.place_idx != NO_PLACE
        held &= columns.start_week == scenario.horizon.week_of(pin.start_date)
    return held


def tie_break_points(columns: Columns, following: Following, seed: int) -> Ints:
    """Return 0–7 points per option, drawn from the seed and the option alone."""
    mixed = _mixed(columns, seed)
    later = _mixed(following.second, seed)[following.nth]
    mixed[following.at] = _mix(mixed[following.at] ^ later)
    points: Ints = (mixed % np.uint64(TIE_BREAK_POINTS)).astype(np.int64)
    return points


def _mixed(columns: Columns, seed: int) -> NDArray[np.uint64]:
    """Mix seed and placement by the steps of SplitMix64, so that options differ evenly."""
    mixed = np.full(len(columns), seed % 2**64, dtype=np.uint64)
    for part in (
        columns.participant_idx,
        columns.place_idx,
        columns.section_idx,
        columns.start_week,
        columns.end_week,
        columns.pattern_idx,
    ):
        mixed = _mix(mixed ^ part.astype(np.uint64))
    return mixed


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
