"""Works the bounds of one component out again: integers only, and no solver.

For prices y >= 0 of rows and cuts and weights l >= 0 of the tiers before,

    L = sum_r b_r y_r - sum_i l_i v_i
        + sum_p max_o (c_o + sum_i l_i c^i_o - sum_r a_ro y_r)

is at least the value of the tier in every plan that keeps the rows and reaches the v_i:
each such plan satisfies it term by term. An option whose own term is smaller by more than
what L exceeds a value cannot be in a plan of that value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Tier
from matcher.domain.proof import PRICE_SCALE, ComponentProof, ProofStep
from matcher.verify.table import FalseProof, Part, RowTable

Ints = NDArray[np.int64]

NOBODY = -(1 << 60)
"""Below anything that an option can be worth."""


def proved_bounds(
    parts: Iterable[Part], proof: ComponentProof, kept: Mapping[Tier, int]
) -> dict[Tier, int]:
    """Return the bound that ``proof`` proves for each tier.

    Parameters
    ----------
    parts
        All people of the component, some in each.
    kept
        Per tier what a plan must reach of it when the tiers after it are compared:
        the plan's value, or what the policy's loss leaves of it.

    Raises
    ------
    FalseProof
        Where a cut does not follow from the rows, a step names a row, step or tier that
        there is not, or its numbers are too large to be added up.
    """
    blocks = [Block.of(part, proof) for part in parts]
    tiers = list(blocks[0].ceilings)
    bounds = {tier: sum(block.ceilings[tier] for block in blocks) for tier in tiers}
    for taken in steps_taken(blocks, proof, kept):
        if taken.bound is not None:
            tier = taken.step.tier
            bounds[tier] = min(bounds[tier], taken.bound)
    return bounds


def steps_taken(
    blocks: Sequence["Block"],
    proof: ComponentProof,
    kept: Mapping[Tier, int],
    looked_at: Sequence[Ints] | None = None,
) -> "list[Taken]":
    """Return what each step of ``proof`` makes of the options ``looked_at`` of each block.

    ``None``: of all. Otherwise as :func:`proved_bounds`.
    """
    everything = [np.arange(len(block.person)) for block in blocks]
    first = _Left(everything if looked_at is None else looked_at, {})
    found: list[Taken] = []
    for number, step in enumerate(proof.steps):
        if not -1 <= step.parent < number:
            raise FalseProof(f"step {number} follows step {step.parent}")
        before = found[step.parent].left if step.parent >= 0 else first
        found.append(_taken(blocks, step, before, kept))
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """Some people's options with the rows and cuts over them.

    ``ceilings`` are per tier everybody's best, added up.
    """

    person: Ints
    num_people: int
    table: RowTable
    ceilings: Mapping[Tier, int]

    @classmethod
    def of(cls, part: Part, proof: ComponentProof) -> Self:
        """Return the options of ``part`` with the rows and cuts of ``proof``."""
        table = RowTable(part)
        table.add(proof.cuts)
        first = _first_of_each(part.person)
        ceilings = {
            tier: int(np.maximum.reduceat(worth, first).sum()) if len(first) else 0
            for tier, worth in part.values.items()
        }
        return cls(part.person, len(first), table, ceilings)


def _first_of_each(person: Ints) -> Ints:
    return np.flatnonzero(np.diff(person, prepend=-1))


@dataclass(frozen=True, slots=True)
class _Left:
    """The options that are left of each block, and per tier what others went under.

    A plan with one of the others is below one of these values.
    """

    options: Sequence[Ints]
    under: Mapping[Tier, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step, and what it makes of the options it looks at.

    Attributes
    ----------
    scaled
        Its bound, times ``PRICE_SCALE``.
    best
        Per person and choice, block by block: the highest term of their options.
    own
        A plan with an option that is looked at no more is below this value of the step's
        own tier; ``None``: none was dropped for it.
    holds
        Whether all that the step rests on is true of plans that keep what must be kept.
    """

    step: ProofStep
    scaled: int
    best: Ints
    own: int | None
    holds: bool
    left: _Left

    @property
    def bound(self) -> int | None:
        """What it proves of its tier; ``None`` where it does not hold."""
        return self.at_most(self.scaled) if self.holds else None

    def at_most(self, scaled: int) -> int:
        """Return the bound of plans whose terms and prices add up to ``scaled``."""
        bound = scaled // PRICE_SCALE
        return bound if self.own is None else max(bound, self.own - 1)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a step makes of the options that are left of a block.

    Attributes
    ----------
    best
        Everybody's highest term; ``NOBODY`` for who has no option.
    behind
        Per option: how far its term is behind its person's highest.
    """

    best: Ints
    behind: Ints

    @property
    def total(self) -> int:
        """Everybody's highest term, added up."""
        missing = self.best == NOBODY
        return int(self.best[~missing].sum()) + int(missing.sum()) * NOBODY


def _terms(block: Block, step: ProofStep, options: Ints) -> _Terms:
    total = block.table.worth(step, options)
    person = block.person[options]
    first = _first_of_each(person)
    best = np.full(block.num_people, NOBODY, dtype=np.int64)
    if not len(first):
        return _Terms(best, total)
    highest = np.maximum.reduceat(total, first)
    best[person[first] - block.person[0]] = highest
    behind = np.repeat(highest, np.diff(first, append=len(person))) - total
    return _Terms(best, behind)


def _taken(
    blocks: Sequence[Block],
    step: ProofStep,
    before: _Left,
    kept: Mapping[Tier, int],
) -> Taken:
    """Return what ``step`` leaves, and whether it holds for the plan's values.

    It holds if all that it rests on are tiers before its own, and values that the plan
    has. What was dropped under a value of its own tier is below that value.
    """
    rests_on = _highest(before.under, step.reached)
    own = rests_on.pop(step.tier, None)
    order = list(blocks[0].ceilings)
    ahead = order[: order.index(step.tier)] if step.tier in order else []
    holds = all(
        tier in ahead and value <= kept[tier] for tier, value in rests_on.items()
    )
    terms = [
        _terms(block, step, options)
        for block, options in zip(blocks, before.options, strict=True)
    ]
    scaled = sum(term.total for term in terms) + blocks[0].table.paid(step)
    after = before
    if step.keep is not None:
        most_behind = scaled - step.keep * PRICE_SCALE
        stays = [
            options[term.behind <= most_behind]
            for options, term in zip(before.options, terms, strict=True)
        ]
        under = _highest(before.under, {**step.reached, step.tier: step.keep})
        after = _Left(stays, under)
    best = np.concatenate([term.best for term in terms])
    return Taken(step, scaled, best, own, holds, after)


def _highest(a: Mapping[Tier, int], b: Mapping[Tier, int]) -> dict[Tier, int]:
    """Return per tier the higher of two values, or the one there is."""
    return {tier: max(a.get(tier, NOBODY), b.get(tier, NOBODY)) for tier in (*a, *b)}
