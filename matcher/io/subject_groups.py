"""The table of subjects in parallel groups: its faults, its rows and its doubts."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from matcher.domain.finding import Finding
from matcher.domain.ids import SlotId
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import SubjectGroup
from matcher.io.doubt import doubt
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet
from matcher.io.words import nearest


def check_subject_groups(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Find groups outside their classes' hours, and groups that are not parallel.

    In one class the groups of a subject have the same slots, those of two subjects none
    in common.
    """
    sheet = sheets["subject_groups"]
    menus = {
        record["section"]: record["menus"][0]
        for record in sheets["sections"].records
        if record["menus"]
    }
    rows = [record for record in sheet.records if record["slots"] is not None]
    for record in sheet.records:
        for section in record["sections"] or ():
            outside = _outside(record, menus.get(section))
            if outside:
                _tell(sheet, record, "group-outside-class", findings, section, outside)
    for one, other in combinations(rows, 2):
        both = set(one["sections"] or ()) & set(other["sections"] or ())
        common = one["slots"] & other["slots"]
        same_subject = one["subject"] == other["subject"]
        if both and same_subject and one["slots"] != other["slots"]:
            apart = one["slots"] ^ other["slots"]
            _tell(sheet, other, "groups-not-parallel", findings, one["group"], apart)
        if both and not same_subject and common:
            _tell(sheet, other, "groups-at-once", findings, one["group"], common)


def _outside(record: Record, menu: frozenset[SlotId] | None) -> frozenset[SlotId]:
    """Return the slots of the group in which the class does not meet.

    A group in all slots of the week is outside the hours of any class: all are told.
    """
    if menu is None or not record.texts.get("slots"):
        return frozenset()
    slots = record["slots"]
    return menu if slots is None else frozenset(slots - menu)


def _tell(
    sheet: Sheet,
    record: Record,
    code: str,
    findings: Findings,
    other: str | None,
    slots: frozenset[SlotId],
) -> None:
    findings.error(
        code,
        sheet.source,
        record.row,
        sheet.heading("slots"),
        record.texts.get("slots", ""),
        other=other or "",
        slots=", ".join(sorted(slots)),
    )


def build_subject_group(record: Record) -> SubjectGroup:
    """Return the group of one row."""
    return SubjectGroup(
        record["group"],
        record["subject"],
        frozenset(record["sections"]),
        record["level_from"],
        record["level_to"],
        record["slots"],
        record["seats"],
    )


def subject_group_row(group: SubjectGroup) -> dict[str, Any]:
    """Return the row of a group, by column."""
    return {
        "group": group.id,
        "subject": group.subject,
        "sections": group.sections,
        "level_from": group.level_from,
        "level_to": group.level_to,
        "slots": group.slots,
        "seats": group.seats,
    }


def doubts_about_subjects(scenario: Scenario) -> Iterator[Finding]:
    """Yield levels of people in subjects that no group is taught in."""
    taught = {group.subject for group in scenario.subject_groups}
    for person in scenario.participants:
        for subject, _ in person.subject_levels:
            if subject not in taught:
                yield doubt(
                    "subject-not-taught",
                    "participants",
                    "subject_levels",
                    person.id,
                    subject,
                    suggestion=nearest(subject, taught),
                )
