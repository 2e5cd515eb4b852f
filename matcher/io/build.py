"""Records without errors to the domain's objects."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from matcher.domain import reference
from matcher.domain.activities import GroupActivity
from matcher.domain.agreements import Pair, Quota
from matcher.domain.alternation import Alternation
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import Municipality
from matcher.domain.group_facts import GroupFact
from matcher.domain.ids import CalendarId, EmployerId, MunicipalityId, SlotId
from matcher.domain.in_force import RowInForce
from matcher.domain.place import Employer
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.programme_length import with_programme_ends
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.weeks import DateSpan, Horizon, Slot, WeekGrid, five_day_grid
from matcher.io.absences import build_absences, tell_late_absences
from matcher.io.assume import (
    ASSUMED_CALENDAR,
    ASSUMED_START,
    assumed_calendar,
    assumed_sections,
    years_of,
)
from matcher.io.atlas import Atlas
from matcher.io.build_people import build_participant, some_or_all
from matcher.io.build_places import build_place, employer_of
from matcher.io.build_specialists import build_specialist, tell_assumed_visits
from matcher.io.canonical import canonical
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet
from matcher.io.subject_groups import build_subject_group
from matcher.io.tables import QUOTA_FIELDS
from matcher.io.teachers import build_teachers

Sheets = Mapping[str, Sheet]


def build_grid(sheet: Sheet) -> WeekGrid:
    """Return the week of the table of slots; the five-day week where it is empty.

    Rows with errors are left out, so that the other tables can still be read.
    """
    slots = [
        Slot(
            SlotId(r["slot"]),
            r["weekday"],
            r["start"],
            r["end"],
            r["minutes"] or r["end"] - r["start"],
        )
        for r in sheet.records
        if None not in (r["slot"], r["weekday"], r["start"], r["end"])
    ]
    if not slots:
        return five_day_grid()
    return WeekGrid(tuple(sorted(slots, key=lambda s: (s.weekday, s.start_minute))))


def _horizon(record: Record) -> Horizon:
    return Horizon(
        record["start"] or ASSUMED_START,
        record["placement_weeks"],
        record["calendar_weeks"],
    )


def _spans(records: tuple[Record, ...], kind: str) -> tuple[DateSpan, ...]:
    return tuple(DateSpan(r["from"], r["to"]) for r in records if r["kind"] == kind)


def _calendars(
    sheet: Sheet, horizon: Horizon, findings: Findings
) -> list[SchoolCalendar]:
    if not sheet.records:
        findings.assume("assumed-calendar", "calendars", "", ASSUMED_CALENDAR, 1)
        return [assumed_calendar(years_of(horizon))]
    ids = sorted({r["calendar"] for r in sheet.records})
    found = []
    for one in ids:
        rows = tuple(r for r in sheet.records if r["calendar"] == one)
        teaching, holiday = (
            _spans(rows, "no-teaching"),
            _spans(rows, "programme-holiday"),
        )
        found.append(SchoolCalendar(CalendarId(one), teaching, holiday))
    return found


def _municipalities(
    atlas: Atlas,
    used: set[MunicipalityId],
    calendars: list[SchoolCalendar],
    findings: Findings,
) -> tuple[Municipality, ...]:
    first = calendars[0].id
    silent = sorted(m for m in used | set(atlas.own) if m not in atlas.calendars)
    if len(calendars) > 1 and silent:
        findings.assume(
            "assumed-municipal-calendar", "municipalities", "calendar", first,
            len(silent), municipalities=", ".join(silent),
        )  # fmt: skip
    return tuple(
        Municipality(
            one,
            atlas.named(one).name,
            atlas.named(one).centre,
            CalendarId(atlas.calendars.get(one, first)),
        )
        for one in sorted(used | set(atlas.own))
    )


def _template(record: Record) -> ProgrammeTemplate:
    return ProgrammeTemplate(
        id=record["template"],
        programme=record["programme"],
        steps=record["steps"],
        min_practice_slots=record["min_practice_slots"],
        class_slots=record["class_slots"],
        work_duty=record["work_duty"],
        work_minutes_per_week=record["work_hours_per_week"],
        lengths_weeks=tuple(sorted(record["lengths_weeks"], reverse=True)),
        min_weeks=record["min_weeks"],
        min_age=record["min_age"],
        max_age=record["max_age"],
        min_education=record["min_education"],
        max_education=record["max_education"],
        match_within_days=record["match_within_days"],
        paid=record["paid"],
        chain_first_weeks=record["chain_first_weeks"],
        chain_gap_weeks=record["chain_gap_weeks"],
        self_study_minutes_per_week=record["self_study_hours_per_week"],
        visit_steps=record["visit_steps"],
        visit_minutes=record["visit_minutes"],
        meeting_minutes=record["meeting_minutes"],
    )


def _templates(sheets: Sheets, findings: Findings) -> tuple[ProgrammeTemplate, ...]:
    own = {r["template"]: _template(r) for r in sheets["templates"].records}
    used = Counter(r["template"] for r in sheets["participants"].records)
    for record in sheets["sections"].records:
        used.update(dict.fromkeys(record["templates"] or (), 0))
    for shipped in reference.templates():
        if shipped.id in used and shipped.id not in own:
            own[shipped.id] = shipped
            number = used[shipped.id]
            findings.assume("shipped-template", "templates", "", shipped.id, number)
    return tuple(own[key] for key in sorted(own))


def build_employer(record: Record) -> Employer:
    """Return the employer of one row."""
    return Employer(
        record["employer"],
        record["people_at_once"],
        record["starts_per_week"],
        record["mentor_hours_per_week"],
        record["staff"],
        record["rest_weeks"],
        record["hire_share_percent"],
        record["jobs"],
    )


def _employers(sheets: Sheets) -> tuple[Employer, ...]:
    own = {r["employer"]: build_employer(r) for r in sheets["employers"].records}
    for record in sheets["places"].records:
        employer = EmployerId(record["employer"] or record["place"])
        own.setdefault(employer, Employer(employer))
    return tuple(own[key] for key in sorted(own))


def _section(
    record: Record, atlas: Atlas, grid: WeekGrid, calendar_of: Any, horizon: Horizon
) -> ClassSection:
    first = record["municipalities"][0]
    location, _ = atlas.resolve(record["location"], first)
    default_menu = frozenset(slot.id for slot in grid.slots[:2])
    templates, blocks = record["templates"], record["alternation"]
    begins = record["alternation_from"] or horizon.start
    return ClassSection(
        record["section"],
        frozenset(record["municipalities"]),
        location,
        record["calendar"] or calendar_of[first],
        record["seats"],
        record["menus"] or (default_menu,),
        record["level_from"],
        record["level_to"],
        None if templates is None else frozenset(templates),
        None if blocks is None else Alternation(blocks, begins),
    )


def _all_slots(slots: frozenset[SlotId] | None, grid: WeekGrid) -> frozenset[SlotId]:
    return frozenset(s.id for s in grid.slots) if slots is None else slots


def _earlier(sheets: Sheets) -> Iterator[EarlierPlacement]:
    """Yield the earlier placements; a place they name gives what they do not say."""
    places = {record["place"]: record for record in sheets["places"].records}
    for record in sheets["earlier"].records:
        employer, step = record["employer"], record["step_level"]
        if record["place"] is not None:
            place = places[record["place"]]
            employer = employer or employer_of(place)
            step = step or place["step_level"]
        yield EarlierPlacement(
            record["participant"], employer, record["start"], record["end"], step
        )


def _activity(record: Record, grid: WeekGrid) -> GroupActivity:
    return GroupActivity(
        id=record["activity"],
        kind=record["kind"],
        slots=_all_slots(record["slots"], grid),
        municipalities=some_or_all(record["municipalities"]),
        templates=some_or_all(record["templates"]),
        first=record["from"],
        last=record["to"],
        every_weeks=record["every_weeks"],
        seats=record["seats"],
        opens_with=record["opens_with"],
        is_whole=record["whole"],
        minutes=record["minutes"],
        only_without_teaching=record["only_without_teaching"],
        work_oriented=record["work_oriented"],
        level_from=record["level_from"],
        level_to=record["level_to"],
    )


def _decisions(sheets: Sheets, grid: WeekGrid, atlas: Atlas) -> dict[str, Any]:
    return {
        "pins": tuple(
            Pin(r["participant"], r["place"], r["section"], r["start"])
            for r in sheets["pins"].records
        ),
        "bans": tuple(
            Ban(r["participant"], r["place"], r["employer"], r["sector"])
            for r in sheets["bans"].records
        ),
        "running": tuple(
            RunningPlacement(
                r["participant"],
                r["place"],
                r["start"],
                r["end"],
                _all_slots(r["slots"], grid),
                r["section"],
                r["steps"] or (),
            )
            for r in sheets["running"].records
        ),
        "in_force": tuple(
            RowInForce(
                r["participant"],
                r["place"],
                r["start"],
                r["end"],
                r["section"],
                r["steps"] or (),
                r["specialist"],
            )
            for r in sheets["in_force"].records
        ),
        "earlier": tuple(_earlier(sheets)),
        "quotas": tuple(
            Quota(**{"id": r["quota"]} | {key: r[key] for key in QUOTA_FIELDS})
            for r in sheets["quotas"].records
        ),
        "pairs": tuple(
            Pair(r["participant"], r["other"], r["kind"])
            for r in sheets["pairs"].records
        ),
        "specialists": tuple(
            build_specialist(r, atlas) for r in sheets["specialists"].records
        ),
        "activities": tuple(_activity(r, grid) for r in sheets["activities"].records),
        "subject_groups": tuple(
            build_subject_group(r) for r in sheets["subject_groups"].records
        ),
        "travel": {
            (r["from"], r["place"], r["mode"]): r["minutes"]
            for r in sheets["travel"].records
        },
        "group_facts": tuple(
            GroupFact(r["participant"], r["sex"])
            for r in sheets["groups"].records
            if r["sex"] is not None
        ),
    }


def seat_rows(sheet: Sheet, grid: WeekGrid) -> dict[str, dict[SlotId, int]]:
    """Return the seats by slot of every place in the table of seats."""
    found: dict[str, dict[SlotId, int]] = {}
    for record in sheet.records:
        seats = found.setdefault(record["place"], {})
        for slot in _all_slots(record["slot"], grid):
            seats[slot] = record["seats"]
    return found


def build_scenario(
    sheets: Sheets, atlas: Atlas, grid: WeekGrid, name: str, findings: Findings
) -> Scenario:
    """Return the scenario of records in which no error was found."""
    settings = sheets["scenario"].records[0]
    horizon = _horizon(settings)
    calendars = _calendars(sheets["calendars"], horizon, findings)
    seats = seat_rows(sheets["seats"], grid)
    absences = build_absences(sheets["absences"])
    participants = tuple(
        build_participant(r, atlas, absences.get(r["participant"], ()))
        for r in sheets["participants"].records
    )
    places = tuple(
        build_place(r, atlas, grid, seats.get(r["place"]))
        for r in sheets["places"].records
    )
    used = {p.municipality for p in participants} | {p.municipality for p in places}
    for key in ("sections", "specialists", "activities"):
        for record in sheets[key].records:
            used.update(record["municipalities"] or ())
    municipalities = _municipalities(atlas, used, calendars, findings)
    templates = _templates(sheets, findings)
    tell_assumed_visits(sheets, findings)
    calendar_of = {m.id: m.calendar for m in municipalities}
    sections = tuple(
        _section(r, atlas, grid, calendar_of, horizon)
        for r in sheets["sections"].records
    )
    if not sections and not sheets["sections"].empty_on_purpose:
        sections = assumed_sections(participants, templates, municipalities, grid)
        if sections:
            findings.assume("assumed-sections", "sections", "", "", len(sections))
    stated = canonical(
        Scenario(
            name=settings["name"] or name,
            horizon=horizon,
            municipalities=municipalities,
            calendars=tuple(calendars),
            templates=templates,
            participants=participants,
            employers=_employers(sheets),
            places=places,
            sections=sections,
            teachers=build_teachers(sheets["teachers"], atlas, sections),
            grid=grid,
            freeze_date=settings["freeze_date"],
            **_decisions(sheets, grid, atlas),
        )
    )
    scenario = with_programme_ends(stated)
    tell_late_absences(sheets["absences"], scenario.participants, findings)
    return scenario
