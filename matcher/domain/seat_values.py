"""What one more seat would be worth: how many more people could be covered with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.domain.ids import EmployerId, MunicipalityId, PlaceId, SectorCode, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.place import PracticePlace

CALLS = 5
"""Employers on the longest call list unless told."""

SECONDS = 120.0
"""Wall clock for finding plans and bounds where the proof leaves a value open."""

PEOPLE_SHARING = 2
"""People who share each seat of a place that comes to share."""


class SeatKind(StrEnum):
    """What a place could have more of; all else of it, and its employer's limits, stay.

    ``seat``: one more seat in one slot that has some, for no more people at once. ``person``: one more
    person at once in the same seats. ``both``: one more seat in every slot in which it
    has seats, and one more person at once. ``share``: two people at once for each seat.
    """

    SEAT = "seat"
    PERSON = "person"
    BOTH = "both"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A place with a little more room; ``slot`` only where the kind is ``seat``."""

    place: PlaceId
    kind: SeatKind
    slot: SlotId | None = None


def with_change(place: PracticePlace, change: SeatChange) -> PracticePlace:
    """Return ``place`` with the room of ``change``; never with less than before."""
    at_once = place.people_at_once
    match change.kind:
        case SeatKind.SEAT:
            seats = tuple((slot, n + (slot == change.slot)) for slot, n in place.seats)
            return replace(place, seats=seats)
        case SeatKind.PERSON:
            return replace(place, people_at_once=at_once + 1)
        case SeatKind.BOTH:
            more = tuple((slot, n + min(n, 1)) for slot, n in place.seats)
            return replace(place, seats=more, people_at_once=at_once + 1)
        case SeatKind.SHARE:
            most = PEOPLE_SHARING * place.most_seats
            return replace(place, people_at_once=max(at_once, most))


@dataclass(frozen=True, slots=True)
class Extra:
    """More people covered than in the plan.

    Attributes
    ----------
    people
        So many more are covered in a plan that was found and checked against every row.
    at_most
        No plan covers more than these; equal to ``people`` where the value is exact.
    """

    people: int
    at_most: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left open."""
        return self.people == self.at_most

    @property
    def is_zero(self) -> bool:
        """Whether it is proved that nobody more can be covered."""
        return self.at_most == 0


def best_of(values: Iterable[Extra]) -> Extra:
    """Return what the best single one of ``values`` gives; nobody where there is none."""
    known = list(values)
    return Extra(
        max((value.people for value in known), default=0),
        max((value.at_most for value in known), default=0),
    )


@dataclass(frozen=True, slots=True)
class SeatValue:
    """What a change of one place gives."""

    change: SeatChange
    extra: Extra


@dataclass(frozen=True, slots=True)
class GroupValue:
    """What the best single place of a group gives with one more seat and person.

    Values of several places do not add up: the same person may fill any of them.

    Attributes
    ----------
    places
        Places in the group.
    worth_it
        How many of them give somebody more, each by itself.
    best
        One place that gives ``extra.people``; ``None`` where none gives anybody.
    """

    places: int
    worth_it: int
    best: PlaceId | None
    extra: Extra


@dataclass(frozen=True, slots=True)
class Call:
    """Those employers to ask first, if so many may be asked.

    Attributes
    ----------
    asked
        How many may be asked.
    employers
        Whom to ask, at most ``asked``, by id: if their places let two people share each
        seat, ``extra.people`` more are covered. ``extra.at_most`` holds whoever else is
        asked.
    """

    asked: int
    employers: tuple[EmployerId, ...]
    extra: Extra


@dataclass(frozen=True, slots=True)
class SeatValues:
    """The value of one more seat everywhere.

    Attributes
    ----------
    covered
        People covered by the plan.
    places
        By place, kind and slot, in the scenario's order.
    sectors, levels, areas
        By sector, by the highest skill of the place's language floor, and by the place's municipality.
    calls
        The call list for 1, 2, … employers.
    """

    scenario: str
    covered: int
    places: tuple[SeatValue, ...]
    sectors: tuple[tuple[SectorCode, GroupValue], ...]
    levels: tuple[tuple[CefrLevel, GroupValue], ...]
    areas: tuple[tuple[MunicipalityId, GroupValue], ...]
    calls: tuple[Call, ...]
