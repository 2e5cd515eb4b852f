"""A scenario that takes a search: many people want the days of few seats."""

from matcher.domain.scenario import Scenario
from tests.helpers import builders as make


def crowd(people: int = 40, places: int = 6) -> Scenario:
    """Return one component that no flow can solve: everybody wants the same seats."""
    return make.scenario(
        [make.participant(f"p{i:02}") for i in range(people)],
        [make.place(f"q{i}", people_at_once=2) for i in range(places)],
        sections=[make.section(menu="man")],
        templates=[make.template(class_slots=1, lengths_weeks=(26, 10))],
    )
