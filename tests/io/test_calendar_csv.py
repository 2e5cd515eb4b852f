"""``calendar.csv`` back to rows."""

from datetime import date
from pathlib import Path

import pytest

from matcher.calendar import planned_calendar
from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.ids import ActivityId
from matcher.io import calendar_of_bytes, read_calendar
from matcher.report.plan_files import calendar_text
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

CALENDAR = planned_calendar(
    make.scenario(
        activities=(
            GroupActivity(ActivityId("club"), Activity.JOB_CLUB, make.slots("man")),
        )
    ),
    [make.placement()],
    {make.participant().id: make.section().id},
)
HEADINGS = "participant;iso_week;date;slot;activity;place;section;group_activity"


def text_in(language: Language) -> str:
    return calendar_text(CALENDAR, Wording(translator(language)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calendar.csv"


def faults(file: Path, *lines: str) -> list[tuple[str, int | None, str]]:
    """Code, row and value of what is wrong with a file of these lines."""
    file.write_text("\n".join(lines))
    rows, findings = read_calendar(file)
    assert rows is None
    return [(f.code, f.row, f.value) for f in findings]


@pytest.mark.parametrize("language", list(Language))
def test_a_calendar_is_read_back_in_any_language(file, language):
    """The rows that were written, whatever the language of headings and words."""
    content = text_in(language).encode("utf-8-sig")
    file.write_bytes(content)
    assert read_calendar(file) == (tuple(CALENDAR.rows()), ())
    assert calendar_of_bytes(content) == read_calendar(file)


@pytest.mark.parametrize("language", list(Language))
def test_every_activity_has_a_word_of_its_own(file, language):
    """No word is one activity's in one language and another's in another."""
    say = translator(language)
    words = [say(f"report.activity.{one.word}") for one in Activity]
    line = "p1;2026-W34;2026-08-17;man;{};;;"
    file.write_text("\n".join([HEADINGS, *(line.format(word) for word in words)]))
    rows, _ = read_calendar(file)
    assert rows is not None
    assert [row.activity for row in rows] == list(Activity)


def test_a_calendar_saved_by_a_spreadsheet_is_read(file):
    """Norwegian dates, other columns first, blank lines, codes for words."""
    file.write_text(
        "Dato;Deltaker;Uke;Økt;Aktivitet;Praksisplass;Klasse;Tilbud;Merknad\n"
        "17.08.2026;p1;2026-W34;man;class;;c1;;x\n\n",
        encoding="cp1252",
    )
    rows, findings = read_calendar(file)
    assert (rows or ())[0][2:5] == (date(2026, 8, 17), "man", Activity.CLASS)
    assert (len(rows or ()), findings) == (1, ())


def test_an_older_calendar_has_no_offers(file):
    """The column of offers may be missing."""
    file.write_text(
        HEADINGS.rsplit(";", 1)[0] + "\np1;2026-W34;2026-08-17;man;class;;c1"
    )
    rows, _ = read_calendar(file)
    assert [(row.section, row.group_activity) for row in rows or ()] == [("c1", None)]


def test_what_cannot_be_read_is_told_once_a_word(file):
    """Row and value of each date and word that is none; equal ones once."""
    assert faults(
        file,
        HEADINGS,
        "p1;2026-W34;soon;man;class;;c1;",
        "p1;2026-W34;2026-08-17;man;lunch;;;",
        "p1;2026-W34;2026-08-18;tir;lunch;;;",
    ) == [("not-a-date", 2, "soon"), ("unknown-choice", 3, "lunch")]


def test_missing_columns_are_told(file):
    """Each column that is not there, but that of offers."""
    found = faults(file, "participant;date;slot;activity;place")
    assert found == [("missing-column", 1, ""), ("missing-column", 1, "")]


def test_an_empty_file_has_no_columns(file):
    """Every column is missed."""
    assert {code for code, _, _ in faults(file, "")} == {"missing-column"}
