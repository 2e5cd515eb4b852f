"""Outcomes of groups in ``plan.json``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from matcher.domain.groups import Dimension, GroupOutcome


def groups_document(groups: Sequence[GroupOutcome]) -> list[Mapping[str, Any]]:
    """Return ``groups[]``."""
    return [asdict(group) for group in groups]


def read_groups(documents: Sequence[Mapping[str, Any]]) -> tuple[GroupOutcome, ...]:
    """Return the outcomes of :func:`groups_document`."""
    return tuple(
        GroupOutcome(**{**document, "dimension": Dimension(document["dimension"])})
        for document in documents
    )
