"""Plans to files and back."""

import json
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SpecialistId
from matcher.domain.plan import (
    ComponentResult,
    Method,
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
    Placement,
    Plan,
    Status,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode
from matcher.io import plan_to_json, read_plan
from matcher.io.plan_json import plan_from_json
from matcher.io.tables import PLACEMENTS
from matcher.io.values import Setting
from matcher.io.write import csv_text
from matcher.report.plan_files import placement_rows
from matcher.text import Language
from tests.helpers import builders

SCENARIO = builders.scenario()
PERSON, PLACE = ParticipantId("p1"), PlaceId("q1")

STEPS = (
    builders.step(date(2026, 8, 17), "ons tor"),
    builders.step(date(2026, 9, 14), "ons tor fre"),
)
PLACEMENT = replace(builders.placement(), steps=STEPS)
TIERS = (
    TierResult(Tier.REPAIR, 0, 0, "people"),
    TierResult(Tier.FIT, None, 700, "points", (Tier.REPAIR,)),
)

PLAN = Plan(
    scenario="prøve",
    scenario_sha256="a" * 64,
    policy="standard",
    seed=3,
    status=Status.FEASIBLE,
    stopped_by=StoppedBy.WORK_LIMIT,
    tiers=TIERS,
    components=(ComponentResult((PERSON,), (PLACE,), Method.FLOW, TIERS),),
    placements=(
        PLACEMENT,
        replace(PLACEMENT, participant=ParticipantId("p2"), section=None),
    ),
    not_placed=(
        NotPlaced(
            ParticipantId("p3"),
            (NotPlacedReason(RuleCode.CEFR_FLOOR, NotPlacedKind.ELIGIBILITY, 4, 1),),
            SectionId("c1"),
        ),
    ),
    findings=(Finding("assumed", Severity.ASSUMPTION, "x", 2, "y", "z", {"n": "1"}),),
    metrics={"placed": 2, "participants": 3},
    calendar_sha256="b" * 64,
    version=3,
)


def saved(tmp_path, text, name):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return file


def by_hand(tmp_path, *rows, heads="Deltaker;Praksisplass;Fra dato;Til dato;Økter"):
    return saved(tmp_path, "\n".join([heads, *rows, ""]), "min plan.csv")


def test_a_plan_survives_its_file(tmp_path):
    """Every field of a plan comes back as it was."""
    plan, findings = read_plan(
        saved(tmp_path, plan_to_json(PLAN), "plan.json"), SCENARIO
    )
    assert plan == PLAN
    assert findings == ()


def test_the_file_says_what_others_rely_on():
    """Keys are sorted, the version is there, gaps are worked out, and a line ends it."""
    text = plan_to_json(PLAN)
    document = json.loads(text)
    assert list(document) == sorted(document)
    assert document["schema_version"] == 1
    assert [tier["gap"] for tier in document["tiers"]] == [0, None]
    assert document["placements"][0]["end_date"] == "2027-02-12"
    assert text.endswith("}\n")


def test_a_plan_of_before_there_were_versions_is_the_first():
    """A file without the key is read as version 1."""
    document = json.loads(plan_to_json(PLAN))
    del document["version"]
    assert plan_from_json(json.dumps(document)).version == 1


def test_the_same_plan_gives_the_same_text():
    """The order in which metrics were counted does not show."""
    turned = replace(PLAN, metrics={"participants": 3, "placed": 2})
    assert plan_to_json(turned) == plan_to_json(PLAN)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"schema_version": 99}', '{"schema_version": 1, "tiers": [1]}'],
)
def test_a_file_that_is_no_plan_is_a_finding(tmp_path, text):
    """Neither half a document nor one of another version raises."""
    plan, findings = read_plan(saved(tmp_path, text, "plan.json"), SCENARIO)
    assert plan is None
    assert [f.code for f in findings] == ["not-a-plan"]


def test_a_plan_that_is_not_there_is_a_finding(tmp_path):
    """For either kind of file."""
    for name in ("plan.json", "plan.csv"):
        plan, findings = read_plan(tmp_path / name, SCENARIO)
        assert plan is None
        assert [f.code for f in findings] == ["not-found"]


def test_a_table_made_by_hand_becomes_placements(tmp_path):
    """Person, place, days and slots are enough."""
    file = by_hand(tmp_path, "p1;q1;17.08.2026;12.02.2027;ons-fre")
    plan, findings = read_plan(file, SCENARIO)
    assert findings == ()
    assert plan == (builders.placement(class_section=None),)


