"""Files as spreadsheets write them."""

from datetime import date, datetime, time

import openpyxl
import pytest

from matcher.domain.language import CefrLevel
from matcher.io import read_scenario

PARTICIPANTS = (
    "Deltaker;Norsknivå;Ønsker;Bosted;Sikrede timer\nD-001;A2;utdanning;3724;7,5\n"
)
PLACES = "Praksisplass;Sted;Bransje;Plasser\nP-01;3724;utdanning;2\n"


def folder(tmp_path, participants=PARTICIPANTS, places=PLACES, encoding="utf-8"):
    (tmp_path / "participants.csv").write_bytes(participants.encode(encoding))
    (tmp_path / "places.csv").write_bytes(places.encode(encoding))
    return tmp_path


def only_person(path):
    read = read_scenario(path)
    assert read.scenario is not None, read.findings
    (person,) = read.scenario.participants
    return person


def errors(path):
    read = read_scenario(path)
    assert read.scenario is None
    return [(f.code, f.source, f.row) for f in read.findings if f.severity == "error"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_a_spreadsheet_writes_is_read(tmp_path, encoding):
    """Norwegian headings and values come out the same."""
    person = only_person(folder(tmp_path, encoding=encoding))
    assert person.sector_wishes == (("utdanning",),)
    assert person.secured_minutes_per_week == 450


@pytest.mark.parametrize("sign", [",", "\t"])
def test_every_separator_a_spreadsheet_writes_is_read(tmp_path, sign):
    """Comma and tab, with decimals in quotes where need be."""
    text = PARTICIPANTS.replace("7,5", '"7,5"').replace(";", sign)
    assert only_person(folder(tmp_path, text)).secured_minutes_per_week == 450


def test_a_first_line_that_names_the_separator_is_no_heading(tmp_path):
    """Rows are counted with it, as the user's editor does."""
    text = "sep=;\n" + PARTICIPANTS.replace("A2", "A9")
    assert errors(folder(tmp_path, text)) == [("unknown-choice", "participants.csv", 3)]


def test_blank_rows_are_passed_over_and_counted(tmp_path):
    """The row in a finding is the one the user sees."""
    text = PARTICIPANTS.replace("\nD-001;A2", "\n;;;;\n\nD-001;A9")
    assert errors(folder(tmp_path, text)) == [("unknown-choice", "participants.csv", 4)]


def test_headings_and_file_names_are_read_in_any_language(tmp_path):
    """Nynorsk, English and keys, in any case."""
    (tmp_path / "Deltakarar.csv").write_text(
        "DELTAKAR;norwegian level;wishes;bustad\nD-001;A2;utdanning;3724\n", "utf-8"
    )
    (tmp_path / "practice places.csv").write_text(
        "place;Stad;Bransje;Seats\nP-01;3724;utdanning;2\n", "utf-8"
    )
    assert only_person(tmp_path).id == "D-001"


def test_what_people_also_call_a_column_is_read(tmp_path):
    """The everyday words for place and seats."""
    read = read_scenario(
        folder(tmp_path, places="Plass;Sted;Bransje;Seter\nP-01;3724;utdanning;2\n")
    )
    assert read.scenario is not None, read.findings
    [place] = read.scenario.places
    assert (place.id, place.most_seats) == ("P-01", 2)


def test_what_people_also_call_home_and_level_is_read(tmp_path):
    """The everyday words for where somebody lives and how well they speak."""
    person = only_person(folder(tmp_path, "Deltaker;Nivå;Hjem\nD-001;B1;3724\n"))
    assert person.level.overall is CefrLevel.B1
    assert person.home_key == "3724"


def test_quoted_line_breaks_stay_in_the_cell(tmp_path):
    """A cell of two lines is one cell of one row."""
    text = PARTICIPANTS.replace("utdanning", '"utdanning\nit"')
    assert only_person(folder(tmp_path, text)).sector_wishes == (
        ("utdanning",),
        ("it",),
    )


def test_a_table_in_two_files_is_refused(tmp_path):
    """Nobody can tell which of them counts."""
    folder(tmp_path)
    (tmp_path / "deltakere.csv").write_text(PARTICIPANTS, "utf-8")
    assert errors(tmp_path)[0][0] == "table-twice"


def test_an_unknown_table_is_told_and_passed_over(tmp_path):
    """A near name is suggested; the rest is planned."""
    folder(tmp_path)
    (tmp_path / "klasse.csv").write_text("a\n1\n", "utf-8")
    read = read_scenario(tmp_path)
    (finding,) = [f for f in read.findings if f.code == "unknown-table"]
    assert finding.details["suggestion"] == "Klasser"
    assert read.scenario is not None


def test_a_path_that_is_not_there_is_a_finding(tmp_path):
    """A missing folder and a kind of file that cannot be read are told."""
    assert errors(tmp_path / "borte")[0][:2] == ("not-found", "borte")
    (tmp_path / "plan.docx").write_bytes(b"x")
    assert errors(tmp_path / "plan.docx")[0][0] == "unknown-file-type"


def test_a_broken_workbook_is_a_finding(tmp_path):
    """A file that only has the name of a workbook."""
    (tmp_path / "bok.xlsx").write_bytes(b"ikke en arbeidsbok")
    assert errors(tmp_path / "bok.xlsx")[0][:2] == ("not-a-workbook", "bok.xlsx")


def workbook(path, participant_rows, place_rows=None):
    book = openpyxl.Workbook(write_only=True)
    for name, rows in (
        ("Deltakere", participant_rows),
        (
            "Praksisplasser",
            place_rows
            or [
                ["Praksisplass", "Sted", "Bransje", "Plasser"],
                ["P-01", 3724, "it", 2],
            ],
        ),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_dates_times_numbers_and_truth(tmp_path):
    """Cells of every type become what a person would have typed."""
    heads = ["Deltaker", "Bosted", "Norsknivå", "Programstart", "Kan jobbe fra kl."]
    heads += ["Tidligste start", "Lengste reise", "Fødselsår", "Sikrede timer"]
    row = [7, 3724, "A2", date(2026, 1, 5), time(8, 30)]
    row += [datetime(2026, 9, 7), 45.0, 1990, 7.5]  # noqa: DTZ001 (cells have no zone)
    person = only_person(workbook(tmp_path / "bok.xlsx", [heads, row]))
    assert person.id == "7"
    assert person.programme_start == date(2026, 1, 5)
    assert person.working_window.earliest_minute == 510
    assert person.earliest_start == date(2026, 9, 7)
    assert person.travel_limit_minutes == 45
    assert person.birth_year == 1990
    assert person.secured_minutes_per_week == 450
    assert person.municipality == "4003"


def test_a_finding_in_a_workbook_names_sheet_row_and_heading(tmp_path):
    """The user finds the cell."""
    rows = [
        ["Deltaker", "Bosted", "Norsknivå"],
        ["D-1", 3724, "A2"],
        ["D-2", 3724, "Z9"],
    ]
    read = read_scenario(workbook(tmp_path / "bok.xlsx", rows))
    (finding,) = [f for f in read.findings if f.severity == "error"]
    assert (finding.source, finding.row, finding.column, finding.value) == (
        "Deltakere",
        3,
        "Norsknivå",
        "Z9",
    )


def test_rows_above_the_headings_do_not_shift_the_count(tmp_path):
    """A blank first row in a workbook still counts."""
    rows = [[], ["Deltaker", "Bosted", "Norsknivå"], ["D-2", 3724, "Z9"]]
    assert errors(workbook(tmp_path / "bok.xlsx", rows)) == [
        ("unknown-choice", "Deltakere", 3)
    ]


def test_a_column_without_heading_is_told(tmp_path):
    """Content under no heading is not read in silence."""
    rows = [["Deltaker", "Bosted", None], ["D-1", 3724, "notat"]]
    read = read_scenario(workbook(tmp_path / "bok.xlsx", rows))
    assert "column-without-heading" in {f.code for f in read.findings}
