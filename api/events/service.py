"""Adds events that the engine can read, and lists them."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from api import audit_log
from api.errors import InvalidError, NotFoundError
from api.plans import store
from api.security.access import Access
from api.store.columns import now
from api.store.database import Database
from api.store.scoped import scoped
from api.store.tables import SHARED, Event, PlanVersion, Row
from matcher.domain.finding import Finding, Severity
from matcher.io import read_event_rows


def list_events(
    database: Database, access: Access, waiting: bool | None, after: str, most: int
) -> Sequence[Event]:
    """Return events after the one with the id ``after``, one more than ``most``."""
    statement = scoped(select(Event), Event, access).where(Event.id > after)
    if waiting is not None:
        statement = statement.where(_waits() if waiting else ~_waits())
    with database.read() as session:
        return session.exec(statement.order_by(col(Event.id)).limit(most + 1)).all()


def _waits() -> ColumnElement[bool]:
    return col(Event.plan).is_(None)


def waiting_events(session: Session, region: str) -> Sequence[Event]:
    """Return the events that no plan has taken in, in the order in which they hold."""
    statement = select(Event).where(Event.region == region, _waits())
    return session.exec(statement.order_by(col(Event.at), col(Event.id))).all()


def add_event(
    database: Database, access: Access, cells: Mapping[str, str]
) -> tuple[Event, tuple[Finding, ...]]:
    """Add an event to those that the next re-plan takes in, as a row of ``events``.

    Raises
    ------
    InvalidError, NotFoundError
        The engine cannot read it, or it is of somebody whom ``access`` may not see.
    """
    person = cells.get("participant", "")
    with database.read() as session:
        municipality = _municipality(session, access, person) if person else SHARED
        id = store.in_force(session, access.region)
        loaded = store.load(session.get_one(PlanVersion, id))
    _, findings = read_event_rows({"events": [dict(cells)]}, loaded.scenario)
    if any(found.severity is Severity.ERROR for found in findings):
        raise InvalidError("event-invalid", findings=findings)
    event = Event(
        id=uuid4().hex,
        region=access.region,
        municipality=municipality,
        person=person,
        cells=dict(cells),
        at=now(),
        account=access.account,
    )
    with database.write() as session:
        session.add(event)
        session.flush()
        about = f"events/{event.id}"
        audit_log.note(session, access, "added", about, municipality=municipality)
    return event, findings


def _municipality(session: Session, access: Access, person: str) -> str:
    row = session.exec(
        scoped(select(Row), Row, access).where(
            Row.sheet == "participants", Row.key == person
        )
    ).first()
    if row is None:
        raise NotFoundError("no-row", kind="participants", key=person)
    return row.municipality
