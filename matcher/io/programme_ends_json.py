"""Last days of programmes that are not the stated ones, in ``plan.json``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.absences import ComputedEnd, ProgrammeEnd
from matcher.domain.ids import ParticipantId

Document = Mapping[str, Any]


def programme_end_documents(ends: Sequence[ProgrammeEnd]) -> Document:
    """Return ``programme_ends[]`` with its key; nothing where all are as stated."""
    if not ends:
        return {}
    return {"programme_ends": [_document(end) for end in ends]}


def _document(end: ProgrammeEnd) -> Document:
    computed = end.computed
    return {
        "participant": end.participant,
        "last": end.last.isoformat(),
        "stated": computed.stated.isoformat() if computed.stated else None,
        "unmoved": computed.unmoved.isoformat(),
        "working_days": computed.working_days,
    }


def read_programme_ends(document: Document) -> tuple[ProgrammeEnd, ...]:
    """Return the last days that are not the stated ones; without the key, none is."""
    return tuple(
        ProgrammeEnd(
            ParticipantId(one["participant"]),
            date.fromisoformat(one["last"]),
            ComputedEnd(
                None if one["stated"] is None else date.fromisoformat(one["stated"]),
                date.fromisoformat(one["unmoved"]),
                one["working_days"],
            ),
        )
        for one in document.get("programme_ends", ())
    )
