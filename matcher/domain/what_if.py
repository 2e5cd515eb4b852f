"""What may be tried on a plan: one decision, weight, seat or rule that is another."""

from dataclasses import dataclass

from matcher.domain.decisions import Ban, Pin
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange

LONGER_TRAVEL_MINUTES = 15
"""How much further a person may travel, where nothing is said."""

HIGHER_LEVEL = 1
"""By how many levels a person is better in each skill, where nothing is said."""

ASKED_BY_PLACES = frozenset(
    {
        RuleCode.CEFR_FLOOR,
        RuleCode.REQUIREMENT,
        RuleCode.DEMAND,
        RuleCode.PROGRAMME_ACCEPTED,
    }
)
"""Rules that are relaxed at a place by its asking less, of everybody."""


@dataclass(frozen=True, slots=True)
class FitWeight:
    """Another weight of fit; ``name`` is a field of the policy's ``FitWeights``."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class MoreRoom:
    """A little more room at a place, so many times over."""

    change: SeatChange
    times: int = 1


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A rule that keeps a person from places, and does so less.

    Attributes
    ----------
    place
        The only one that it is relaxed for, as far as is needed there; ``None``: for
        all, where the limit is the person's own.
    amount
        Minutes or levels, for rules that have any and no ``place``; ``None``: as much
        as :data:`LONGER_TRAVEL_MINUTES` and :data:`HIGHER_LEVEL` say.
    """

    rule: RuleCode
    participant: ParticipantId
    place: PlaceId | None = None
    amount: int | None = None


TriedChange = Pin | Ban | FitWeight | MoreRoom | Relaxed
"""A pin takes the place of the pins there are of the same person."""
