"""Policies near a given one: the same people served first, other aims after that."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.domain.policy import COVERAGE_TIERS, TIER_CLASSES, FitWeights, Policy, Tier

GIVEN = "given"
"""The name of the plan under the policy itself."""

SERVED_FIRST = frozenset({Tier.REPAIR, *COVERAGE_TIERS, Tier.HOURS_SHORT, Tier.WAITING})
"""What no alternative trades away: who is covered, with how many hours, after what wait."""

CURVE_LOSSES = (0, 10, 50)
"""Permille of fit given up for fairness, beside the policy's own loss."""

_SETTLING = (Tier.RHYTHM, Tier.TIE_BREAK)
_TRAVEL_ONLY = FitWeights(wish=0, language=0, travel=1000, hire=0, support_language=0)


def served_first(policy: Policy) -> tuple[Tier, ...]:
    """Return the repair, coverage, hours and waiting tiers of ``policy``, in its order."""
    return tuple(tier for tier in policy.tiers if tier in SERVED_FIRST)


def _aiming(policy: Policy, name: str, *aims: Tier) -> Policy:
    """Return ``policy`` with ``aims`` after those served first, and fit after them."""
    settling = tuple(tier for tier in policy.tiers if tier in _SETTLING)
    tiers = (*served_first(policy), *aims, Tier.FIT, *settling)
    return replace(policy, name=name, tiers=tiers)


def _fair(policy: Policy, name: str, loss_permille: int) -> Policy:
    fair = _aiming(policy, name, *TIER_CLASSES["fairness"])
    return replace(fair, fairness_loss_permille=loss_permille)


def alternative_policies(policy: Policy) -> Mapping[str, Policy]:
    """Return ``policy`` and three others by name, which is the name of each as well.

    All serve the same people first (:func:`served_first`). Then ``fair`` has as few as
    possible at the lowest satisfaction levels, within the policy's loss of fit;
    ``short-travel`` as little travel as possible, each person's against their own limit;
    and ``wishes`` as many as possible in their first wish, then their second, …, before
    fit as the policy weighs it.
    """
    travel = replace(_aiming(policy, "short-travel"), fit=_TRAVEL_ONLY)
    return {
        GIVEN: policy,
        "fair": _fair(policy, "fair", policy.fairness_loss_permille),
        "short-travel": travel,
        "wishes": _aiming(policy, "wishes", *TIER_CLASSES["greedy"]),
    }


def curve_policies(policy: Policy) -> Mapping[str, Policy]:
    """Return ``fair`` at other losses of fit, from none upwards, as ``fair-<permille>``."""
    return {
        f"fair-{loss}": _fair(policy, f"fair-{loss}", loss)
        for loss in CURVE_LOSSES
        if loss != policy.fairness_loss_permille
    }
