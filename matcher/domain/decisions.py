"""What people have decided already: pins, bans, running and earlier placements."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    SectionId,
    SectorCode,
    SlotId,
)

if TYPE_CHECKING:  # a plan knows much more than a decision needs
    from matcher.domain.plan import PlacementStep


@dataclass(frozen=True, slots=True)
class Pin:
    """A lock: the parts that are given must hold; those that are ``None`` are free.

    ``start_date`` locks the week it lies in. Of two placements in a row either may be what
    it says. A pin that cannot hold is given up, counted
    by tier T0 and told as a finding; it never stops the plan.
    """

    participant: ParticipantId
    place: PlaceId | None = None
    section: SectionId | None = None
    start_date: date | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """A match that must not be made; every part that is given must agree."""

    participant: ParticipantId
    place: PlaceId | None = None
    employer: EmployerId | None = None
    sector: SectorCode | None = None


@dataclass(frozen=True, slots=True)
class RunningPlacement:
    """A placement that has begun before the freeze date: it stays as it is.

    It uses its seats to ``end_date`` (last day) and is the person's placement in this
    plan, whatever the rules say about new ones.

    Attributes
    ----------
    slots
        Of the last step.
    dated_steps
        Where it grows step by step: each with its first day, the first on
        ``start_date``. Empty: ``slots`` all the time.
    """

    participant: ParticipantId
    place: PlaceId
    start_date: date
    end_date: date
    slots: frozenset[SlotId]
    section: SectionId | None = None
    dated_steps: tuple["PlacementStep", ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierPlacement:
    """A finished placement; the person is not sent to the same employer again.

    Attributes
    ----------
    employer
        ``None``: it may be any, and only the step counts.
    step_level
        The step of the ladder it was on, 1 is the lowest; the next placement is not on
        a lower one. ``None``: it says nothing about steps.
    """

    participant: ParticipantId
    employer: EmployerId | None
    start_date: date
    end_date: date
    step_level: int | None = None
