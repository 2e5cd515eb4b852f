"""Job specialists: whom they can follow up, and how many."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain.geography import Location
from matcher.domain.ids import (
    MunicipalityId,
    ParticipantId,
    SlotId,
    SpecialistId,
    TemplateId,
)
from matcher.domain.participant import Participant, TravelMode, WorkingWindow
from matcher.domain.programme import ProgrammeTemplate, ProgrammeType
from matcher.domain.visit import Visitor, VisitorRole

DEFAULT_CASELOAD = 15
"""People a job specialist follows up at most, where nothing is said.

Jobbsjansen asks for 15 or fewer a supervisor (Rambøll for IMDi, 2014); the fidelity scale
of IPS gives its highest score up to 20.
"""


OFFICE_HOURS = WorkingWindow(8 * 60, 16 * 60)
"""When job specialists and teachers can be out visiting, where nothing is said."""


@dataclass(frozen=True, slots=True)
class JobSpecialist:
    """Somebody who follows participants up in their placements.

    Attributes
    ----------
    caseload_limit
        Most people they follow up, at least 0. A person counts 1 in the whole plan,
        whenever their placement lies and however long it is.
    already
        People they follow outside the plan, at least 0; these count too.
    municipalities, programmes, templates
        Of the people they follow; ``None``: all.
    base
        Where a day of visits begins and ends; ``None``: not known, and the way to the
        first visit and from the last counts for nothing.
    visit_slots
        Slots of the week in which they can be out visiting; ``None``: all of the grid.
    working_window
        Clock hours of a day of visits, from leaving the base to being back.
    travel_mode
        How they get from place to place.
    """

    id: SpecialistId
    caseload_limit: int = DEFAULT_CASELOAD
    already: int = 0
    municipalities: frozenset[MunicipalityId] | None = None
    programmes: frozenset[ProgrammeType] | None = None
    templates: frozenset[TemplateId] | None = None
    base: Location | None = None
    visit_slots: frozenset[SlotId] | None = None
    working_window: WorkingWindow = OFFICE_HOURS
    travel_mode: TravelMode = TravelMode.CAR

    @property
    def visitor(self) -> Visitor:
        """The job specialist as who comes."""
        return Visitor(VisitorRole.SPECIALIST, self.id)

    @property
    def room(self) -> int:
        """How many people of the plan they can follow."""
        return max(0, self.caseload_limit - self.already)

    def works_with(self, person: Participant, template: ProgrammeTemplate) -> bool:
        """Tell whether they follow people like this one, who follows ``template``."""
        return (
            (self.municipalities is None or person.municipality in self.municipalities)
            and (self.programmes is None or template.programme in self.programmes)
            and (self.templates is None or template.id in self.templates)
        )


Team = frozenset[SpecialistId]
"""The job specialists who can follow somebody."""

Move = tuple[ParticipantId, SpecialistId]
"""Somebody, and who is to follow them."""


def teams_by_person(
    participants: Collection[Participant],
    templates: Mapping[TemplateId, ProgrammeTemplate],
    specialists: Collection[JobSpecialist],
) -> dict[ParticipantId, Team]:
    """Return who can follow each person.

    The specialist a person has already is the only one. A person for whom there is none,
    as where only another municipality has told of its specialists, is left out: the rule
    says nothing about them.
    """
    kinds: dict[tuple[MunicipalityId, TemplateId], Team] = {}
    found: dict[ParticipantId, Team] = {}
    if not specialists:
        return found
    for person in participants:
        if person.specialist is not None:
            found[person.id] = frozenset({person.specialist})
            continue
        kind = person.municipality, person.template
        if kind not in kinds:
            kinds[kind] = frozenset(
                s.id
                for s in specialists
                if s.works_with(person, templates[person.template])
            )
        if kinds[kind]:
            found[person.id] = kinds[kind]
    return found


@dataclass(frozen=True, slots=True)
class SpecialistLoad:
    """How many people of a plan a job specialist follows."""

    specialist: JobSpecialist
    in_plan: int

    @property
    def total(self) -> int:
        """With those they follow outside the plan."""
        return self.specialist.already + self.in_plan

    @property
    def left(self) -> int:
        """How many more they can follow."""
        return max(0, self.specialist.room - self.in_plan)


@dataclass(slots=True)
class Caseloads:
    """Who is followed by whom, and by which moves that can change.

    Attributes
    ----------
    teams
        Who can follow each person.
    with_whom, people
        The same from both sides; people who are followed by nobody are not named.
    """

    teams: Mapping[ParticipantId, Team]
    with_whom: dict[ParticipantId, SpecialistId]
    people: dict[SpecialistId, list[ParticipantId]]

    def give(self, person: ParticipantId, specialist: SpecialistId) -> None:
        """Let ``specialist`` follow ``person`` instead of whoever does."""
        if person in self.with_whom:
            self.people[self.with_whom[person]].remove(person)
        self.with_whom[person] = specialist
        self.people[specialist].append(person)

    def reached_from(self, team: Team) -> Team:
        """Return who may be left with one more if one more comes to ``team``.

        Those of the team, those who can take over from one of them, and so on.
        """
        reached = set(team)
        queue = sorted(reached)
        for specialist in queue:
            for person in self.people[specialist]:
                new = self.teams[person] - reached
                reached |= new
                queue += sorted(new)
        return frozenset(reached)

    def moves_to(
        self,
        people: Sequence[ParticipantId],
        has_room: Callable[[SpecialistId], bool],
        leaving: SpecialistId | None = None,
    ) -> list[Move]:
        """Return the fewest moves that find one of ``people`` somebody with room.

        In the order in which they are made; none where there are none. Nobody is moved
        to ``leaving``.
        """
        reached: dict[SpecialistId, ParticipantId] = {}
        queue = list(people)
        for one in queue:
            for specialist in sorted(self.teams[one] - reached.keys() - {leaving}):
                reached[specialist] = one
                if has_room(specialist):
                    return self._moves_back(specialist, reached, leaving)
                queue += self.people[specialist]
        return []

    def _moves_back(
        self,
        specialist: SpecialistId | None,
        reached: Mapping[SpecialistId, ParticipantId],
        leaving: SpecialistId | None,
    ) -> list[Move]:
        moves: list[Move] = []
        while specialist is not None and specialist != leaving:
            person = reached[specialist]
            moves.append((person, specialist))
            specialist = self.with_whom.get(person)
        return moves


def followed(
    teams: Mapping[ParticipantId, Team], room: Mapping[SpecialistId, int]
) -> Caseloads:
    """Give as many people as can be one specialist each of their team.

    Those first in ``teams`` go before the others: somebody who has one keeps one. A
    largest matching, by augmenting paths.
    """
    loads = Caseloads(teams, {}, {specialist: [] for specialist in room})
    for person in teams:
        for move in loads.moves_to([person], lambda s: len(loads.people[s]) < room[s]):
            loads.give(*move)
    return loads


def people_over(
    teams: Mapping[ParticipantId, Team], room: Mapping[SpecialistId, int]
) -> int:
    """Return how many of the people cannot be followed by anybody of their team."""
    return len(teams) - len(followed(teams, room).with_whom)
