"""What the commands tell machines: plain JSON documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matcher.audit import AuditReport, Comparison, Violation, violation_line
from matcher.calendar import LackingHours
from matcher.domain.finding import Finding, Severity
from matcher.domain.plan import Plan
from matcher.domain.weeks import iso_week_label
from matcher.explain import Explanation, PlacementFacts
from matcher.io.certificates_json import certificate_documents
from matcher.io.conflicts_json import conflict_documents
from matcher.io.groups_json import groups_document
from matcher.io.programme_ends_json import programme_end_documents
from matcher.io.reasons_json import relaxation_documents, why_placed_document
from matcher.report.wording import Wording
from matcher.text import Translator

Document = Mapping[str, Any]


def findings_document(findings: Sequence[Finding], wording: Wording) -> Document:
    """Return every finding, and how many there are of each severity."""
    return {
        "counts": {
            severity.value: sum(f.severity is severity for f in findings)
            for severity in Severity
        },
        "findings": _findings(findings, wording),
    }


def _findings(findings: Iterable[Finding], wording: Wording) -> list[Document]:
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "source": finding.source,
            "row": finding.row,
            "column": finding.column,
            "value": finding.value,
            "details": dict(finding.details),
            "message": wording.finding(finding),
        }
        for finding in findings
    ]


def plan_document(
    plan: Plan, folder: Path, files: Iterable[str], timings: Mapping[str, float]
) -> Document:
    """Return how a plan went and where its files are; the plan is ``plan.json``."""
    return {
        "scenario": plan.scenario,
        "seed": plan.seed,
        "status": plan.status.value,
        "stopped_by": plan.stopped_by.value,
        "tiers": [
            {
                "name": tier.name.value,
                "value": tier.value,
                "bound": tier.bound,
                "gap": tier.gap,
                "unit": tier.unit,
            }
            for tier in plan.tiers
        ],
        "metrics": dict(plan.metrics),
        "not_placed": len(plan.not_placed),
        "groups": groups_document(plan.groups),
        "findings": {
            severity.value: sum(f.severity is severity for f in plan.findings)
            for severity in Severity
        },
        "folder": str(folder),
        "files": sorted(files),
        "seconds": dict(timings),
    }


def audit_document(report: AuditReport, say: Translator) -> Document:
    """Return violations and warnings with their sentence, and what the plan reaches."""
    return {
        "violations": _violations(report.violations, say),
        "warnings": _violations(report.warnings, say),
        "assumptions": [
            {"code": taken.code, "participants": list(taken.participants)}
            for taken in report.assumptions
        ],
        "values": {tier.value: value for tier, value in report.values.items()},
        "metrics": dict(report.metrics),
        "covered": list(report.covered),
        "groups": groups_document(report.groups),
        "calendar": None if report.calendar is None else dict(report.calendar),
    }


def _violations(violations: Iterable[Violation], say: Translator) -> list[Document]:
    return [
        {
            "rule": violation.rule.value,
            "aspect": violation.aspect,
            "participants": list(violation.participants),
            "place": violation.place,
            "employer": violation.employer,
            "section": violation.section,
            "slot": violation.slot,
            "first": violation.first.isoformat() if violation.first else None,
            "last": violation.last.isoformat() if violation.last else None,
            "found": violation.found,
            "allowed": violation.allowed,
            "excuse": violation.excuse,
            "message": violation_line(violation, say),
        }
        for violation in violations
    ]


def comparison_document(
    comparison: Comparison, names: Sequence[str], say: Translator
) -> Document:
    """Return what differs between two plans, and the audit of each."""
    return {
        "plans": list(names),
        "only_a": list(comparison.only_a),
        "only_b": list(comparison.only_b),
        "moved": [
            {
                "participant": move.participant,
                "place_a": move.place_a,
                "place_b": move.place_b,
            }
            for move in comparison.moved
        ],
        "rescheduled": list(comparison.rescheduled),
        "unchanged": comparison.unchanged,
        "covered_only_a": list(comparison.covered_only_a),
        "covered_only_b": list(comparison.covered_only_b),
        "a": audit_document(comparison.a, say),
        "b": audit_document(comparison.b, say),
    }


def explanation_document(
    explanation: Explanation,
    lacking: Sequence[LackingHours],
    lines: Sequence[str],
    plain: Sequence[str],
) -> Document:
    """Return the facts behind one person's result, and what tells them.

    ``lacking`` is what their calendar lacks. ``lines`` are for those who work with the plan, ``plain`` for the person.
    """
    hours, placed, second = (
        explanation.hours,
        explanation.placed,
        explanation.second,
    )
    window = hours.window
    crowds = [c for c in (explanation.certificate,) if c is not None]
    ends = [end for end in (explanation.programme_end,) if end is not None]
    return {
        "participant": explanation.participant,
        "section": explanation.section,
        "placed": None if placed is None else _placement_facts(placed),
        "second": None if second is None else _placement_facts(second),
        "work_minutes": {
            "urgency": hours.urgency.value,
            "first": window.first.isoformat() if window else None,
            "last": window.last.isoformat() if window else None,
            "required": hours.required,
            "secured": hours.secured,
            "brought": hours.brought,
            "missing": hours.missing,
        },
        "reasons": [
            {
                "rule": reason.rule.value,
                "kind": reason.kind.value,
                "fails": reason.fails,
                "fails_only": reason.fails_only,
            }
            for reason in explanation.reasons
        ],
        "relaxations": relaxation_documents(explanation.relaxations),
        "certificate": next(iter(certificate_documents(crowds)), None),
        "conflicts": conflict_documents(explanation.conflicts),
        **programme_end_documents(ends),
        "lacking": [
            {
                "iso_week": iso_week_label(one.monday),
                "minutes": one.minutes,
                "cause": one.cause.value,
                "place": one.place,
                "group_activity": one.group_activity,
            }
            for one in lacking
        ],
        "lines": list(lines),
        "plain": list(plain),
    }


def _placement_facts(facts: PlacementFacts) -> Document:
    placement = facts.placement
    return {
        "place": placement.place,
        "start_date": placement.start_date.isoformat(),
        "end_date": placement.end_date.isoformat(),
        "wish_rank": facts.wish_rank,
        "num_wishes": facts.num_wishes,
        "travel_minutes": facts.travel_minutes,
        "class_minutes": facts.class_minutes,
        "travel_limit": facts.travel_limit,
        "skills": [
            {
                "skill": skill.skill,
                "level": skill.level.label,
                "at_start": skill.at_start.label,
                "floor": skill.floor.label,
                "wish": skill.wish.label,
            }
            for skill in facts.skills
        ],
        "fit": asdict(facts.fit),
        "weights": asdict(facts.weights),
        **why_placed_document(placement),
    }
