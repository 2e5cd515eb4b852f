"""Who saw, decided or changed what, and why: a chain that shows any change.

Each event carries the hash of the one before and of itself; rows cannot be changed or
deleted (triggers of the migration). No names and no cells stand in it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from api.security.access import Access, Actor
from api.store.columns import now
from api.store.database import Database
from api.store.tables import AuditEvent

BEGINNING = "0" * 64

_CHAIN_LOCK = 7_201_011
"""Number of the PostgreSQL lock under which events are chained one at a time."""


def note(
    session: Session,
    who: Access | Actor | None,
    action: str,
    object: str = "",
    *,
    municipality: str = "",
    reason: str = "",
    **details: Any,
) -> None:
    """Write an event, in the transaction of what it tells of.

    Parameters
    ----------
    who
        ``None``: the service itself, or somebody who is not signed in.
    object
        Kind and id, e.g. ``participants/D00001``.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK}
        )
    last = session.exec(
        select(AuditEvent).order_by(col(AuditEvent.number).desc()).limit(1)
    ).first()
    event = AuditEvent(
        at=now(),
        account=who.account if who else "",
        role=who.role if isinstance(who, Access) else "",
        region=who.region if isinstance(who, Access) else "",
        municipality=municipality,
        action=action,
        object=object,
        reason=reason,
        details=details,
        hash="",
    )
    event.hash = chained(last.hash if last else BEGINNING, event)
    session.add(event)
    session.flush()


def chained(before: str, event: AuditEvent) -> str:
    """Return the hash of ``event`` after an event with the hash ``before``."""
    told = [
        before,
        event.at.isoformat(),
        event.account,
        event.role,
        event.region,
        event.municipality,
        event.action,
        event.object,
        event.reason,
        event.details,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(events: Iterable[AuditEvent]) -> int | None:
    """Return the number of the first event whose hash is not what it must be."""
    before = BEGINNING
    for event in events:
        if chained(before, event) != event.hash:
            return event.number
        before = event.hash
    return None


@dataclass(frozen=True, slots=True)
class Verified:
    """What the log was found to be.

    Attributes
    ----------
    first_break
        Number of the first event that is not as it was written; ``None``: each is.
    last
        Hash of the last event read. Kept elsewhere, it shows later that no end was cut off.
    has_hash
        Whether the log has the event of the hash that was asked for.
    """

    events: int
    first_break: int | None
    last: str
    has_hash: bool


def verify(database: Database, hash: str = "") -> Verified:
    """Read the whole log and return whether each event is as it was written."""
    number, last, has_hash = 0, BEGINNING, False

    def passed(events: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
        nonlocal number, last, has_hash
        for event in events:
            number, last = number + 1, event.hash
            has_hash = has_hash or event.hash == hash
            yield event

    in_order = select(AuditEvent).order_by(col(AuditEvent.number))
    in_order = in_order.execution_options(yield_per=1000)
    with database.read() as session, session.exec(in_order) as rows:
        broken = first_break(passed(rows))
    return Verified(number, broken, last, has_hash)
