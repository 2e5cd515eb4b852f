"""Groups of people in subjects, in ``plan.json``."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.domain.ids import ParticipantId, SubjectCode, SubjectGroupId
from matcher.domain.subject_groups import NoGroup, SubjectSeat

Document = Mapping[str, Any]


def subject_seat_documents(seats: Sequence[SubjectSeat]) -> Document:
    """Return ``subject_seats[]`` with its key; nothing where no class has groups."""
    if not seats:
        return {}
    return {"subject_seats": [_document(seat) for seat in seats]}


def _document(seat: SubjectSeat) -> Document:
    return {
        "participant": seat.participant,
        "subject": seat.subject,
        "group": seat.group,
        "cause": seat.cause and seat.cause.value,
        "crowd": list(seat.crowd),
    }


def read_subject_seats(document: Document) -> tuple[SubjectSeat, ...]:
    """Return the groups of people in subjects; without the key, no class has any."""
    return tuple(
        SubjectSeat(
            ParticipantId(one["participant"]),
            SubjectCode(one["subject"]),
            None if one["group"] is None else SubjectGroupId(one["group"]),
            None if one["cause"] is None else NoGroup(one["cause"]),
            tuple(map(SubjectGroupId, one["crowd"])),
        )
        for one in document.get("subject_seats", ())
    )
