"""The table of activities: read, written, and what is wrong with it."""

import csv
from datetime import date

import openpyxl
import pytest

from matcher.domain.activities import OFFERED, Activity, GroupActivity
from matcher.domain.finding import Severity, finding_text
from matcher.domain.ids import ActivityId
from matcher.domain.language import CefrLevel
from matcher.io import read_scenario, write_folder
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.io.test_reader import PERSON, errors, rows, sound

ROW = {"Aktivitet": "A-1", "Type": "jobbklubb", "Økter": "ons"}
COURSE = GroupActivity(
    ActivityId("a2"),
    Activity.COURSE,
    make.slots("man tir fre"),
    municipalities=frozenset({make.MUNICIPALITY}),
    templates=frozenset({make.TEMPLATE}),
    first=date(2027, 2, 22),
    last=date(2027, 3, 5),
    every_weeks=2,
    seats=12,
    opens_with=6,
    is_whole=True,
    minutes=360,
    only_without_teaching=True,
    work_oriented=False,
    level_from=CefrLevel.A2,
    level_to=CefrLevel.B1,
)
CLUB = GroupActivity(ActivityId("a1"), Activity.JOB_CLUB, make.slots("ons"))
SCENARIO = make.scenario(activities=(CLUB, COURSE))


def told(read):
    """Errors about the table."""
    return [f for f in read.findings if f.severity is Severity.ERROR]


def test_id_kind_and_slots_are_enough():
    """All else has a default: everybody, every week, no limit, session by session."""
    (found,) = sound(rows(aktiviteter=[ROW])).activities
    assert found == GroupActivity(
        ActivityId("A-1"), Activity.JOB_CLUB, make.slots("ons")
    )


@pytest.mark.parametrize("kind", OFFERED)
@pytest.mark.parametrize("language", Language)
def test_every_kind_has_a_word_in_every_language(kind, language):
    """Nothing but what is offered to groups can be written, each in three languages."""
    word = translator(language)(f"value.group-activity.{kind.word}")
    (found,) = sound(rows(aktiviteter=[ROW | {"Type": word}])).activities
    assert found.kind is kind


def test_class_is_no_activity_to_offer():
    """Practice is planned, never offered in this table."""
    read = rows(aktiviteter=[ROW | {"Type": "praksis"}])
    assert ("unknown-choice", "aktiviteter", 2, "Type") in errors(read)


def test_a_folder_reads_back_equal(tmp_path):
    """Every field survives CSV files."""
    write_folder(SCENARIO, tmp_path)
    assert sound(read_scenario(tmp_path)).activities == (CLUB, COURSE)


def test_a_workbook_reads_back_equal(tmp_path):
    """Every field survives sheets of a workbook."""
    write_folder(SCENARIO, tmp_path)
    book = openpyxl.Workbook(write_only=True)
    for file in sorted(tmp_path.glob("*.csv")):
        sheet = book.create_sheet(file.stem)
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.reader(lines, delimiter=";"):
                sheet.append(row)
    book.save(tmp_path / "scenario.xlsx")
    read = read_scenario(tmp_path / "scenario.xlsx")
    assert sound(read).activities == (CLUB, COURSE)


def test_without_the_table_nothing_is_offered():
    """A scenario without activities is a sound one."""
    assert sound(rows()).activities == ()


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"Plasser": "4", "Holdes med": "6"}, "wrong-order", "Plasser"),
        ({"Plasser": "0"}, "out-of-range", "Plasser"),
        ({"Kommuner": "Skein"}, "unknown-municipality", "Kommuner"),
        ({"Økter": "xyz"}, "unknown-slot", "Økter"),
        ({"Økter": ""}, "missing-value", "Økter"),
        ({"Programmaler": "finnes-ikke"}, "unknown-reference", "Programmaler"),
        ({"Hver n-te uke": "0"}, "out-of-range", "Hver n-te uke"),
        ({"Minutter": "0"}, "out-of-range", "Minutter"),
        ({"Fra nivå": "B1", "Til nivå": "A2"}, "wrong-order", "Til nivå"),
        (
            {"Fra dato": "01.02.2027", "Til dato": "01.01.2027"},
            "end-before-start",
            "Til dato",
        ),
    ],
)
def test_a_row_that_cannot_be_is_told_at_its_cell(changes, code, column):
    """The finding names sheet, row and column, what stands there and what to do."""
    read = rows(aktiviteter=[ROW | changes])
    (found,) = told(read)
    spot = found.code, found.source, found.row, found.column
    assert spot == (code, "aktiviteter", 2, column)
    text = finding_text(found, translator(Language.EN))
    assert any(word in text for word in ("Write", "Correct"))
    assert changes[column] in text


def test_an_activity_is_named_once():
    """Two rows with one id would leave open which is meant."""
    read = rows(aktiviteter=[ROW, ROW])
    assert ("duplicate-id", "aktiviteter", 3, "Aktivitet") in errors(read)


def test_all_faults_of_a_row_are_told_at_once():
    """Three wrong cells are three findings."""
    wrong = ROW | {"Type": "?", "Økter": "xyz", "Minutter": "-1"}
    assert len(told(rows(aktiviteter=[wrong]))) == 3


def test_self_study_of_a_template_is_hours_a_week():
    """Written in hours and kept in minutes; 7.5 hours where it is blank."""
    template = {"Mal": "T-1"}
    people = [PERSON | {"Programmal": "T-1"}]
    for cell, minutes in (("3", 180), ("0", 0), ("", 450)):
        read = rows(people, programmaler=[template | {"Selvstudium i uka": cell}])
        found = sound(read).templates_by_id()["T-1"]
        assert found.self_study_minutes_per_week == minutes
        assert all(f.severity is not Severity.ERROR for f in read.findings)
