"""What a plan would be if something were otherwise, for people and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from matcher.domain.decisions import Ban, Pin
from matcher.domain.plan import open_aims
from matcher.domain.what_if import (
    ASKED_BY_PLACES,
    FitWeight,
    MoreRoom,
    Relaxed,
    TriedChange,
)
from matcher.live.what_if import WhatIf
from matcher.report.plan_diff import plan_diff_document, plan_diff_lines
from matcher.report.wording import Wording

Document = Mapping[str, Any]

KINDS: Mapping[type, str] = {
    Pin: "pin",
    Ban: "ban",
    FitWeight: "weight",
    MoreRoom: "room",
    Relaxed: "relax",
}


def what_if_document(tried: WhatIf, changes: Sequence[TriedChange]) -> Document:
    """Return the changes, what was solved, and the difference, as a JSON document."""
    plan = tried.outcome.plan
    return {
        "scenario": plan.scenario,
        "changes": [_change_document(change) for change in changes],
        "version": plan.version,
        "status": plan.status.value,
        "violations": plan.metrics["violations"],
        "parts": len(plan.components),
        "solved": [list(part.participants) for part in tried.solved],
        "diff": plan_diff_document(tried.diff),
    }


def _change_document(change: TriedChange) -> Document:
    told = asdict(change)
    told |= told.pop("change", {})
    given = {name: value for name, value in told.items() if value is not None}
    return {"change": KINDS[type(change)], **given}


def what_if_lines(
    tried: WhatIf, changes: Sequence[TriedChange], wording: Wording
) -> Iterator[str]:
    """Yield what is tried, how much had to be solved, and what is different then."""
    say, plan = wording.say, tried.outcome.plan
    yield say("what-if.title", scenario=plan.scenario)
    for change in changes:
        yield "  " + _change_line(change, wording)
    yield say.plural(
        "what-if.solved",
        len(tried.solved),
        parts=len(plan.components),
        people=sum(len(part.participants) for part in tried.solved),
    )
    yield from plan_diff_lines(tried.diff, wording)
    if open_aims(plan.tiers):
        yield say("what-if.open")
    if plan.metrics["violations"]:
        yield say.plural("cli.plan.violations", plan.metrics["violations"])


def _change_line(change: TriedChange, wording: Wording) -> str:
    say, label = wording.say, wording.label
    match change:
        case Pin() | Ban():
            return say(
                f"what-if.{KINDS[type(change)]}",
                participant=label(change.participant),
                place=label(change.place or ""),
            )
        case FitWeight():
            return say("what-if.weight", name=change.name, value=change.value)
        case MoreRoom():
            slot = change.change.slot
            return say.plural(
                f"what-if.{change.change.kind.value}",
                change.times,
                place=label(change.change.place),
                slot="" if slot is None else wording.slots([slot]),
            )
    return say(
        _relaxed_key(change),
        rule=say(f"rule.{change.rule.value}"),
        participant=label(change.participant),
        place=label(change.place or ""),
    )


def _relaxed_key(change: Relaxed) -> str:
    if change.place is None:
        return "what-if.relax"
    asks_less = change.rule in ASKED_BY_PLACES
    return "what-if.ask-less" if asks_less else "what-if.relax-at"
