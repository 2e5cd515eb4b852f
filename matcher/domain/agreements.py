"""What is agreed between people, employers and municipalities: quotas and pairs."""

from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.ids import (
    EmployerId,
    MunicipalityId,
    ParticipantId,
    QuotaId,
    SectorCode,
    TemplateId,
)
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.programme import ProgrammeTemplate, ProgrammeType


class Counted(StrEnum):
    """Whether a quota counts people at the same time or in the whole plan."""

    AT_ONCE = "at-once"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of some people may have a placement at some places.

    Every part that is given must agree with the person or place; one that is ``None``
    agrees with all. Running placements count.

    Attributes
    ----------
    most
        People with such a placement, on any one day or in the whole plan: ``counted``.
    least
        Fewest people with such a placement in the whole plan; 0: no lower side. Only
        where the whole plan is counted. A plan may fall short of it, and as little as can
        be.
    programme, template, home_municipality
        Of the people.
    employer, sector, place_municipality
        Of the places.
    """

    id: QuotaId
    most: int
    counted: Counted = Counted.AT_ONCE
    programme: ProgrammeType | None = None
    template: TemplateId | None = None
    home_municipality: MunicipalityId | None = None
    employer: EmployerId | None = None
    sector: SectorCode | None = None
    place_municipality: MunicipalityId | None = None
    least: int = 0

    def counts_person(
        self, participant: Participant, template: ProgrammeTemplate
    ) -> bool:
        """Tell whether the quota is about this person, who follows ``template``."""
        return (
            self.programme in (None, template.programme)
            and self.template in (None, template.id)
            and self.home_municipality in (None, participant.municipality)
        )

    def counts_place(self, place: PracticePlace) -> bool:
        """Tell whether the quota is about this place."""
        return (
            self.employer in (None, place.employer)
            and self.sector in (None, place.sector)
            and self.place_municipality in (None, place.municipality)
        )


@dataclass(frozen=True, slots=True)
class MissedQuota:
    """A lower quota that a plan falls short of.

    Attributes
    ----------
    least, found
        People it asks for, and those the plan has.
    could
        People each of whom could have such a placement, taken by themselves.
    """

    quota: QuotaId
    least: int
    found: int
    could: int

    @property
    def lacking(self) -> int:
        """How many people are missing, at least 1."""
        return self.least - self.found


class PairKind(StrEnum):
    """What two people are to each other in a plan.

    ``apart``: never at the same place on the same day. ``together``: at the same place
    from the same week to the same week, or both without a placement; days of the week
    and classes may differ. Where one of the two has a running placement that stands and
    the other is free.
    """

    APART = "apart"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people whose placements depend on each other, for a reason nobody needs."""

    participant: ParticipantId
    other: ParticipantId
    kind: PairKind = PairKind.APART
