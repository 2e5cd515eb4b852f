from dataclasses import replace

import pytest

from matcher.calendar import Hours, build_calendar, summarise_hours
from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import ParticipantId
from matcher.domain.metrics import seat_slots_offered, seat_slots_used
from matcher.domain.plan import (
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
    Plan,
    Status,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import TIER_UNITS, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from tests.helpers.builders import participant, place, placement, scenario

VALUES = {
    Tier.REPAIR: (-1, -1),
    Tier.COVERAGE_OVERDUE: (1, 1),
    Tier.COVERAGE_DUE: (1, 1),
    Tier.COVERAGE_MATCH_LATE: (0, 0),
    Tier.COVERAGE_OTHER: (0, 0),
    Tier.HOURS_SHORT: (-390, -390),
    Tier.WAITING: (120, 120),
    Tier.FIT: (1400, 1410),
    Tier.RHYTHM: (20, 20),
    Tier.TIE_BREAK: (3, 3),
}


def tier(name: Tier, value: int, bound: int) -> TierResult:
    given = (Tier.FIT,) if name in (Tier.RHYTHM, Tier.TIE_BREAK) else ()
    return TierResult(name, value, bound, TIER_UNITS[name], given)


def not_placed(person: str, *reasons: NotPlacedReason) -> NotPlaced:
    return NotPlaced(ParticipantId(person), reasons)


@pytest.fixture
def known() -> Scenario:
    """Four people, two places: one seat each, the second shared."""
    people = [participant(f"p{n}") for n in range(1, 5)]
    return scenario(people, [place("q1"), place("q2", people_at_once=2)])


@pytest.fixture
def plan(known: Scenario) -> Plan:
    """Two placed, one crowded out, one without a place in reach; fit is not proved."""
    placements = (
        placement("p1", "q1"),
        replace(placement("p2", "q2", "ons tor"), section=None),
    )
    no_level = NotPlacedReason(RuleCode.CEFR_FLOOR, NotPlacedKind.ELIGIBILITY, 2, 1)
    too_far = NotPlacedReason(RuleCode.TRAVEL_LIMIT, NotPlacedKind.ELIGIBILITY, 1, 0)
    full = NotPlacedReason(RuleCode.SEAT_DAY, NotPlacedKind.CROWDED_OUT, 2, 2)
    return Plan(
        scenario="Ås & Vang <prøve>",
        scenario_sha256="0" * 64,
        policy="standard",
        seed=0,
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.WORK_LIMIT,
        tiers=tuple(tier(name, *values) for name, values in VALUES.items()),
        components=(),
        placements=placements,
        not_placed=(not_placed("p3", full), not_placed("p4", no_level, too_far)),
        findings=(),
        metrics={
            "participants": 4,
            "placed": 2,
            "covered": 2,
            "covered_if_unshared": 1,
            "seat_slots_offered": seat_slots_offered(known),
            "seat_slots_used": seat_slots_used(known, placements),
        },
    )


@pytest.fixture
def warning() -> Finding:
    return Finding("unknown-table", Severity.WARNING, "x.csv", value="x")


@pytest.fixture
def hours(known: Scenario, plan: Plan) -> Hours:
    classes = {p.participant: p.section for p in plan.placements if p.section}
    return summarise_hours(build_calendar(known, plan.placements, classes))
