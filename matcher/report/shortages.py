"""What the calendar lacks, beside what it must lack, and why slots stay free."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from matcher.calendar import Cause, LackingHours
from matcher.domain.plan import Plan
from matcher.domain.weeks import iso_week_label
from matcher.report.wording import Wording

SHORTAGES = (
    "hours_short_legal",
    "hours_short_legal_largest",
    "empty_weeks",
    "hours_short_full_time",
)
"""Metrics of the calendar that are to be small, the first first."""


LACKING_COLUMNS = (
    "participant",
    "iso_week",
    "hours",
    "cause",
    "place",
    "group_activity",
    "why",
)
"""The columns of ``shortages.csv``, in order."""


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A shortage as text.

    Attributes
    ----------
    least_here, least_anywhere
        No calendar lacks less with these placements, and with any others.
    proved
        Nothing less is possible with these placements.
    """

    name: str
    lacking: str
    least_here: str
    least_anywhere: str
    left: str
    proved: bool


@dataclass(frozen=True, slots=True)
class CauseRow:
    """How many slots stay free for the same cause."""

    name: str
    slots: str


def shortage_rows(plan: Plan, wording: Wording) -> tuple[ShortageRow, ...]:
    """Return what the calendar of ``plan`` lacks; empty where the plan does not say."""
    if any(f"{name}_bound" not in plan.metrics for name in SHORTAGES):
        return ()
    return tuple(_row(plan, name, wording) for name in SHORTAGES)


def _row(plan: Plan, name: str, wording: Wording) -> ShortageRow:
    value, bound = plan.metrics[name], plan.metrics[f"{name}_bound"]
    proved = value <= bound
    return ShortageRow(
        wording.say(f"report.shortage.{name}"),
        wording.number(value),
        wording.number(bound),
        wording.number(plan.metrics[f"{name}_bound_any_placement"]),
        wording.say("report.proved") if proved else wording.number(value - bound),
        proved,
    )


def cause_rows(plan: Plan, wording: Wording) -> tuple[CauseRow, ...]:
    """Return why slots stay free; causes of none are left out."""
    counts = {cause: plan.metrics.get(f"slots_{cause.metric}", 0) for cause in Cause}
    return tuple(
        CauseRow(wording.say(f"report.cause.{cause.value}"), wording.number(number))
        for cause, number in counts.items()
        if number
    )


def lacking_text(lacking: Iterable[LackingHours], wording: Wording) -> str:
    """Return ``shortages.csv``: a row per person, week and cause, ids in place of labels.

    Added up, the hours are what full programmes lack.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(wording.say(f"report.lacking.{name}") for name in LACKING_COLUMNS)
    for one in lacking:
        writer.writerow(
            (
                one.participant,
                iso_week_label(one.monday),
                _hours(one.minutes, wording),
                one.cause.value,
                one.place,
                one.group_activity,
                _why(one, [one.monday], Wording(wording.say)),
            )
        )
    return lines.getvalue()


def lacking_lines(lacking: Iterable[LackingHours], wording: Wording) -> Iterator[str]:
    """Yield what one person lacks of full programmes: a line per cause, the most first."""
    causes = [
        list(alike) for _, alike in groupby(sorted(lacking, key=_cause), key=_cause)
    ]
    if causes:
        total = _total(one for alike in causes for one in alike)
        yield wording.say("report.lacking.total", hours=_hours(total, wording))
    for alike in sorted(causes, key=_total, reverse=True):
        hours, mondays = _hours(_total(alike), wording), [one.monday for one in alike]
        why = _why(alike[0], mondays, wording)
        yield "  " + wording.say("report.lacking.of-cause", hours=hours, why=why)


def _cause(one: LackingHours) -> tuple[int, str, str]:
    return [*Cause].index(one.cause), one.place or "", one.group_activity or ""


def _total(lacking: Iterable[LackingHours]) -> int:
    return sum(one.minutes for one in lacking)


def _hours(minutes: int, wording: Wording) -> str:
    decimals = next(n for n in range(3) if n == 2 or minutes * 10**n % 60 == 0)
    return wording.number(minutes / 60, decimals)


def _why(one: LackingHours, mondays: list[date], wording: Wording) -> str:
    return wording.say(
        f"report.lacking.{one.cause.value}",
        weeks=_weeks(sorted(mondays)),
        place=wording.label(one.place or ""),
        activity=wording.label(one.group_activity or ""),
    )


def _weeks(mondays: list[date]) -> str:
    """Return ISO weeks, those in a row as a range, e.g. ``34–40, 42``."""
    runs: list[list[date]] = []
    for monday in mondays:
        if runs and monday - runs[-1][-1] == timedelta(weeks=1):
            runs[-1].append(monday)
        else:
            runs.append([monday])
    return ", ".join(
        "–".join(
            str(day.isocalendar().week) for day in dict.fromkeys((run[0], run[-1]))
        )
        for run in runs
    )
