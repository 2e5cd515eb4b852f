"""Works the bounds of one component out again: integers only, and no solver.

For prices y >= 0 of rows and cuts and weights l >= 0 of the tiers before,

    L = sum_r b_r y_r - sum_i l_i v_i
        + sum_p max_o (c_o + sum_i l_i c^i_o - sum_r a_ro y_r)

is at least the value of the tier in every plan that keeps the rows and reaches the v_i:
each such plan satisfies it term by term. An option whose own term is smaller by more than
what L exceeds a value cannot be in a plan of that value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Tier
from matcher.domain.proof import PRICE_SCALE, ComponentProof, ProofStep
from matcher.verify.table import FalseProof, Part, RowTable

Ints = NDArray[np.int64]

NOBODY = -(1 << 60)
"""Below anything that an option can be worth."""


def proved_bounds(
    part: Part, proof: ComponentProof, kept: Mapping[Tier, int]
) -> dict[Tier, int]:
    """Return the bound that ``proof`` proves for each tier.

    Parameters
    ----------
    kept
        Per tier what a plan must reach of it when the tiers after it are compared:
        the plan's value, or what the policy's loss leaves of it.

    Raises
    ------
    FalseProof
        Where a cut does not follow from the rows, a step names a row, step or tier that
        there is not, or its numbers are too large to be added up.
    """
    table = RowTable(part)
    table.add(proof.cuts)
    bounds = {tier: _ceiling(part, tier) for tier in part.values}
    left: list[_Left] = []
    for number, step in enumerate(proof.steps):
        if not -1 <= step.parent < number:
            raise FalseProof(f"step {number} follows step {step.parent}")
        before = left[step.parent] if step.parent >= 0 else _everything(part)
        after, bound = _taken(part, table, step, before, kept)
        left.append(after)
        if bound is not None:
            bounds[step.tier] = min(bounds[step.tier], bound)
    return bounds


def _ceiling(part: Part, tier: Tier) -> int:
    first = np.searchsorted(part.person, np.unique(part.person))
    return int(np.maximum.reduceat(part.values[tier], first).sum())


@dataclass(frozen=True, slots=True)
class _Left:
    """The options that are left, and per tier the value under which others went.

    A plan with one of the others is below one of these values.
    """

    options: Ints
    under: Mapping[Tier, int]


def _everything(part: Part) -> _Left:
    return _Left(np.arange(len(part.person)), {})


def _taken(
    part: Part,
    table: RowTable,
    step: ProofStep,
    before: _Left,
    kept: Mapping[Tier, int],
) -> tuple[_Left, int | None]:
    """Return what ``step`` leaves, and its bound if it holds for the plan's values.

    It holds if all that it rests on are tiers before its own, and values that the plan
    has. What was dropped under a value of its own tier is below that value.
    """
    rests_on = _highest(before.under, step.reached)
    own = rests_on.pop(step.tier, None)
    order = list(part.values)
    ahead = order[: order.index(step.tier)] if step.tier in order else []
    holds = all(
        tier in ahead and value <= kept[tier] for tier, value in rests_on.items()
    )
    total = table.worth(step, before.options)
    person = part.person[before.options]
    first = np.flatnonzero(np.diff(person, prepend=-1))
    best = np.maximum.reduceat(total, first)
    missing = len(np.unique(part.person)) - len(first)
    scaled = int(best.sum()) + table.paid(step) + missing * NOBODY
    bound = (
        scaled // PRICE_SCALE if own is None else max(scaled // PRICE_SCALE, own - 1)
    )
    after = before
    if step.keep is not None:
        reduced = np.repeat(best, np.diff(np.append(first, len(person)))) - total
        stays = scaled - reduced >= step.keep * PRICE_SCALE
        under = _highest(before.under, {**step.reached, step.tier: step.keep})
        after = _Left(before.options[stays], under)
    return after, bound if holds else None


def _highest(a: Mapping[Tier, int], b: Mapping[Tier, int]) -> dict[Tier, int]:
    """Return per tier the higher of two values, or the one there is."""
    return {tier: max(a.get(tier, NOBODY), b.get(tier, NOBODY)) for tier in (*a, *b)}
