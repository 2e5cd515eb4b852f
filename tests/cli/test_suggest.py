"""``matcher suggest`` as a user runs it."""

import pytest

from tests.helpers.command import document, run_matcher

TINY = "scenarios/tiny"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """The plan of the tiny scenario."""
    out = tmp_path_factory.mktemp("tiny")
    assert run_matcher("plan", TINY, "--out", out).returncode == 0
    return out / "plan.json"


def test_somebody_in_the_plan_is_answered(plan):
    """Who has no place is told why, and which place only lacks room."""
    told = document(run_matcher("suggest", TINY, plan, "D5", "--json"))
    assert told["now"] == []
    assert told["fitting"] == []
    assert told["reasons"]
    assert told["seats"]
    [full] = told["if_others_move"]
    assert full["limits"] == told["seats"][0]["limits"]


def test_a_newcomer_is_given_as_a_row(plan, tmp_path):
    """In a file of the columns of participants."""
    file = tmp_path / "new.csv"
    file.write_text(
        "participant;template;level;home;municipality;wishes\n"
        "N1;intro-tre-dager;B1;59.2,9.6;4003;helse-sosial\n",
        encoding="utf-8",
    )
    run = run_matcher("suggest", TINY, plan, "N1", "--row", file)
    assert run.returncode == 0
    assert "N1" in run.stdout
    wrong = run_matcher("suggest", TINY, plan, "N2", "--row", file)
    assert wrong.returncode == 2
    assert "N1" in wrong.stderr
