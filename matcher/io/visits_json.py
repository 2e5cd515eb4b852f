"""Visits of job specialists in ``plan.json``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.ids import ParticipantId, PlaceId, SpecialistId
from matcher.domain.visit import Visit, VisitKind

Document = Mapping[str, Any]


def visit_documents(visits: Sequence[Visit] | None) -> list[Document] | None:
    """Return ``visits[]``; ``None`` where the plan says nothing of visits."""
    if visits is None:
        return None
    return [
        {
            "specialist": visit.specialist,
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
            SpecialistId(one["specialist"]),
            ParticipantId(one["participant"]),
            PlaceId(one["place"]),
            date.fromisoformat(one["day"]),
            one["start_minute"],
            one["minutes"],
            VisitKind(one["kind"]),
        )
        for one in visits
    )