def test_our_own_table_reads_back_as_the_placements(tmp_path):
    """Steps and class survive ``placements.csv``."""
    row = {
        "participant": PLACEMENT.participant,
        "place": PLACEMENT.place,
        "start": PLACEMENT.start_date,
        "end": PLACEMENT.end_date,
        "section": PLACEMENT.section,
        "slots": STEPS[-1].slots,
        "steps": STEPS,
    }
    for language in Language:
        text = csv_text(PLACEMENTS, [row], Setting(), language)
        plan, findings = read_plan(saved(tmp_path, text, "placements.csv"), SCENARIO)
        assert plan == (PLACEMENT,)
        assert findings == ()


def test_unknown_ids_are_left_to_the_audit(tmp_path):
    """They are told with the nearest id, and the placements are read all the same."""
    file = by_hand(tmp_path, "p1;q9;17.08.2026;12.02.2027;alle")
    plan, findings = read_plan(file, SCENARIO)
    assert isinstance(plan, tuple)
    assert isinstance(plan[0], Placement)
    assert plan[0].steps[0].slots == ("man", "tir", "ons", "tor", "fre")
    assert [(f.code, f.row, f.severity) for f in findings] == [
        ("id-not-in-scenario", 2, Severity.WARNING)
    ]


def test_a_person_twice_is_left_to_the_audit(tmp_path):
    """Two rows for one person are a broken rule, not an unreadable file."""
    row = "p1;q1;17.08.2026;12.02.2027;ons-fre"
    plan, findings = read_plan(by_hand(tmp_path, row, row), SCENARIO)
    assert isinstance(plan, tuple)
    assert len(plan) == 2
    assert findings == ()


def test_a_hand_made_table_with_faults_is_not_half_read(tmp_path):
    """An impossible day and an end before the start are told together."""
    file = by_hand(
        tmp_path,
        "p1;q1;31.02.2026;12.02.2027;ons",
        "p1;q1;17.08.2026;12.02.2025;ons",
        "p1;q1;17.08.2026;12.02.2027;ons",
    )
    plan, findings = read_plan(file, SCENARIO)
    assert plan is None
    assert [(f.code, f.row) for f in findings] == [
        ("impossible-date", 2),
        ("end-before-start", 3),
    ]


def test_a_hand_made_table_may_be_a_sheet(tmp_path):
    """A workbook needs a sheet of placements."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Plasseringer"
    book.active.append(["Deltaker", "Praksisplass", "Fra dato", "Til dato", "Økter"])
    book.active.append(["p1", "q1", date(2026, 8, 17), date(2027, 2, 12), "ons-fre"])
    book.save(tmp_path / "plan.xlsx")
    plan, findings = read_plan(tmp_path / "plan.xlsx", SCENARIO)
    assert plan == (builders.placement(class_section=None),)
    assert findings == ()
    book.active.title = "Noe annet"
    book.save(tmp_path / "plan.xlsx")
    assert [f.code for f in read_plan(tmp_path / "plan.xlsx", SCENARIO)[1]] == [
        "missing-table"
    ]


def test_an_empty_hand_made_table_is_a_finding(tmp_path):
    """An empty file is no plan without placements."""
    plan, findings = read_plan(saved(tmp_path, "", "plan.csv"), SCENARIO)
    assert plan is None
    assert [f.code for f in findings] == ["empty-file"]


FOLLOWED = replace(PLACEMENT, specialist=SpecialistId("s1"))


def test_who_follows_somebody_is_read_as_it_is_written(tmp_path):
    """In plan.json and in a table; an older plan.json says nothing of it."""
    scenario = builders.scenario(specialists=(builders.specialist(),))
    plan = replace(PLAN, placements=(FOLLOWED,))
    (tmp_path / "plan.json").write_text(plan_to_json(plan), "utf-8")
    assert read_plan(tmp_path / "plan.json", scenario)[0] == plan
    text = csv_text(
        PLACEMENTS,
        placement_rows([FOLLOWED]),
        Setting(scenario.grid),
        Language.NB,
    )
    (tmp_path / "placements.csv").write_text(text, "utf-8-sig")
    assert read_plan(tmp_path / "placements.csv", scenario) == ((FOLLOWED,), ())
    older = json.loads(plan_to_json(plan))
    del older["placements"][0]["specialist"]
    (tmp_path / "older.json").write_text(json.dumps(older), "utf-8")
    read, _ = read_plan(tmp_path / "older.json", scenario)
    assert isinstance(read, Plan)
    assert read.placements[0].specialist is None
