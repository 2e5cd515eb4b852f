"""Visits as people read them."""

from dataclasses import replace

import pytest

from matcher.report.summary import summarise
from matcher.report.visits import visits_text
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.audit.test_visits import guided, visit

NB = Wording(translator(Language.NB), {})


def test_a_visit_is_a_row_with_week_and_times():
    """Who, when, whom, where and what, by ids."""
    heading, row = visits_text([visit(start="14:45")], NB).splitlines()
    assert heading.startswith("Hvem kommer;Som;Uke;Dato;Fra kl.;Til kl.;Deltaker")
    assert row == "s1;jobbspesialist;2026-W34;2026-08-19;14:45;15:30;p1;q1;besøk"


def test_a_row_says_that_a_teacher_comes():
    """As what, and what kind of visit it is."""
    _, row = visits_text([guided()], NB).splitlines()
    assert row == "t1;lærer;2026-W34;2026-08-19;09:00;09:45;p1;q1;veiledning"


@pytest.mark.parametrize(
    ("missed", "bound", "note"),
    [
        (0, 0, "alle det bes om"),
        (3, 3, "3 besøk blir ikke gjort, bevist best"),
        (3, 1, "3 besøk blir ikke gjort, minst 1 uansett"),
    ],
)
def test_the_summary_says_how_many_visits_are_made(plan, missed, bound, note):
    """What is made, what is not, and whether that is proved."""
    counts = {
        "visits_asked": 34,
        "visits_missed": missed,
        "visits_missed_bound": bound,
    }
    summary = summarise(replace(plan, metrics={**plan.metrics, **counts}), 1, NB)
    fact = next(f for f in summary.facts if f.name == "Besøk i praksis")
    assert (fact.value, fact.note) == (str(34 - missed), note)


def test_without_visits_the_summary_says_nothing_of_them(plan):
    """No line where nobody is to be visited."""
    none = replace(plan, metrics={**plan.metrics, "visits_asked": 0})
    names = [fact.name for fact in summarise(none, 1, NB).facts]
    assert "Besøk i praksis" not in names
