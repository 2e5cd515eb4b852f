"""What a mended plan changes, as text and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matcher.domain.policy import LEAST_CHANGE
from matcher.io.plan_json import tier_document
from matcher.live.frontier import FREE_POINT, LEAST_CHANGE_POINT, FrontierPoint
from matcher.live.replan import Mended
from matcher.report.alternatives import Lines
from matcher.report.plan_diff import plan_diff_document, plan_diff_lines
from matcher.report.wording import Wording

Document = Mapping[str, Any]

COLUMNS = ("plan", "moved", "at-least", "covered", "fit", "lost", "proved")


def replan_document(mended: Mended, points: Sequence[FrontierPoint]) -> Document:
    """Return ``replan.json``: the same bytes for the same input and seed."""
    made = mended.outcome.plan
    return {
        "version": made.version,
        "placed_in_force": made.metrics["placed_in_force"],
        "cannot_stay": made.metrics["cannot_stay"],
        "from_plan_b": mended.from_plan_b,
        "from_plan_c": mended.from_plan_c,
        "tiers": [
            tier_document(tier) for tier in made.tiers if tier.name in LEAST_CHANGE
        ],
        "changes": [
            {
                "participant": person,
                "left_without": change.is_left_without,
                "newly_placed": change.is_newly_placed,
                "new_place": change.new_place,
                "new_times": change.new_times,
                "days_moved": change.days_moved,
            }
            for person, change in mended.changes.items()
            if change.is_any
        ],
        "diff": plan_diff_document(mended.diff),
        "frontier": [
            {
                "name": point.name,
                "moved": point.moved,
                "moved_at_least": point.moved_at_least,
                "covered": point.covered,
                "fit": point.fit,
                "fit_at_most": point.fit_at_most,
                "proved": point.is_proved,
                "tiers": [tier_document(tier) for tier in point.tiers],
            }
            for point in points
        ],
    }


def replan_lines(mended: Mended, wording: Wording) -> Iterator[str]:
    """Yield what is changed for people, a sentence a line."""
    say, number = wording.say, wording.number
    made, changes = mended.outcome.plan, mended.changes.values()
    hit = made.metrics["cannot_stay"]
    moved = sum(change.new_place for change in changes)
    times = sum(c.new_times and c.was_placed and not c.new_place for c in changes)
    yield say("cli.replan.version", version=made.version)
    yield say(
        "cli.replan.kept",
        placed=number(made.metrics["placed_in_force"]),
        cannot_stay=number(hit),
    )
    left = sum(change.is_left_without for change in changes)
    yield say("cli.replan.left-without", people=number(left))
    yield say("cli.replan.moved", people=number(moved), could_stay=number(moved - hit))
    days = sum(change.days_moved for change in changes)
    yield say("cli.replan.times", people=number(times), days=number(days))
    new = sum(change.is_newly_placed for change in changes)
    yield say("cli.replan.newly-placed", people=number(new))
    if moved:
        b, c = mended.from_plan_b, mended.from_plan_c
        yield say("cli.replan.fallbacks", b=number(b), c=number(c))
    yield from plan_diff_lines(mended.diff, wording)


def frontier_table(points: Sequence[FrontierPoint], wording: Wording) -> Lines:
    """Return the people moved at each loss beside the plan made anew."""
    best = max((p.fit_at_most for p in points if p.fit_at_most), default=0)
    return Lines(
        tuple(wording.say(f"replan.frontier.{name}") for name in COLUMNS),
        tuple(_line(point, best, wording) for point in points),
    )


def _line(point: FrontierPoint, best: int, wording: Wording) -> tuple[str, ...]:
    number = wording.number
    lost = 100 * (best - point.fit) / best if best else 0.0
    proved = "yes" if point.is_proved else "no"
    return (
        _name(point.name, wording),
        number(point.moved),
        number(point.moved_at_least),
        number(point.covered),
        number(point.fit),
        f"{number(lost, 2)} %",
        wording.say(f"replan.frontier.{proved}"),
    )


def _name(name: str, wording: Wording) -> str:
    if name in (LEAST_CHANGE_POINT, FREE_POINT):
        return wording.say(f"replan.frontier.{name}")
    percent = wording.number(int(name.removeprefix("loss-")) / 10, 1)
    return wording.say("replan.frontier.loss", percent=percent)
