"""The table of subjects in parallel groups, and levels of people in them."""

import json
from dataclasses import replace

import pytest

from matcher.calendar.subject_groups import share_groups
from matcher.domain.ids import SectionId, SubjectCode
from matcher.domain.policy import Policy
from matcher.io import (
    plan_to_json,
    read_rows,
    read_scenario,
    scenario_sha256,
    write_folder,
)
from matcher.io.doubts import doubts_about
from matcher.io.plan_json import plan_from_json
from matcher.io.subject_levels import SubjectLevels
from matcher.io.values import BadValue, Setting
from tests.helpers import builders as make
from tests.helpers.subjects import group, school

SETTING = Setting()
PERSON = {"Deltaker": "D-1", "Norsknivå": "A2", "Ønsker": "it", "Bosted": "3724"}
PLACE = {"Praksisplass": "P-1", "Sted": "59.21, 9.61", "Bransje": "it", "Plasser": "2"}
CLASS = {"Klasse": "K-1", "Kommuner": "4003", "Plasser": "20", "Ukedager": "man tir"}
E1 = {
    "Gruppe": "E1",
    "Fag": "engelsk",
    "Klasser": "K-1",
    "Økter": "man",
    "Plasser": "9",
}


def read(*groups, **person):
    tables = {"deltakere": [PERSON | person], "praksisplasser": [PLACE]}
    return read_rows(
        {**tables, "klasser": [CLASS], "faggrupper": list(groups)}, "prøve"
    )


def codes(*groups) -> set[str]:
    found = read(*groups)
    assert found.scenario is None
    return {f.code for f in found.findings if f.source == "faggrupper"}


def test_levels_are_read_by_subject():
    """Subjects in any order, each with its level."""
    levels = SubjectLevels().parse("matematikk 3, engelsk 1", SETTING)
    assert levels == (("engelsk", 1), ("matematikk", 3))
    assert SubjectLevels().write(levels, SETTING) == "engelsk 1, matematikk 3"


@pytest.mark.parametrize("text", ["engelsk", "engelsk A2", "engelsk 1, engelsk 2", "1"])
def test_what_says_no_level_is_refused(text):
    """Each subject once, with a number."""
    with pytest.raises(BadValue) as caught:
        SubjectLevels().parse(text, SETTING)
    assert caught.value.code == "not-subject-levels"


def test_groups_and_levels_become_the_scenario_s():
    """Blank levels of a group are all levels."""
    scenario = read(E1, Fagnivå="engelsk 2").scenario
    assert scenario is not None
    [one] = scenario.subject_groups
    assert (one.level_from, one.level_to, one.slots) == (1, 99, {"man"})
    assert scenario.participants[0].subject_levels == (("engelsk", 2),)


def test_a_group_meets_while_its_class_does():
    """Another day, or all days, are outside the class's hours."""
    assert codes(E1 | {"Økter": "man ons"}) == {"group-outside-class"}
    assert codes(E1 | {"Økter": "alle"}) == {"group-outside-class"}


def test_groups_of_a_subject_are_parallel():
    """Of one subject in one class the slots are the same."""
    other = E1 | {"Gruppe": "E2", "Økter": "tir"}
    assert codes(E1, other) == {"groups-not-parallel"}


def test_subjects_of_a_class_are_not_at_once():
    """Whoever has both can go to both."""
    assert codes(E1, E1 | {"Gruppe": "M1", "Fag": "matte"}) == {"groups-at-once"}


def test_a_subject_that_nobody_teaches_is_doubted():
    """A level in it is of no use; the nearest subject is suggested."""
    told = read(E1, Fagnivå="engelks 1").findings
    [one] = [f for f in told if f.code == "subject-not-taught"]
    assert one.details["suggestion"] == "engelsk"
    taught = doubts_about(school([{"engelsk": 1}], group("e1")), Policy())
    assert "subject-not-taught" not in {f.code for f in taught}


def test_seats_are_read_back_from_a_plan():
    """With group or cause and crowd; a plan without says nothing."""
    scenario = school([{"engelsk": 1}, {"engelsk": 1}, {}], group("e1"))
    classes = {p.id: SectionId("c1") for p in scenario.participants}
    plan = replace(make.plan(), subject_seats=share_groups(scenario, classes).seats)
    assert plan_from_json(plan_to_json(plan)).subject_seats == plan.subject_seats
    assert "subject_seats" not in json.loads(plan_to_json(make.plan()))
    assert plan.subject_seats[0].subject == SubjectCode("engelsk")


def test_the_table_is_written_and_read_back(tmp_path):
    """Groups and levels survive a folder of files."""
    scenario = school([{"engelsk": 2}, {}], group("e1", (1, 2), 7), group("e2", (3, 4)))
    write_folder(scenario, tmp_path)
    again = read_scenario(tmp_path).scenario
    assert again is not None
    assert again.subject_groups == scenario.subject_groups
    assert [p.subject_levels for p in again.participants] == [(("engelsk", 2),), ()]
    assert scenario_sha256(again) != scenario_sha256(replace(again, subject_groups=()))
