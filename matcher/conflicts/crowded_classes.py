"""Classes that more people need than they have seats: by counting alone.

From a person without a class one goes on to every class that admits them, from each to
those who sit there, and to the classes that admit these. Where all are full, these people
are one more than the seats, and none of them can be elsewhere: Hall's theorem. Nobody can
be left out of them, for along the way back everybody else finds a seat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matcher.conflicts.demands import Standing
from matcher.domain.conflicts import Demand, DemandKind
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections


@dataclass(frozen=True, slots=True)
class _Seated:
    """By which demand somebody sits in a class, and where else they might sit."""

    demand: Demand
    open_to: tuple[SectionId, ...]


class CrowdedClasses:
    """The classes of a plan, to be asked for one person after another."""

    def __init__(
        self,
        scenario: Scenario,
        stands: Standing,
        class_sections: Mapping[ParticipantId, SectionId],
    ) -> None:
        self._seats = {s.id: s.seats for s in scenario.sections}
        self._admitting = {
            person.id: tuple(section.id for section in sections)
            for person, sections in zip(
                scenario.participants, admitting_sections(scenario), strict=True
            )
        }
        self._bound = stands.facts.keys()
        self._members: dict[SectionId, dict[ParticipantId, _Seated]] = {
            s.id: {} for s in scenario.sections
        }
        for person in stands.people():
            section = class_sections.get(person)
            seated = self._seated(stands, section, person)
            if section is not None and seated is not None:
                self._members[section][person] = seated
        for section in self._members:
            self._without_surplus(section)

    def _seated(
        self, stands: Standing, section: SectionId | None, person: ParticipantId
    ) -> _Seated | None:
        """Return by which demand ``person`` sits in ``section``, the strongest first."""
        for kind in _SEATING:
            for demand in stands.of(person):
                if demand.kind is kind and section in self.open_to(demand):
                    return _Seated(demand, self.open_to(demand))
        return None

    def _without_surplus(self, section: SectionId) -> None:
        """Leave as many as there are seats, where those given the class are too many."""
        members = self._members[section]
        given = [p for p, s in members.items() if s.demand.kind in _GIVEN]
        if len(given) > self._seats[section]:
            kept = given[: self._seats[section]]
            self._members[section] = {person: members[person] for person in kept}

    def open_to(self, demand: Demand) -> tuple[SectionId, ...]:
        """Return the classes in which ``demand`` may take a seat."""
        if demand.kind is DemandKind.CLASS_NEEDED and demand.participant is not None:
            return self._admitting[demand.participant]
        return () if demand.section is None else (demand.section,)

    def around(self, unit: tuple[Demand, ...]) -> tuple[Demand, ...] | None:
        """Return the smallest set of demands that ``unit``, a person's, is too many of.

        ``None`` where it is not for classes alone, or some class has a seat left.
        """
        start = self._asked_classes(unit)
        if not start:
            return None
        reached: dict[SectionId, None] = dict.fromkeys(start)
        demands = list(unit)
        for section in _growing(reached):
            members = dict(self._members[section])
            members.pop(unit[0].participant or ParticipantId(""), None)
            if len(members) < self._seats[section]:
                return None
            for seated in members.values():
                demands.append(seated.demand)
                reached.update(dict.fromkeys(seated.open_to))
        limits = [
            Demand(
                DemandKind.LIMIT,
                section=section,
                rule=RuleCode.SECTION_SEATS,
                count=self._seats[section],
            )
            for section in reached
        ]
        return (*demands, *limits)

    def _asked_classes(self, unit: tuple[Demand, ...]) -> tuple[SectionId, ...]:
        """Return the classes that would settle ``unit``; none where more is at stake."""
        demand = unit[0]
        if len(unit) > 1 or demand.participant is None:
            return ()
        if demand.participant in self._bound:
            return ()
        admitting = self._admitting[demand.participant]
        return tuple(s for s in self.open_to(demand) if s in admitting)


_GIVEN = (DemandKind.GIVEN_CLASS, DemandKind.RUNNING)
_SEATING = (*_GIVEN, DemandKind.PINNED_SECTION, DemandKind.CLASS_NEEDED)
"""What may hold a seat in a class, the strongest first."""


def _growing(reached: dict[SectionId, None]) -> Iterator[SectionId]:
    """Yield every key, also those that come while it goes on."""
    done = 0
    while done < len(reached):
        yield list(reached)[done]
        done += 1
