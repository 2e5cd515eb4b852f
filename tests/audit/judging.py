"""Short words for what an audit found."""

from collections.abc import Mapping
from datetime import date

from matcher.audit import AuditReport, Violation, audit_placements
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario

CALENDAR_RULES = {
    RuleCode.CALENDAR_CLASH,
    RuleCode.CALENDAR_DAY,
    RuleCode.CALENDAR_CLASS,
    RuleCode.CALENDAR_PRACTICE,
    RuleCode.CALENDAR_SEATS,
    RuleCode.CALENDAR_AVAILABILITY,
    RuleCode.ACTIVITY_SESSION,
    RuleCode.ACTIVITY_PEOPLE,
    RuleCode.ACTIVITY_WHOLE,
    RuleCode.SELF_STUDY_CAP,
}
"""Rules of the calendar beside the plan; the others are of the plan itself."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def audited(
    scenario: Scenario,
    *placements: Placement,
    classes: Mapping[str, str | None] | None = None,
    policy: Policy | None = None,
) -> AuditReport:
    stated = {
        ParticipantId(person): None if section is None else SectionId(section)
        for person, section in (classes or {}).items()
    }
    return audit_placements(scenario, policy or Policy(), placements, stated)


def broken(scenario: Scenario, *placements: Placement, **parts) -> list[RuleCode]:
    """The rules broken, one entry per violation."""
    return [v.rule for v in audited(scenario, *placements, **parts).violations]


def the_violation(scenario: Scenario, *placements: Placement, **parts) -> Violation:
    """The one violation there is."""
    (only,) = audited(scenario, *placements, **parts).violations
    return only


def the_warning(scenario: Scenario, *placements: Placement, **parts) -> Violation:
    """The one warning there is, beside no violation."""
    report = audited(scenario, *placements, **parts)
    assert not report.violations
    (only,) = report.warnings
    return only
