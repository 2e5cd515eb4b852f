"""Visits in plan.json, there and back."""

import json
from dataclasses import replace

import pytest

from matcher.io.plan_json import plan_from_json, plan_to_json
from tests.audit.test_visits import guided, visit
from tests.helpers import builders as make


@pytest.mark.parametrize(
    "visits", [None, (), (visit(), visit("p2", "14:30"), guided())]
)
def test_visits_are_read_back(visits):
    """None, no visits, and some are three different things."""
    plan = replace(make.plan(), visits=visits)
    assert plan_from_json(plan_to_json(plan)).visits == visits


def test_a_file_of_before_there_were_visits_says_nothing_of_them():
    """The key is missing, and so is the word."""
    document = json.loads(plan_to_json(make.plan()))
    del document["visits"]
    assert plan_from_json(json.dumps(document)).visits is None


def test_a_visit_says_as_what_who_comes():
    """The id stands under the word for it."""
    plan = replace(make.plan(), visits=(visit(), guided()))
    first, second = json.loads(plan_to_json(plan))["visits"]
    assert (first["specialist"], second["teacher"]) == ("s1", "t1")
    assert "teacher" not in first
    assert "specialist" not in second
