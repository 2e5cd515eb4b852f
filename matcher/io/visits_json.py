"""Visits of job specialists and teachers in ``plan.json``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.visit import Visit, VisitKind, Visitor, VisitorRole

Document = Mapping[str, Any]


def visit_documents(visits: Sequence[Visit] | None) -> list[Document] | None:
    """Return ``visits[]``; ``None`` where the plan says nothing of visits."""
    if visits is None:
        return None
    return [
        {
            visit.visitor.role.value: visit.visitor.id,
            "participant": visit.participant,
            "place": visit.place,
            "day": visit.day.isoformat(),
            "start_minute": visit.start_minute,
            "minutes": visit.minutes,
            "kind": visit.kind.value,
        }
        for visit in visits
    ]


def read_visits(document: Document) -> tuple[Visit, ...] | None:
    """Return the visits of a plan; a file of before there were any says nothing."""
    visits = document.get("visits")
    if visits is None:
        return None
    return tuple(
        Visit(
            _visitor(one),
            ParticipantId(one["participant"]),
            PlaceId(one["place"]),
            date.fromisoformat(one["day"]),
            one["start_minute"],
            one["minutes"],
            VisitKind(one["kind"]),
        )
        for one in visits
    )


def _visitor(document: Document) -> Visitor:
    """Return who comes: told under the word for as what."""
    role = next(role for role in reversed(VisitorRole) if role.value in document)
    return Visitor(role, document[role.value])
