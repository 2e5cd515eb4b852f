"""The door: tables of text to a scenario, or to all that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from matcher.domain.finding import Finding
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.io.atlas import read_atlas
from matcher.io.build import build_grid, build_scenario
from matcher.io.checks import check_sheets
from matcher.io.doubt import located
from matcher.io.doubts import doubts_about
from matcher.io.found import Findings, in_order
from matcher.io.records import Sheet, read_sheet
from matcher.io.sources import RawTable, raw_tables, read_file, read_sources
from matcher.io.tables import INPUT_TABLES, PARTICIPANTS
from matcher.io.values import Setting

NEWCOMERS = 1_000_000_000
"""Rows of people from another file are numbered on from here while they are read."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read.

    Attributes
    ----------
    scenario
        ``None`` where any finding is an error: nothing is half read.
    findings
        Errors first, then warnings and assumptions, each by source and row.
    labels
        Display names by id, for reports only.
    """

    scenario: Scenario | None
    findings: tuple[Finding, ...]
    labels: Mapping[str, str] = field(default_factory=dict)


def _by_table(raws: Sequence[RawTable], findings: Findings) -> dict[str, RawTable]:
    found: dict[str, RawTable] = {}
    for raw in raws:
        if raw.table.key in found:
            other = found[raw.table.key].source
            findings.error("table-twice", raw.source, other=other)
        elif raw.table in INPUT_TABLES:
            found[raw.table.key] = raw
    return found


def _read_sheets(
    raws: Mapping[str, RawTable], findings: Findings
) -> tuple[dict[str, Sheet], Setting]:
    """Read slots and municipalities first, since the rest is written in their terms."""
    sheets = {
        table.key: Sheet(table, table.key, unread=table.required or table.key in raws)
        for table in INPUT_TABLES
        if table.key not in raws or raws[table.key].unreadable
    }
    setting = Setting()
    readable = [key for key, raw in raws.items() if not raw.unreadable]
    order = sorted(readable, key=lambda key: key not in ("slots", "municipalities"))
    for key in order:
        sheets[key] = read_sheet(raws[key], setting, findings)
        if key == "slots":
            setting = Setting(build_grid(sheets[key]), setting.municipalities)
        if key == "municipalities":
            setting = Setting(
                setting.grid, read_atlas(sheets[key], Findings()).by_text()
            )
    return {table.key: sheets[table.key] for table in INPUT_TABLES}, setting


def _check_required(
    sheets: Mapping[str, Sheet], raws: Mapping[str, RawTable], findings: Findings
) -> None:
    for key, sheet in sheets.items():
        if sheet.table.required and key not in raws:
            findings.error("missing-table", key, table_key=f"table.{key}")
        elif sheet.table.required and not sheet.records and not sheet.unread:
            findings.error("no-rows", sheet.source, table_key=f"table.{key}")


def _tell_comments(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    noted = [sheet for sheet in sheets.values() if sheet.comments]
    if noted:
        names = ", ".join(sheet.source for sheet in noted)
        number = sum(sheet.comments for sheet in noted)
        findings.assume("example-rows", "", "", "", number, sheets=names)


def read_tables(
    raws: Sequence[RawTable],
    name: str,
    findings: Findings,
    newcomers: RawTable | None = None,
) -> ReadResult:
    """Return the scenario of raw tables; ``findings`` has what is known of them.

    ``newcomers`` are more participants, beside those of the raw tables.
    """
    raw_by_key = _by_table(raws, findings)
    if "scenario" not in raw_by_key:
        scenario = next(table for table in INPUT_TABLES if table.key == "scenario")
        raw_by_key["scenario"] = RawTable(scenario, "scenario", (), ())
    sheets, setting = _read_sheets(raw_by_key, findings)
    if newcomers is not None:
        sheets["participants"] = _with_newcomers(
            sheets["participants"], read_sheet(newcomers, setting, findings)
        )
    _check_required(sheets, raw_by_key, findings)
    _tell_comments(sheets, findings)
    atlas = read_atlas(sheets["municipalities"], findings)
    check_sheets(sheets, findings)
    if findings.has_errors:
        return ReadResult(None, in_order(findings.found))
    scenario_read = build_scenario(sheets, atlas, setting.grid, name, findings)
    for finding in located(doubts_about(scenario_read, Policy()), sheets):
        findings.add(finding)
    labels = {record["id"]: record["label"] for record in sheets["labels"].records}
    return ReadResult(scenario_read, in_order(findings.found), labels)


def read_scenario(path: Path | str) -> ReadResult:
    """Return the scenario in a folder of CSV files or in one workbook.

    Never raises for what is in the files: all that is wrong is in the findings.
    """
    path = Path(path)
    findings = Findings()
    raws = read_sources(path, findings)
    if not raws and findings.has_errors:
        return ReadResult(None, in_order(findings.found))
    return read_tables(
        raws, path.resolve().stem if path.is_file() else path.resolve().name, findings
    )


def read_beside(
    path: Path | str, tables: Mapping[str, Sequence[Mapping[str, str]]], name: str
) -> tuple[ReadResult, tuple[str, ...]]:
    """Return the scenario of the files at ``path``, and which tables they have.

    Tables that the files do not have are taken from ``tables``, as ``read_rows`` reads
    them. Only what the files bring is told by its spot in them.
    """
    findings = Findings()
    raws = read_sources(Path(path), findings)
    brought = tuple(dict.fromkeys(raw.table.key for raw in raws))
    if not raws:
        return ReadResult(None, in_order(findings.found)), brought
    others = {key: rows for key, rows in tables.items() if key not in brought}
    read = read_tables([*raws, *raw_tables(others, findings)], name, findings)
    return read, brought


def read_with_newcomers(path: Path | str, rows: Path) -> ReadResult:
    """Return the scenario at ``path`` with the people of one more table.

    ``rows`` is a CSV file or a workbook with the columns of ``participants``. The findings
    are those of its rows alone.
    """
    path, findings = Path(path), Findings()
    raws = read_sources(path, findings)
    newcomers = read_file(rows, PARTICIPANTS, findings)
    if newcomers is None:
        return ReadResult(None, in_order(findings.found))
    read = read_tables(raws, path.name, findings, newcomers)
    found = tuple(_of_newcomers(read.findings, newcomers.source))
    return ReadResult(read.scenario, found, read.labels)


def _with_newcomers(sheet: Sheet, newcomers: Sheet) -> Sheet:
    """Return ``sheet`` with newcomers, whose rows are numbered on from ``NEWCOMERS``."""
    numbered = [replace(r, row=NEWCOMERS + r.row) for r in newcomers.records]
    return replace(
        sheet,
        headings={**newcomers.headings, **sheet.headings},
        records=(*sheet.records, *numbered),
    )


def _of_newcomers(findings: Iterable[Finding], source: str) -> Iterator[Finding]:
    for finding in findings:
        row = finding.row or 0
        if row >= NEWCOMERS:
            yield replace(finding, source=source, row=row - NEWCOMERS)
        elif finding.source == source:
            yield finding


def read_rows(
    tables: Mapping[str, Sequence[Mapping[str, str]]], name: str = ""
) -> ReadResult:
    """Return the scenario of rows of text, each a mapping from heading to cell.

    Row numbers in the findings count as in a file: the first row of a table is 2.
    """
    findings = Findings()
    return read_tables(raw_tables(tables, findings), name, findings)
