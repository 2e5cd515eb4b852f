"""Practice that adds up from one placement to the next.

Adults may take the craft certificate on documented practice (praksiskandidat): what counts
is all they have had, at however many places.
"""

from dataclasses import dataclass

from matcher.domain.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class PracticeHours:
    """The practice of one person whose practice is added up.

    Attributes
    ----------
    documented_minutes
        Before the calendar.
    planned_minutes
        In the calendar, at all places, practice in weeks without teachers included.
    """

    participant: ParticipantId
    documented_minutes: int
    planned_minutes: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.documented_minutes + self.planned_minutes
