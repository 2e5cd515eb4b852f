"""What can only be judged across cells: ids, references, order, contradictions."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from matcher.domain.agreements import Counted
from matcher.domain.reference import templates
from matcher.io.absences import check_absences
from matcher.io.compound import Many
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet
from matcher.io.subject_groups import check_subject_groups
from matcher.io.tables import FORMAT_VERSION
from matcher.io.teachers import check_teachers
from matcher.io.values import Clock, Day, Id
from matcher.io.words import nearest

Sheets = Mapping[str, Sheet]


def _duplicates(sheet: Sheet, findings: Findings) -> None:
    first_rows: dict[tuple[Any, ...], int] = {}
    if not sheet.table.identity:
        return
    for record in sheet.records:
        identity = tuple(record[key] for key in sheet.table.identity)
        if None in identity:
            continue
        first = first_rows.setdefault(identity, record.row)
        if first != record.row:
            key = sheet.table.identity[0]
            findings.error(
                "duplicate-id",
                sheet.source,
                record.row,
                sheet.heading(key),
                record.texts.get(key, ""),
                first=str(first),
            )


def _order(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        for lower, upper in sheet.table.ordered:
            low, high = record[lower], record[upper]
            if low is None or high is None or low <= high:
                continue
            timed = isinstance(sheet.table.column(upper).type, Day | Clock)
            findings.error(
                "end-before-start" if timed else "wrong-order",
                sheet.source,
                record.row,
                sheet.heading(upper),
                record.texts.get(upper, ""),
                other=record.texts.get(lower, ""),
            )


def check_order_and_repeats(sheet: Sheet, findings: Findings) -> None:
    """Find repeated ids and ends before starts within one table."""
    _duplicates(sheet, findings)
    _order(sheet, findings)


def known_ids(sheets: Sheets) -> Mapping[str, set[str]]:
    """Return the ids that may be referred to, by table that could be read.

    Templates that come with the program may be named without a table; an employer is
    also made where a place names it, or has the id of its only place.
    """
    known = {
        key: {r[sheet.table.columns[0].key] for r in sheet.records}
        for key, sheet in sheets.items()
    }
    known["templates"] |= {template.id for template in templates()}
    if not sheets["employers"].records:
        known["employers"] |= {
            r["employer"] or r["place"] for r in sheets["places"].records
        }
    else:
        known["employers"] |= {
            r["place"] for r in sheets["places"].records if not r["employer"]
        }
    # Of a table that cannot be read, no id can be called unknown.
    unread = {key for key, sheet in sheets.items() if sheet.unread}
    if "places" in unread:
        unread.add("employers")
    return {key: ids - {None} for key, ids in known.items() if key not in unread}


def _references(sheet: Sheet) -> Iterator[tuple[Record, str, str, str]]:
    """Yield every reference: its record, column, table it points to, and id."""
    for column in sheet.table.columns:
        part = column.type.part if isinstance(column.type, Many) else column.type
        if not isinstance(part, Id) or not part.table:
            continue
        for record in sheet.records:
            value = record[column.key]
            ids = value if isinstance(value, tuple) else (value,)
            for one in ids:
                if one is not None:
                    yield record, column.key, part.table, one


def _dangling(sheet: Sheet, known: Mapping[str, set[str]], findings: Findings) -> None:
    for record, key, table, one in _references(sheet):
        if table in known and one not in known[table]:
            findings.error(
                "unknown-reference",
                sheet.source,
                record.row,
                sheet.heading(key),
                one,
                table_key=f"table.{table}",
                suggestion=nearest(one, known[table]),
            )


def error_at(
    sheet: Sheet,
    record: Record,
    key: str,
    code: str,
    findings: Findings,
    **details: str,
) -> None:
    """Add an error in the cell of ``key`` in one row."""
    findings.error(
        code,
        sheet.source,
        sheet.row_of(record, key),
        sheet.heading(key),
        record.texts.get(key, ""),
        **details,
    )


def _check_scenario(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        start = record["start"]
        if start is not None and start.weekday() != 0:
            monday = start.fromordinal(start.toordinal() - start.weekday())
            error_at(
                sheet, record, "start", "not-a-monday", findings, suggestion=str(monday)
            )
        weeks, calendar = record["placement_weeks"], record["calendar_weeks"]
        if weeks is not None and calendar is not None and calendar < weeks:
            error_at(
                sheet, record, "calendar_weeks", "calendar-too-short", findings,
                other=str(weeks),
            )  # fmt: skip
        version = record["format_version"]
        if version is not None and version > FORMAT_VERSION:
            error_at(
                sheet, record, "format_version", "newer-format", findings,
                known=str(FORMAT_VERSION),
            )  # fmt: skip


def _check_slots(sheet: Sheet, findings: Findings) -> None:
    complete = [
        r for r in sheet.records if None not in (r["weekday"], r["start"], r["end"])
    ]
    in_week = sorted(complete, key=lambda r: (r["weekday"], r["start"], r["end"]))
    for before, after in pairwise(in_week):
        if before["weekday"] == after["weekday"] and after["start"] < before["end"]:
            error_at(
                sheet, after, "slot", "overlapping-slots", findings,
                other=before.texts.get("slot", ""),
            )  # fmt: skip
    for record in complete:
        if record["minutes"] and record["minutes"] > record["end"] - record["start"]:
            most = str(record["end"] - record["start"])
            error_at(
                sheet, record, "minutes", "out-of-range", findings,
                least="1", most=most,
            )  # fmt: skip


def _check_calendars(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        parts = [key for key in ("kind", "from", "to") if record.texts.get(key)]
        if len(parts) in (1, 2):
            missing = next(k for k in ("kind", "from", "to") if k not in parts)
            expected = f"type.{sheet.table.column(missing).type.name}"
            error_at(
                sheet, record, missing, "missing-value", findings, expected_key=expected
            )


def _check_bans(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        if not any(record.texts.get(key) for key in ("place", "employer", "sector")):
            error_at(sheet, record, "place", "bans-nothing", findings)


def _check_earlier(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        said = ("employer", "place", "step_level")
        if not any(record.texts.get(key) for key in said):
            error_at(sheet, record, "employer", "earlier-says-nothing", findings)


def _check_earlier_places(sheets: Sheets, findings: Findings) -> None:
    """Find earlier placements at a place that is another employer's than they say."""
    employers = {
        r["place"]: r["employer"] or r["place"] for r in sheets["places"].records
    }
    for record in sheets["earlier"].records:
        employer, place = record["employer"], record["place"]
        if employer and employers.get(place, employer) != employer:
            error_at(
                sheets["earlier"], record, "place", "earlier-other-employer", findings,
                employer=employers[place],
            )  # fmt: skip


