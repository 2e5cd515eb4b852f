"""A scenario to a folder of CSV files that reads back as the same scenario."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.domain.geography import Location
from matcher.domain.language import SKILLS, CefrProfile
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.io.canonical import canonical
from matcher.io.compound import ALL_SLOTS
from matcher.io.points import Point
from matcher.io.schema import Table
from matcher.io.subject_groups import subject_group_row
from matcher.io.tables import (
    CALENDARS,
    FLOORS,
    FORMAT_VERSION,
    INPUT_TABLES,
    QUOTA_FIELDS,
    TABLES_BY_KEY,
    WISHES,
)
from matcher.io.teachers import teacher_row
from matcher.io.values import BadValue, Setting
from matcher.io.words import NOTHING, folded
from matcher.text import Language, translator

Row = Mapping[str, Any]
"""A row by column key; ``None`` and missing keys are blank."""


def csv_text(
    table: Table,
    rows: Iterable[Row],
    setting: Setting,
    language: Language = Language.NB,
) -> str:
    """Return rows as a CSV file: ``;``, headings in ``language``, a row a line."""
    words = translator(language)
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    headings = {c.key: words(f"column.{table.key}.{c.key}") for c in table.columns}
    if table.settings:
        values = next(iter(rows))
        writer.writerow([words("sheet.setting"), words("sheet.value")])
        writer.writerows(
            [headings[c.key], c.type.write(values[c.key], setting)]
            for c in table.columns
            if values.get(c.key) is not None
        )
        return lines.getvalue()
    writer.writerow(headings.values())
    writer.writerows(row_texts(table, row, setting) for row in rows)
    return lines.getvalue()


def row_texts(table: Table, row: Row, setting: Setting) -> list[str]:
    """Return the cells of one row as text, in the order of the columns."""
    return [
        "" if row.get(c.key) is None else c.type.write(row[c.key], setting)
        for c in table.columns
    ]


def _levels(profile: CefrProfile, overall: str, skills: tuple[str, ...]) -> Row:
    if len(set(profile.levels)) == 1:
        return {overall: profile.listening}
    return dict(zip(skills, profile.levels, strict=True))


def _home(participant: Participant, scenario: Scenario, setting: Setting) -> Row:
    """Return the home as it was given where that still says the same position."""
    key = participant.home_key
    if key and _position(key, participant, scenario, setting) == participant.home:
        return {"home": key}
    written = Point().write(participant.home, setting)
    return {"home": written, "travel_from": None if key == written else key or NOTHING}


def _position(
    text: str, participant: Participant, scenario: Scenario, setting: Setting
) -> Location | None:
    """Return the position the reader would find for ``text``, ``None`` for none."""
    centres = {m.id: m.centre for m in scenario.municipalities}
    if text.zfill(4) == participant.municipality:
        return centres[participant.municipality]
    try:
        spot = Point().parse(text, setting)
    except BadValue:
        return None
    if spot.location is not None or spot.municipality is None:
        return spot.location
    return centres.get(spot.municipality)


def _participant(p: Participant) -> Row:
    window = p.working_window
    return {
        "participant": p.id,
        "municipality": p.municipality,
        "template": p.template,
        **_levels(p.level, "level", SKILLS),
        "level_date": p.level_date,
        "education": p.education,
        "birth_year": p.birth_year,
        "wishes": p.sector_wishes,
        "sector_vetoes": p.sector_vetoes or None,
        "employer_vetoes": p.employer_vetoes or None,
        "place_vetoes": p.place_vetoes or None,
        "available_slots": ALL_SLOTS
        if p.available_slots is None
        else p.available_slots,
        "work_from": window.earliest_minute or None,
        "work_to": None if window.latest_minute == 24 * 60 else window.latest_minute,
        "earliest_start": p.earliest_start,
        "latest_end": p.latest_end,
        "programme_start": p.programme_start,
        "programme_end": p.stated_end,
        "offer_date": p.offer_date,
        "waiting_since": p.waiting_since,
        "secured_hours_per_week": p.secured_minutes_per_week or None,
        "travel_mode": p.travel_mode,
        "travel_limit_minutes": p.travel_limit_minutes,
        "cannot": p.cannot or None,
        "qualifications": p.qualifications or None,
        "languages": p.languages or None,
        "section": p.section,
        "mentor_hours_per_week": p.mentor_minutes_per_week,
        "may_stay_on_step": p.may_stay_on_step,
        "specialist": p.specialist,
        "end_goal": p.end_goal,
        "extended": p.extended,
        "life_skills_hours": p.life_skills_minutes or None,
        "subject_levels": p.subject_levels or None,
        "school_start": p.school_start,
        "documented_practice_hours": p.documented_practice_minutes,
    }


def _even_seats(place: PracticePlace, scenario: Scenario) -> int | None:
    """Return the one number of seats every slot has, ``None`` where they differ."""
    numbers = {place.seats_in(slot.id) for slot in scenario.grid.slots}
    return numbers.pop() if len(numbers) == 1 else None


def _place(p: PracticePlace, scenario: Scenario) -> Row:
    return {
        "place": p.id,
        "employer": p.employer,
        "municipality": p.municipality,
        "location": p.location,
        "sector": p.sector,
        "seats": _even_seats(p, scenario),
        "people_at_once": p.people_at_once,
        "occupation": p.occupation,
        "start": p.start_minute,
        "end": p.end_minute,
        "open_from": p.open_from,
        "open_to": p.open_to,
        "closed": p.closed or None,
        **_levels(p.level_floor, "level_floor", FLOORS),
        **_levels(p.level_wish, "level_wish", WISHES),
        "demands": p.demands or None,
        "requires": p.requires or None,
        "programmes": p.programmes,
        "participant_vetoes": p.participant_vetoes or None,
        "support_languages": p.support_languages or None,
        "hired": p.hired,
        "hosted": p.hosted,
        "min_age": p.min_age,
        "mentor_hours_per_week": p.mentor_minutes_per_week,
        "opens_with": p.opens_with,
        "step_level": p.step_level,
        "visits_from": p.visits_from_minute,
        "visits_to": p.visits_to_minute,
    }


def _calendar_rows(scenario: Scenario) -> Iterator[Row]:
    for calendar in scenario.calendars:
        spans = [("no-teaching", span) for span in calendar.no_teaching]
        spans += [("programme-holiday", span) for span in calendar.programme_holiday]
        for kind, span in spans:
            yield {
                "calendar": calendar.id,
                "kind": kind,
                "from": span.first,
                "to": span.last,
            }
        if not spans:
            yield {"calendar": calendar.id}


def _template(t: ProgrammeTemplate) -> Row:
    row = {column: getattr(t, column) for column in _TEMPLATE_FIELDS}
    return {
        **row,
        "template": t.id,
        "work_hours_per_week": t.work_minutes_per_week,
        "self_study_hours_per_week": t.self_study_minutes_per_week,
    }


_TEMPLATE_FIELDS = tuple(
    column.key
    for column in TABLES_BY_KEY["templates"].columns
    if column.key != "template" and not column.key.endswith("_hours_per_week")
)


_SPECIALIST_FIELDS = tuple(
    column.key
    for column in TABLES_BY_KEY["specialists"].columns
    if column.key not in ("specialist", "work_from", "work_to")
)


def _section(s: ClassSection) -> Row:
    return {
        "section": s.id,
        "municipalities": s.municipalities,
        "location": s.location,
        "calendar": s.calendar,
        "seats": s.seats,
        "menus": s.menus,
        "level_from": s.level_from,
        "level_to": s.level_to,
        "templates": s.templates,
        "alternation": s.alternation and s.alternation.block_weeks,
        "alternation_from": s.alternation and s.alternation.begins,
    }


def _seat_rows(scenario: Scenario) -> Iterator[Row]:
    for place in scenario.places:
        if _even_seats(place, scenario) is None:
            for slot, seats in place.seats:
                yield {"place": place.id, "slot": (slot,), "seats": seats}


def _dated(item: Any, *keys: str) -> Row:
    row = {key: getattr(item, key) for key in keys}
    return {**row, "start": item.start_date, "end": item.end_date}


def scenario_rows(scenario: Scenario) -> dict[str, list[Row]]:
    """Return the rows of every table of a canonical scenario, by table key."""
    grid = scenario.grid
    rows: dict[str, list[Row]] = {
        "scenario": [
            {
                "name": scenario.name,
                "start": scenario.horizon.start,
                "placement_weeks": scenario.horizon.placement_weeks,
                "calendar_weeks": scenario.horizon.calendar_weeks,
                "freeze_date": scenario.freeze_date,
                "format_version": FORMAT_VERSION,
            }
        ],
        "slots": [
            {
                "slot": slot.id,
                "weekday": slot.weekday,
                "start": slot.start_minute,
                "end": slot.end_minute,
                "minutes": slot.minutes,
            }
            for slot in grid.slots
        ],
        "municipalities": [
            {
                "municipality": m.id,
                "name": m.name,
                "location": m.centre,
                "calendar": m.calendar,
            }
            for m in scenario.municipalities
        ],
        CALENDARS.key: list(_calendar_rows(scenario)),
        "templates": [_template(t) for t in scenario.templates],
        "participants": [_participant(p) for p in scenario.participants],
        "employers": [
            {
                "employer": e.id,
                "people_at_once": e.people_at_once,
                "starts_per_week": e.starts_per_week,
                "mentor_hours_per_week": e.mentor_minutes_per_week,
                "staff": e.staff,
                "rest_weeks": e.rest_weeks,
                "hire_share_percent": e.hire_share_percent,
                "jobs": e.jobs,
            }
            for e in scenario.employers
        ],
        "places": [_place(p, scenario) for p in scenario.places],
        "seats": list(_seat_rows(scenario)),
        "sections": [_section(s) for s in scenario.sections],
    }
    return rows | _decision_rows(scenario)


def _decision_rows(scenario: Scenario) -> dict[str, list[Row]]:
    return {
        "pins": [
            {
                "participant": p.participant,
                "place": p.place,
                "section": p.section,
                "start": p.start_date,
            }
            for p in scenario.pins
        ],
        "bans": [
            {
                "participant": b.participant,
                "place": b.place,
                "employer": b.employer,
                "sector": b.sector,
            }
            for b in scenario.bans
        ],
        "running": [
            {
                **_dated(r, "participant", "place", "slots", "section"),
                "steps": r.dated_steps or None,
            }
            for r in scenario.running
        ],
        "in_force": [
            {
                **_dated(r, "participant", "place", "section"),
                "steps": r.steps or None,
                "specialist": r.followed_by,
            }
            for r in scenario.in_force
        ],
        "earlier": [
            _dated(e, "participant", "employer", "step_level") for e in scenario.earlier
        ],
        "absences": [
            {"participant": p.id, "kind": a.kind, "from": a.first, "to": a.last}
            for p in scenario.participants
            for a in p.absences
        ],
        "quotas": [
            {"quota": q.id} | {key: getattr(q, key) for key in QUOTA_FIELDS}
            for q in scenario.quotas
        ],
        "pairs": [
            {"participant": p.participant, "other": p.other, "kind": p.kind}
            for p in scenario.pairs
        ],
        "specialists": [
            {
                **{key: getattr(s, key) for key in _SPECIALIST_FIELDS},
                "specialist": s.id,
                "work_from": s.working_window.earliest_minute,
                "work_to": s.working_window.latest_minute,
            }
            for s in scenario.specialists
        ],
        "teachers": [teacher_row(t) for t in scenario.teachers],
        "subject_groups": [subject_group_row(g) for g in scenario.subject_groups],
        "activities": [
            {
                "activity": a.id,
                "kind": a.kind,
                "slots": a.slots,
                "municipalities": a.municipalities,
                "templates": a.templates,
                "from": a.first,
                "to": a.last,
                "every_weeks": a.every_weeks,
                "seats": a.seats,
                "opens_with": a.opens_with,
                "whole": a.is_whole,
                "minutes": a.minutes,
                "only_without_teaching": a.only_without_teaching,
                "work_oriented": a.work_oriented,
                "level_from": a.level_from,
                "level_to": a.level_to,
            }
            for a in scenario.activities
        ],
        "travel": [
            {"from": start, "place": place, "mode": mode, "minutes": minutes}
            for (start, place, mode), minutes in scenario.travel.items()
        ],
        "groups": [
            {"participant": fact.participant, "sex": fact.sex}
            for fact in scenario.group_facts
        ],
    }


def _written_tables(scenario: Scenario) -> Iterator[tuple[Table, Sequence[Row]]]:
    """Yield the tables of a canonical scenario; those without rows are left out."""
    setting = setting_of(scenario)
    rows = scenario_rows(scenario)
    for table in INPUT_TABLES:
        if not rows.get(table.key) and table.key != "sections":
            continue
        table_rows = rows.get(table.key, [])
        if table.key == "participants":
            table_rows = [
                {**row, **_home(p, scenario, setting)}
                for row, p in zip(table_rows, scenario.participants, strict=True)
            ]
        yield table, table_rows


def setting_of(scenario: Scenario) -> Setting:
    """Return in which terms the cells of ``scenario`` are written."""
    return Setting(scenario.grid, {folded(m.id): m.id for m in scenario.municipalities})


def scenario_texts(scenario: Scenario) -> dict[str, str]:
    """Return the files of a scenario: text by table key, tables without rows left out."""
    scenario = canonical(scenario)
    setting = setting_of(scenario)
    texts = {
        table.key: csv_text(table, rows, setting)
        for table, rows in _written_tables(scenario)
    }
    if not scenario.sections:
        # Without a word the reader would assume some.
        texts["sections"] += f"{NOTHING}\n"
    return texts


def scenario_cells(scenario: Scenario) -> dict[str, list[dict[str, str]]]:
    """Return what ``read_rows`` reads back as ``scenario``: cells by table and column.

    Blank cells are left out. Tables of settings have a row a setting, ``setting`` and
    ``value``.
    """
    scenario = canonical(scenario)
    setting = setting_of(scenario)
    cells = {
        table.key: [_cells(table, row, setting) for row in rows]
        for table, rows in _written_tables(scenario)
    }
    for table in INPUT_TABLES:
        if table.settings and table.key in cells:
            [row] = cells[table.key]
            cells[table.key] = [{"setting": k, "value": v} for k, v in row.items()]
    if not scenario.sections:
        # Every heading has to be there, also of a table that is empty on purpose.
        headings = (column.key for column in TABLES_BY_KEY["sections"].columns)
        cells["sections"] = [dict.fromkeys(headings, "") | {"section": NOTHING}]
    return cells


def _cells(table: Table, row: Row, setting: Setting) -> dict[str, str]:
    texts = row_texts(table, row, setting)
    keys = (column.key for column in table.columns)
    return {key: text for key, text in zip(keys, texts, strict=True) if text}


def labels_text(labels: Mapping[str, str]) -> str:
    """Return display names by id as the table of labels."""
    rows = ({"id": one, "label": label} for one, label in sorted(labels.items()))
    return csv_text(TABLES_BY_KEY["labels"], rows, Setting())


def write_folder(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario as CSV: ``;``, UTF-8 with a mark, Norwegian headings.

    The same scenario gives the same bytes. Other files in the folder are left alone,
    but tables the scenario does not have are removed.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    texts = scenario_texts(scenario)
    for table in INPUT_TABLES:
        file = folder / f"{table.key}.csv"
        if table.key in texts:
            file.write_bytes(texts[table.key].encode("utf-8-sig"))
        elif table.key != "labels":
            file.unlink(missing_ok=True)
