"""What a plan's bounds rest on, in integers, so that anybody can work them out again.

Nothing here is a solver's word: a step names prices, and what they prove is arithmetic
(weak duality, see ``docs/placement.md``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode

PROOF_SCHEMA_VERSION = 2

PRICE_SCALE = 1 << 16
"""Prices and tier weights are whole numbers of this part."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """A capacity row by what it limits.

    Attributes
    ----------
    owner
        Id of the place, employer, section or quota; for a pair kept apart that of the
        place where they are; of job specialists see :func:`team_owner`.
    slot
        Only of seat rows.
    week
        A week, from 0, in which the row counts who is there, or rests after; for starts
        the week in which they begin; ``None`` where all weeks are one.
    pair
        Only of rows of two people who are kept apart.
    of_employer
        Of mentors' minutes, whether the owner is an employer rather than a place.
    """

    rule: RuleCode
    owner: str
    slot: str | None
    week: int | None
    pair: tuple[ParticipantId, ParticipantId] | None = None
    of_employer: bool = False

    @property
    def owners(self) -> tuple[str, ...]:
        """The ids in ``owner``: several only of job specialists; no id has a comma."""
        return tuple(self.owner.split(","))


def team_owner(team: Iterable[SpecialistId]) -> str:
    """Return the owner of the row of these job specialists: their ids with commas."""
    return ",".join(sorted(team))


@dataclass(frozen=True, slots=True)
class HalfCut:
    """Rows, and people of whom each has one option, added up, halved, rounded down.

    ``rows`` are numbers of rows and of cuts before this one, ``people`` positions in
    the component.
    """

    rows: tuple[int, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCut:
    """What stays at one place at one time may weigh together.

    Attributes
    ----------
    rows
        Numbers of the place's rows at that time; bit k of a mask is the k-th of them.
    anybody
        (mask, weight) of stays whoever has them.
    named
        (position in the component, mask, weight); these people's other stays weigh 0.
    capacity
        The most that a roster which keeps the rows weighs.
    """

    rows: tuple[int, ...]
    anybody: tuple[tuple[int, int], ...]
    named: tuple[tuple[int, int, int], ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One bound, and which options it leaves.

    Attributes
    ----------
    parent
        Number of the step whose dropping goes before this one; -1 for none.
    prices
        (number of a row or cut, price), each at least 1.
    weights, reached
        Per earlier tier what it weighs in this bound, and the value it must keep.
    keep
        Options with which the tier cannot reach this value are dropped; ``None``: none
        are.
    """

    tier: Tier
    parent: int
    prices: tuple[tuple[int, int], ...]
    weights: Mapping[Tier, int]
    reached: Mapping[Tier, int]
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class ComponentProof:
    """The proof of one component; rows are numbered from 0, cuts by their key."""

    participants: tuple[ParticipantId, ...]
    rows: tuple[RowKey, ...]
    cuts: Mapping[int, HalfCut | PlaceCut]
    steps: tuple[ProofStep, ...]


@dataclass(frozen=True, slots=True)
class CertificateProof:
    """Why a crowd certificate holds.

    Each option that counts, of each of its people, costs at least ``unit``; what all rows
    hold costs less than ``unit`` for each of them.

    Attributes
    ----------
    component
        Position of the component whose rows and cuts are named.
    prices
        (number of a row or cut, price), each at least 1.
    """

    component: int
    unit: int
    prices: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of a plan; components without one are left out.

    ``certificates`` are those of the plan's certificates that are no mere word of the
    search, in their order.
    """

    scenario_sha256: str
    seed: int
    components: tuple[ComponentProof, ...]
    certificates: tuple[CertificateProof, ...] = ()
