"""Whom job specialists follow, as text."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.domain.metrics import specialist_loads
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.report.wording import Named, Wording


@dataclass(frozen=True, slots=True)
class SpecialistRow:
    """One job specialist: people in the plan and from before, the limit, and room left."""

    specialist: Named
    in_plan: str
    before: str
    limit: str
    left: str


def specialist_rows(
    scenario: Scenario, placements: Iterable[Placement], wording: Wording
) -> tuple[SpecialistRow, ...]:
    """Return a row per job specialist of the scenario."""
    return tuple(
        SpecialistRow(
            wording.named(load.specialist.id),
            wording.number(load.in_plan),
            wording.number(load.specialist.already),
            wording.number(load.specialist.caseload_limit),
            wording.number(load.left),
        )
        for load in specialist_loads(scenario, placements)
    )
