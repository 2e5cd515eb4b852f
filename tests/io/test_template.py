"""The workbook people fill in, read by another library than the one that reads ours."""

import openpyxl
import pytest

from matcher.domain.finding import Severity
from matcher.io import read_scenario, write_template
from matcher.io.sources import table_named
from matcher.io.tables import INPUT_TABLES
from matcher.text import Language, translator

LANGUAGES = pytest.mark.parametrize("language", Language)


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    for language in Language:
        write_template(folder / f"{language}.xlsx", language)
    return folder


def sheets(workbooks, language):
    book = openpyxl.load_workbook(workbooks / f"{language}.xlsx")
    return {
        table_named(sheet.title): sheet for sheet in book if table_named(sheet.title)
    }


@LANGUAGES
def test_there_is_a_sheet_per_table_with_its_headings(workbooks, language):
    """Every column of every table stands in the language asked."""
    say = translator(language)
    found = sheets(workbooks, language)
    assert list(found) == list(INPUT_TABLES)
    for table, sheet in found.items():
        if table.settings:
            written = [row[0].value for row in sheet.iter_rows(min_row=2)]
        else:
            written = [cell.value for cell in sheet[1]]
        keys = [f"column.{table.key}.{column.key}" for column in table.columns]
        assert written == [say(key) for key in keys]


@LANGUAGES
def test_every_heading_has_its_help(workbooks, language):
    """The comment at a heading is the help of its column."""
    say = translator(language)
    for table, sheet in sheets(workbooks, language).items():
        if not table.settings:
            for cell, column in zip(sheet[1], table.columns, strict=True):
                help_text = say(f"column.{table.key}.{column.key}.help")
                assert cell.comment.text.strip() == help_text


@LANGUAGES
def test_fixed_words_are_offered(workbooks, language):
    """The travel mode has a drop-down with the words of the language."""
    say = translator(language)
    found = {table.key: sheet for table, sheet in sheets(workbooks, language).items()}
    lists = [v.formula1 for v in found["participants"].data_validations.dataValidation]
    modes = ("walk", "bicycle", "transit", "car")
    words = ",".join(say(f"value.travel-mode.{mode}") for mode in modes)
    assert f'"{words}"' in lists


@LANGUAGES
def test_headings_stay_in_sight(workbooks, language):
    """The first row is frozen in every sheet."""
    book = openpyxl.load_workbook(workbooks / f"{language}.xlsx")
    assert all(sheet.freeze_panes for sheet in book)


@LANGUAGES
def test_the_untouched_workbook_asks_for_people_and_places(workbooks, language):
    """Examples are not read, so what is missing is said and nothing else."""
    read = read_scenario(workbooks / f"{language}.xlsx")
    errors = [f.code for f in read.findings if f.severity is Severity.ERROR]
    assert errors == ["no-rows", "no-rows"]


@LANGUAGES
def test_the_example_rows_are_valid(workbooks, language, tmp_path):
    """Taken as they are, they make a scenario; its one place cannot meet all wishes."""
    book = openpyxl.load_workbook(workbooks / f"{language}.xlsx")
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            if isinstance(row[0].value, str):
                row[0].value = row[0].value.removeprefix("# ")
    book.save(tmp_path / "filled.xlsx")
    read = read_scenario(tmp_path / "filled.xlsx")
    assert read.scenario is not None
    told = {f.code for f in read.findings if f.severity is not Severity.ASSUMPTION}
    assert told == {"wish-without-place"}


def test_a_filled_workbook_is_planned_without_its_examples(workbooks, tmp_path):
    """Rows written under the examples are the only ones read."""
    book = openpyxl.load_workbook(workbooks / "nb.xlsx")
    people, places = book["Deltakere"], book["Praksisplasser"]
    heads = {cell.value: at for at, cell in enumerate(people[1], start=1)}
    for heading, text in (("Deltaker", "D-7"), ("Bosted", "3724"), ("Norsknivå", "A2")):
        people.cell(4, heads[heading], text)
    heads = {cell.value: at for at, cell in enumerate(places[1], start=1)}
    for heading, text in (("Praksisplass", "P-7"), ("Sted", "3717"), ("Bransje", "it")):
        places.cell(3, heads[heading], text)
    places.cell(3, heads["Plasser"], 1)
    book.save(tmp_path / "filled.xlsx")
    read = read_scenario(tmp_path / "filled.xlsx")
    assert read.scenario is not None
    assert [p.id for p in read.scenario.participants] == ["D-7"]
    assert len(read.scenario.sections) == 1
    assert "example-rows" in {f.code for f in read.findings}


def test_the_same_template_has_the_same_bytes(workbooks, tmp_path):
    """No clock is in it."""
    write_template(tmp_path / "again.xlsx", Language.NB)
    assert (tmp_path / "again.xlsx").read_bytes() == (
        workbooks / "nb.xlsx"
    ).read_bytes()
