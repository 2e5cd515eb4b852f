"""What the calendar lacks, beside what it must lack, and why slots stay free."""

from dataclasses import dataclass

from matcher.calendar import Cause
from matcher.domain.plan import Plan
from matcher.report.wording import Wording

SHORTAGES = (
    "hours_short_legal",
    "hours_short_legal_largest",
    "empty_weeks",
    "hours_short_full_time",
)
"""Metrics of the calendar that are to be small, the first first."""


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
