"""Plan B and C: where people go when employers withdraw."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from matcher.domain.ids import EmployerId
from matcher.domain.policy import Policy
from matcher.domain.weeks import Horizon

if TYPE_CHECKING:  # a placement has fallbacks, and a fallback is a placement
    from matcher.domain.plan import Placement


class FallbackRank(StrEnum):
    """``B`` holds when A's employer withdraws; ``C`` when B's does so as well."""

    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The placement a person gets instead, given who withdraws.

    ``docs/fallbacks.md`` says what is promised beside it.

    Attributes
    ----------
    withdrawn
        The employers that must have withdrawn, sorted: A's for ``B``, A's and B's for
        ``C``.
    placement
        Has no fallbacks of its own.
    """

    rank: FallbackRank
    withdrawn: tuple[EmployerId, ...]
    placement: "Placement"


@dataclass(frozen=True, slots=True)
class FallbackBound:
    """How many fallbacks there are for one withdrawal, and how many there could be.

    Attributes
    ----------
    withdrawn
        One employer: those placed there need a B. Two, sorted: those with A at one and
        B at the other need a C.
    people
        Those who need one.
    value
        Those who have one.
    bound
        Nobody can give it to more: for two employers, given the placements B.
    """

    withdrawn: tuple[EmployerId, ...]
    people: int
    value: int
    bound: int


def first_fallback_week(
    horizon: Horizon, policy: Policy, placement: "Placement"
) -> int:
    """Return the first week in which a fallback for ``placement`` may start.

    An employer withdraws no later than the day the person was to begin or, where they
    are there already, the first day of the horizon; from that week on the policy's lead
    time counts.
    """
    begins = max(0, horizon.week_of(placement.start_date))
    return begins + policy.fallback_lead_weeks
