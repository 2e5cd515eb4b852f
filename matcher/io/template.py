"""The empty workbook people fill in: a sheet per table, with help at every heading."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from matcher.domain import reference
from matcher.domain.weeks import WEEKDAYS
from matcher.io.compound import Weekday
from matcher.io.records import COMMENT
from matcher.io.schema import Column, Table
from matcher.io.tables import FORMAT_VERSION, INPUT_TABLES
from matcher.io.values import Choice, Day, Hours, Integer, Sector, Setting
from matcher.text import Language, Translator, translator

LAST_ROW = 2000
"""Drop-downs reach to this row."""

MADE = datetime(2026, 1, 1)  # noqa: DTZ001 (a fixed stamp keeps the bytes the same)

EXAMPLES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "slots": [
        {
            "slot": day,
            "weekday": day,
            "start": "08:00",
            "end": "15:30",
            "minutes": "450",
        }
        for day in WEEKDAYS[:5]
    ],
    "municipalities": [
        {"municipality": "4003", "location": "59.21, 9.61", "calendar": "rute-1"}
    ],
    "calendars": [
        {
            "calendar": "rute-1",
            "kind": kind,
            "from": first,
            "to": last,
        }
        for kind, first, last in (
            ("no-teaching", "2027-02-22", "2027-02-28"),
            ("programme-holiday", "2027-07-12", "2027-08-01"),
        )
    ],
    "templates": [
        {
            "template": "intro-2-3",
            "programme": "intro",
            "steps": "3",
            "min_practice_slots": "2",
            "class_slots": "2",
            "work_duty": "yes",
            "work_hours_per_week": "15",
            "lengths_weeks": "26 13",
            "min_weeks": "8",
            "visit_steps": "1x8 2",
        }
    ],
    "participants": [
        {
            "participant": "D-001",
            "municipality": "4003",
            "template": "intro-2-3",
            "home": "3724",
            "level": "a2",
            "wishes": "helse-sosial > salg-service = it",
            "available_slots": "man-fre",
            "work_from": "08:00",
            "work_to": "16:00",
            "travel_mode": "transit",
            "travel_limit_minutes": "45",
        },
        {
            "participant": "D-002",
            "municipality": "4003",
            "template": "intro-2-3",
            "home": "3724",
            "level": "a2",
            "wishes": "helse-sosial",
        },
    ],
    "employers": [{"employer": "A-01", "people_at_once": "4", "starts_per_week": "2"}],
    "places": [
        {
            "place": "P-01",
            "employer": "A-01",
            "location": "3717",
            "sector": "helse-sosial",
            "seats": "2",
            "people_at_once": "3",
            "closed": "2027-W28..2027-W30",
            "level_floor": "a1",
            "level_wish": "a2",
            "visits_from": "09:00",
            "visits_to": "15:00",
        }
    ],
    "seats": [{"place": "P-01", "slot": "ons-fre", "seats": "2"}],
    "sections": [
        {
            "section": "K-1",
            "municipalities": "4003",
            "location": "3724",
            "seats": "20",
            "menus": "man tir | tir ons",
            "level_from": "a1",
            "level_to": "a2",
        }
    ],
    "subject_groups": [
        {
            "group": "E-1",
            "subject": "engelsk",
            "sections": "K-1",
            "level_to": "2",
            "slots": "man",
            "seats": "12",
        }
    ],
    "pins": [{"participant": "D-001", "place": "P-01"}],
    "bans": [{"participant": "D-001", "sector": "bygg-anlegg"}],
    "running": [
        {
            "participant": "D-001",
            "place": "P-01",
            "start": "2026-10-05",
            "end": "2027-02-26",
            "slots": "ons tor fre",
        }
    ],
    "in_force": [
        {
            "participant": "D-001",
            "place": "P-01",
            "start": "2026-10-05",
            "end": "2027-02-26",
            "steps": "2026-10-05: ons tor fre",
        }
    ],
    "earlier": [
        {
            "participant": "D-001",
            "employer": "A-01",
            "start": "2025-08-18",
            "end": "2025-12-19",
        }
    ],
    "absences": [
        {
            "participant": "D-001",
            "kind": "leave",
            "from": "2027-03-08",
            "to": "2027-03-26",
        }
    ],
    "quotas": [
        {
            "quota": "KV-1",
            "most": "3",
            "least": "",
            "counted": "at-once",
            "programme": "intro",
            "employer": "A-01",
        }
    ],
    "pairs": [{"participant": "D-001", "other": "D-002", "kind": "apart"}],
    "specialists": [
        {
            "specialist": "J-1",
            "caseload_limit": "15",
            "already": "4",
            "municipalities": "4003",
            "programmes": "intro",
            "base": "3724",
            "visit_slots": "man-fre",
            "work_from": "08:00",
            "work_to": "16:00",
        }
    ],
    "teachers": [
        {
            "teacher": "L-1",
            "sections": "K-1",
            "visit_steps": "1",
            "visit_minutes": "45",
            "base": "3724",
            "visit_slots": "ons-fre",
            "work_from": "08:00",
            "work_to": "16:00",
        }
    ],
    "activities": [
        {
            "activity": "AK-1",
            "kind": "job-club",
            "slots": "ons",
            "municipalities": "4003",
            "seats": "15",
            "only_without_teaching": "yes",
        },
        {
            "activity": "AK-2",
            "kind": "course",
            "slots": "man-fre",
            "from": "2027-02-22",
            "to": "2027-02-26",
            "seats": "12",
            "opens_with": "6",
            "whole": "yes",
        },
    ],
    "travel": [{"from": "D-001", "place": "P-01", "mode": "car", "minutes": "20"}],
    "groups": [{"participant": "D-001", "sex": "female"}],
    "labels": [{"id": "P-01", "label": "P-01"}],
}
"""The example rows of each table, in codes; they refer to each other."""


def words_of(column: Column, say: Translator) -> list[str]:
    """Return the words of a column's drop-down; empty for none."""
    if isinstance(column.type, Choice | Weekday):
        return [say(key) for key in column.type.word_keys]
    if isinstance(column.type, Sector):
        return [sector.code for sector in reference.sectors()]
    return []


