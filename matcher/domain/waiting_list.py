"""Who waits for a placement, in which order, and whom a freed seat helps."""

from dataclasses import dataclass, replace

from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.law import Urgency
from matcher.domain.place import PracticePlace
from matcher.domain.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody without a placement, and what their turn rests on.

    Attributes
    ----------
    is_covered
        They have the work-oriented hours that are asked for already.
    hours_short
        Hours that they lack, rounded up.
    days
        Days waited when the plan begins; 0 where it is not known.
    """

    participant: ParticipantId
    urgency: Urgency
    is_covered: bool
    hours_short: int
    days: int


@dataclass(frozen=True, slots=True)
class FreedSeat:
    """A seat that comes free at a place, and one more person at once there.

    ``slots`` are some in which the place has seats.
    """

    place: PlaceId
    slots: tuple[SlotId, ...]


def with_freed(place: PracticePlace, freed: FreedSeat) -> PracticePlace:
    """Return ``place`` with the room of ``freed``."""
    seats = tuple((slot, n + (slot in freed.slots)) for slot, n in place.seats)
    return replace(place, seats=seats, people_at_once=place.people_at_once + 1)


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody who waits and could take a freed seat while nobody else moves."""

    waiting: Waiting
    suggestion: Suggestion
