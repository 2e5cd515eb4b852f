"""Two plans of the same scenario side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
        Placed in both, at different places; of two placements in a row the first that
        differs.
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


def _by_participant(plan: AnyPlan) -> Mapping[ParticipantId, list[Placement]]:
    """Return each person's placements by start and place."""
    rows = plan.placements if isinstance(plan, Plan) else plan
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.start_date, row.place)):
        found[row.participant].append(row)
    return found


def _moves(
    person: ParticipantId, one: Sequence[Placement], other: Sequence[Placement]
) -> Iterator[Move]:
    """Yield the first place that differs, placement by placement."""
    pairs = zip(one, other, strict=False)
    apart = (Move(person, x.place, y.place) for x, y in pairs if x.place != y.place)
    yield from islice(apart, 1)


def _timetable(placements: Sequence[Placement]) -> list[tuple[object, ...]]:
    return [
        (
            one.start_date,
            one.end_date,
            [(step.first_day, frozenset(step.slots)) for step in one.steps],
        )
        for one in placements
    ]


def _sorted(people: Iterable[ParticipantId]) -> tuple[ParticipantId, ...]:
    return tuple(sorted(people))


def compare_plans(
    scenario: Scenario, policy: Policy, a: AnyPlan, b: AnyPlan
) -> Comparison:
    """Return what differs between ``a`` and ``b``, with the audit of each."""
    report_a, report_b = _audit(scenario, policy, a), _audit(scenario, policy, b)
    rows_a, rows_b = _by_participant(a), _by_participant(b)
    both = [(p, rows_a[p], rows_b[p]) for p in sorted(rows_a.keys() & rows_b.keys())]
    moved = tuple(move for p, x, y in both for move in _moves(p, x, y))
    left = {move.participant for move in moved}
    stayed = [(p, x, y) for p, x, y in both if p not in left]
    rescheduled = tuple(p for p, x, y in stayed if _timetable(x) != _timetable(y))
    covered_a, covered_b = set(report_a.covered), set(report_b.covered)
    return Comparison(
        only_a=_sorted(rows_a.keys() - rows_b.keys()),
        only_b=_sorted(rows_b.keys() - rows_a.keys()),
        moved=moved,
        rescheduled=rescheduled,
        unchanged=len(stayed) - len(rescheduled),
        covered_only_a=_sorted(covered_a - covered_b),
        covered_only_b=_sorted(covered_b - covered_a),
        a=report_a,
        b=report_b,
    )
