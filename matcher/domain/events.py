"""What happens to a plan in force: an event a row, as people tell of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.absences import AbsenceKind
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SlotId
from matcher.domain.language import CefrProfile
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace


class EventKind(StrEnum):
    """What has happened, or is to happen.

    ``dropout``: the person leaves the programme. ``place-closed``, ``seats-cut``,
    ``employer-withdraws``: less room, from a day on or at all. ``new-participant``,
    ``place-added``: somebody or something the scenario does not have. ``new-level``,
    ``longer-absence``, ``new-availability``: the person is as told from now on.
    ``accepted``: the person, and the employer, keep the placement in force.
    ``declined``: the placement is not to be. ``hold-expired``: nobody has answered in
    time, and the seat is free for all.
    """

    DROPOUT = "dropout"
    PLACE_CLOSED = "place-closed"
    SEATS_CUT = "seats-cut"
    EMPLOYER_WITHDRAWS = "employer-withdraws"
    NEW_PARTICIPANT = "new-participant"
    NEW_LEVEL = "new-level"
    LONGER_ABSENCE = "longer-absence"
    NEW_AVAILABILITY = "new-availability"
    PLACE_ADDED = "place-added"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HOLD_EXPIRED = "hold-expired"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; which of the parts are given depends on its kind.

    Attributes
    ----------
    source, row
        Where it was told, for findings.
    first, last
        From and to which day; ``None``: from the freeze date, for good.
    slots
        Of seats cut those it is about (``None``: all that have seats); of new
        availability those in which the person is free (``None``: all).
    seats
        How many there are from now on.
    level
        The whole new profile.
    newcomer, new_place, new_employer
        Who or what is added; the employer only where the scenario has none of the id.
    """

    kind: EventKind
    participant: ParticipantId | None = None
    place: PlaceId | None = None
    employer: EmployerId | None = None
    first: date | None = None
    last: date | None = None
    slots: frozenset[SlotId] | None = None
    seats: int | None = None
    level: CefrProfile | None = None
    absence: AbsenceKind = AbsenceKind.ABSENCE
    newcomer: Participant | None = None
    new_place: PracticePlace | None = None
    new_employer: Employer | None = None
    source: str = "events"
    row: int | None = None


class Misfit(StrEnum):
    """Why an event changes nothing."""

    IS_GONE = "is-gone"
    NOT_PLACED = "not-placed"
    NO_FEWER_SEATS = "no-fewer-seats"
    OTHER_ABSENCE = "other-absence"
    NOTHING_NEW = "nothing-new"
