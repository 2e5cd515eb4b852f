"""Works a plan's bounds out again from its proof, without a solver."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import ComponentResult, Plan, TierResult
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.proof import ComponentProof, Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.options.ranges import narrowed
from matcher.verify.bounds import proved_bounds
from matcher.verify.certificates import check_certificates, with_certificates
from matcher.verify.equals import best_of_equals
from matcher.verify.rows import row_limits, weights_of
from matcher.verify.table import FalseProof, Part

__all__ = [
    "CheckedBounds",
    "FalseProof",
    "check_certificates",
    "checked_bounds",
    "with_certificates",
    "with_checked_bounds",
]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CheckedBounds:
    """The bounds that a proof proves.

    Attributes
    ----------
    whole
        Per tier: no plan can reach more, given what was reached before.
    components
        The same of each component of the plan, in its order.
    """

    whole: Mapping[Tier, int]
    components: tuple[Mapping[Tier, int], ...]


def checked_bounds(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    proof: Proof,
    options: Options | None = None,
) -> CheckedBounds:
    """Return what ``proof`` proves of the bounds of ``plan``.

    A component without a proof is bounded by everybody's best. ``options`` are those
    of the scenario and the plan's seed; ``None``: they are made here.

    Raises
    ------
    FalseProof
        Where a cut does not follow, a price is negative, or something is named that
        there is not.
    """
    if options is None:
        candidates = find_candidates(scenario, policy)
        options = build_options(scenario, policy, candidates, plan.seed)
    proofs = {component.participants: component for component in proof.components}
    everybody = [p for component in plan.components for p in component.participants]
    if sorted(everybody) != sorted(p.id for p in scenario.participants):
        raise FalseProof("the components are not everybody once")
    found = [
        _component(scenario, policy, options, part, proofs.get(part.participants))
        for part in plan.components
    ]
    whole = {tier: sum(bounds[tier] for bounds in found) for tier in policy.tiers}
    return CheckedBounds(whole, tuple(found))


def with_checked_bounds(
    scenario: Scenario, policy: Policy, plan: Plan, proof: Proof, options: Options
) -> Plan:
    """Return ``plan`` with the bounds that ``proof`` proves beside those it states."""
    checked = checked_bounds(scenario, policy, plan, proof, options)
    components = tuple(
        replace(part, tiers=_with_bounds(part.tiers, bounds))
        for part, bounds in zip(plan.components, checked.components, strict=True)
    )
    tiers = _with_bounds(plan.tiers, checked.whole)
    return replace(plan, tiers=tiers, components=components)


def _with_bounds(
    tiers: Sequence[TierResult], bounds: Mapping[Tier, int]
) -> tuple[TierResult, ...]:
    return tuple(replace(tier, bound_checked=bounds[tier.name]) for tier in tiers)


def _component(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    stated: ComponentResult,
    proof: ComponentProof | None,
) -> dict[Tier, int]:
    proof = proof or ComponentProof(stated.participants, (), {}, ())
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    people = np.array([number[p] for p in stated.participants], dtype=np.int64)
    blocks = _Blocks(scenario, policy, options, people, proof)
    reached = {tier.name: tier.value or 0 for tier in stated.tiers}
    kept = {
        tier: left_of(reached[tier], policy.loss_permille(tier))
        for tier in policy.tiers
    }
    bounds = proved_bounds(blocks.best_of_equals(), proof, kept)
    after = _after_first_open(bounds, reached)
    if not after:
        return bounds
    # Among equals only plans that are best up to there were looked at.
    loose = proved_bounds(blocks, proof, kept)
    return {tier: (loose if tier in after else bounds)[tier] for tier in policy.tiers}


MOST_IN_BLOCK = 2_000_000
"""Options whose rows are worked out together."""


class _Blocks:
    """The options of a component and their rows, for some of its people after others."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        options: Options,
        people: Ints,
        proof: ComponentProof,
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._options, self._people, self._keys = options, people, proof.rows
        self._limits = row_limits(scenario, policy, self._of_options(), proof.rows)

    def _of_options(self) -> Iterator[Options]:
        return self._options.blocks_of(self._people, MOST_IN_BLOCK)

    def __iter__(self) -> Iterator[Part]:
        """Yield all options."""
        for block in self._of_options():
            yield Part(
                np.searchsorted(self._people, block.columns.participant_idx),
                {tier: narrowed(block.values[tier]) for tier in self._policy.tiers},
                weights_of(
                    self._scenario, self._policy, block, self._keys, self._limits
                ),
                self._limits.capacity,
                len(self._people),
            )

    def best_of_equals(self) -> Iterator[Part]:
        """Yield of the options that weigh the same in all rows the best."""
        for part in self:
            best = best_of_equals(part.person, part.values, part.weights, self._policy)
            yield part.take(best)


def _after_first_open(
    bounds: Mapping[Tier, int], reached: Mapping[Tier, int]
) -> Sequence[Tier]:
    tiers = list(bounds)
    is_open = [bounds[tier] > reached[tier] for tier in tiers]
    return tiers[is_open.index(True) + 1 :] if any(is_open) else ()
