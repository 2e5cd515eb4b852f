"""Conflicts in ``plan.json``."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from matcher.domain.conflicts import (
    Change,
    ChangeKind,
    Conflict,
    Demand,
    DemandKind,
    Repair,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.rules import RuleCode

Document = Mapping[str, Any]

READ = {
    "kind": DemandKind,
    "rule": RuleCode,
    "start_date": date.fromisoformat,
}
"""How the parts of a demand are read that are neither text nor numbers."""


def conflict_documents(conflicts: Sequence[Conflict]) -> list[Document]:
    """Return ``conflicts[]``."""
    return [
        {
            "given_up": list(conflict.given_up),
            "demands": [_demand(demand) for demand in conflict.demands],
            "shrunk": conflict.shrunk,
            "repairs": [_repair(repair) for repair in conflict.repairs],
        }
        for conflict in conflicts
    ]


def read_conflicts(document: Document) -> tuple[Conflict, ...]:
    """Return the conflicts of a plan; a file of before there were any has none."""
    return tuple(
        Conflict(
            tuple(map(ParticipantId, one["given_up"])),
            tuple(map(_read_demand, one["demands"])),
            one["shrunk"],
            tuple(map(_read_repair, one["repairs"])),
        )
        for one in document.get("conflicts", ())
    )


def _demand(demand: Demand) -> Document:
    """Return the parts that belong to the demand; the others are left out."""
    parts = {field.name: getattr(demand, field.name) for field in fields(Demand)}
    return {
        name: part.isoformat() if isinstance(part, date) else part
        for name, part in parts.items()
        if part is not None
    }


def _read_demand(document: Document) -> Demand:
    parts: Any = {
        name: READ[name](part) if name in READ else part
        for name, part in document.items()
    }
    return Demand(**parts)


def _repair(repair: Repair) -> Document:
    return {
        "changes": [
            {
                "kind": change.kind.value,
                "demand": _demand(change.demand),
                "amount": change.amount,
            }
            for change in repair.changes
        ],
        "gain": repair.gain,
    }


def _read_repair(document: Document) -> Repair:
    changes = tuple(
        Change(ChangeKind(one["kind"]), _read_demand(one["demand"]), one["amount"])
        for one in document["changes"]
    )
    return Repair(changes, document["gain"])
