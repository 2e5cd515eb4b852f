"""What is found in a calendar, in words of three languages."""

import pytest

from matcher.audit import audit_plan, report_lines, violation_line
from matcher.audit.calendar.hours import SHORTAGES
from matcher.domain.policy import Policy
from matcher.text import Language, translator
from tests.audit.calendar.school_term import (
    BARE,
    FILLED,
    PLAN,
    TERM,
    judged,
)
from tests.audit.calendar.test_mutation import MUTATIONS

every_language = pytest.mark.parametrize(
    "translate", [translator(language) for language in Language], ids=list(Language)
)


@every_language
def test_every_false_calendar_can_be_told(translate):
    """Each is told in each language with rule, people, days and what to do."""
    for _, change in MUTATIONS.values():
        for violation in judged(change(BARE)):
            line = violation_line(violation, translate)
            assert line.startswith(f"{violation.rule.value}: ")
            assert "{" not in line
            assert "None" not in line
            assert all(person in line for person in violation.participants)
            assert violation.first is None or str(violation.first.year) in line


@every_language
def test_another_calendar_and_bounds_can_be_told(translate):
    """So can what the plan states and is not so."""
    violations = audit_plan(TERM, Policy(), PLAN, BARE).violations
    lines = [violation_line(violation, translate) for violation in violations]
    assert any(translate("audit.stated-value.calendar") in line for line in lines)


@every_language
def test_what_the_calendar_lacks_is_told(translate):
    """The four shortages stand last, each with its figure."""
    report = audit_plan(TERM, Policy(), PLAN, FILLED)
    heading, *told = report_lines(report, translate)[-5:]
    assert heading == translate("audit.calendar")
    assert [line.rsplit(": ", 1)[1] for line in told] == [
        str(PLAN.metrics[name]) for name in SHORTAGES
    ]
