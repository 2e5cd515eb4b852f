"""Who is in which group of a subject, as text."""

import csv
import io

from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.report.wording import Wording

SUBJECT_COLUMNS = ("participant", "subject", "level", "group", "slots", "cause")
"""The columns of ``subject_groups.csv``, in order."""


def subject_groups_text(scenario: Scenario, plan: Plan, wording: Wording) -> str:
    """Return ``subject_groups.csv``: a row per person and subject of their class."""
    slots = {group.id: group.slots for group in scenario.subject_groups}
    levels = {p.id: dict(p.subject_levels) for p in scenario.participants}
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(wording.say(f"report.subject.{name}") for name in SUBJECT_COLUMNS)
    for seat in plan.subject_seats:
        hours = frozenset() if seat.group is None else slots[seat.group]
        in_order = scenario.grid.slots_of(scenario.grid.mask(hours))
        cause = seat.cause and wording.say(f"report.no-group.{seat.cause.value}")
        level = levels[seat.participant].get(seat.subject)
        writer.writerow(
            (
                seat.participant,
                seat.subject,
                level,
                seat.group,
                " ".join(in_order),
                cause,
            )
        )
    return lines.getvalue()


def subject_seats_note(plan: Plan, wording: Wording) -> str:
    """Return how many lack a group, and whether that is proved to be the fewest."""
    missing, bound = (
        plan.metrics["subject_seats_missing"],
        plan.metrics["subject_seats_missing_bound"],
    )
    if not missing:
        return ""
    told = wording.say.plural("report.subject-seats-lacking", missing)
    if missing == bound:
        return f"{told}, {wording.say('report.proved')}"
    least = wording.say("report.visits-at-least", bound=wording.number(bound))
    return f"{told}, {least}"
