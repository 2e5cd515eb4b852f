"""The table of travelling teachers: its faults, its rows and its doubts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.domain.finding import Finding
from matcher.domain.geography import Location
from matcher.domain.ids import SectionId
from matcher.domain.participant import WorkingWindow
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.teachers import TravellingTeacher
from matcher.io.atlas import Atlas
from matcher.io.doubt import doubt
from matcher.io.doubts_people import can_join
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet


def check_teachers(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Find teachers who are said to have no class at all."""
    sheet = sheets["teachers"]
    for record in sheet.records:
        if record["sections"] == ():
            findings.error(
                "missing-value",
                sheet.source,
                record.row,
                sheet.heading("sections"),
                record.texts.get("sections", ""),
                expected_key="type.list",
            )


def build_teachers(
    sheet: Sheet, atlas: Atlas, sections: Iterable[ClassSection]
) -> tuple[TravellingTeacher, ...]:
    """Return the teachers; their base is where the first class is, unless told."""
    where = {section.id: section.location for section in sections}
    return tuple(_teacher(record, atlas, where) for record in sheet.records)


def _teacher(
    record: Record, atlas: Atlas, where: Mapping[SectionId, Location]
) -> TravellingTeacher:
    base = record["base"]
    return TravellingTeacher(
        record["teacher"],
        frozenset(record["sections"]),
        where[record["sections"][0]] if base is None else atlas.resolve(base, None)[0],
        record["visit_steps"],
        record["visit_minutes"],
        record["visit_slots"],
        WorkingWindow(record["work_from"], record["work_to"]),
        record["travel_mode"],
    )


def teacher_row(teacher: TravellingTeacher) -> dict[str, Any]:
    """Return the row of a teacher, by column."""
    return {
        "teacher": teacher.id,
        "sections": teacher.sections,
        "visit_steps": teacher.visit_steps,
        "visit_minutes": teacher.visit_minutes,
        "base": teacher.base,
        "visit_slots": teacher.visit_slots,
        "work_from": teacher.working_window.earliest_minute,
        "work_to": teacher.working_window.latest_minute,
        "travel_mode": teacher.travel_mode,
    }


def doubts_about_teachers(scenario: Scenario) -> Iterator[Finding]:
    """Yield teachers who will visit nobody: by their rhythm, or by their classes."""
    templates = scenario.templates_by_id()
    running = {placement.participant for placement in scenario.running}
    practising = [
        person
        for person in scenario.participants
        if templates[person.template].steps or person.id in running
    ]
    sections = scenario.sections_by_id()
    for teacher in scenario.teachers:
        own = [sections[section] for section in sorted(teacher.sections)]
        if not teacher.visit_steps:
            yield doubt("teacher-without-visits", "teachers", "visit_steps", teacher.id)
        elif not any(
            can_join(person, templates[person.template], section)
            for section in own
            for person in practising
        ):
            yield doubt("teacher-visits-nobody", "teachers", "sections", teacher.id)
