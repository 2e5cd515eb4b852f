"""Fit of every option in points, the vectorised twin of ``matcher.domain.fit``."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.domain.language import SKILLS, CefrLevel, CefrProfile, levels_gained
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options.columns import NO_PLACE, Columns
from matcher.options.patterns import WeekPattern
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]


def fit_points(
    scenario: Scenario,
    policy: Policy,
    columns: Columns,
    choices: SectionChoices,
    patterns: tuple[WeekPattern, ...],
) -> Ints:
    """Return the fit of each option, 0–1000; class-only is 0."""
    points = np.zeros(len(columns), dtype=np.int64)
    rows = np.flatnonzero(columns.place_idx != NO_PLACE)
    placed = columns.take(rows)
    points[rows] = (
        _wish(scenario, policy, placed)
        + _language(scenario, policy, placed)
        + _travel(scenario, policy, placed, choices, patterns)
        + _hire(scenario, policy)[placed.place_idx]
        + _support_language(scenario, policy, placed)
    )
    return points


def _wish(scenario: Scenario, policy: Policy, columns: Columns) -> Ints:
    sectors = sorted({place.sector for place in scenario.places})
    number = {sector: i for i, sector in enumerate(sectors)}
    table = np.zeros((len(scenario.participants), len(sectors)), dtype=np.int64)
    weight = policy.fit.wish
    for i, person in enumerate(scenario.participants):
        ranks = len(person.sector_wishes)
        if not ranks:
            table[i] = weight
        for rank, tied in reversed(list(enumerate(person.sector_wishes))):
            for sector in tied:
                if sector in number:
                    table[i, number[sector]] = weight * (ranks - rank) // ranks
    sector_of = np.array([number[p.sector] for p in scenario.places], dtype=np.int64)
    return table[columns.participant_idx, sector_of[columns.place_idx]]


def _language(scenario: Scenario, policy: Policy, columns: Columns) -> Ints:
    levels = _levels(p.level for p in scenario.participants)
    wishes = _levels(p.level_wish for p in scenario.places)
    weeks = np.unique(columns.start_week)
    gained = np.zeros((len(scenario.participants), len(weeks)), dtype=np.int64)
    start = scenario.horizon.start
    for i, person in enumerate(scenario.participants):
        for j, week in enumerate(weeks):
            monday = scenario.horizon.monday(int(week))
            gained[i, j] = levels_gained(
                person.level_date or start, monday, policy.weeks_per_level
            )
    rise = gained[columns.participant_idx, np.searchsorted(weeks, columns.start_week)]
    reached = np.zeros(len(columns), dtype=np.int64)
    for skill in range(levels.shape[1]):
        mine = levels[columns.participant_idx, skill] + rise
        reached += np.minimum(mine, CefrLevel.C2) >= wishes[columns.place_idx, skill]
    points: Ints = policy.fit.language * reached // levels.shape[1]
    return points


def _levels(profiles: Iterable[CefrProfile]) -> Ints:
    rows = [profile.levels for profile in profiles]
    return np.array(rows, dtype=np.int64).reshape(-1, len(SKILLS))


def _travel(
    scenario: Scenario,
    policy: Policy,
    columns: Columns,
    choices: SectionChoices,
    patterns: tuple[WeekPattern, ...],
) -> Ints:
    practice = np.array(
        [_weekdays(scenario, p.last_mask) for p in patterns], dtype=np.int64
    )[columns.pattern_idx]
    menus = [scenario.grid.mask(s.menu) for s in scenario.sections]
    class_days = np.array(
        [*(_weekdays(scenario, menu) for menu in menus), 0], dtype=np.int64
    )[columns.section_idx]
    limits = np.array(
        [p.travel_limit_minutes for p in scenario.participants], dtype=np.int64
    )[columns.participant_idx]
    to_class = choices.travel_minutes[columns.choice_idx]
    weekly = 2 * (practice * columns.travel_minutes + class_days * to_class)
    limit = 2 * limits * (practice + class_days)
    points = policy.fit.travel * (limit - weekly) // np.maximum(limit, 1)
    clipped: Ints = np.where(limit > 0, np.clip(points, 0, policy.fit.travel), 0)
    return clipped


def _weekdays(scenario: Scenario, mask: int) -> int:
    slots = scenario.grid.slots
    return len({s.weekday for i, s in enumerate(slots) if mask >> i & 1})


def _hire(scenario: Scenario, policy: Policy) -> Ints:
    hired = np.array([p.hired for p in scenario.places], dtype=np.int64)
    hosted = np.array([p.hosted for p in scenario.places], dtype=np.int64)
    rate = hired + policy.hire_prior_hired
    return policy.fit.hire * rate // (hosted + policy.hire_prior_hosted)


def _support_language(scenario: Scenario, policy: Policy, columns: Columns) -> Ints:
    spoken = sorted({code for p in scenario.places for code in p.support_languages})
    common = np.zeros(len(columns), dtype=np.bool_)
    for code in spoken:
        person = np.array([code in p.languages for p in scenario.participants], bool)
        place = np.array([code in p.support_languages for p in scenario.places])
        common |= person[columns.participant_idx] & place[columns.place_idx]
    return policy.fit.support_language * common.astype(np.int64)
