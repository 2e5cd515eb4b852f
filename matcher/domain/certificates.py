"""Why some people cannot all have a place: crowd certificates."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.ids import ParticipantId
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode


class CertificateKind(StrEnum):
    """What is said of the people of a certificate.

    ``COVERED``: at most so many of them can get all the work-oriented hours asked of
    them, in any plan. ``PLACED``: at most so many can have a placement at all.
    ``PROVED_BY_SEARCH``: no plan covers more people than this one, but no short proof
    was found of why these are the ones without a placement.
    """

    COVERED = "covered"
    PLACED = "placed"
    PROVED_BY_SEARCH = "proved-by-search"


@dataclass(frozen=True, slots=True)
class CrowdedRow:
    """A limit that the people of a certificate compete for.

    Attributes
    ----------
    count
        How many people it holds; of mentors, how many minutes a week can be used.
    """

    row: RowKey
    count: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """People who compete for the same limits, and how many of them there is room for.

    Attributes
    ----------
    participants
        In the order of the scenario.
    at_most
        Fewer than ``participants``; ``None`` for ``PROVED_BY_SEARCH``.
    seats
        The limits that the proof rests on; empty for ``PROVED_BY_SEARCH``.
    """

    kind: CertificateKind
    participants: tuple[ParticipantId, ...]
    at_most: int | None = None
    seats: tuple[CrowdedRow, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose limits it rests on, each once.

        Places, employers, classes, quotas and job specialists.
        """
        owners = (o for crowded in self.seats for o in crowded.row.owners)
        return tuple(dict.fromkeys(owners))

    @property
    def rules(self) -> frozenset[RuleCode]:
        """The rules whose limits it rests on."""
        return frozenset(crowded.row.rule for crowded in self.seats)


def certificate_about(
    certificates: Iterable[Certificate], participant: ParticipantId
) -> Certificate | None:
    """Return the smallest of ``certificates`` that names ``participant``."""
    naming = [c for c in certificates if participant in c.participants]
    return min(naming, key=lambda c: len(c.participants), default=None)
