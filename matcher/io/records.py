"""Raw tables to records: every cell read as the type of its column."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from matcher.io.found import Findings
from matcher.io.schema import Column, Table
from matcher.io.sources import RawTable
from matcher.io.values import BadValue, Choice, Setting
from matcher.io.words import NOTHING, folded_heading, nearest
from matcher.text import Language, Translator, translator

COMMENT = "#"
"""A row whose first text begins with it is an example or a note, and not read."""

MASK = "•" * 11


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number, and the values of the cells that could be read.

    ``texts`` has the cells as written, also those that could not be read.
    """

    row: int
    values: Mapping[str, Any]
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> Any:
        """Return the value of a column, ``None`` where it is blank or unreadable."""
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read.

    ``headings`` maps column keys to the headings in the file; ``setting_rows`` the
    settings to their rows where the table is a list of settings. ``comments`` counts
    the rows that are not read. ``empty_on_purpose``: a lone hyphen stands for no rows.
    ``unread``: its ids are not known, since it is missing or cannot be read.
    """

    table: Table
    source: str
    headings: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    setting_rows: Mapping[str, int] = field(default_factory=dict)
    comments: int = 0
    empty_on_purpose: bool = False
    unread: bool = False

    def heading(self, key: str) -> str:
        """Return the heading of a column as it stands, or its declared name."""
        return self.headings.get(key, key)

    def row_of(self, record: Record, key: str) -> int:
        """Return the row in which the user sees the cell."""
        return self.setting_rows.get(key, record.row)


@cache
def column_names(table: Table) -> dict[str, str]:
    """Return the keys of a table's columns by every heading that means them."""
    found = {}
    for column in table.columns:
        found[folded_heading(column.key)] = column.key
        for language in Language:
            heading = translator(language)(f"column.{table.key}.{column.key}")
            found[folded_heading(heading)] = column.key
            for other in _other_headings(translator(language), table, column):
                found.setdefault(folded_heading(other), column.key)
    return found


def _other_headings(say: Translator, table: Table, column: Column) -> list[str]:
    """Return what people also call the column, as the catalogue has it."""
    key = f"column.{table.key}.{column.key}.also"
    return say(key).split(";") if key in say else []


def _headings(raw: RawTable, findings: Findings) -> dict[int, str]:
    """Return the column key at each position that has a known heading."""
    known = column_names(raw.table)
    at: dict[int, str] = {}
    for position, heading in enumerate(raw.headings):
        key = known.get(folded_heading(heading))
        if key is None:
            _unknown_heading(raw, position, findings)
        elif key in at.values():
            findings.error("duplicate-column", raw.source, 1, heading)
        else:
            at[position] = key
    return at


def _unknown_heading(raw: RawTable, position: int, findings: Findings) -> None:
    heading = raw.headings[position]
    if heading:
        names = [
            translator(Language.NB)(f"column.{raw.table.key}.{c.key}")
            for c in raw.table.columns
        ]
        near = nearest(heading, [*names, *(c.key for c in raw.table.columns)])
        findings.warn("unknown-column", raw.source, 1, heading, suggestion=near)
    elif any(len(cells) > position and cells[position] for _, cells in raw.rows):
        findings.warn("column-without-heading", raw.source, 1, column=f"{position + 1}")


def _as_settings(raw: RawTable) -> tuple[RawTable, dict[str, int]]:
    """Return a list of settings as a table of one row, and each setting's row."""
    known = column_names(raw.table)
    rows = [(row, cells) for row, cells in raw.rows if cells and cells[0]]
    if len(raw.headings) > 1 and folded_heading(raw.headings[0]) in known:
        rows.insert(0, (1, raw.headings))
    names = tuple(cells[0] for _, cells in rows)
    values = tuple(cells[1] if len(cells) > 1 else "" for _, cells in rows)
    at = {known.get(folded_heading(cells[0]), ""): row for row, cells in rows}
    return RawTable(raw.table, raw.source, names, ((2, values),)), at


def _is_comment(cells: tuple[str, ...]) -> bool:
    return next((cell for cell in cells if cell), "").startswith(COMMENT)


