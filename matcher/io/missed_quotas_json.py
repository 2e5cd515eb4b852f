"""Lower quotas that a plan falls short of, in ``plan.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.agreements import MissedQuota
from matcher.domain.ids import QuotaId

Document = Mapping[str, Any]


def missed_quota_documents(missed: Sequence[MissedQuota]) -> list[Document]:
    """Return ``missed_quotas[]``."""
    return [
        {
            "quota": quota.quota,
            "least": quota.least,
            "found": quota.found,
            "could": quota.could,
        }
        for quota in missed
    ]


def read_missed_quotas(document: Document) -> tuple[MissedQuota, ...]:
    """Return the missed quotas of a plan; a file of before there were any has none."""
    return tuple(
        MissedQuota(QuotaId(one["quota"]), one["least"], one["found"], one["could"])
        for one in document.get("missed_quotas", ())
    )
