"""What may happen to each person in a semester like this one, before it is planned."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from matcher.domain.ids import ParticipantId
from matcher.domain.rules import RuleCode

DRAWS = 150
"""Semesters drawn unless told."""

Z_95 = 1.959964
"""Standard normal deviate of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; ``count <= of``."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing is 0."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval of Wilson (JASA 22, 1927), within 0 and 1.

        Right also for shares of 0 and 1, where the usual standard error is 0. It tells
        how much another set of semesters might differ, not how far the model is off.
        """
        if not self.of:
            return 0.0, 1.0
        n, share, z2 = self.of, self.value, Z_95 * Z_95
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        low = 0.0 if self.count == 0 else middle - half
        high = 1.0 if self.count == n else middle + half
        return low, high


class WideningKind(StrEnum):
    """What a person can open up by their own decision, the gentlest first."""

    TRAVEL_LIMIT = "travel-limit"
    WORKING_HOURS = "working-hours"
    AVAILABILITY = "availability"
    PLACE_VETO = "place-veto"
    EMPLOYER_VETO = "employer-veto"
    SECTOR_VETO = "sector-veto"


@dataclass(frozen=True, slots=True)
class Widening:
    """One change in a person's own limits.

    Attributes
    ----------
    value
        The new travel limit in minutes, or the place, employer or sector no longer
        refused; empty where all hours or all slots are opened.
    """

    kind: WideningKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class WidenedRisk:
    """A widening, the places at which it opens something new, and the risk with it."""

    widening: Widening
    places: int
    risk: Share


@dataclass(frozen=True, slots=True)
class ParticipantRisk:
    """How often one person is without a place.

    Attributes
    ----------
    rank
        1 for the highest risk; people of equal risk share the rank.
    candidates
        Places that the person could go to as things are.
    risk
        Semesters without a place, of those the person was in.
    best
        The widening that lowers the risk most, over the same semesters; ``None`` where
        none lowers it.
    """

    participant: ParticipantId
    rank: int
    candidates: int
    risk: Share
    best: WidenedRisk | None = None


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Everybody's risk, highest first. A warning to plan by, not a decision.

    Attributes
    ----------
    draws
        Semesters that were resampled.
    place_dropout
        Chance that a place drops out of a semester, 0 to 1.
    placed_as_it_stands
        People whom the same quick planner places in the scenario as it is: beside the
        ``placed`` of a plan it tells how good the quick planner is.
    without_place
        People without a place in all semesters, of all people in them.
    left_out
        Rules of the scenario that only a whole plan keeps, and no semester does: who is
        drawn may be drawn without the others.
    """

    scenario: str
    seed: int
    draws: int
    place_dropout: float
    placed_as_it_stands: int
    without_place: Share
    participants: tuple[ParticipantRisk, ...]
    left_out: tuple[RuleCode, ...] = ()
