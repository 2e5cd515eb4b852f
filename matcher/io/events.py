"""The table of events, and the tables of who and what they add."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.domain.events import Event, EventKind
from matcher.domain.finding import Finding
from matcher.domain.ids import EmployerId, PlaceId
from matcher.domain.language import SKILLS, CefrProfile
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.scenario import Scenario
from matcher.io.atlas import Atlas, Named
from matcher.io.build import build_employer, seat_rows
from matcher.io.build_people import build_participant
from matcher.io.build_places import build_place
from matcher.io.checks import check_sheet, error_at
from matcher.io.found import Findings, in_order
from matcher.io.records import Record, Sheet, read_sheet
from matcher.io.sources import (
    CSV_FILES,
    RawTable,
    raw_tables,
    read_file,
    read_sources,
)
from matcher.io.tables import EMPLOYERS, EVENTS, PARTICIPANTS, PLACES, SEATS
from matcher.io.values import Setting
from matcher.io.words import folded

READ = (EVENTS, PARTICIPANTS, EMPLOYERS, PLACES, SEATS)

NEEDED: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.DROPOUT: ("participant",),
    EventKind.PLACE_CLOSED: ("place",),
    EventKind.SEATS_CUT: ("place", "seats"),
    EventKind.EMPLOYER_WITHDRAWS: ("employer",),
    EventKind.NEW_PARTICIPANT: ("participant",),
    EventKind.NEW_LEVEL: ("participant",),
    EventKind.LONGER_ABSENCE: ("participant", "from", "to"),
    EventKind.NEW_AVAILABILITY: ("participant", "slots"),
    EventKind.PLACE_ADDED: ("place",),
    EventKind.ACCEPTED: ("participant",),
    EventKind.DECLINED: ("participant",),
    EventKind.HOLD_EXPIRED: ("participant",),
}
"""The columns that an event of each kind must have filled in."""

ADDING = {
    EventKind.NEW_PARTICIPANT: ("participant", "participants"),
    EventKind.PLACE_ADDED: ("place", "places"),
}
"""The column whose id is new, and the table beside the events that says the rest."""


def read_events(
    path: Path | str, scenario: Scenario
) -> tuple[tuple[Event, ...] | None, tuple[Finding, ...]]:
    """Return the events in a file, in the order of their rows, with findings.

    ``path`` is a CSV file of events, or a folder or workbook that has the tables
    ``participants``, ``places``, ``employers`` and ``seats`` beside them, with those
    alone who or which are new. ``None`` where any of the findings is an error.
    """
    findings = Findings()
    return _events_of(_raws(Path(path), findings), Path(path).name, scenario, findings)


def read_event_rows(
    tables: Mapping[str, Sequence[Mapping[str, str]]], scenario: Scenario
) -> tuple[tuple[Event, ...] | None, tuple[Finding, ...]]:
    """Return the events in rows of text, as :func:`read_events` those of files.

    ``tables`` are ``events`` and those that may stand beside it, by key; row numbers in
    the findings count as in a file: the first row of a table is 2.
    """
    findings = Findings()
    raws = [r for r in raw_tables(tables, findings) if r.table in READ]
    return _events_of(raws, EVENTS.key, scenario, findings)


def _events_of(
    raws: Sequence[RawTable], source: str, scenario: Scenario, findings: Findings
) -> tuple[tuple[Event, ...] | None, tuple[Finding, ...]]:
    events = _read(_sheets(raws, source, scenario, findings), scenario, findings)
    return (None if findings.has_errors else events), in_order(findings.found)


def _read(
    sheets: Mapping[str, Sheet], scenario: Scenario, findings: Findings
) -> tuple[Event, ...]:
    """Return the events; none where a sheet cannot be read as meant."""
    _check(sheets, scenario, findings)
    if findings.has_errors:
        return ()
    added = _Added(sheets, scenario)
    _check_municipalities(sheets, added, scenario, findings)
    people = scenario.participants_by_id() | added.people
    return tuple(
        _event(sheets["events"], record, added, people)
        for record in sheets["events"].records
    )


def _sheets(
    told: Sequence[RawTable], source: str, scenario: Scenario, findings: Findings
) -> dict[str, Sheet]:
    raws = {raw.table.key: raw for raw in told}
    if EVENTS.key not in raws and not findings.has_errors:
        findings.error("missing-table", source, table_key=f"table.{EVENTS.key}")
    municipalities = {folded(m.name): m.id for m in scenario.municipalities}
    municipalities |= {folded(m.id): m.id for m in scenario.municipalities}
    setting = Setting(scenario.grid, municipalities)
    return {
        table.key: read_sheet(raws[table.key], setting, findings)
        if table.key in raws
        else Sheet(table, table.key)
        for table in READ
    }


def _raws(path: Path, findings: Findings) -> list[RawTable]:
    if path.is_file() and path.suffix.lower() in CSV_FILES:
        raw = read_file(path, EVENTS, findings)
        return [] if raw is None else [raw]
    return [raw for raw in read_sources(path, findings) if raw.table in READ]


def _check(sheets: Mapping[str, Sheet], scenario: Scenario, findings: Findings) -> None:
    known: dict[str, set[str]] = {
        "participants": {p.id for p in scenario.participants},
        "places": {p.id for p in scenario.places},
        "employers": {e.id for e in scenario.employers},
        "sections": {s.id for s in scenario.sections},
        "templates": {t.id for t in scenario.templates},
        "specialists": {s.id for s in scenario.specialists},
    }
    for key in ("participants", "places", "employers"):
        for record in sheets[key].records:
            name = sheets[key].table.columns[0].key
            if record[name] in known[key]:
                error_at(sheets[key], record, name, "not-new", findings)
    for key in ("participants", "places", "employers"):
        name = sheets[key].table.columns[0].key
        known[key] |= {r[name] for r in sheets[key].records if r[name]}
    known["employers"] |= {
        r["place"] for r in sheets["places"].records if not r["employer"]
    }
    for sheet in sheets.values():
        check_sheet(sheet, known, findings)
    for record in sheets["events"].records:
        if record["event"] is not None:
            _check_event(sheets, record, findings)


def _check_event(
    sheets: Mapping[str, Sheet], record: Record, findings: Findings
) -> None:
    """Find what an event of its kind lacks."""
    sheet, kind = sheets["events"], record["event"]
    missing = [key for key in NEEDED[kind] if not record.texts.get(key)]
    levels = [key for key in ("level", *SKILLS) if record.texts.get(key)]
    if kind is EventKind.NEW_LEVEL and not levels:
        missing.append("level")
    for key in missing:
        expected = f"type.{sheet.table.column(key).type.name}"
        error_at(sheet, record, key, "missing-value", findings, expected_key=expected)
    if kind in ADDING and not missing:
        key, table = ADDING[kind]
        if record[key] not in {r[key] for r in sheets[table].records}:
            error_at(
                sheet, record, key, "nothing-to-add", findings,
                table_key=f"table.{table}",
            )  # fmt: skip


class _Added:
    """The people and places of the tables beside the events."""

    def __init__(self, sheets: Mapping[str, Sheet], scenario: Scenario) -> None:
        atlas = Atlas({m.id: Named(m.name, m.centre) for m in scenario.municipalities})
        seats = seat_rows(sheets["seats"], scenario.grid)
        self.people = {
            r["participant"]: build_participant(r, atlas)
            for r in sheets["participants"].records
        }
        self.places = {
            r["place"]: build_place(r, atlas, scenario.grid, seats.get(r["place"]))
            for r in sheets["places"].records
        }
        self._employers = {
            r["employer"]: build_employer(r) for r in sheets["employers"].records
        }

    def employer_of(self, place: PlaceId) -> Employer:
        """Return the employer of a place as told, or with no limits of its own."""
        employer: EmployerId = self.places[place].employer
        return self._employers.get(employer, Employer(employer))


def _check_municipalities(
    sheets: Mapping[str, Sheet], added: _Added, scenario: Scenario, findings: Findings
) -> None:
    """Find who and what is in a municipality whose calendar the scenario lacks."""
    known = {m.id for m in scenario.municipalities}
    for key, found in (("participants", added.people), ("places", added.places)):
        name = sheets[key].table.columns[0].key
        for record in sheets[key].records:
            municipality = found[record[name]].municipality
            if municipality not in known:
                error_at(
                    sheets[key], record, "municipality", "new-municipality", findings,
                    municipality=municipality,
                )  # fmt: skip


def _event(
    sheet: Sheet,
    record: Record,
    added: _Added,
    people: Mapping[Any, Participant],
) -> Event:
    kind, place = record["event"], record["place"]
    event = Event(
        kind,
        record["participant"],
        place,
        record["employer"],
        record["from"],
        record["to"],
        record["slots"],
        record["seats"],
        absence=record["absence"],
        source=sheet.source,
        row=record.row,
    )
    if kind is EventKind.NEW_LEVEL:
        return replace(event, level=_level(record, people[event.participant].level))
    if kind is EventKind.NEW_PARTICIPANT:
        return replace(event, newcomer=added.people[event.participant])
    if kind is EventKind.PLACE_ADDED:
        new: PracticePlace = added.places[place]
        return replace(event, new_place=new, new_employer=added.employer_of(place))
    return event


def _level(record: Record, before: CefrProfile) -> CefrProfile:
    """Return the new level of each skill; of one that is not told it is as before."""
    overall = record["level"]
    told = [overall if record[skill] is None else record[skill] for skill in SKILLS]
    levels = zip(told, before.levels, strict=True)
    return CefrProfile(*(was if now is None else now for now, was in levels))
