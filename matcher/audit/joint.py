"""Second reading of the rules that only a whole plan keeps or breaks."""

from collections.abc import Iterator

from matcher.audit.agreed import counted_stays
from matcher.audit.reading import Reading
from matcher.audit.violations import Violation
from matcher.domain.ids import QuotaId
from matcher.domain.rules import RuleCode


def people_lacking(reading: Reading) -> dict[QuotaId, int]:
    """Return how many people each quota with a lower side lacks; only those that do."""
    found = {}
    for quota in reading.scenario.quotas:
        there = {stay.person.id for stay in counted_stays(reading, quota)}
        if len(there) < quota.least:
            found[quota.id] = quota.least - len(there)
    return found


def _quota_least(reading: Reading) -> Iterator[Violation]:
    lacking = people_lacking(reading)
    for quota in reading.scenario.quotas:
        if quota.id in lacking:
            there = {stay.person.id for stay in counted_stays(reading, quota)}
            yield Violation(
                RuleCode.QUOTA_LEAST,
                tuple(sorted(there)),
                found=len(there),
                allowed=quota.least,
                details={"quota": quota.id, "lacking": str(lacking[quota.id])},
                excuse="given-up",
            )


def joint_violations(reading: Reading) -> Iterator[Violation]:
    """Yield where quotas have too few."""
    yield from _quota_least(reading)
