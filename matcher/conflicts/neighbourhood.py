"""The people whose pins and classes a change can touch: those in the same parts."""

from collections.abc import Iterable

from matcher.conflicts.core import core_options, core_problem
from matcher.conflicts.narrowing import narrowed
from matcher.domain.conflicts import Change, Conflict
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections
from matcher.placement.problem import components


class Neighbourhood:
    """Which people share limits, directly or through others.

    Changes loosen limits and take pins away, so that nobody new is drawn in but those in
    a class that somebody is let into.
    """

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._scenario = scenario
        problem = core_problem(scenario, policy, core_options(scenario, policy))
        self._around: dict[ParticipantId, frozenset[ParticipantId]] = {}
        for part in components(problem):
            people = [scenario.participants[i].id for i in part.groups]
            together = frozenset(people)
            for person in people:
                free = part.problem.num_rows == 0
                self._around[person] = frozenset({person}) if free else together
        self._employer_of = {p.id: p.employer for p in scenario.places}

    def around(
        self, conflicts: Iterable[Conflict], changes: Iterable[Change]
    ) -> frozenset[ParticipantId]:
        """Return everybody whom ``changes`` to settle ``conflicts`` can touch."""
        people = {p for one in conflicts for p in (*one.participants, *one.given_up)}
        people |= {p for change in changes for p in self._touched(change)}
        return frozenset().union(*(self._around[person] for person in people))

    def _touched(self, change: Change) -> set[ParticipantId]:
        """Return the people in the class, with the employer or specialist that change."""
        demand, scenario = change.demand, self._scenario
        people = {p for p in (demand.participant, demand.other) if p is not None}
        employer = self._employer_of.get(demand.place or PlaceId(""), demand.employer)
        held = [
            *((pin.participant, pin.place, pin.section) for pin in scenario.pins),
            *((r.participant, r.place, r.section) for r in scenario.running),
        ]
        for person, place, section in held:
            at = None if place is None else self._employer_of[place]
            in_class = demand.section is not None and section == demand.section
            if in_class or (at is not None and at == employer):
                people.add(person)
        if demand.specialist is not None:
            teams = scenario.teams().items()
            people |= {one for one, team in teams if demand.specialist in team}
        if demand.section is not None:
            people |= {
                one.id
                for one, sections in zip(
                    scenario.participants, admitting_sections(scenario), strict=True
                )
                if any(s.id == demand.section for s in sections)
            }
        return people

    def only(self, made: Scenario, people: frozenset[ParticipantId]) -> Scenario:
        """Return the scenario ``made`` of this one, with nobody but ``people``."""
        pins = [pin for pin in self._scenario.pins if pin.participant in people]
        running = [r for r in self._scenario.running if r.participant in people]
        places = {r.place for r in running}
        places |= {pin.place for pin in pins if pin.place is not None}
        if any(pin.place is None and pin.start_date is not None for pin in pins):
            places = set(self._employer_of)
        return narrowed(made, people, places)
