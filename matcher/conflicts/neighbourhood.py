"""The people whose pins and classes a change can touch: those in the same parts."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from matcher.conflicts.core import core_options, core_problem, hanging_together
from matcher.conflicts.narrowing import narrowed
from matcher.domain.conflicts import Change, ChangeKind, Conflict
from matcher.domain.ids import ParticipantId, PlaceId, QuotaId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections
from matcher.placement.problem import components


class Neighbourhood:
    """Which people share limits, directly or through others.

    Changes loosen limits and take pins away, so that nobody new is drawn in but those in
    a class that somebody is let into, those at the places that a pin of a start leaves
    open, and, of somebody who could then be placed, those who hang together with them.
    """

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._scenario = scenario
        problem = core_problem(scenario, policy, core_options(scenario, policy))
        self._around: dict[ParticipantId, frozenset[ParticipantId]] = {}
        for part in components(problem):
            everybody = scenario.participants
            people = [everybody[i].id for i in part.groups if i < len(everybody)]
            together = frozenset(people)
            for person in people:
                free = part.problem.num_rows == 0
                self._around[person] = frozenset({person}) if free else together
        self._employer_of = {p.id: p.employer for p in scenario.places}
        tied = list(hanging_together(scenario))
        self._tied = _merged([*self._around.values(), *tied]) if tied else self._around

    def around(
        self,
        conflicts: Iterable[Conflict],
        changes: Collection[Change],
        made: Scenario,
    ) -> frozenset[ParticipantId]:
        """Return everybody whom ``changes`` to settle ``conflicts`` can touch.

        ``made`` is the scenario after them.
        """
        people = {p for one in conflicts for p in (*one.participants, *one.given_up)}
        people |= {p for one in conflicts for p in self._counted(one.missed)}
        people |= {p for change in changes for p in self._touched(change, made)}
        letting_in = any(change.kind is ChangeKind.EXCEPTION for change in changes)
        around = self._tied if letting_in else self._around
        return frozenset().union(*(around[person] for person in people))

    def _counted(self, quota: QuotaId | None) -> Iterator[ParticipantId]:
        """Yield whom a quota counts."""
        templates = self._scenario.templates_by_id()
        for one in self._scenario.quotas:
            if one.id == quota:
                for person in self._scenario.participants:
                    if one.counts_person(person, templates[person.template]):
                        yield person.id

    def _touched(self, change: Change, made: Scenario) -> set[ParticipantId]:
        """Return the people in the class, with the employer or specialist that change."""
        demand, scenario = change.demand, self._scenario
        people = {p for p in (demand.participant, demand.other) if p is not None}
        if change.kind is ChangeKind.GIVE_UP and any(
            pin.participant in people and pin.place and pin.start_date
            for pin in scenario.pins
        ):
            people |= {pin.participant for pin in scenario.pins}
            people |= {running.participant for running in scenario.running}
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
                    made.participants, admitting_sections(made), strict=True
                )
                if any(s.id == demand.section for s in sections)
            }
        return people

    def only(self, made: Scenario, people: frozenset[ParticipantId]) -> Scenario:
        """Return the scenario ``made`` of this one, with nobody but ``people``."""
        pins = [pin for pin in made.pins if pin.participant in people]
        running = [r for r in made.running if r.participant in people]
        places = {r.place for r in running}
        places |= {pin.place for pin in pins if pin.place is not None}
        if any(quota.least for quota in made.quotas) or any(
            pin.place is None and pin.start_date is not None for pin in pins
        ):
            places = set(self._employer_of)
        return narrowed(made, people, places)


def _merged(
    groups: Sequence[frozenset[ParticipantId]],
) -> dict[ParticipantId, frozenset[ParticipantId]]:
    """Return per person all whom chains of ``groups`` lead to."""
    found: dict[ParticipantId, set[ParticipantId]] = {}
    for group in groups:
        joined = set(group).union(*(found[p] for p in group if p in found))
        found.update(dict.fromkeys(joined, joined))
    return {person: frozenset(others) for person, others in found.items()}
