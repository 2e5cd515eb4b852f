"""Job specialists on the report page."""

from dataclasses import replace

from matcher.calendar import Hours
from matcher.domain.ids import SpecialistId
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.report.page import render_report
from tests.helpers import builders as make
from tests.report.test_page import NB, table_after


def test_specialists_with_load_and_limit(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """People in the plan and from before, the limit and what is left; and who has whom."""
    specialists = (make.specialist("s1", 5, already=2), make.specialist("s2", 3))
    first, *rest = plan.placements
    followed = replace(first, specialist=SpecialistId("s1"))
    html = render_report(
        replace(known, specialists=specialists),
        replace(plan, placements=(followed, *rest)),
        hours,
        NB,
    )
    assert table_after(html, "specialists")[1:] == [
        ["s1", "1", "2", "5", "2"],
        ["s2", "0", "0", "3", "3"],
    ]
    head, *rows = table_after(html, "placements")
    where = head.index("Jobbspesialist")
    assert [row[where] for row in rows] == ["s1", ""]


def test_without_specialists_the_page_says_nothing_of_them(
    known: Scenario, plan: Plan, hours: Hours
) -> None:
    """No table, no column."""
    assert "obbspesialist" not in render_report(known, plan, hours, NB)
