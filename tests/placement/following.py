"""Who can be followed by whom, tried out person by person."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations

from matcher.domain.ids import SpecialistId
from matcher.domain.participant import Participant
from matcher.domain.scenario import Scenario

Team = frozenset[SpecialistId]


def team_of(scenario: Scenario, person: Participant) -> Team:
    """Who can follow ``person``; nobody where the rule says nothing."""
    if not scenario.specialists:
        return frozenset()
    if person.specialist is not None:
        return frozenset({person.specialist})
    template = scenario.templates_by_id()[person.template]
    return frozenset(
        one.id
        for one in scenario.specialists
        if person.municipality in (one.municipalities or {person.municipality})
        and template.programme in (one.programmes or {template.programme})
        and template.id in (one.templates or {template.id})
    )


def room(scenario: Scenario) -> dict[SpecialistId, int]:
    return {
        one.id: max(0, one.caseload_limit - one.already) for one in scenario.specialists
    }


def most_followed(scenario: Scenario, people: Iterable[Participant]) -> int:
    """How many of ``people`` can have one specialist each."""
    teams = tuple(sorted(tuple(sorted(team_of(scenario, p))) for p in people))

    @cache
    def most(nth: int, left: tuple[tuple[SpecialistId, int], ...]) -> int:
        if nth == len(teams):
            return 0
        found = most(nth + 1, left)
        for specialist in teams[nth]:
            if dict(left)[specialist] > 0:
                less = tuple((s, n - (s == specialist)) for s, n in left)
                found = max(found, 1 + most(nth + 1, less))
        return found

    return most(0, tuple(room(scenario).items()))


def can_be_followed(scenario: Scenario, placed: Iterable[Participant]) -> bool:
    """Whether everybody placed can have a specialist, who is to have one.

    Of running placements some may be left over: no more than alone.
    """
    asked = [person for person in placed if team_of(scenario, person)]
    running = {one.participant for one in scenario.running}
    facts = [p for p in scenario.participants if p.id in running]
    facts = [person for person in facts if team_of(scenario, person)]
    over = len(facts) - most_followed(scenario, facts)
    return len(asked) - most_followed(scenario, asked) <= over


def crowds_of(scenario: Scenario, person: Participant) -> Iterator[Team]:
    """Every set of specialists in which are all who can follow ``person``."""
    team = team_of(scenario, person)
    every = [one.id for one in scenario.specialists]
    for size in range(1, len(every) + 1):
        for some in combinations(every, size):
            if team and team <= set(some):
                yield frozenset(some)


def crowd_limit(scenario: Scenario, crowd: Team) -> int:
    """How many ``crowd`` can follow of those whom nobody else can."""
    running = {one.participant for one in scenario.running}
    inside = [
        person
        for person in scenario.participants
        if person.id in running and team_of(scenario, person)
        if team_of(scenario, person) <= crowd
    ]
    most = sum(n for one, n in room(scenario).items() if one in crowd)
    return most + len(inside) - most_followed(scenario, inside)
