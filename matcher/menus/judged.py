"""Which aims decide between menus, and what the plan in force has of them."""

from collections.abc import Mapping
from itertools import takewhile

from matcher.domain.alternative_policies import SERVED_FIRST
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, Tier


def judged_tiers(policy: Policy) -> tuple[Tier, ...]:
    """Return the first tiers of ``policy``: who is served, with what, after what wait.

    Up to its last coverage tier at least, and on for as long as hours short and waiting
    follow. What comes after is no reason for a school to change its week.
    """
    last = max(policy.tiers.index(tier) for tier in policy.coverage)
    after = takewhile(SERVED_FIRST.__contains__, policy.tiers[last + 1 :])
    return (*policy.tiers[: last + 1], *after)


def reached_by(plan: Plan, judged: tuple[Tier, ...]) -> Mapping[Tier, int]:
    """Return what ``plan`` has of each judged tier, in their order."""
    reached = {tier.name: tier.value or 0 for tier in plan.tiers}
    return {tier: reached[tier] for tier in judged}
