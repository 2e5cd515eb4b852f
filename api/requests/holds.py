"""A seat held for one person: until both have answered, or its time is out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from api import audit_log
from api.errors import (
    ChangedMeanwhileError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from api.installation import Installation
from api.ledger import service as ledger
from api.requests.open_plans import OpenPlan, is_still_in_force, plan_in_force
from api.requests.reasons import EFFECTS, Effect, Party, Reason, Verdict
from api.requests.service import RequestState, decide, open_hold, read_request
from api.requests.suggesting import MOST, held, offers_to
from api.security.access import Access
from api.security.roles import Role
from api.store.columns import now
from api.store.database import Database
from api.store.scoped import visible
from api.store.tables import Hold, PlacementRequest, Region, Row
from matcher.domain.suggestions import SUGGESTED, Suggestion

ON_BEHALF = "for-"
"""Before the party of a decision that a job specialist made for them."""

_OWN = {Role.PARTICIPANT: Party.PARTICIPANT, Role.EMPLOYER: Party.EMPLOYER}


def hold(
    installation: Installation, access: Access, request: str, suggestion: str
) -> Hold:
    """Hold a suggestion of a request until ``settings.hold_days`` from now.

    Raises
    ------
    ConflictError
        The last seat is another's, the plan is another, it is no suggestion any more, or
        the request holds a seat already.
    """
    database, region = installation.database, access.region
    sweep(database)
    with database.read() as session:
        found = read_request(session, access, request)
    plan = plan_in_force(database, region)
    chosen = _suggestion(database, plan, found, suggestion)
    placement = chosen.placements[0]
    seats = plan.seats.beside(placement)
    moment = now()
    made = Hold(
        id=uuid4().hex,
        region=region,
        municipality=found.municipality,
        request=request,
        person=found.person,
        place=placement.place,
        employer=plan.employer_of[placement.place],
        plan=plan.id,
        option=held(placement),
        seats=ledger.as_cells(seats),
        expires=moment + timedelta(days=installation.settings.hold_days),
        created=moment,
        created_by=access.account,
    )
    with database.write() as session:
        if not is_still_in_force(session, plan, region):
            raise ConflictError("plan-changed")
        locked = read_request(session, access, request, lock=True)
        _check_can_hold(session, locked)
        ledger.claim(session, region, seats)
        session.add(made)
        session.flush()
        decide(session, access, made, f"holds/{made.id}", "request", "held")
        _note(session, access, "held", made)
    return made


def _suggestion(
    database: Database, plan: OpenPlan, request: PlacementRequest, id: str
) -> Suggestion:
    for most in (SUGGESTED, MOST):
        for offer in offers_to(database, plan, request, most).fitting:
            if id and offer.id == id:
                return offer.suggestion
    raise ConflictError("seat-taken")


def _check_can_hold(session: Session, request: PlacementRequest) -> None:
    if request.state != RequestState.OPEN:
        raise ConflictError("request-not-open", state=request.state)
    if open_hold(session, request.id) is not None:
        raise ConflictError("hold-exists")


def _mine(access: Access) -> ColumnElement[bool]:
    """Return the condition for a hold that ``access`` may see.

    Those of people whom it may see, and those at the places of its own employer.
    """
    employers = access.subjects.get(Role.EMPLOYER, frozenset())
    own = and_(
        col(Hold.region) == access.region, col(Hold.employer).in_(sorted(employers))
    )
    return or_(visible(Hold, access), own)


def list_holds(
    database: Database, access: Access, state: str | None, after: str, most: int
) -> Sequence[Hold]:
    """Return holds after the one with the id ``after``, one more than ``most``."""
    sweep(database)
    statement = select(Hold).where(_mine(access), col(Hold.id) > after)
    if state is not None:
        statement = statement.where(Hold.state == state)
    with database.read() as session:
        return session.exec(statement.order_by(col(Hold.id)).limit(most + 1)).all()


def read_hold(database: Database, access: Access, id: str) -> Hold:
    """Return a hold that ``access`` may see; one whose time is out has expired."""
    sweep(database)
    with database.read() as session:
        return _read(session, access, id)


def _read(session: Session, access: Access, id: str, *, lock: bool = False) -> Hold:
    statement = select(Hold).where(_mine(access), Hold.id == id)
    found = session.exec(statement.with_for_update() if lock else statement).first()
    if found is None:
        raise NotFoundError("no-hold", id=id)
    return found


@contextmanager
def _changing(
    database: Database, access: Access, id: str, version: int | None = None
) -> Iterator[tuple[Session, Hold]]:
    """Open a transaction on a hold that waits for answers, whose time is not out."""
    sweep(database)
    with database.write() as session:
        found = _read(session, access, id, lock=True)
        if version is not None and found.version != version:
            raise ChangedMeanwhileError("changed-meanwhile", version=found.version)
        if found.state != "held" or found.expires <= now():
            raise ConflictError("hold-ended", state=found.state)
        found.version += 1
        yield session, found


def extend(installation: Installation, access: Access, id: str, version: int) -> Hold:
    """Give a hold ``settings.hold_days`` from now on."""
    with _changing(installation.database, access, id, version) as (session, found):
        found.expires = now() + timedelta(days=installation.settings.hold_days)
        decide(session, access, found, f"holds/{id}", "request", "extended")
        _note(session, access, "extended", found)
        return found


def withdraw(database: Database, access: Access, id: str, version: int) -> Hold:
    """End a hold: its seats are free."""
    with _changing(database, access, id, version) as (session, found):
        _end(session, found, "withdrawn")
        decide(session, access, found, f"holds/{id}", "request", "withdrawn")
        _note(session, access, "withdrawn", found)
        return found


def answer(
    database: Database,
    access: Access,
    id: str,
    party: Party,
    verdict: Verdict,
    reason: Reason | None,
) -> Hold:
    """Write down what a party, or somebody for them, answers.

    Both have accepted: the hold is ``agreed``, its seats stay, and the placement is made
    next. One has declined: the seats are free, and the reason decides what follows.

    Raises
    ------
    ForbiddenError, InvalidError, ConflictError
        It is not theirs to answer, the reason is none of theirs, or the hold has ended or
        has their answer.
    """
    _check_reason(party, verdict, reason)
    told = _party_of(access, party)
    with _changing(database, access, id) as (session, found):
        given = found.participant_answer, found.employer_answer
        if given[party is Party.EMPLOYER]:
            raise ConflictError("answered")
        if party is Party.PARTICIPANT:
            found.participant_answer = verdict
        else:
            found.employer_answer = verdict
        if verdict is Verdict.DECLINED and reason is not None:
            _end(session, found, "declined")
            _follow(session, found, EFFECTS[party][reason])
        elif found.participant_answer == found.employer_answer == Verdict.ACCEPTED:
            found.state = "agreed"
        decide(session, access, found, f"holds/{id}", told, verdict, reason or "")
        _note(session, access, verdict, found, reason=reason or "", party=told)
        return found


def _check_reason(party: Party, verdict: Verdict, reason: Reason | None) -> None:
    if verdict is Verdict.ACCEPTED and reason is None:
        return
    if verdict is Verdict.DECLINED and reason in EFFECTS[party]:
        return
    raise InvalidError("other-reason", reasons=", ".join(EFFECTS[party]))


def _party_of(access: Access, party: Party) -> str:
    """Return who decides: the party itself, or a job specialist on its behalf."""
    if party in {_OWN[role] for role in access.roles & _OWN.keys()}:
        return party
    if access.roles <= _OWN.keys():
        raise ForbiddenError("forbidden", permission=access.permission)
    return ON_BEHALF + party


def _end(session: Session, found: Hold, state: str) -> None:
    """End a hold and give its seats back."""
    ledger.release(session, found.region, ledger.of_cells(found.seats))
    found.state, found.seats = state, []


def _follow(session: Session, found: Hold, effect: Effect) -> None:
    """Let a no steer what comes: a row of the engine's, or nothing more for now."""
    if effect is Effect.PARKED:
        request = session.get_one(PlacementRequest, found.request, with_for_update=True)
        request.state = RequestState.PARKED
        request.version += 1
        return
    cells = {"participant": found.person}
    if effect is Effect.OTHER_PLACE:
        cells["place"] = found.place
    else:
        cells["employer"] = found.employer
    session.get_one(Region, found.region, with_for_update=True).rows_version += 1
    session.add(
        Row(
            region=found.region,
            municipality=found.municipality,
            sheet="bans",
            key=found.id,
            cells=cells,
            person=found.person,
            changed=now(),
        )
    )


def sweep(database: Database, moment: datetime | None = None) -> int:
    """End the holds whose time is out; returns how many. Each in its own transaction."""
    moment = moment or now()
    with database.read() as session:
        due = session.exec(
            select(Hold.id)
            .where(Hold.state == "held", Hold.expires <= moment)
            .order_by(col(Hold.id))
        ).all()
    return sum(_expire(database, id, moment) for id in due)


def _expire(database: Database, id: str, moment: datetime) -> bool:
    with database.write() as session:
        found = session.get_one(Hold, id, with_for_update=True)
        if found.state != "held" or found.expires > moment:
            return False
        found.version += 1
        _end(session, found, "expired")
        decide(session, None, found, f"holds/{id}", "service", "expired")
        _note(session, None, "expired", found)
    return True


def _note(
    session: Session,
    access: Access | None,
    action: str,
    found: Hold,
    *,
    reason: str = "",
    **details: str,
) -> None:
    audit_log.note(
        session,
        access,
        action,
        f"holds/{found.id}",
        municipality=found.municipality,
        reason=reason,
        **details,
    )
