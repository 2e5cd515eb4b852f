"""The audit reads people's own holiday where the school gives less than five weeks."""

from dataclasses import replace

from matcher.domain.activities import Activity
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    PLAIN_MONDAY,
    entry,
    instead,
    judged,
    planned,
    term,
)
from tests.helpers import builders as make

WITHOUT = term(calendars=(make.calendar(),))
PLAN, ROWS = planned(WITHOUT)
UNSTATED = replace(PLAN, calendar_sha256="")


def test_holiday_that_is_due_is_right():
    """A calendar with all the holiday that is due breaks nothing."""
    assert Activity.HOLIDAY in {row.activity for row in ROWS}
    assert judged(ROWS, WITHOUT, UNSTATED) == []


def test_holiday_beyond_what_is_due_is_none():
    """One day more than is due, and it is no holiday."""
    rows = instead(ROWS, entry("p2", PLAIN_MONDAY, Activity.HOLIDAY))
    found = {(fault.rule, fault.aspect) for fault in judged(rows, WITHOUT, UNSTATED)}
    assert (RuleCode.CALENDAR_DAY, "no-holiday") in found
