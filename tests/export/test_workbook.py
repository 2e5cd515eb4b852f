"""The workbook of a semester, read by another library than the one that writes it."""

from io import BytesIO

import openpyxl
import pytest

from matcher.calendar import Activity
from matcher.domain.ids import SlotId
from matcher.domain.weeks import Slot, WeekGrid
from matcher.export import calendar_events, calendar_of, workbook
from matcher.export.workbook import OTHER_SHADE, SHADES
from matcher.text import Language
from tests.export.conftest import words
from tests.helpers import builders as make

DAYS = ["Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag"]


@pytest.fixture
def book(known, plan, events):
    content = workbook(known, plan, events, words())
    return openpyxl.load_workbook(BytesIO(content))


def texts(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_people_have_a_row_a_week(book):
    """What, where and when on each day; no class in week 36, holiday in week 37."""
    sheet = book["Deltakere"]
    work, school = "Praksis Kafé Torget, avd. 2 10.00–18.00", "Klasse c1 08.00–15.30"
    assert texts(sheet, 1) == ["Deltaker", "Uke", "Fra", *DAYS]
    assert [cell.value for cell in sheet["A"][1:]] == ["Deltaker Én"] * 4 + ["p2"] * 4
    assert [cell.value for cell in sheet["B"][1:5]] == [34, 35, 36, 37]
    assert texts(sheet, 2)[3:] == [school, school, work, work, work]
    assert texts(sheet, 4)[3:] == [None, None, work, work, work]
    assert texts(sheet, 5)[3:] == [school, school, work, "Ferie", "Ferie"]


def test_a_class_has_a_row_a_week(book):
    """How many come and when; weeks without class are there, empty."""
    sheet = book["Klasser"]
    people = "2 deltakere 08.00–15.30"
    assert texts(sheet, 2)[3:] == [people, people, None, None, None]
    assert texts(sheet, 4)[1::2] == [36, None, None, None]


def test_a_place_has_a_row_a_week(book):
    """Who comes and when."""
    sheet = book["Praksisplasser"]
    first = "Praksis 10.00–18.00: Deltaker Én"
    assert texts(sheet, 2)[0] == "Kafé Torget, avd. 2"
    assert texts(sheet, 2)[3:] == [None, None, f"{first}, p2", first, first]


def test_the_parts_of_a_day_are_lines_of_a_cell(known):
    """In the order of the day, without a shade where they are different things."""
    halves = [
        Slot(SlotId(f"{n}"), 0, 480 + n * 240, 700 + n * 240, 220) for n in (0, 1)
    ]
    halved = make.scenario(
        places=[make.place("q1", {"1": 1})],
        sections=(make.section("c1", "0"),),
        grid=WeekGrid(tuple(halves)),
        horizon=known.horizon,
    )
    plan = make.plan([make.placement(practice="1")])
    events = calendar_events(calendar_of(halved, plan))
    content = workbook(halved, plan, events, words())
    cell = openpyxl.load_workbook(BytesIO(content))["Deltakere"]["D2"]
    assert cell.value == (
        "Klasse c1 08.00–11.40\nPraksis Kafé Torget, avd. 2 12.00–15.40"
    )
    assert cell.fill.fill_type is None


@pytest.mark.parametrize("name", ["Deltakere", "Klasser", "Praksisplasser"])
def test_sheets_are_ready_to_print(book, name):
    """A4 on its side, fitted to its width, headings on every page and always in view."""
    sheet = book[name]
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize) == ("landscape", 9)
    assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)  # absent is 1
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "D2"


def test_each_begins_on_a_page_of_their_own(book):
    """A break before the first row of the second person: after row 5."""
    assert [brk.id for brk in book["Deltakere"].row_breaks.brk] == [5]


def test_colours_are_said_in_words_too(book):
    """Each shade stands for one activity on the cover, and cells name it."""
    cover = {
        row[0].value: row[0].fill.fgColor.rgb[2:]
        for row in book["Om planen"].iter_rows(min_row=9)
    }
    named = {"Klasse": "class", "Praksis": "practice", "Ferie": "holiday"}
    assert cover == {name: SHADES[word].lstrip("#") for name, word in named.items()}
    for row in book["Deltakere"].iter_rows(min_row=2, min_col=4):
        for cell in row:
            if cell.value:
                assert cover[cell.value.split()[0]] == cell.fill.fgColor.rgb[2:]


def test_shades_are_light_enough_to_read_on():
    """A contrast of at least 7 to 1 against black letters (WCAG AAA)."""
    for shade in (*SHADES.values(), OTHER_SHADE):
        parts = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        ]
        light = sum(
            w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )
        assert (light + 0.05) / 0.05 >= 7


def test_the_same_plan_gives_the_same_bytes(known, plan, events):
    """No clock in the file."""
    first, again = (workbook(known, plan, events, words()) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("language", Language)
def test_it_speaks_each_language(known, plan, events, language):
    """Sheets and cells are in the reader's words."""
    say = words(language)
    content = workbook(known, plan, events, say)
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames[1] == say.say("sheet.participants")
    told = book.worksheets[1]["D2"].value
    assert told.startswith(say.what(Activity.CLASS.word))
