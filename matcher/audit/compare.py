"""Two plans of the same scenario side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.audit.auditing import audit_placements, audit_plan
from matcher.audit.violations import AuditReport
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement, Plan
from matcher.domain.plan_diff import (
    Difference,
    Standing,
    differences_of_placements,
    standings,
)
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


def _placed(plan: AnyPlan) -> dict[ParticipantId, Standing]:
    """Return those who have a placement."""
    return {person: own for person, own in standings(plan).items() if own.placements}


def _move(person: ParticipantId, one: Standing, other: Standing) -> Move:
    """Return the first place that differs, placement by placement."""
    pairs = zip(one.placements, other.placements, strict=False)
    x, y = next((x, y) for x, y in pairs if x.place != y.place)
    return Move(person, x.place, y.place)


def _sorted(people: Iterable[ParticipantId]) -> tuple[ParticipantId, ...]:
    return tuple(sorted(people))


def compare_plans(
    scenario: Scenario, policy: Policy, a: AnyPlan, b: AnyPlan
) -> Comparison:
    """Return what differs between ``a`` and ``b``, with the audit of each."""
    report_a, report_b = _audit(scenario, policy, a), _audit(scenario, policy, b)
    placed_a, placed_b = _placed(a), _placed(b)
    both = {p: (placed_a[p], placed_b[p]) for p in sorted(placed_a) if p in placed_b}
    differ = {
        person: set(differences_of_placements(one.placements, other.placements))
        for person, (one, other) in both.items()
    }
    moved = [p for p, found in differ.items() if Difference.PLACE in found]
    rescheduled = [
        p for p, found in differ.items() if found and Difference.PLACE not in found
    ]
    covered_a, covered_b = set(report_a.covered), set(report_b.covered)
    return Comparison(
        only_a=_sorted(placed_a.keys() - placed_b.keys()),
        only_b=_sorted(placed_b.keys() - placed_a.keys()),
        moved=tuple(_move(person, *both[person]) for person in moved),
        rescheduled=tuple(rescheduled),
        unchanged=sum(not found for found in differ.values()),
        covered_only_a=_sorted(covered_a - covered_b),
        covered_only_b=_sorted(covered_b - covered_a),
        a=report_a,
        b=report_b,
    )