def _word(column: Column, text: str, say: Translator) -> str:
    """Return a code as the word people choose in their language."""
    if not isinstance(column.type, Choice | Weekday):
        return text
    value = column.type.parse(text, Setting())
    member = column.type.code(value) if isinstance(column.type, Choice) else str(value)
    kind = column.type.kind if isinstance(column.type, Choice) else "weekday"
    return say(f"value.{kind}.{member}")


def _expected(column: Column, say: Translator) -> str:
    words = words_of(column, say)
    return ", ".join(words) if words else say(f"type.{column.type.name}")


def _blank(table: Table, column: Column, say: Translator) -> str:
    if column.default:
        return _word(column, column.default, say)
    return say(f"assumed.{table.key}.{column.key}") if column.assumed else ""


class _Workbook:
    """Writes the sheets in one language."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book = book
        self.say = translator(language)
        wrap = {"text_wrap": True, "valign": "top"}
        self.heading = book.add_format({"bold": True, "bg_color": "#DDE8F0", **wrap})
        self.needed = book.add_format({"bold": True, "bg_color": "#F5D9A8", **wrap})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "dd.mm.yyyy"})
        self.note = book.add_format({"italic": True, "font_color": "#5A6570", **wrap})
        self.note_text = book.add_format(
            {"italic": True, "font_color": "#5A6570", "num_format": "@"}
        )
        self.note_day = book.add_format(
            {"italic": True, "font_color": "#5A6570", "num_format": "dd.mm.yyyy"}
        )

    def write_help(self) -> None:
        """Write the sheet that explains every column."""
        sheet = self.book.add_worksheet(self.say("sheet.help"))
        sheet.merge_range(0, 0, 0, 5, self.say("template.intro"), self.note)
        sheet.set_row(0, 50)
        parts = ("table", "column", "required", "help", "expected", "default")
        for position, part in enumerate(parts):
            sheet.write_string(1, position, self.say(f"template.{part}"), self.heading)
        rows = [(table, column) for table in INPUT_TABLES for column in table.columns]
        wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        for row, (table, column) in enumerate(rows, start=2):
            name = f"column.{table.key}.{column.key}"
            texts = (
                self.say(f"table.{table.key}"),
                self.say(name),
                self.say("value.yes-no.yes") if column.required else "",
                self.say(f"{name}.help"),
                _expected(column, self.say),
                _blank(table, column, self.say),
            )
            for position, text in enumerate(texts):
                sheet.write_string(row, position, text, wrap)
        for position, width in enumerate((18, 22, 12, 60, 40, 30)):
            sheet.set_column(position, position, width)
        sheet.freeze_panes(2, 0)

    def write_settings(self, table: Table) -> None:
        """Write the sheet of settings: one a row, with its help beside."""
        sheet = self.book.add_worksheet(self.say(f"table.{table.key}"))
        for position, part in enumerate(
            ("sheet.setting", "sheet.value", "template.help")
        ):
            sheet.write_string(0, position, self.say(part), self.heading)
        for row, column in enumerate(table.columns, start=1):
            name = f"column.{table.key}.{column.key}"
            sheet.write_string(row, 0, self.say(name))
            if column.key == "format_version":
                sheet.write_number(row, 1, FORMAT_VERSION)
            elif isinstance(column.type, Day):
                sheet.write_blank(row, 1, None, self.day)
            sheet.write_string(row, 2, self.say(f"{name}.help"), self.note)
        sheet.set_column(0, 1, 22)
        sheet.set_column(2, 2, 70)
        sheet.freeze_panes(1, 0)

    def write_table(self, table: Table) -> None:
        """Write the sheet of a table: headings with help, an example, drop-downs."""
        sheet = self.book.add_worksheet(self.say(f"table.{table.key}"))
        examples = EXAMPLES[table.key]
        for position, column in enumerate(table.columns):
            name = f"column.{table.key}.{column.key}"
            heading = self.say(name)
            sheet.write_string(
                0, position, heading, self.needed if column.required else self.heading
            )
            sheet.write_comment(0, position, self.say(f"{name}.help"), {"x_scale": 2})
            shape = self.day if isinstance(column.type, Day) else self.text
            if isinstance(column.type, Integer | Hours):
                shape = None
            sheet.set_column(position, position, max(12, len(heading) + 2), shape)
            for row, example in enumerate(examples, start=1):
                text = example.get(column.key, "")
                self._write_example(sheet, (row, position), column, text)
            self._offer_words(sheet, position, column)
        sheet.freeze_panes(1, 1)

    def _write_example(
        self, sheet: Any, cell: tuple[int, int], column: Column, text: str
    ) -> None:
        if cell[1] == 0:
            sheet.write_string(*cell, f"{COMMENT} {text}", self.note_text)
        elif text and isinstance(column.type, Day):
            sheet.write_datetime(*cell, datetime.fromisoformat(text), self.note_day)
        elif text and isinstance(column.type, Integer | Hours):
            sheet.write_number(*cell, int(text), self.note)
        elif text:
            sheet.write_string(*cell, _word(column, text, self.say), self.note_text)

    def _offer_words(self, sheet: Any, position: int, column: Column) -> None:
        words = words_of(column, self.say)
        if words:
            sheet.data_validation(
                1,
                position,
                LAST_ROW,
                position,
                {
                    "validate": "list",
                    "source": words,
                    # Words of the other languages and sectors of one's own are fine.
                    "error_type": "information",
                },
            )


def write_template(path: Path | str, language: Language) -> None:
    """Write the workbook people fill in, with headings and help in ``language``.

    The same bytes each time. Example rows begin with ``#`` and are not read.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": MADE})
        made = _Workbook(book, language)
        made.write_help()
        for table in INPUT_TABLES:
            if table.settings:
                made.write_settings(table)
            else:
                made.write_table(table)
