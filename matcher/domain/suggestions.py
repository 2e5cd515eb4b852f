"""What can be offered to one person now, and what it would do to the plan in force."""

from dataclasses import dataclass

from matcher.domain.ids import ParticipantId, PlaceId, SectionId
from matcher.domain.plan import NotPlacedReason, Placement
from matcher.domain.policy import Tier
from matcher.domain.reasons import Relaxation
from matcher.domain.rules import RuleCode

SUGGESTED = 5
"""Places that are suggested at most, unless told."""


@dataclass(frozen=True, slots=True)
class TierChange:
    """By how much the plan's value of a tier changes; below 0 it falls."""

    tier: Tier
    by: int


Changes = tuple[TierChange, ...]
"""The tiers that change, in the policy's order; the first decides which plan is better."""


@dataclass(frozen=True, slots=True)
class OthersMove:
    """What the best plan with the option is, against the plan as it is.

    It is no worse than ``least`` and no better than ``most``, by the tiers in their order.

    Attributes
    ----------
    least
        Of a plan with the option; ``None``: none is known yet, and there may be none.
    most
        The first tier that has to change, and by how much at best; nothing is said of the
        tiers after it. Empty: no tier can change for the better.
    confirmed
        A search has proved that ``least`` is the best, in all tiers up to ``most``.
    """

    least: Changes | None
    most: Changes
    confirmed: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether both ends agree on the first tier that changes, and on how much."""
        return self.least is not None and self.least[:1] == self.most[:1]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An option of the person's: the best at its place, or at its two places in a row.

    Attributes
    ----------
    placements
        One, or two in a row; each with its level and what its fit is made of.
    fit
        Points, 0–1000; of two in a row the mean over the weeks of both.
    nobody_moves
        The tiers that change where everybody else keeps what they have, in the policy's
        order; ``None`` where there is no room for it then.
    limits
        The rules that keep it out while nobody moves; empty where there is room.
    others_move
        ``None``: not asked for, or the plan has no proof.
    """

    placements: tuple[Placement, ...]
    section: SectionId | None
    fit: int
    nobody_moves: Changes | None
    limits: tuple[RuleCode, ...] = ()
    others_move: OthersMove | None = None


@dataclass(frozen=True, slots=True)
class SeatThatHelps:
    """A place that only lacks room for the person: a seat, or one more person at once."""

    place: PlaceId
    limits: tuple[RuleCode, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What can be offered to one person, beside a plan in force.

    Attributes
    ----------
    now, section
        What the plan gives them: one placement, two in a row or none, and their class.
    is_newcomer
        The person is not in the plan: all changes are from being in class only.
    is_running
        Their placement runs already, so that it stays.
    fitting
        There is room while nobody else moves, the best for the plan first.
    if_others_move
        There is room only where others move; those that the plan could gain most by
        first.
    reasons, relaxations, seats
        Only where nothing is fitting: why, what would open other places, and which places
        lack nothing but room.
    """

    participant: ParticipantId
    now: tuple[Placement, ...]
    section: SectionId | None
    is_newcomer: bool
    is_running: bool
    fitting: tuple[Suggestion, ...]
    if_others_move: tuple[Suggestion, ...]
    reasons: tuple[NotPlacedReason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    seats: tuple[SeatThatHelps, ...] = ()
