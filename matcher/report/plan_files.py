"""The files of a planned run, as bytes by name."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from matcher.calendar import (
    CALENDAR_COLUMNS,
    Activity,
    Calendar,
    lacking_hours,
    summarise_hours,
)
from matcher.domain.plan import NotPlaced, Placement, Plan
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import SubjectSeat, groups_by_hour
from matcher.io import plan_to_json
from matcher.io.tables import NOT_PLACED, PLACEMENTS
from matcher.io.values import Setting
from matcher.io.write import Row, csv_text
from matcher.report.page import render_report
from matcher.report.practice_hours import practice_hours_text
from matcher.report.shortages import lacking_text
from matcher.report.subject_groups import subject_groups_text
from matcher.report.visits import visits_text
from matcher.report.wording import Wording


def placement_rows(placements: Iterable[Placement]) -> Iterator[Row]:
    """Yield a row of ``placements.csv`` per placement; steps only where they differ."""
    for placement in placements:
        yield {
            "participant": placement.participant,
            "place": placement.place,
            "start": placement.start_date,
            "end": placement.end_date,
            "section": placement.section,
            "slots": placement.steps[-1].slots,
            "steps": placement.steps if len(placement.steps) > 1 else None,
            "specialist": placement.specialist,
        }


def not_placed_rows(people: Iterable[NotPlaced]) -> Iterator[Row]:
    """Yield a row of ``not_placed.csv`` per person and reason."""
    for person in people:
        for reason in person.reasons:
            yield {
                "participant": person.participant,
                "section": person.section,
                "rule": reason.rule.value,
                "kind": reason.kind.value,
                "fails": reason.fails,
                "fails_only": reason.fails_only,
            }


def calendar_text(
    calendar: Calendar, wording: Wording, seats: Sequence[SubjectSeat] = ()
) -> str:
    """Return ``calendar.csv``: a row per person, day and slot, in that order.

    Where people have ``seats`` in groups of subjects, with the group of each hour of class.
    """
    groups = groups_by_hour(calendar.scenario.subject_groups, seats)
    columns = (*CALENDAR_COLUMNS, *(("subject_group",) if seats else ()))
    words = {done: wording.say(f"report.activity.{done.word}") for done in Activity}
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(wording.say(f"report.calendar.{name}") for name in columns)
    for row in calendar.rows():
        cells = {**row._asdict(), "activity": words[row.activity]}
        if row.section is not None:
            cells["subject_group"] = groups.get((row.participant, row.slot))
        writer.writerow(cells.get(name) for name in columns)
    return lines.getvalue()


def plan_files(
    scenario: Scenario, plan: Plan, calendar: Calendar, wording: Wording
) -> dict[str, bytes]:
    """Return every file but ``timings.json``: the same bytes for the same plan.

    Tables are CSV as Norwegian spreadsheets open it: ``;`` and UTF-8 with a mark. Only
    ``report.html`` has labels.
    """
    setting = Setting(scenario.grid)
    language = wording.language
    placed = csv_text(PLACEMENTS, placement_rows(plan.placements), setting, language)
    waiting = csv_text(NOT_PLACED, not_placed_rows(plan.not_placed), setting, language)
    visits = {}
    if scenario.specialists or scenario.teachers:
        text = visits_text(plan.visits or (), wording)
        visits["visits.csv"] = text.encode("utf-8-sig")
    lacking = lacking_text(lacking_hours(calendar, plan.placements), wording)
    subjects = {}
    if plan.subject_seats:
        text = subject_groups_text(scenario, plan, wording)
        subjects["subject_groups.csv"] = text.encode("utf-8-sig")
    practice = {}
    if plan.practice_hours:
        text = practice_hours_text(plan.practice_hours, wording)
        practice["practice_hours.csv"] = text.encode("utf-8-sig")
    report = render_report(scenario, plan, summarise_hours(calendar), wording)
    return {
        "plan.json": plan_to_json(plan).encode(),
        "placements.csv": placed.encode("utf-8-sig"),
        "not_placed.csv": waiting.encode("utf-8-sig"),
        "shortages.csv": lacking.encode("utf-8-sig"),
        "calendar.csv": calendar_text(calendar, wording, plan.subject_seats).encode(
            "utf-8-sig"
        ),
        **visits,
        **subjects,
        **practice,
        "report.html": report.encode(),
    }