@dataclass(slots=True)
class _CellReader:
    """Reads the cells of one column; equal texts are read once."""

    column: Column
    setting: Setting
    known: dict[str, Any] = field(default_factory=dict)

    def read(self, text: str) -> Any:
        """Return the value of ``text`` or the :class:`BadValue` it raised."""
        if text not in self.known:
            try:
                self.known[text] = self.column.type.parse(text, self.setting)
            except BadValue as bad:
                self.known[text] = bad
        return self.known[text]


def _tell_bad(
    sheet: Sheet, record: Record, column: Column, bad: BadValue, findings: Findings
) -> None:
    details = {**bad.details, "expected_key": f"type.{column.type.name}"}
    if bad.code == "unknown-choice":
        details["choices_key"] = " ".join(column.type.word_keys)
    secret = bad.code == "national-id-like"
    findings.error(
        bad.code,
        sheet.source,
        sheet.row_of(record, column.key),
        sheet.heading(column.key),
        MASK if secret else record.texts[column.key],
        **details,
    )


def _tell_blanks(sheet: Sheet, findings: Findings) -> None:
    for column in sheet.table.columns:
        blank = [r for r in sheet.records if not r.texts.get(column.key)]
        if column.required and column.key in sheet.headings:
            for record in blank:
                row = sheet.row_of(record, column.key)
                heading = sheet.heading(column.key)
                findings.error(
                    "missing-value",
                    sheet.source,
                    row,
                    heading,
                    expected_key=f"type.{column.type.name}",
                )
        if column.assumed:
            number = sum(
                1 for r in blank if not any(r.texts.get(k) for k in column.unless)
            )
            _tell_assumed(sheet, column, number, findings)


def _tell_assumed(
    sheet: Sheet, column: Column, number: int, findings: Findings
) -> None:
    if not number:
        return
    name = f"{sheet.table.key}.{column.key}"
    details = {"heading_key": f"column.{name}", "assumed": column.default}
    if not column.default:
        details["assumed_key"] = f"assumed.{name}"
    elif isinstance(column.type, Choice):
        details["assumed_key"] = f"value.{column.type.kind}.{column.default}"
    heading = sheet.heading(column.key)
    code = "assumed-setting" if sheet.table.settings else "assumed"
    findings.assume(code, sheet.source, heading, column.default, number, **details)


def read_sheet(raw: RawTable, setting: Setting, findings: Findings) -> Sheet:
    """Return the records of a table; what cannot be read is a finding."""
    setting_rows: dict[str, int] = {}
    if raw.table.settings:
        raw, setting_rows = _as_settings(raw)
    at = _headings(raw, findings)
    headings = {key: raw.headings[position] for position, key in at.items()}
    sheet = Sheet(raw.table, raw.source, headings, (), setting_rows)
    for column in raw.table.columns:
        if column.required and column.key not in headings:
            findings.error(
                "missing-column",
                raw.source,
                1,
                column.key,
                heading_key=f"column.{raw.table.key}.{column.key}",
            )
    readers = {c.key: _CellReader(c, setting) for c in raw.table.columns}
    records = []
    read = [(row, cells) for row, cells in raw.rows if not _is_comment(cells)]
    rows = [(row, cells) for row, cells in read if "".join(cells) != NOTHING]
    for row, cells in rows:
        if any(cells[len(raw.headings) :]):
            findings.error("too-many-cells", raw.source, row, value=cells[-1])
        texts = {key: cells[i] for i, key in at.items() if i < len(cells) and cells[i]}
        records.append(_read_record(sheet, Record(row, {}, texts), readers, findings))
    sheet = replace(
        sheet,
        records=tuple(records),
        comments=len(raw.rows) - len(read),
        empty_on_purpose=len(rows) < len(read),
    )
    _tell_blanks(sheet, findings)
    return sheet


def _read_record(
    sheet: Sheet, record: Record, readers: Mapping[str, _CellReader], findings: Findings
) -> Record:
    values = {}
    for key, reader in readers.items():
        text = record.texts.get(key) or reader.column.default
        if not text:
            continue
        value = reader.read(text)
        if isinstance(value, BadValue):
            _tell_bad(sheet, record, reader.column, value, findings)
        else:
            values[key] = value
    return Record(record.row, values, record.texts)
