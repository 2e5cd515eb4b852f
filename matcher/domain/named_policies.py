"""Policies with a name: other orders of the same aims."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.domain.policy import Policy, Tier

STANDARD = Policy()
"""As many people as possible in each class of urgency, then who has waited longest."""


def _moved_before(
    tiers: tuple[Tier, ...], moved: Tier, before: Tier
) -> tuple[Tier, ...]:
    rest = [tier for tier in tiers if tier is not moved]
    place = rest.index(before)
    return (*rest[:place], moved, *rest[place:])


URGENCY_FIRST = replace(
    STANDARD,
    name="urgency-first",
    tiers=_moved_before(STANDARD.tiers, Tier.WAITING, Tier.COVERAGE_OTHER),
)
"""Who is urgent goes before how many there are.

Deadlines keep their order: the law's, passed and falling in the period, then the
programme's promise of a match. After them the days waited by the covered count before
the number of people without any deadline and before hours: in each class with a deadline
it is then those who waited longest who are covered, as many as in the standard, and of
the rest one who has waited a year goes before two who have waited three months.
"""

NAMED_POLICIES: Mapping[str, Policy] = {
    policy.name: policy for policy in (STANDARD, URGENCY_FIRST)
}
"""What may stand after ``--policy`` instead of a file."""
