"""Policies for mending a plan in force instead of making another."""

from dataclasses import replace

from matcher.domain.policy import LEAST_CHANGE, SAME_AS_IN_FORCE, Policy, Tier

FRONTIER_LOSSES = (0, 5, 10, 20)
"""Permille of the best fit that may be lost for fewer moves."""

_OURS = frozenset({Tier.REPAIR, *LEAST_CHANGE, Tier.FIT_REFERENCE})


def _own(policy: Policy) -> tuple[Tier, ...]:
    """Return the tiers of ``policy`` but those that are ours to place."""
    return tuple(tier for tier in policy.tiers if tier not in _OURS)


def least_change(policy: Policy) -> Policy:
    """Return ``policy`` after what is taken from people is as little as can be.

    First locks and classes, then the people left without a place, those at another
    place, at other times, the days moved, the newly placed, and then its own aims.
    """
    own = tuple(t for t in policy.tiers if t not in {Tier.REPAIR, *LEAST_CHANGE})
    return replace(policy, tiers=(Tier.REPAIR, *LEAST_CHANGE, *own))


def tied_to_plan_in_force(policy: Policy) -> Policy:
    """Return ``policy``, whose equal plans are told apart by the plan in force."""
    own = tuple(t for t in policy.tiers if t not in LEAST_CHANGE)
    last = own.index(Tier.TIE_BREAK) if Tier.TIE_BREAK in own else len(own)
    return replace(policy, tiers=(*own[:last], *SAME_AS_IN_FORCE, *own[last:]))


def within_loss(policy: Policy, permille: int) -> Policy:
    """Return a policy that gives up ``permille`` of the best fit for fewer moves.

    The tiers that ``policy`` has before fit come first as they are.
    """
    own = _own(policy)
    at = own.index(Tier.FIT) if Tier.FIT in own else len(own)
    return replace(
        policy,
        tiers=(
            Tier.REPAIR,
            *own[:at],
            Tier.FIT_REFERENCE,
            *SAME_AS_IN_FORCE,
            *own[at:],
        ),
        fairness_loss_permille=permille,
    )
