"""Reasons of a plan to JSON and back; older plans have none."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.ids import PlaceId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.plan import Placement
from matcher.domain.policy import Tier
from matcher.domain.reasons import (
    Change,
    Criterion,
    CriterionShare,
    Decided,
    PlacedReason,
    Relaxation,
    RuledOut,
    RunnerUp,
    StayAt,
    WhyNot,
)
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]

_LEVELS = {level.label: level for level in CefrLevel}


def why_placed_document(placement: Placement) -> Document:
    """Return the keys ``level``, ``reasons`` and ``runner_up`` of a placement."""
    return {
        "level": placement.level,
        "reasons": [_reason(reason) for reason in placement.reasons],
        "runner_up": _runner_up(placement.runner_up),
    }


def read_why_placed(document: Document) -> dict[str, Any]:
    """Return those of a placement as parts of :class:`Placement`, as far as they stand."""
    runner_up = document.get("runner_up")
    return {
        "level": document.get("level"),
        "reasons": tuple(map(_read_reason, document.get("reasons", ()))),
        "runner_up": None if runner_up is None else _read_runner_up(runner_up),
    }


def _reason(reason: PlacedReason) -> Document:
    if isinstance(reason, CriterionShare):
        return {
            "code": reason.criterion.value,
            "points": reason.points,
            "of": reason.of,
            "number": reason.number,
            "out_of": reason.out_of,
        }
    if isinstance(reason, RuledOut):
        return {
            "code": reason.rule.value,
            "fails": reason.fails,
            "fails_only": reason.fails_only,
        }
    return {"code": reason.rule.value}


def _read_reason(document: Document) -> PlacedReason:
    if "points" in document:
        return CriterionShare(
            Criterion(document["code"]),
            document["points"],
            document["of"],
            document["number"],
            document["out_of"],
        )
    rule = RuleCode(document["code"])
    if "fails" in document:
        return RuledOut(rule, document["fails"], document["fails_only"])
    return Decided(rule)


def _runner_up(runner_up: RunnerUp | None) -> Document | None:
    if runner_up is None:
        return None
    after = {} if runner_up.after is None else {"after": _stay(runner_up.after)}
    return {
        "place": runner_up.place,
        "start_date": runner_up.start_date.isoformat(),
        "end_date": runner_up.end_date.isoformat(),
        "section": runner_up.section,
        "slots": list(runner_up.slots),
        **after,
        "fit": runner_up.fit,
        "why_not": runner_up.why_not.value,
        "limits": [rule.value for rule in runner_up.limits],
        "tier": runner_up.tier.value if runner_up.tier else None,
        "by": runner_up.by,
    }


def _stay(stay: StayAt) -> Document:
    return {
        "place": stay.place,
        "start_date": stay.start_date.isoformat(),
        "end_date": stay.end_date.isoformat(),
        "slots": list(stay.slots),
    }


def _read_stay(document: Document) -> StayAt:
    return StayAt(
        PlaceId(document["place"]),
        date.fromisoformat(document["start_date"]),
        date.fromisoformat(document["end_date"]),
        tuple(map(SlotId, document["slots"])),
    )


def _read_runner_up(document: Document) -> RunnerUp:
    section, tier = document["section"], document["tier"]
    after = document.get("after")
    return RunnerUp(
        PlaceId(document["place"]),
        date.fromisoformat(document["start_date"]),
        date.fromisoformat(document["end_date"]),
        None if section is None else SectionId(section),
        tuple(map(SlotId, document["slots"])),
        document["fit"],
        WhyNot(document["why_not"]),
        tuple(map(RuleCode, document["limits"])),
        None if tier is None else Tier(tier),
        document["by"],
        None if after is None else _read_stay(after),
    )


def relaxation_documents(
    relaxations: Sequence[Relaxation] | None,
) -> list[Document] | None:
    """Return ``relaxations`` as JSON; a change says only what its rule speaks of."""
    if relaxations is None:
        return None
    return [
        {
            "changes": [_change(change) for change in relaxation.changes],
            "places": relaxation.places,
            "with_room": relaxation.with_room,
        }
        for relaxation in relaxations
    ]


def read_relaxations(
    documents: Iterable[Document] | None,
) -> tuple[Relaxation, ...] | None:
    """Return the relaxations of :func:`relaxation_documents`."""
    if documents is None:
        return None
    return tuple(
        Relaxation(
            tuple(map(_read_change, document["changes"])),
            document["places"],
            document["with_room"],
        )
        for document in documents
    )


def _change(change: Change) -> Document:
    said: dict[str, Any] = {"rule": change.rule.value}
    if change.minutes is not None:
        said["minutes"] = change.minutes
    if change.levels:
        said["levels"] = {skill: level.label for skill, level in change.levels}
    if change.subjects:
        said["subjects"] = list(change.subjects)
    return said


def _read_change(document: Document) -> Change:
    return Change(
        RuleCode(document["rule"]),
        document.get("minutes"),
        tuple(
            (skill, _LEVELS[label])
            for skill, label in document.get("levels", {}).items()
        ),
        tuple(document.get("subjects", ())),
    )
