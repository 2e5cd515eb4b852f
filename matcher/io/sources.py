"""Files to raw tables of text: CSV as spreadsheets write it, and workbooks."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from matcher.io.found import Findings
from matcher.io.schema import Table
from matcher.io.tables import TABLES
from matcher.io.words import folded_heading, nearest
from matcher.text import Language, translator

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
CSV_FILES = (".csv", ".tsv")
GARBLED = (*(letter.encode().decode("cp1252") for letter in "æøåÆØÅ"), "\ufffd")
"""What Norwegian letters become when UTF-8 is saved as something else."""

FORMULA = re.compile(r"[=@]|[+-][A-Za-z(]")
"""How a cell begins that a spreadsheet takes for a formula; ``-`` and ``+47`` are none."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table of text.

    Attributes
    ----------
    table
        Its declaration.
    source
        File or sheet, as the user knows it.
    headings
        As written.
    rows
        Row number as the user sees it (the heading is row 1 where it stands on top)
        and the texts, stripped, as many as there are headings or more.
    unreadable
        The table is there, but nothing of it could be read; a finding says why.
    """

    table: Table
    source: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unreadable: bool = False


def table_named(name: str) -> Table | None:
    """Return the table a file or sheet name means, in any of the languages."""
    wanted = folded_heading(name)
    for table in TABLES:
        names = {translator(language)(f"table.{table.key}") for language in Language}
        if wanted in {folded_heading(one) for one in (table.key, *names)}:
            return table
    return None


def _is_ours(name: str) -> bool:
    """Tell whether a file or sheet is one of the program's own beside the tables."""
    words = ["calendar"]
    words += [translator(language)("sheet.help") for language in Language]
    return folded_heading(name) in map(folded_heading, words)


def _known_table(name: str, source: str, findings: Findings) -> Table | None:
    """Return the table a file or sheet is; one that is none is a warning."""
    table = table_named(name)
    if table is None and not _is_ours(name):
        names = [t.key for t in TABLES]
        names += [translator(Language.NB)(f"table.{t.key}") for t in TABLES]
        near = nearest(name, names)
        findings.warn("unknown-table", source, value=name, suggestion=near)
    return table


def _raw_table(
    table: Table,
    source: str,
    lines: Sequence[Sequence[str]] | None,
    findings: Findings,
) -> RawTable:
    if lines is None:
        return RawTable(table, source, (), (), unreadable=True)
    filled = [
        (number, tuple(cell.strip() for cell in line))
        for number, line in enumerate(lines, start=1)
        if any(cell.strip() for cell in line)
    ]
    if not filled:
        findings.error("empty-file", source, table_key=f"table.{table.key}")
        return RawTable(table, source, (), (), unreadable=True)
    _, headings = filled[0]
    raw = RawTable(table, source, headings, tuple(filled[1:]))
    _warn_garbled(raw, findings)
    _refuse_formulas(raw, findings)
    return raw


def _decoded(data: bytes) -> str:
    """Return the text of a file; raises ``UnicodeDecodeError``.

    UTF-16 is what a spreadsheet calls Unicode text, cp1252 what older ones write.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {sign: first.count(sign) for sign in (";", "\t", ",")}
    return max(counts, key=lambda sign: counts[sign])


def csv_lines(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV file; raises ``UnicodeDecodeError`` and ``csv.Error``.

    The separator is the most frequent of ``;``, tab and ``,`` in the first line, or
    what a first line ``sep=`` names.
    """
    text = _decoded(data)
    if "\0" in text:
        raise UnicodeDecodeError("utf-8", data, 0, 1, "a null byte")
    named = text[:4].lower() == "sep="
    separator = text[4:5] if named else _separator(text)
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=separator))
    if named:
        lines[0] = []
    return lines


def csv_file_lines(path: Path, findings: Findings) -> list[list[str]] | None:
    """Return the cells of a CSV file; ``None``, and a finding, for one that is none."""
    try:
        return csv_lines(path.read_bytes())
    except UnicodeDecodeError:
        findings.error("wrong-encoding", path.name)
    except csv.Error as fault:
        findings.error("not-csv", path.name, reason=str(fault))
    return None


