"""Works a plan's bounds out again from its proof, without a solver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.domain.plan import ComponentResult, Plan, TierResult
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.proof import ChoiceKey, ComponentProof, Proof
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.verify.bounds import proved_bounds
from matcher.verify.certificates import check_certificates, with_certificates
from matcher.verify.parts import ComponentParts
from matcher.verify.table import FalseProof

__all__ = [
    "CheckedBounds",
    "FalseProof",
    "check_certificates",
    "checked_bounds",
    "with_certificates",
    "with_checked_bounds",
]


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
    quotas = [quota for component in plan.components for quota in component.quotas]
    if len(set(quotas)) != len(quotas):
        raise FalseProof("two components have the same quota")
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
    quotas = [ChoiceKey(RuleCode.QUOTA_LEAST, quota) for quota in stated.quotas]
    proof = proof or ComponentProof(stated.participants, (), {}, (), tuple(quotas))
    if {c for c in proof.choices if c.rule is RuleCode.QUOTA_LEAST} != set(quotas):
        raise FalseProof("a component lacks people of other quotas than it states")
    parts = ComponentParts(scenario, policy, options, proof, policy.tiers)
    reached = {tier.name: tier.value or 0 for tier in stated.tiers}
    kept = {
        tier: left_of(reached[tier], policy.loss_permille(tier))
        for tier in policy.tiers
    }
    bounds = proved_bounds(parts.best_of_equals(), proof, kept)
    after = _after_first_open(bounds, reached)
    if not after:
        return bounds
    # Among equals only plans that are best up to there were looked at.
    loose = proved_bounds(parts, proof, kept)
    return {tier: (loose if tier in after else bounds)[tier] for tier in policy.tiers}


def _after_first_open(
    bounds: Mapping[Tier, int], reached: Mapping[Tier, int]
) -> Sequence[Tier]:
    tiers = list(bounds)
    is_open = [bounds[tier] > reached[tier] for tier in tiers]
    return tiers[is_open.index(True) + 1 :] if any(is_open) else ()
