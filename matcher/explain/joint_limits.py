"""What keeps somebody from moving, beside room: that others are left behind.

For rules that tie the options of several people to each other (``placement/rows/joint.py``).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import Quota
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.placement.rows import ROW_RULES
from matcher.placement.rows.agreed import counted_by

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def limits_of_moving(
    scenario: Scenario, options: Options, rows: Ints, chosen: Ints
) -> Ints:
    """Return the joint rules that each of ``rows`` would break, as bits.

    Its person leaves the place they have in ``chosen`` for another, everybody else stays.
    The bits are in the order of ``ROW_RULES``.
    """
    broken = {
        RuleCode.QUOTA_LEAST: _leaves_quota_short(scenario, options, rows, chosen),
        RuleCode.OPENS_WITH: _leaves_too_few(scenario, options, rows, chosen),
        RuleCode.TOGETHER: _leaves_other(scenario, options, rows, chosen),
    }
    limits = np.zeros(len(rows), dtype=np.int64)
    for rule, flags in broken.items():
        limits[flags] |= np.int64(1) << ROW_RULES.index(rule)
    return limits


def _leaves_quota_short(
    scenario: Scenario, options: Options, rows: Ints, chosen: Ints
) -> Bools:
    short = np.zeros(len(rows), dtype=np.bool_)
    own = chosen[options.columns.participant_idx[rows]]
    for quota, counted in counted_by_lower_quotas(scenario, options):
        if np.count_nonzero(counted[chosen]) <= quota.least:
            short |= counted[own] & ~counted[rows]
    return short


def counted_by_lower_quotas(
    scenario: Scenario, options: Options
) -> Iterator[tuple[Quota, Bools]]:
    """Yield the quotas with a lower side, and per option whether they count it."""
    lower = [quota for quota in scenario.quotas if quota.least]
    if not lower:
        return
    stays = options.stays()
    placed = np.flatnonzero(stays.columns.place_idx != NO_PLACE)
    for quota in lower:
        counted = np.zeros(len(options.columns), dtype=np.bool_)
        at = counted_by(quota, scenario, stays, placed)
        counted[options.of_stays(at)] = True
        yield quota, counted


def _leaves_too_few(
    scenario: Scenario, options: Options, rows: Ints, chosen: Ints
) -> Bools:
    """Tell where a place would have too few to open for: a new one or an old one."""
    asked = scenario.opens_only_with()
    least = np.array([asked.get(p.id, 0) for p in scenario.places], dtype=np.int64)
    every = options.take(chosen).stays().columns.place_idx
    there = np.bincount(every[every != NO_PLACE], minlength=len(least))
    own = chosen[options.columns.participant_idx[rows]]
    left, taken = (
        (few.columns.place_idx, few.place_after())
        for few in (options.take(own), options.take(rows))
    )
    too_few = np.zeros(len(rows), dtype=np.bool_)
    for at in (*left, *taken):
        people = there[at] + sum((new == at).astype(np.int64) for new in taken)
        people -= sum((old == at).astype(np.int64) for old in left)
        too_few |= (at != NO_PLACE) & (people > 0) & (people < least[at])
    return too_few


def _leaves_other(
    scenario: Scenario, options: Options, rows: Ints, chosen: Ints
) -> Bools:
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    columns = options.columns
    parts = np.zeros(len(rows), dtype=np.bool_)
    for pair in scenario.pairs_together().values():
        both = number[pair.participant], number[pair.other]
        for one, other in (both, both[::-1]):
            there = chosen[other]
            same = np.ones(len(rows), dtype=np.bool_)
            for name in (columns.place_idx, columns.start_week, columns.end_week):
                same &= name[rows] == name[there]
            parts |= (columns.participant_idx[rows] == one) & ~same
    return parts
