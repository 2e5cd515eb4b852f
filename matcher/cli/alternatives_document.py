"""``alternatives.json``: what each plan gives, and how it differs from the first."""

from collections.abc import Iterable, Mapping
from typing import Any

from matcher.alternatives import Alternative, Alternatives, CurvePoint, Figures
from matcher.audit import Comparison
from matcher.domain.plan import TierResult
from matcher.domain.policy import Tier

Document = Mapping[str, Any]


def alternatives_document(found: Alternatives) -> Document:
    """Return the plans and the curve; the same bytes for the same input and seed."""
    given = found.plans[0].outcome.plan
    return {
        "scenario": given.scenario,
        "scenario_sha256": given.scenario_sha256,
        "policy": given.policy,
        "seed": given.seed,
        "plans": [_plan(alternative) for alternative in found.plans],
        "curve": [_point(point) for point in found.curve],
    }


def _plan(alternative: Alternative) -> Document:
    plan = alternative.outcome.plan
    return {
        "name": alternative.name,
        "status": plan.status.value,
        "stopped_by": plan.stopped_by.value,
        **_figures(alternative.figures),
        "tiers": _tiers(plan.tiers),
        "violations": plan.metrics["violations"],
        "against_given": _difference(alternative.difference),
    }


def _figures(figures: Figures) -> Document:
    return {
        "coverage": {tier.value: people for tier, people in figures.coverage.items()},
        "covered": figures.covered,
        "placed": figures.placed,
        "hours_short": -figures.values[Tier.HOURS_SHORT],
        "days_waiting": figures.values[Tier.WAITING],
        "n": list(figures.people_at_most),
        "people_at_level": list(figures.people_at_level),
        "fit": figures.values[Tier.FIT],
        "travel_minutes": figures.travel_minutes,
    }


def _tiers(tiers: Iterable[TierResult]) -> list[Document]:
    return [
        {
            "name": tier.name.value,
            "value": tier.value,
            "bound": tier.bound,
            "gap": tier.gap,
            "proved": tier.gap == 0,
            "given": [before.value for before in tier.given],
            "unit": tier.unit,
        }
        for tier in tiers
    ]


def _difference(difference: Comparison) -> Document:
    return {
        "moved": [
            {"participant": m.participant, "from": m.place_a, "to": m.place_b}
            for m in difference.moved
        ],
        "newly_placed": list(difference.only_b),
        "no_longer_placed": list(difference.only_a),
        "newly_covered": list(difference.covered_only_b),
        "no_longer_covered": list(difference.covered_only_a),
        "rescheduled": list(difference.rescheduled),
        "unchanged": difference.unchanged,
    }


def _point(point: CurvePoint) -> Document:
    return {
        "name": point.name,
        "fairness_loss_permille": point.loss_permille,
        **_figures(point.figures),
        "tiers": _tiers(point.tiers),
        "efficient": point.efficient,
    }
