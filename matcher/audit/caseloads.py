"""Second reading of who is followed up by which job specialist."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from matcher.audit.crowds import Crowd
from matcher.audit.reading import Person, Reading
from matcher.audit.violations import Violation
from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.rules import RuleCode
from matcher.domain.specialists import Caseloads, Team, followed, people_over


def caseload_violations(reading: Reading) -> Iterator[Violation]:
    """Yield specialists who cannot follow their people, and those with too many.

    Where a plan does not say who follows somebody, it may be anyone who can.
    """
    placed = [person for person in reading.people if person.rows]
    yield from _not_theirs(placed)
    room = reading.scenario.room_of_specialists()
    teams = {person.id: _stated_team(person) for person in placed}
    teams = {person: team for person, team in teams.items() if team}
    loads = followed(teams, room)
    over = [person for person in teams if person not in loads.with_whom]
    if over:
        yield from _too_many(reading, loads, over, room)


def _not_theirs(placed: list[Person]) -> Iterator[Violation]:
    for person in placed:
        stated = [row for row in person.rows if row.specialist is not None]
        for row in stated:
            others = row.specialist != stated[0].specialist
            if others or row.specialist not in person.team:
                yield person.breaks(
                    RuleCode.CASELOAD,
                    row,
                    aspect="another" if others else "not-theirs",
                    details={"specialist": str(row.specialist)},
                )


def _stated_team(person: Person) -> Team:
    """Return who follows the person, or could where the plan does not say.

    Somebody is followed by one throughout: what is said first counts.
    """
    stated = [row.specialist for row in person.rows if row.specialist is not None]
    return frozenset(stated[:1]) or person.team


def _too_many(
    reading: Reading,
    loads: Caseloads,
    over: list[ParticipantId],
    room: Mapping[SpecialistId, int],
) -> Iterator[Violation]:
    """Yield the specialists who have no room for all whom none but they follow.

    Of running placements alone it is excused, as far as these cannot be shared out
    better.
    """
    people = {person.id: person for person in reading.people}
    running = {p: people[p].team for p in loads.teams if people[p].running}
    unavoidable = len(over) <= people_over(running, room)
    for team in _overloaded(loads, over):
        theirs = sorted(p for p, own in loads.teams.items() if own <= team)
        crowd = Crowd(
            tuple(people[p] for p in theirs), reading.scenario.horizon.placement_span
        )
        violation = crowd.over(
            RuleCode.CASELOAD,
            sum(room[specialist] for specialist in team),
            aspect="too-many",
            details={"specialists": ", ".join(sorted(team))},
        )
        yield violation if unavoidable else replace(violation, excuse="")


def _overloaded(loads: Caseloads, over: list[ParticipantId]) -> list[Team]:
    """Return who is full on every way from somebody left over, parts apart."""
    parts: list[Team] = []
    for person in over:
        reached = loads.reached_from(loads.teams[person])
        apart = [part for part in parts if not part & reached]
        met = [part for part in parts if part & reached]
        parts = [*apart, reached.union(*met)]
    return parts
