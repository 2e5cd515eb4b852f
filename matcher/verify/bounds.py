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
Bools = NDArray[np.bool_]

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
        Where a cut does not follow from the rows, or a step names no row or step.
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
    """The options that are left, and per tier the value for which others went."""

    options: Ints
    keeps: Mapping[Tier, int]


def _everything(part: Part) -> _Left:
    return _Left(np.arange(len(part.person)), {})


def _taken(
    part: Part,
    table: RowTable,
    step: ProofStep,
    before: _Left,
    kept: Mapping[Tier, int],
) -> tuple[_Left, int | None]:
    """Return what ``step`` leaves, and its bound if it holds for the plan's values."""
    floors = {tier: v for tier, v in before.keeps.items() if tier is not step.tier}
    holds = all(v <= kept[tier] for tier, v in (*floors.items(), *step.reached.items()))
    total, options = table.worth(step, before.options)
    person = part.person[options]
    first = np.flatnonzero(np.diff(person, prepend=-1))
    best = np.maximum.reduceat(total, first)
    missing = len(np.unique(part.person)) - len(first)
    scaled = int(best.sum()) + table.paid(step) + missing * NOBODY
    bound = max(scaled // PRICE_SCALE, before.keeps.get(step.tier, NOBODY + 1) - 1)
    after = before
    if step.keep is not None:
        reduced = np.repeat(best, np.diff(np.append(first, len(person)))) - total
        stays = scaled - reduced >= step.keep * PRICE_SCALE
        most = max(step.keep, before.keeps.get(step.tier, NOBODY))
        after = _Left(options[stays], {**before.keeps, step.tier: most})
    return after, bound if holds else None
