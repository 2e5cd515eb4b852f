"""The table of absences: its faults, and what it makes of the participants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from matcher.domain.absences import Absence
from matcher.domain.participant import Participant
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet


def _by_person(sheet: Sheet) -> Mapping[str, list[Record]]:
    """Return the rows that could be read, each participant's in order of time."""
    found = defaultdict(list)
    for record in sheet.records:
        if None not in (record["participant"], record["from"], record["to"]):
            found[record["participant"]].append(record)
    for rows in found.values():
        rows.sort(key=lambda row: (row["from"], row["to"], row.row))
    return found


def check_absences(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Find absences that overlap, and those that are over before the programme begins."""
    sheet = sheets["absences"]
    starts = {
        record["participant"]: record["programme_start"]
        for record in sheets["participants"].records
    }
    for person, rows in _by_person(sheet).items():
        for before, after in pairwise(rows):
            if after["from"] <= before["to"]:
                _error(sheet, after, "from", "absences-overlap", findings, before.row)
        start = starts.get(person)
        for row in rows:
            if start is not None and row["to"] < start:
                _error(sheet, row, "to", "absence-before-programme", findings, start)


def _error(
    sheet: Sheet, row: Record, key: str, code: str, findings: Findings, other: object
) -> None:
    findings.error(
        code,
        sheet.source,
        row.row,
        sheet.heading(key),
        row.texts.get(key, ""),
        other=str(other),
    )


def build_absences(sheet: Sheet) -> Mapping[str, tuple[Absence, ...]]:
    """Return the absences of each participant who has any."""
    return {
        person: tuple(Absence(row["kind"], row["from"], row["to"]) for row in rows)
        for person, rows in _by_person(sheet).items()
    }


def tell_late_absences(
    sheet: Sheet, participants: Iterable[Participant], findings: Findings
) -> None:
    """Warn of absences that begin when the programme, moved or not, has ended."""
    ends = {person.id: person.programme_end for person in participants}
    for record in sheet.records:
        end = ends[record["participant"]]
        if end is not None and record["from"] > end:
            findings.warn(
                "absence-after-programme",
                sheet.source,
                record.row,
                sheet.heading("from"),
                record.texts.get("from", ""),
                end=str(end),
            )