def _check_pins(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        if not any(record.texts.get(key) for key in ("place", "section", "start")):
            error_at(sheet, record, "place", "pins-nothing", findings)


def _check_in_force(sheet: Sheet, findings: Findings) -> None:
    parts = ("place", "start", "end", "steps")
    for record in sheet.records:
        given = [key for key in parts if record.texts.get(key)]
        for key in parts:
            if given and key not in given:
                expected = f"type.{sheet.table.column(key).type.name}"
                error_at(
                    sheet, record, key, "missing-value", findings, expected_key=expected
                )


def _check_sections(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        if record["alternation_from"] and not record.texts.get("alternation"):
            error_at(
                sheet, record, "alternation_from", "alternation-without-weeks", findings
            )


def _check_pairs(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        if record["participant"] is not None and (
            record["participant"] == record["other"]
        ):
            error_at(sheet, record, "other", "pair-of-one", findings)


def _check_quotas(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        least, most = record["least"] or 0, record["most"]
        if least and record["counted"] is Counted.AT_ONCE:
            error_at(sheet, record, "least", "least-at-once", findings)
        if most is not None and least > most:
            error_at(sheet, record, "least", "least-above-most", findings)


def _check_participants(sheet: Sheet, findings: Findings) -> None:
    for record in sheet.records:
        if not record.texts.get("home") and not record.texts.get("municipality"):
            error_at(
                sheet,
                record,
                "home",
                "missing-value",
                findings,
                expected_key="type.point",
            )


def _check_seats(sheet: Sheet, findings: Findings) -> None:
    named: dict[tuple[str, str], int] = {}
    for record in sheet.records:
        for slot in sorted(record["slot"] or ()):
            first = named.setdefault((record["place"] or "", slot), record.row)
            if first != record.row:
                error_at(
                    sheet, record, "slot", "duplicate-id", findings, first=str(first)
                )


_CHECKS: Mapping[str, Callable[[Sheet, Findings], None]] = {
    "scenario": _check_scenario,
    "slots": _check_slots,
    "calendars": _check_calendars,
    "bans": _check_bans,
    "earlier": _check_earlier,
    "pins": _check_pins,
    "sections": _check_sections,
    "in_force": _check_in_force,
    "pairs": _check_pairs,
    "quotas": _check_quotas,
    "participants": _check_participants,
    "seats": _check_seats,
}


def check_sheet(
    sheet: Sheet, known: Mapping[str, set[str]], findings: Findings
) -> None:
    """Find what is wrong within one table, and ids that are not ``known``."""
    check_order_and_repeats(sheet, findings)
    _dangling(sheet, known, findings)
    if sheet.table.key in _CHECKS:
        _CHECKS[sheet.table.key](sheet, findings)


def check_sheets(sheets: Sheets, findings: Findings) -> None:
    """Find what is wrong between the cells, rows and tables of a scenario."""
    known = known_ids(sheets)
    for sheet in sheets.values():
        check_sheet(sheet, known, findings)
    _check_earlier_places(sheets, findings)
    check_absences(sheets, findings)
    check_subject_groups(sheets, findings)
    check_teachers(sheets, findings)
