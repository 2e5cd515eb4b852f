"""One visit of a job specialist to somebody at their workplace."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.ids import ParticipantId, PlaceId, SpecialistId


class VisitKind(StrEnum):
    """Follow-up in the rhythm of the programme, or one of three longer meetings.

    A triangle meeting gathers participant, mentor and job specialist at the start, the
    middle and the end of a placement.
    """

    FOLLOW_UP = "follow-up"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class Visit:
    """A job specialist with one person at their place.

    Everybody has a time of their own, since what is said concerns one person; the next
    at the same place follows without a journey.

    Attributes
    ----------
    start_minute
        Minutes after midnight.
    minutes
        How long it lasts.
    """

    specialist: SpecialistId
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
