"""Practice that is added up, in ``plan.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.ids import ParticipantId
from matcher.domain.practice_hours import PracticeHours

Document = Mapping[str, Any]


def practice_hours_documents(hours: Sequence[PracticeHours]) -> Document:
    """Return ``practice_hours[]`` with its key; nothing where nobody adds theirs up."""
    if not hours:
        return {}
    return {
        "practice_hours": [
            {
                "participant": one.participant,
                "documented_minutes": one.documented_minutes,
                "planned_minutes": one.planned_minutes,
            }
            for one in hours
        ]
    }


def read_practice_hours(document: Document) -> tuple[PracticeHours, ...]:
    """Return the practice that is added up; without the key, nobody's is."""
    return tuple(
        PracticeHours(
            ParticipantId(one["participant"]),
            one["documented_minutes"],
            one["planned_minutes"],
        )
        for one in document.get("practice_hours", ())
    )
