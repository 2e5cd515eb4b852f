"""The optional table of group facts, and the outcomes in plan.json."""

import json
from dataclasses import replace

import pytest

from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.groups import SMALL_GROUPS, Dimension, GroupOutcome
from matcher.domain.ids import ParticipantId
from matcher.io import plan_to_json, read_rows, scenario_sha256
from matcher.io.plan_json import plan_from_json
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

PEOPLE = [{"participant": "d1", "home": "3724"}, {"participant": "d2", "home": "3724"}]
PLACES = [{"place": "p1", "location": "3717", "sector": "it", "seats": "1"}]


def read(groups):
    tables = {"participants": PEOPLE, "places": PLACES}
    return read_rows({**tables, "groups": groups} if groups else tables)


def codes(groups):
    return [f.code for f in read(groups).findings if f.source == "groups"]


@pytest.mark.parametrize("word", ["kvinne", "Kvinne", "K", "woman", "f", "female"])
def test_the_sex_may_be_written_as_people_write_it(word):
    """A word in any of the languages, its letter, or the code."""
    [fact] = read([{"Deltaker": "d1", "Kjønn": word}]).scenario.group_facts
    assert fact == GroupFact(ParticipantId("d1"), Sex.FEMALE)


def test_the_table_may_be_left_out():
    """Nothing is assumed and nothing is said."""
    result = read(None)
    assert result.scenario.group_facts == ()
    assert "groups" not in {finding.source for finding in result.findings}


def test_a_blank_sex_is_unknown():
    """A row that says nothing is no fact and no finding."""
    groups = [{"participant": "d1", "sex": ""}, {"participant": "d2", "sex": "mann"}]
    assert codes(groups) == []
    assert [f.participant for f in read(groups).scenario.group_facts] == ["d2"]


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ([{"participant": "d3", "sex": "mann"}], "unknown-reference"),
        ([{"participant": "d1", "sex": "jente"}], "unknown-choice"),
        ([{"participant": "d1", "sex": "m"}] * 2, "duplicate-id"),
        ([{"participant": "", "sex": "m"}], "missing-value"),
        ([{"sex": "m"}], "missing-column"),
    ],
)
def test_a_faulty_row_is_told(groups, code):
    """Somebody unknown, an unknown word, two rows of one, a row of nobody."""
    assert codes(groups) == [code]


def test_the_facts_are_part_of_the_content():
    """A plan counts by them, so its hash is of them too, whatever their order."""
    rows = [{"participant": "d1", "sex": "m"}, {"participant": "d2", "sex": "k"}]
    whole, turned = read(rows).scenario, read(rows[::-1]).scenario
    assert scenario_sha256(whole) == scenario_sha256(turned)
    assert scenario_sha256(whole) != scenario_sha256(replace(whole, group_facts=()))


OUTCOMES = (
    GroupOutcome(Dimension.SEX, "female", 6, 0, 0, None, None),
    GroupOutcome(Dimension.EDUCATION, SMALL_GROUPS, 9, 5, 4, 612, 81),
)
PLAN = honest_plan(make.scenario(), make.placement(), groups=OUTCOMES)


def test_outcomes_survive_plan_json():
    """Written and read back, they are the same."""
    assert plan_from_json(plan_to_json(PLAN)) == PLAN


def test_a_plan_from_before_there_were_groups_can_be_read():
    """A plan.json without the key states no outcomes."""
    document = json.loads(plan_to_json(PLAN))
    del document["groups"]
    assert plan_from_json(json.dumps(document)).groups == ()
