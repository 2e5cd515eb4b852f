"""Practice that adds up across placements, as text."""

import csv
import io
from collections.abc import Iterable

from matcher.domain.practice_hours import PracticeHours
from matcher.report.wording import Wording

PRACTICE_COLUMNS = ("participant", "documented", "planned", "together")
"""The columns of ``practice_hours.csv``, in order; hours, with decimals."""


def practice_hours_text(people: Iterable[PracticeHours], wording: Wording) -> str:
    """Return ``practice_hours.csv``: a row per person whose practice is added up."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(wording.say(f"report.practice.{name}") for name in PRACTICE_COLUMNS)
    for one in people:
        parts = (one.documented_minutes, one.planned_minutes, one.minutes)
        hours = (f"{minutes / 60:.2f}" for minutes in parts)
        writer.writerow((one.participant, *hours))
    return lines.getvalue()
