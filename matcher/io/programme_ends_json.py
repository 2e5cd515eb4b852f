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
        **_school_start(computed.school_start),
    }


def _school_start(day: date | None) -> Document:
    """Return the day with its key; nothing where no school is why the programme ends."""
    return {} if day is None else {"school_start": day.isoformat()}


def read_programme_ends(document: Document) -> tuple[ProgrammeEnd, ...]:
    """Return the last days that are not the stated ones; without the key, none is."""
    return tuple(
        ProgrammeEnd(
            ParticipantId(one["participant"]),
            date.fromisoformat(one["last"]),
            ComputedEnd(
                _read_day(one["stated"]),
                date.fromisoformat(one["unmoved"]),
                one["working_days"],
                _read_day(one.get("school_start")),
            ),
        )
        for one in document.get("programme_ends", ())
    )


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
