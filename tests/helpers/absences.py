"""People who are away, for tests."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from matcher.domain.absences import Absence, AbsenceKind
from matcher.domain.programme_length import with_programme_ends
from matcher.domain.scenario import Scenario


def absence(kind: str, first: str, last: str) -> Absence:
    """``absence("leave", "2026-09-07", "2026-09-11")``: both days included."""
    return Absence(
        AbsenceKind(kind), date.fromisoformat(first), date.fromisoformat(last)
    )


def with_absences(seed: int, scenario: Scenario) -> Scenario:
    """The scenario with two in three people away now and then, their ends moved."""
    rng = Random(f"absences {seed}")
    start = scenario.horizon.start
    people = []
    for person in scenario.participants:
        spans = []
        for _ in range(rng.choice([0, 1, 2])):
            first = start + timedelta(days=rng.randrange(-20, 120))
            last = first + timedelta(days=rng.choice([0, 3, 11, 25]))
            spans.append(Absence(rng.choice(list(AbsenceKind)), first, last))
        people.append(replace(person, absences=tuple(spans)))
    return with_programme_ends(replace(scenario, participants=tuple(people)))
