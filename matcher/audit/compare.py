"""Two plans of the same scenario side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.audit.auditing import audit_placements, audit_plan
from matcher.audit.violations import AuditReport
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Move:
    """A person who is at one place in the first plan and at another in the second."""

    participant: ParticipantId
    place_a: PlaceId
    place_b: PlaceId


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between plan ``a`` and plan ``b``; people sorted by id.

    Attributes
    ----------
    only_a, only_b
        Placed in that plan and not in the other.
    moved
        Placed in both, at different places.
    rescheduled
        At the same place in both, on other dates or slots.
    unchanged
        People with the same place, dates and slots in both.
    covered_only_a, covered_only_b
        Covered in that plan and not in the other.
    a, b
        The audit of each: violations, tier values and metrics.
    """

    only_a: tuple[ParticipantId, ...]
    only_b: tuple[ParticipantId, ...]
    moved: tuple[Move, ...]
    rescheduled: tuple[ParticipantId, ...]
    unchanged: int
    covered_only_a: tuple[ParticipantId, ...]
    covered_only_b: tuple[ParticipantId, ...]
    a: AuditReport
    b: AuditReport


AnyPlan = Plan | Sequence[Placement]
"""A plan of ours, or the rows of one made by hand."""


def _audit(scenario: Scenario, policy: Policy, plan: AnyPlan) -> AuditReport:
    if isinstance(plan, Plan):
        return audit_plan(scenario, policy, plan)
    return audit_placements(scenario, policy, plan, {})


def _by_participant(plan: AnyPlan) -> Mapping[ParticipantId, Placement]:
    """Return each person's placement; of several, the first by start and place."""
    rows = plan.placements if isinstance(plan, Plan) else plan
    found: dict[ParticipantId, Placement] = {}
    for row in sorted(rows, key=lambda row: (row.start_date, row.place)):
        found.setdefault(row.participant, row)
    return found


def _timetable(placement: Placement) -> tuple[object, ...]:
    steps = [(step.first_day, frozenset(step.slots)) for step in placement.steps]
    return placement.start_date, placement.end_date, steps


def _sorted(people: Iterable[ParticipantId]) -> tuple[ParticipantId, ...]:
    return tuple(sorted(people))


def compare_plans(
    scenario: Scenario, policy: Policy, a: AnyPlan, b: AnyPlan
) -> Comparison:
    """Return what differs between ``a`` and ``b``, with the audit of each."""
    report_a, report_b = _audit(scenario, policy, a), _audit(scenario, policy, b)
    rows_a, rows_b = _by_participant(a), _by_participant(b)
    both = [(p, rows_a[p], rows_b[p]) for p in sorted(rows_a.keys() & rows_b.keys())]
    stayed = [(p, x, y) for p, x, y in both if x.place == y.place]
    rescheduled = tuple(p for p, x, y in stayed if _timetable(x) != _timetable(y))
    covered_a, covered_b = set(report_a.covered), set(report_b.covered)
    return Comparison(
        only_a=_sorted(rows_a.keys() - rows_b.keys()),
        only_b=_sorted(rows_b.keys() - rows_a.keys()),
        moved=tuple(
            Move(p, x.place, y.place) for p, x, y in both if x.place != y.place
        ),
        rescheduled=rescheduled,
        unchanged=len(stayed) - len(rescheduled),
        covered_only_a=_sorted(covered_a - covered_b),
        covered_only_b=_sorted(covered_b - covered_a),
        a=report_a,
        b=report_b,
    )
