"""One visit to somebody at their workplace, and who comes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from matcher.domain.ids import ParticipantId, PlaceId


class VisitorRole(StrEnum):
    """As what somebody comes."""

    SPECIALIST = "specialist"
    TEACHER = "teacher"


class Visitor(NamedTuple):
    """Who comes: the id of a job specialist or of a travelling teacher.

    An id alone does not say who: each of the two has a table of its own.
    """

    role: VisitorRole
    id: str


class VisitKind(StrEnum):
    """Follow-up in the rhythm of the programme, a longer meeting, or teaching at work.

    A triangle meeting gathers participant, mentor and job specialist at the start, the
    middle and the end of a placement. Guidance is a teacher's: of a trade, or in the
    Norwegian of the work.
    """

    FOLLOW_UP = "follow-up"
    TRIANGLE = "triangle"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody from the programme with one person at their place.

    Everybody has a time of their own, since what is said concerns one person; the next
    at the same place follows without a journey.

    Attributes
    ----------
    start_minute
        Minutes after midnight.
    minutes
        How long it lasts.
    """

    visitor: Visitor
    participant: ParticipantId
    place: PlaceId
    day: date
    start_minute: int
    minutes: int
    kind: VisitKind = VisitKind.FOLLOW_UP

    @property
    def end_minute(self) -> int:
        """Minutes after midnight."""
        return self.start_minute + self.minutes
