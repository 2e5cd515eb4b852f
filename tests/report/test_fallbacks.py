"""Plans B and C where people read them."""

from dataclasses import replace

import pytest

from matcher.calendar import Hours
from matcher.domain.fallbacks import Fallback, FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.report.page import render_report
from matcher.report.summary import summarise
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers.builders import placement
from tests.report.test_page import table_after

NB = Wording(translator(Language.NB), {"q2": "Biblioteket"})
E1 = EmployerId("e1")


@pytest.fixture
def fallen(plan: Plan) -> Plan:
    """The first person has a plan B; a second could have one."""
    b = Fallback(FallbackRank.B, (E1,), placement("p1", "q2", "ons tor"))
    first, second = plan.placements
    counts = {"with_plan_b": 1, "with_plan_c": 0}
    most = {"plan_b_at_most": 2, "plan_c_at_most": 0}
    return replace(
        plan,
        placements=(replace(first, fallbacks=(b,)), second),
        fallback_bounds=(FallbackBound((E1,), 2, 1, 2),),
        metrics={**plan.metrics, **counts, **most},
    )


def test_the_share_with_a_plan_b_is_told_with_its_bound(fallen: Plan) -> None:
    """Half of those placed have one, both could; plan C is proved."""
    plan_b, plan_c = summarise(fallen, 2, NB).facts[-2:]
    assert (plan_b.value, plan_c.value) == ("1", "0")
    assert plan_b.note.startswith("50")
    assert plan_b.note.endswith("høyst 2 kan få det")
    assert plan_c.note.endswith("bevist best")


def test_a_plan_that_was_not_asked_says_nothing(plan: Plan) -> None:
    """Without bounds there is no share to tell."""
    names = [fact.name for fact in summarise(plan, 2, NB).facts]
    assert NB.say("report.with-plan-b") not in names


def test_the_page_tells_where_and_from_when(
    fallen: Plan, known: Scenario, hours: Hours
) -> None:
    """A column has each person's fallbacks, by the name of the place."""
    rows = table_after(render_report(known, fallen, hours, NB), "placements")
    assert rows[0][-1] == "Plan B og C"
    assert rows[1][-1] == "B: Biblioteket (ons tor) fra 17.08.2026"
    assert rows[2][-1] == ""


def test_a_page_without_fallbacks_has_no_column(
    plan: Plan, known: Scenario, hours: Hours
) -> None:
    """Where nobody has one, the table is as it was."""
    rows = table_after(render_report(known, plan, hours, NB), "placements")
    assert "Plan B og C" not in rows[0]
