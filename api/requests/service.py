"""Requests: a job specialist's tasks, one open for each person at a time."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import uuid4

from sqlmodel import Session, col, select

from api import audit_log
from api.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from api.ledger.service import OPEN
from api.requests.open_plans import plan_in_force
from api.requests.suggesting import Offers, offers_to
from api.security.access import Access
from api.store.columns import now
from api.store.database import Database
from api.store.scoped import scoped
from api.store.tables import Decision, Hold, PlacementRequest, Row
from matcher.domain.waiting_list import Waiting


class RequestState(StrEnum):
    """How far a request is."""

    OPEN = "open"
    PARKED = "parked"
    PLACED = "placed"
    CLOSED = "closed"


UNDER_WAY = (RequestState.OPEN, RequestState.PARKED)
"""States that a person can choose; the others end a request."""


def open_request(database: Database, access: Access, person: str) -> PlacementRequest:
    """Open a request for somebody whom ``access`` may see.

    Raises
    ------
    NotFoundError, ConflictError
        There is no such person, or they have a request that is not ended.
    """
    with database.write() as session:
        row = session.exec(
            scoped(select(Row), Row, access).where(
                Row.sheet == "participants", Row.key == person
            )
        ).first()
        if row is None:
            raise NotFoundError("no-row", kind="participants", key=person)
        if session.exec(
            select(PlacementRequest).where(
                PlacementRequest.region == access.region,
                PlacementRequest.person == person,
                col(PlacementRequest.state).in_(UNDER_WAY),
            )
        ).first():
            raise ConflictError("request-exists", person=person)
        request = PlacementRequest(
            id=uuid4().hex,
            region=access.region,
            municipality=row.municipality,
            person=person,
            created=now(),
            created_by=access.account,
        )
        session.add(request)
        session.flush()
        _note(session, access, "opened", request)
        return request


def list_requests(
    database: Database, access: Access, state: str | None, after: str, most: int
) -> Sequence[PlacementRequest]:
    """Return requests after the one with the id ``after``, one more than ``most``."""
    statement = scoped(select(PlacementRequest), PlacementRequest, access)
    if state is not None:
        statement = statement.where(PlacementRequest.state == state)
    statement = statement.where(PlacementRequest.id > after)
    with database.read() as session:
        ordered = statement.order_by(col(PlacementRequest.id)).limit(most + 1)
        return session.exec(ordered).all()


def read_request(
    session: Session, access: Access, id: str, *, lock: bool = False
) -> PlacementRequest:
    """Return a request that ``access`` may see."""
    statement = scoped(select(PlacementRequest), PlacementRequest, access)
    statement = statement.where(PlacementRequest.id == id)
    found = session.exec(statement.with_for_update() if lock else statement).first()
    if found is None:
        raise NotFoundError("no-request", id=id)
    return found


def change_state(
    database: Database, access: Access, id: str, state: RequestState, version: int
) -> PlacementRequest:
    """Park, open again or close a request.

    Raises
    ------
    ChangedMeanwhileError, ConflictError
        It was changed since it was read, is ended, or holds a seat.
    """
    with database.write() as session:
        request = read_request(session, access, id, lock=True)
        if request.version != version:
            raise ChangedMeanwhileError("changed-meanwhile", version=request.version)
        if request.state not in UNDER_WAY:
            raise ConflictError("request-ended", state=request.state)
        if open_hold(session, request.id) is not None:
            raise ConflictError("hold-exists")
        request.state = state
        request.version += 1
        decide(session, access, request, f"requests/{id}", "request", state)
        _note(session, access, state, request)
        return request


def open_hold(session: Session, request: str) -> Hold | None:
    """Return the hold of a request that keeps a seat."""
    return session.exec(
        select(Hold).where(Hold.request == request, col(Hold.state).in_(OPEN))
    ).first()


def decide(
    session: Session,
    access: Access | None,
    about: PlacementRequest | Hold,
    object: str,
    party: str,
    verdict: str,
    reason: str = "",
) -> None:
    """Write down who decided what, and why; ``None``: the service itself."""
    session.add(
        Decision(
            id=uuid4().hex,
            region=about.region,
            municipality=about.municipality,
            object=object,
            party=party,
            verdict=verdict,
            reason=reason,
            at=now(),
            account="" if access is None else access.account,
        )
    )


def _note(
    session: Session, access: Access, action: str, request: PlacementRequest
) -> None:
    audit_log.note(
        session,
        access,
        action,
        f"requests/{request.id}",
        municipality=request.municipality,
    )


def suggestions(
    database: Database, access: Access, id: str, most: int, *, explained: bool
) -> Offers:
    """Return what can be offered to the person of a request; the look is noted."""
    with database.read() as session:
        request = read_request(session, access, id)
    if request.state != RequestState.OPEN:
        raise ConflictError("request-not-open", state=request.state)
    plan = plan_in_force(database, access.region)
    offers = offers_to(database, plan, request, most, explained=explained)
    with database.write() as session:
        _note(session, access, "suggested", request)
    return offers


def waiting(database: Database, access: Access) -> list[tuple[int, Waiting]]:
    """Return whom ``access`` may see of those who wait, each with their turn of all."""
    plan = plan_in_force(database, access.region)
    with database.read() as session:
        statement = scoped(select(Row), Row, access).where(Row.sheet == "participants")
        seen = {row.key for row in session.exec(statement)}
    with database.write() as session:
        audit_log.note(session, access, "read", "waiting-list")
    turns = enumerate(plan.waiting, start=1)
    return [(turn, one) for turn, one in turns if one.participant in seen]
