"""The visits of job specialists and teachers as text."""

import csv
import io
from collections.abc import Iterable

from matcher.domain.plan import Plan
from matcher.domain.visit import Visit, VisitKind, VisitorRole
from matcher.domain.weeks import iso_week_label
from matcher.report.wording import Wording

VISIT_COLUMNS = (
    "visitor",
    "role",
    "iso_week",
    "date",
    "start",
    "end",
    "participant",
    "place",
    "kind",
)
"""The columns of ``visits.csv``, in order."""


def visits_text(visits: Iterable[Visit], wording: Wording) -> str:
    """Return ``visits.csv``: a row per visit, by who comes and time."""
    kinds = {kind: wording.say(f"report.visit-kind.{kind.value}") for kind in VisitKind}
    roles = {role: wording.say(f"report.visitor.{role.value}") for role in VisitorRole}
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(wording.say(f"report.visit.{name}") for name in VISIT_COLUMNS)
    for visit in visits:
        writer.writerow(
            (
                visit.visitor.id,
                roles[visit.visitor.role],
                iso_week_label(visit.day),
                visit.day,
                _clock(visit.start_minute),
                _clock(visit.end_minute),
                visit.participant,
                visit.place,
                kinds[visit.kind],
            )
        )
    return lines.getvalue()


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def visits_note(plan: Plan, wording: Wording) -> str:
    """Return how many visits are missed, and whether that is proved to be the fewest."""
    missed, bound = (
        plan.metrics["visits_missed"],
        plan.metrics["visits_missed_bound"],
    )
    if not missed:
        return wording.say("report.visits-all")
    told = wording.say.plural("report.visits-not-made", missed)
    if missed == bound:
        return f"{told}, {wording.say('report.proved')}"
    return (
        f"{told}, {wording.say('report.visits-at-least', bound=wording.number(bound))}"
    )
