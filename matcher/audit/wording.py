"""The audit in words: lines of text in the user's language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from matcher.audit.calendar.hours import SHORTAGES
from matcher.audit.compare import Comparison
from matcher.audit.violations import Assumption, AuditReport, Violation
from matcher.domain.policy import TIER_UNITS, Tier
from matcher.text import Translator

MOST_PEOPLE_NAMED = 12

_TRANSLATED = {
    "skill": "audit.skill",
    "has": "audit.education",
    "asked": "audit.education",
    "name": "report.tier",
    "group": "groups",
    "figure": "groups.figure",
    "rule": "rule",
}
"""Details whose values are words of ours, and where their translations are."""


def _people(ids: Sequence[str], translate: Translator) -> str:
    named = ", ".join(ids[:MOST_PEOPLE_NAMED])
    rest = len(ids) - MOST_PEOPLE_NAMED
    if rest <= 0:
        return named
    return translate.plural("audit.and-more", rest, people=named)


def _when(first: date | None, last: date | None, translate: Translator) -> str:
    if first is None or last is None:
        return ""
    weeks = {
        "first_week": first.isocalendar().week,
        "last_week": last.isocalendar().week,
    }
    key = "audit.day" if first == last else "audit.days"
    return translate(key, first=first, last=last, **weeks)


def _detail(name: str, value: str, translate: Translator) -> str:
    key = f"{_TRANSLATED.get(name, '')}.{value}"
    return translate(key) if key in translate else value


def violation_line(violation: Violation, translate: Translator) -> str:
    """Return the rule's code, what is wrong with whom, where and when, and what to do."""
    details = {n: _detail(n, v, translate) for n, v in violation.details.items()}
    sentence = translate(
        violation.message,
        people=_people(violation.participants, translate),
        place=violation.place,
        employer=violation.employer,
        section=violation.section,
        slot=violation.slot,
        when=_when(violation.first, violation.last, translate),
        found=violation.found,
        allowed=violation.allowed,
        **details,
    )
    if violation.excuse:
        advice = translate(f"audit.excuse.{violation.excuse}")
    else:
        advice = translate(f"audit.{violation.rule.value}.todo")
    return f"{violation.rule.value}: {sentence} {advice}"


def _assumption_line(assumption: Assumption, translate: Translator) -> str:
    people = assumption.participants
    return translate.plural(
        f"audit.assumed.{assumption.code}",
        len(people),
        people=_people(people, translate),
    )


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _rule_lines(report: AuditReport, translate: Translator) -> Iterator[str]:
    if report.violations:
        yield translate.plural("audit.violations", len(report.violations))
    else:
        yield translate("audit.sound")
    yield from _indented(violation_line(v, translate) for v in report.violations)
    if report.warnings:
        yield translate.plural("audit.warnings", len(report.warnings))
        yield from _indented(violation_line(v, translate) for v in report.warnings)
    if report.assumptions:
        yield translate("audit.assumptions")
        yield from _indented(_assumption_line(a, translate) for a in report.assumptions)


def _metric_label(name: str, translate: Translator) -> str:
    return translate(f"report.{name.replace('_', '-')}")


def report_lines(report: AuditReport, translate: Translator) -> list[str]:
    """Return the audit as lines: violations, warnings, assumptions, counts, values."""
    lines = list(_rule_lines(report, translate))
    for name, count in report.metrics.items():
        lines.append(f"{_metric_label(name, translate)}: {count}")
    for tier, value in report.values.items():
        unit = translate(f"report.unit.{TIER_UNITS[tier]}")
        label = translate(f"report.tier.{tier.value}")
        lines.append(f"{label}: {value} {unit}")
    return [*lines, *_calendar_lines(report, translate)]


def _calendar_lines(report: AuditReport, translate: Translator) -> Iterator[str]:
    if report.calendar is not None:
        yield translate("audit.calendar")
        yield from _indented(
            f"{translate(f'report.shortage.{name}')}: {report.calendar[name]}"
            for name in SHORTAGES
        )


Name = TypeVar("Name", bound=str)


def _side_by_side(
    a: Mapping[Name, int], b: Mapping[Name, int], labels: Mapping[Name, str]
) -> Iterator[str]:
    return (
        f"{label}: {a[name]} | {b[name]} ({b[name] - a[name]:+d})"
        for name, label in labels.items()
    )


def _people_lines(
    comparison: Comparison, names: tuple[str, str], translate: Translator
) -> Iterator[str]:
    """Yield who is placed, covered or scheduled differently; groups of nobody not."""
    a, b = names
    groups = {
        "only-a": comparison.only_a,
        "only-b": comparison.only_b,
        "covered-only-a": comparison.covered_only_a,
        "covered-only-b": comparison.covered_only_b,
        "rescheduled": comparison.rescheduled,
        "moved": tuple(
            f"{move.participant} ({move.place_a} → {move.place_b})"
            for move in comparison.moved
        ),
    }
    for group, ids in groups.items():
        if ids:
            people = _people(ids, translate)
            key = f"audit.compare.{group}"
            yield translate.plural(key, len(ids), people=people, a=a, b=b)
    yield translate.plural("audit.compare.unchanged", comparison.unchanged)


def comparison_lines(
    comparison: Comparison, names: tuple[str, str], translate: Translator
) -> list[str]:
    """Return the comparison as lines; ``names`` are what the user calls the plans."""
    a, b = comparison.a, comparison.b
    # A plan made by hand says nothing of visits.
    both = [name for name in a.metrics if name in b.metrics]
    metrics = {name: _metric_label(name, translate) for name in both}
    tiers: dict[Tier, str] = {
        tier: translate(f"report.tier.{tier.value}") for tier in a.values
    }
    lines = [translate("audit.compare.sides", a=names[0], b=names[1])]
    lines += _side_by_side(a.metrics, b.metrics, metrics)
    lines += _side_by_side(a.values, b.values, tiers)
    lines += _people_lines(comparison, names, translate)
    for name, report in zip(names, (a, b), strict=True):
        lines.append(f"{name}:")
        lines += _indented(_rule_lines(report, translate))
    return lines
