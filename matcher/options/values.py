"""What each option is worth in each tier of the policy."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain.decisions import Pin
from matcher.domain.law import Duty, Urgency
from matcher.domain.policy import Policy, Tier
from matcher.domain.rhythm import neighbouring_days
from matcher.domain.scenario import Scenario
from matcher.options.columns import NO_NEXT, NO_PLACE, Columns
from matcher.options.fit import fit_points
from matcher.options.patterns import WeekPattern
from matcher.options.satisfaction import wish_values
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]

MOST_WAITING_DAYS = 999
TIE_BREAK_POINTS = 8

URGENCY_TIER = {
    Tier.COVERAGE_OVERDUE: Urgency.OVERDUE,
    Tier.COVERAGE_DUE: Urgency.DUE,
    Tier.COVERAGE_MATCH_LATE: Urgency.MATCH_LATE,
    Tier.COVERAGE_OTHER: Urgency.OTHER,
}


def tier_values(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    columns: Columns,
    second: Columns,
    choices: SectionChoices,
    patterns: tuple[WeekPattern, ...],
    duties: list[Duty],
    minutes: Ints,
) -> Mapping[Tier, Ints]:
    """Return the value of each option in each tier, one integer per column.

    ``minutes`` are the practice minutes in the duty window, and ``second`` the second
    placements of chains: a chain is worth what both are together.
    """
    person = columns.participant_idx
    missing = np.array([d.missing_minutes for d in duties], dtype=np.int64)[person]
    short = np.maximum(0, missing - minutes)
    covered = (short == 0).astype(np.int64)
    urgency = np.array([d.urgency for d in duties])[person]
    found: dict[Tier, Ints] = {
        Tier.REPAIR: _repair(scenario, columns, choices),
        Tier.HOURS_SHORT: -short // 60,  # floor of a negative: each rounded up
        Tier.WAITING: covered * _waiting_days(scenario)[person],
        Tier.FIT: _fit(scenario, policy, columns, second, choices, patterns),
        Tier.RHYTHM: _rhythm(scenario, policy, columns, second, patterns),
        Tier.TIE_BREAK: tie_break_points(columns, second, seed),
    }
    found[Tier.FIT_REFERENCE] = found[Tier.FIT]
    for tier, kind in URGENCY_TIER.items():
        found[tier] = covered * (urgency == kind)
    return {**found, **wish_values(scenario, columns, second)}


def _waiting_days(scenario: Scenario) -> Ints:
    start = scenario.horizon.start
    days = [
        (start - p.waiting_since).days if p.waiting_since else 0
        for p in scenario.participants
    ]
    return np.clip(np.array(days, dtype=np.int64), 0, MOST_WAITING_DAYS)


def _fit(
    scenario: Scenario,
    policy: Policy,
    columns: Columns,
    second: Columns,
    choices: SectionChoices,
    patterns: tuple[WeekPattern, ...],
) -> Ints:
    """Return the fit of each option; of a chain the mean over the weeks of both."""
    fit = fit_points(scenario, policy, columns, choices, patterns)
    chained = np.flatnonzero(columns.next_idx != NO_NEXT)
    following = columns.next_idx[chained]
    later = fit_points(scenario, policy, second, choices, patterns)[following]
    before = columns.end_week[chained] - columns.start_week[chained]
    after = second.end_week[following] - second.start_week[following]
    together = fit[chained] * before + later * after
    fit[chained] = together // np.maximum(1, before + after)
    return fit


def _rhythm(
    scenario: Scenario,
    policy: Policy,
    columns: Columns,
    second: Columns,
    patterns: tuple[WeekPattern, ...],
) -> Ints:
    """Return ``matcher.domain.rhythm.rhythm_points`` of every option.

    A chain starts with its first placement and has the last days of its second.
    """
    last_pattern = columns.pattern_idx.copy()
    chained = np.flatnonzero(columns.next_idx != NO_NEXT)
    last_pattern[chained] = second.pattern_idx[columns.next_idx[chained]]
    neighbours = np.array(
        [*(neighbouring_days(scenario.grid, p.last_mask) for p in patterns), 0],
        dtype=np.int64,
    )[last_pattern]
    early = np.maximum(0, policy.latest_start_week - np.maximum(0, columns.start_week))
    return np.where(columns.place_idx == NO_PLACE, 0, early + 2 * neighbours)


def _repair(scenario: Scenario, columns: Columns, choices: SectionChoices) -> Ints:
    value = -choices.lacks_class[columns.choice_idx].astype(np.int64)
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    dropped = np.zeros(len(columns), dtype=np.bool_)
    for pin in scenario.pins:
        mine = columns.participant_idx == people[pin.participant]
        dropped |= mine & ~honours(scenario, columns, pin)
    return value - dropped


def honours(scenario: Scenario, columns: Columns, pin: Pin) -> NDArray[np.bool_]:
    """Tell which columns, of whomever, hold all that ``pin`` locks."""
    held = np.ones(len(columns), dtype=np.bool_)
    if pin.place is not None:
        places = {p.id: i for i, p in enumerate(scenario.places)}
        held &= columns.place_idx == places[pin.place]
    if pin.section is not None:
        sections = {s.id: i for i, s in enumerate(scenario.sections)}
        held &= columns.section_idx == sections[pin.section]
    if pin.start_date is not None:
        held &= columns.place_idx != NO_PLACE
        held &= columns.start_week == scenario.horizon.week_of(pin.start_date)
    return held


def tie_break_points(columns: Columns, second: Columns, seed: int) -> Ints:
    """Return 0–7 points per option, drawn from the seed and the option alone."""
    mixed = _mixed(columns, seed)
    chained = np.flatnonzero(columns.next_idx != NO_NEXT)
    later = _mixed(second, seed)[columns.next_idx[chained]]
    mixed[chained] = _mix(mixed[chained] ^ later)
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
