"""A plan to ``plan.json`` and back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import ParticipantId, PlaceId, QuotaId, SectionId, SlotId
from matcher.domain.plan import (
    PLAN_SCHEMA_VERSION,
    ComponentResult,
    Fairness,
    Method,
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
    Placement,
    PlacementStep,
    Plan,
    Status,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode
from matcher.io.certificates_json import certificate_documents, read_certificates
from matcher.io.conflicts_json import conflict_documents, read_conflicts
from matcher.io.fallbacks_json import (
    bound_documents,
    fallback_documents,
    read_bounds,
    read_fallbacks,
)
from matcher.io.groups_json import groups_document, read_groups
from matcher.io.missed_quotas_json import missed_quota_documents, read_missed_quotas
from matcher.io.practice_hours_json import (
    practice_hours_documents,
    read_practice_hours,
)
from matcher.io.programme_ends_json import (
    programme_end_documents,
    read_programme_ends,
)
from matcher.io.reasons_json import (
    read_relaxations,
    read_why_placed,
    relaxation_documents,
    why_placed_document,
)
from matcher.io.subject_seats_json import read_subject_seats, subject_seat_documents
from matcher.io.visits_json import read_visits, visit_documents

Document = Mapping[str, Any]


def tier_document(tier: TierResult) -> Document:
    """Return what is known of an aim, as every file tells it."""
    return {
        "name": tier.name.value,
        "value": tier.value,
        "bound": tier.bound,
        "gap": tier.gap,
        "unit": tier.unit,
        "given": [before.value for before in tier.given],
        "bound_checked": tier.bound_checked,
    }


def _read_tier(document: Document) -> TierResult:
    return TierResult(
        Tier(document["name"]),
        document["value"],
        document["bound"],
        document["unit"],
        tuple(map(Tier, document["given"])),
        document.get("bound_checked"),
    )


def _component(component: ComponentResult) -> Document:
    return {
        "participants": list(component.participants),
        "places": list(component.places),
        "method": component.method.value,
        "tiers": [tier_document(tier) for tier in component.tiers],
        "stopped_by": component.stopped_by.value,
        "quotas": list(component.quotas),
        "problem_sha256": component.problem_sha256,
    }


def _read_component(document: Document) -> ComponentResult:
    return ComponentResult(
        tuple(map(ParticipantId, document["participants"])),
        tuple(map(PlaceId, document["places"])),
        Method(document["method"]),
        tuple(map(_read_tier, document["tiers"])),
        StoppedBy(document["stopped_by"]),
        tuple(map(QuotaId, document.get("quotas", ()))),
        document.get("problem_sha256", ""),
    )


def placement_document(placement: Placement) -> Document:
    """Return a placement as it stands in ``plan.json``."""
    return {
        "participant": placement.participant,
        "place": placement.place,
        "start_date": placement.start_date.isoformat(),
        "end_date": placement.end_date.isoformat(),
        "section": placement.section,
        "steps": [
            {"first_day": step.first_day.isoformat(), "slots": list(step.slots)}
            for step in placement.steps
        ],
        **why_placed_document(placement),
        "fallbacks": fallback_documents(placement.fallbacks, placement_document),
        "specialist": placement.specialist,
    }


def placement_of_document(document: Document) -> Placement:
    """Return what :func:`placement_document` wrote."""
    return Placement(
        ParticipantId(document["participant"]),
        PlaceId(document["place"]),
        date.fromisoformat(document["start_date"]),
        date.fromisoformat(document["end_date"]),
        _section(document["section"]),
        tuple(
            PlacementStep(
                date.fromisoformat(step["first_day"]), tuple(map(SlotId, step["slots"]))
            )
            for step in document["steps"]
        ),
        fallbacks=read_fallbacks(document, placement_of_document),
        specialist=document.get("specialist"),
        **read_why_placed(document),
    )


def _section(text: str | None) -> SectionId | None:
    return None if text is None else SectionId(text)


def _not_placed(person: NotPlaced) -> Document:
    return {
        "participant": person.participant,
        "section": person.section,
        "reasons": [
            {
                "rule": reason.rule.value,
                "kind": reason.kind.value,
                "fails": reason.fails,
                "fails_only": reason.fails_only,
            }
            for reason in person.reasons
        ],
        "relaxations": relaxation_documents(person.relaxations),
    }


def _read_not_placed(document: Document) -> NotPlaced:
    reasons = tuple(
        NotPlacedReason(
            RuleCode(reason["rule"]),
            NotPlacedKind(reason["kind"]),
            reason["fails"],
            reason["fails_only"],
        )
        for reason in document["reasons"]
    )
    person = ParticipantId(document["participant"])
    return NotPlaced(
        person,
        reasons,
        _section(document["section"]),
        read_relaxations(document.get("relaxations")),
    )


def _finding(finding: Finding) -> Document:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "source": finding.source,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "details": dict(finding.details),
    }


def _read_finding(document: Document) -> Finding:
    parts = dict(document)
    return Finding(**{**parts, "severity": Severity(parts["severity"])})


def _fairness(fairness: Fairness | None) -> Document | None:
    if fairness is None:
        return None
    return {"n": list(fairness.people_at_most), "price": fairness.price}


def _read_fairness(document: Document | None) -> Fairness | None:
    if document is None:
        return None
    return Fairness(tuple(document["n"]), document["price"])


def plan_to_json(plan: Plan) -> str:
    """Return ``plan.json``: keys sorted, the same bytes for the same plan."""
    document = {
        "schema_version": PLAN_SCHEMA_VERSION,
        "scenario": plan.scenario,
        "scenario_sha256": plan.scenario_sha256,
        "policy": plan.policy,
        "seed": plan.seed,
        "status": plan.status.value,
        "stopped_by": plan.stopped_by.value,
        "tiers": [tier_document(tier) for tier in plan.tiers],
        "components": [_component(component) for component in plan.components],
        "placements": [placement_document(placement) for placement in plan.placements],
        "not_placed": [_not_placed(person) for person in plan.not_placed],
        "findings": [_finding(finding) for finding in plan.findings],
        "metrics": dict(plan.metrics),
        "calendar_sha256": plan.calendar_sha256,
        "fairness": _fairness(plan.fairness),
        "groups": groups_document(plan.groups),
        "fallback_bounds": bound_documents(plan.fallback_bounds),
        "certificates": certificate_documents(plan.certificates),
        "conflicts": conflict_documents(plan.conflicts),
        "missed_quotas": missed_quota_documents(plan.missed_quotas),
        **programme_end_documents(plan.programme_ends),
        **subject_seat_documents(plan.subject_seats),
        **practice_hours_documents(plan.practice_hours),
        "visits": visit_documents(plan.visits),
        "version": plan.version,
    }
    text = json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False)
    return text + "\n"


def plan_from_json(text: str) -> Plan:
    """Return the plan of :func:`plan_to_json`.

    Raises
    ------
    ValueError, KeyError, TypeError
        Where the text is not JSON, or not a plan of this schema version.
    """
    document = json.loads(text)
    if document["schema_version"] != PLAN_SCHEMA_VERSION:
        raise ValueError(f"schema_version {document['schema_version']}")
    return Plan(
        scenario=document["scenario"],
        scenario_sha256=document["scenario_sha256"],
        policy=document["policy"],
        seed=document["seed"],
        status=Status(document["status"]),
        stopped_by=StoppedBy(document["stopped_by"]),
        tiers=tuple(map(_read_tier, document["tiers"])),
        components=tuple(map(_read_component, document["components"])),
        placements=tuple(map(placement_of_document, document["placements"])),
        not_placed=tuple(map(_read_not_placed, document["not_placed"])),
        findings=tuple(map(_read_finding, document["findings"])),
        metrics=document["metrics"],
        calendar_sha256=document["calendar_sha256"],
        fairness=_read_fairness(document.get("fairness")),
        groups=read_groups(document.get("groups", ())),
        fallback_bounds=read_bounds(document),
        certificates=read_certificates(document),
        conflicts=read_conflicts(document),
        missed_quotas=read_missed_quotas(document),
        programme_ends=read_programme_ends(document),
        visits=read_visits(document),
        subject_seats=read_subject_seats(document),
        practice_hours=read_practice_hours(document),
        version=document.get("version", 1),
    )
