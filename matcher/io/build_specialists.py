"""Records of job specialists to job specialists, and what is taken of their visits."""

from collections.abc import Mapping

from matcher.domain.participant import WorkingWindow
from matcher.domain.specialists import JobSpecialist
from matcher.io.atlas import Atlas
from matcher.io.build_people import some_or_all
from matcher.io.found import Findings
from matcher.io.records import Record, Sheet

VISIT_COLUMNS = ("visit_steps", "visit_minutes", "meeting_minutes")


def build_specialist(record: Record, atlas: Atlas) -> JobSpecialist:
    """Return the job specialist of one row."""
    base = record["base"]
    return JobSpecialist(
        record["specialist"],
        record["caseload_limit"],
        record["already"],
        some_or_all(record["municipalities"]),
        some_or_all(record["programmes"]),
        some_or_all(record["templates"]),
        None if base is None else atlas.resolve(base, None)[0],
        record["visit_slots"],
        WorkingWindow(record["work_from"], record["work_to"]),
        record["travel_mode"],
    )


def tell_assumed_visits(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Tell what is taken of visits where templates do not say, if anybody visits."""
    sheet = sheets["templates"]
    if not sheets["specialists"].records:
        return
    for key in VISIT_COLUMNS:
        blank = sum(not record.texts.get(key) for record in sheet.records)
        if blank:
            column = sheet.table.column(key)
            findings.assume(
                "assumed",
                sheet.source,
                sheet.heading(key),
                column.default,
                blank,
                heading_key=f"column.templates.{key}",
                assumed=column.default,
            )
