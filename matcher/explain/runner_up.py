"""The best other place of everybody who is placed, and why it is not theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.reasons import RunnerUp, StayAt, WhyNot
from matcher.domain.scenario import Scenario
from matcher.explain.joint_limits import limits_of_moving
from matcher.options import NO_NEXT, NO_PLACE, NO_SECTION, Columns, Options
from matcher.options.ranges import Whole
from matcher.placement.beside import limits_beside
from matcher.placement.rows import ROW_RULES

Ints = NDArray[np.int64]
SAME = -1
"""No tier differs."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An option against the one its person has.

    Attributes
    ----------
    tier, by
        Position in the policy of the first tier that differs, ``SAME`` for none; and
        the option's value less that of the person's own.
    """

    tier: Ints
    by: Ints


def runner_ups(
    scenario: Scenario, policy: Policy, options: Options, chosen: Ints
) -> dict[int, RunnerUp]:
    """Return the runner-up of each placed person who has one, by position.

    The runner-up is the place of the best option elsewhere, by the tiers in their order,
    whether or not there is room. It is judged by its options that are better than the
    person's own: the best of those with room, else the one that the fewest limits keep
    out. Where none is better the best option stands for the place. Two placements in a
    row are one place in this: they are elsewhere where either of the two is.
    """
    tiers = [tier for tier in policy.tiers if tier is not Tier.FIT_REFERENCE]
    values: list[Whole] = [options.values[tier] for tier in tiers]
    own = options.take(chosen)
    best, there = _best_elsewhere(options, tiers, where_of(own))
    verdict = _against_own(options, values, there, chosen)
    better = there[verdict.by > 0]
    limits = limits_beside(scenario, policy, options, better, chosen)
    limits |= limits_of_moving(scenario, options, better, chosen)
    fewest: Whole = np.zeros(len(options.columns), dtype=np.int8)
    fewest[better] = -np.bitwise_count(limits).astype(np.int8)
    nearest = _best_of(options, (fewest, *values), better)
    told = _instead(options, best, nearest)
    why = _against_own(options, values, told, chosen)
    limits_of = dict(zip(better.tolist(), limits.tolist(), strict=True))
    return {
        int(options.columns.participant_idx[row]): _runner_up(
            scenario,
            options,
            int(row),
            limits_of.get(int(row), 0),
            tiers[tier] if tier != SAME else None,
            int(by),
        )
        for row, tier, by in zip(told, why.tier, why.by, strict=True)
    }


def where_of(options: Options) -> Ints:
    """Return a number for where each option is: its place, or both of two in a row.

    ``NO_PLACE`` for nowhere.
    """
    first = options.columns.place_idx.astype(np.int64)
    places = int(options.second.place_idx.max(initial=NO_PLACE)) + 2
    both: Ints = first * places + (options.place_after() - NO_PLACE)
    return np.where(first == NO_PLACE, NO_PLACE, both)


def _best_elsewhere(
    options: Options, tiers: Sequence[Tier], mine: Whole
) -> tuple[Ints, Ints]:
    """Return the best option elsewhere per person, and all options at its place."""
    found = [
        [first + rows for rows in _best_in_block(block, tiers, mine)]
        for first, block in options.blocks()
    ]
    best, there = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return best, there


def _best_in_block(
    options: Options, tiers: Sequence[Tier], mine: Whole
) -> tuple[Ints, Ints]:
    """Return the same of a block; ``mine`` is where each participant is."""
    columns, values = options.columns, [options.values[tier] for tier in tiers]
    own, where = mine[columns.participant_idx], where_of(options)
    elsewhere = (where != own) & (where != NO_PLACE) & (own != NO_PLACE)
    rows = np.flatnonzero(elsewhere)
    best = _best_of(options, values, rows)
    of_best = np.full(len(mine), NO_PLACE, dtype=np.int64)
    of_best[columns.participant_idx[best]] = where[best]
    at = where[rows] == of_best[columns.participant_idx[rows]]
    return best, rows[at]


def _best_of(options: Options, values: Sequence[Ints], rows: Ints) -> Ints:
    """Return the best of ``rows`` (increasing) of each person, tier by tier.

    Of equals the first.
    """
    for tier in values:
        person = options.columns.participant_idx[rows]
        first = _first_of_each(person)
        worth = tier[rows]
        most = np.maximum.reduceat(worth, first) if len(first) else worth
        counts = np.diff(first, append=len(rows))
        rows = rows[worth == np.repeat(most, counts)]
    return rows[_first_of_each(options.columns.participant_idx[rows])]


def _first_of_each(person: Ints) -> Ints:
    """Return where each person of the sorted ``person`` begins."""
    return np.flatnonzero(np.diff(person, prepend=-1))


def _against_own(
    options: Options, values: Sequence[Whole], rows: Ints, chosen: Ints
) -> Verdict:
    tier = np.full(len(rows), SAME, dtype=np.int64)
    by = np.zeros(len(rows), dtype=np.int64)
    own = chosen[options.columns.participant_idx[rows]]
    for position, worth in enumerate(values):
        more = worth[rows].astype(np.int64) - worth[own]
        decides = (tier == SAME) & (more != 0)
        tier[decides], by[decides] = position, more[decides]
    return Verdict(tier, by)


def _instead(options: Options, best: Ints, nearest: Ints) -> Ints:
    """Return ``best`` with the option of ``nearest`` for those who have one there."""
    person = options.columns.participant_idx
    told = best.copy()
    told[np.searchsorted(person[best], person[nearest])] = nearest
    return told


def _runner_up(
    scenario: Scenario,
    options: Options,
    row: int,
    limits: int,
    tier: Tier | None,
    by: int,
) -> RunnerUp:
    columns, second = options.columns, int(options.columns.next_idx[row])
    section = columns.section_idx[row]
    why = WhyNot.WORSE if by <= 0 else WhyNot.FULL if limits else WhyNot.ROOM_LEFT
    first = _stay(scenario, options, columns, row)
    return RunnerUp(
        place=first.place,
        start_date=first.start_date,
        end_date=first.end_date,
        section=None if section == NO_SECTION else scenario.sections[section].id,
        slots=first.slots,
        fit=int(options.values[Tier.FIT][row]),
        why_not=why,
        limits=tuple(rule for bit, rule in enumerate(ROW_RULES) if limits >> bit & 1),
        tier=tier,
        by=by,
        after=None
        if second == NO_NEXT
        else _stay(scenario, options, options.second, second),
    )


def _stay(scenario: Scenario, options: Options, columns: Columns, row: int) -> StayAt:
    horizon = scenario.horizon
    mask = options.patterns[columns.pattern_idx[row]].last_mask
    return StayAt(
        scenario.places[columns.place_idx[row]].id,
        horizon.monday(int(columns.start_week[row])),
        horizon.last_day(int(columns.end_week[row]) - 1, scenario.grid),
        scenario.grid.slots_of(mask),
    )
