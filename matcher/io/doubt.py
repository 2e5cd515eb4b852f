"""How a doubt is told, and how its row is found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from matcher.domain.finding import Finding, Severity
from matcher.io.records import Record, Sheet


def doubt(
    code: str, table: str, column: str, about: str, value: str = "", **details: str
) -> Finding:
    """Return a warning about the row of ``table`` whose id is ``about``.

    ``source`` and ``column`` are declared names until :func:`located` has put in the
    file and heading; an empty ``about`` is the table as a whole.
    """
    parts = {**details, "id": about} if about else details
    return Finding(code, Severity.WARNING, table, None, column, value or about, parts)


def located(
    findings: Iterable[Finding], sheets: Mapping[str, Sheet]
) -> Iterator[Finding]:
    """Yield the findings with the file, row and heading the user sees."""
    rows: dict[str, dict[str, Record]] = {}
    for finding in findings:
        sheet = sheets[finding.source]
        if finding.source not in rows:
            key = sheet.table.columns[0].key
            rows[finding.source] = {r[key]: r for r in reversed(sheet.records)}
        record = rows[finding.source].get(finding.details.get("id", ""))
        heading = sheet.heading(finding.column) if finding.column else ""
        details = dict(finding.details)
        if finding.column:
            details["heading_key"] = f"column.{sheet.table.key}.{finding.column}"
        written = record.texts.get(finding.column, "") if record else ""
        yield replace(
            finding,
            source=sheet.source,
            row=record.row if record else None,
            column=heading,
            value=written or finding.value,
            details=details,
        )