def _csv_tables(folder: Path, findings: Findings) -> Iterator[RawTable]:
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in CSV_FILES)
    for path in files:
        table = _known_table(path.stem, path.name, findings)
        if table:
            lines = csv_file_lines(path, findings)
            yield _raw_table(table, path.name, lines, findings)


def cell_text(cell: object) -> str:
    """Return a workbook's cell as the text a person would have typed."""
    if isinstance(cell, bool):
        return "ja" if cell else "nei"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(cell)


def _sheet_lines(book: CalamineWorkbook, name: str) -> list[list[str]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[cell_text(cell) for cell in row] for row in rows]


def _sheets(path: Path, findings: Findings) -> list[tuple[str, list[list[str]]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [(name, _sheet_lines(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError) as fault:
        findings.error("not-a-workbook", path.name, reason=str(fault))
        return []


def _workbook_tables(path: Path, findings: Findings) -> Iterator[RawTable]:
    for name, lines in _sheets(path, findings):
        table = _known_table(name, name, findings)
        if table:
            yield _raw_table(table, name, lines, findings)


def _warn_garbled(table: RawTable, findings: Findings) -> None:
    for row, cells in ((1, table.headings), *table.rows):
        for heading, cell in zip(table.headings, cells, strict=False):
            if any(sign in cell for sign in GARBLED):
                findings.warn("garbled-text", table.source, row, heading, cell)
                return


def _refuse_formulas(table: RawTable, findings: Findings) -> None:
    """Tell cells that a spreadsheet would carry out instead of show."""
    for row, cells in ((1, table.headings), *table.rows):
        for heading, cell in zip(table.headings, cells, strict=False):
            if FORMULA.match(cell):
                findings.error("formula", table.source, row, heading, cell[:40])


def read_sources(path: Path, findings: Findings) -> list[RawTable]:
    """Return the known tables of a folder of CSV files or of a workbook."""
    if path.is_dir():
        return list(_csv_tables(path, findings))
    if path.is_file() and path.suffix.lower() in WORKBOOKS:
        return list(_workbook_tables(path, findings))
    _tell_no_source(path, WORKBOOKS, findings)
    return []


def _tell_no_source(path: Path, types: tuple[str, ...], findings: Findings) -> None:
    if path.exists():
        findings.error("unknown-file-type", path.name, types=", ".join(types))
    else:
        findings.error("not-found", path.name)


def read_file(path: Path, table: Table, findings: Findings) -> RawTable | None:
    """Return one table from a CSV file, whatever its name, or from a workbook.

    ``None`` where there is no such file or sheet.
    """
    kind = path.suffix.lower()
    if not path.is_file() or kind not in (*CSV_FILES, *WORKBOOKS):
        _tell_no_source(path, (*CSV_FILES, *WORKBOOKS), findings)
        return None
    if kind in CSV_FILES:
        lines = csv_file_lines(path, findings)
        return _raw_table(table, path.name, lines, findings)
    sheets = [
        sheet for sheet in _sheets(path, findings) if table_named(sheet[0]) == table
    ]
    if not sheets:
        findings.error("missing-table", path.name, table_key=f"table.{table.key}")
        return None
    return _raw_table(table, *sheets[0], findings)


def raw_tables(
    tables: Mapping[str, Sequence[Mapping[str, str]]], findings: Findings
) -> list[RawTable]:
    """Return rows of text, each a mapping from heading to cell, as raw tables.

    Their first row is 2, as below the headings of a file.
    """
    raws = []
    for key, rows in tables.items():
        table = table_named(key)
        if table is None:
            findings.warn("unknown-table", key, value=key, suggestion="")
            continue
        headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
        cells = tuple(
            (number, tuple(str(row.get(heading, "")).strip() for heading in headings))
            for number, row in enumerate(rows, start=2)
        )
        raws.append(RawTable(table, key, headings, cells))
    return raws
