"""Claims and releases of seats; a last seat is given once, on either database.

A claim is one conditional update in the transaction of what it is for. Rows are locked in
one order, so that no two transactions wait for each other; the CHECK of the table is the
last line.
"""

from collections.abc import Iterable, Sequence
from uuid import uuid4

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    tuple_,
    update,
)
from sqlmodel import Session, SQLModel, col, select

from api.errors import ConflictError
from api.ledger.plan_seats import PlanSeats, plan_seats
from api.plans import store
from api.store.columns import now
from api.store.tables import Decision, Hold, LedgerEntry, PlanVersion
from matcher.domain.seat_weeks import SeatWeek
from matcher.io.plan_json import placement_of_document

OPEN = ("held", "agreed")
"""States of a hold that keeps its seats."""

ledger: Table = SQLModel.metadata.tables[LedgerEntry.__tablename__]
entry = ledger.c


def claim(session: Session, region: str, seats: Iterable[SeatWeek]) -> None:
    """Take one of each of ``seats``, or none at all.

    Raises
    ------
    ConflictError
        One of them is taken, or there is none.
    """
    wanted = sorted(seats)
    if not wanted:
        return
    _lock(session, region, wanted)
    changed = _change(session, _these(region, wanted) & (entry.taken < entry.room), 1)
    if changed != len(wanted):
        raise ConflictError("seat-taken")


def release(session: Session, region: str, seats: Iterable[SeatWeek]) -> None:
    """Give ``seats`` back; those that are offered no more are no matter."""
    given = sorted(seats)
    if given:
        _lock(session, region, given)
        _change(session, _these(region, given), -1)


def _these(region: str, seats: Sequence[SeatWeek]) -> ColumnElement[bool]:
    return and_(
        entry.region == region, tuple_(entry.place, entry.slot, entry.week).in_(seats)
    )


def _lock(session: Session, region: str, seats: Sequence[SeatWeek]) -> None:
    session.connection().execute(
        sqlalchemy.select(entry.taken)
        .where(_these(region, seats))
        .order_by(entry.place, entry.slot, entry.week)
        .with_for_update()
    )


def _change(session: Session, which: ColumnElement[bool], by: int) -> int:
    statement = update(ledger).where(which).values(taken=entry.taken + by)
    return session.connection().execute(statement).rowcount


def full_at(session: Session, region: str, places: Iterable[str]) -> set[SeatWeek]:
    """Return the seat weeks of ``places`` that are all taken."""
    found = session.connection().execute(
        sqlalchemy.select(entry.place, entry.slot, entry.week).where(
            entry.region == region,
            entry.place.in_(sorted(set(places))),
            entry.taken >= entry.room,
        )
    )
    return {SeatWeek(*row) for row in found}


def put_in_force(
    session: Session, version: PlanVersion, seats: PlanSeats | None = None
) -> None:
    """Let ``version`` hold in its region from now on, and set the ledger anew by it.

    Open holds keep their seats where the plan leaves them, the older before the newer;
    the others are overtaken.

    Parameters
    ----------
    seats
        Of ``version``, worked out before the transaction, since that takes a second of a
        large region; ``None``: they are worked out here.
    """
    seats = seats or plan_seats(store.load(version))
    store.put_in_force(session, version)
    taken = dict(seats.taken)
    for hold in open_holds(session, version.region, lock=True):
        beside = seats.beside(placement_of_document(hold.option))
        if is_free(beside, seats, taken):
            for at in beside:
                taken[at] = taken.get(at, 0) + 1
            hold.seats = as_cells(beside)
        else:
            _overtake(session, hold)
    _write(session, version.region, seats, taken)
    session.flush()


def _overtake(session: Session, hold: Hold) -> None:
    """End a hold for which a plan that came in force leaves no room."""
    hold.state, hold.seats = "overtaken", []
    hold.version += 1
    session.add(
        Decision(
            id=uuid4().hex,
            region=hold.region,
            municipality=hold.municipality,
            object=f"holds/{hold.id}",
            party="service",
            verdict=hold.state,
            at=now(),
            account="",
        )
    )


def open_holds(session: Session, region: str, *, lock: bool = False) -> list[Hold]:
    """Return the holds that keep seats, the oldest first."""
    found = select(Hold).where(Hold.region == region, col(Hold.state).in_(OPEN))
    if lock:
        found = found.with_for_update()
    rows = session.exec(found.order_by(col(Hold.id))).all()
    return sorted(rows, key=lambda hold: (hold.created, hold.id))


def is_free(
    asked: Iterable[SeatWeek], seats: PlanSeats, taken: dict[SeatWeek, int]
) -> bool:
    """Tell whether all that is ``asked`` for is offered and not all ``taken``."""
    return all(taken.get(at, 0) < seats.room.get(at, 0) for at in asked)


def as_cells(seats: Iterable[SeatWeek]) -> list[list[str]]:
    """Return seats as a hold keeps them."""
    return [list(at) for at in sorted(seats)]


def of_cells(cells: Iterable[Sequence[str]]) -> set[SeatWeek]:
    """Return the seats that a hold keeps."""
    return {SeatWeek(*one) for one in cells}  # type: ignore[arg-type]


def entries(
    session: Session, region: str, *, lock: bool = False
) -> dict[SeatWeek, tuple[int, int]]:
    """Return room and taken of everything in the ledger of a region."""
    statement = sqlalchemy.select(ledger).where(entry.region == region)
    if lock:
        statement = statement.order_by(
            entry.place, entry.slot, entry.week
        ).with_for_update()
    return {
        SeatWeek(one.place, one.slot, one.week): (one.room, one.taken)
        for one in session.connection().execute(statement)
    }


def _write(
    session: Session, region: str, seats: PlanSeats, taken: dict[SeatWeek, int]
) -> None:
    """Make the ledger be as told; only what differs is written."""
    before = entries(session, region, lock=True)
    after = {at: (room, taken.get(at, 0)) for at, room in seats.room.items()}
    connection = session.connection()
    gone = sorted(before.keys() - after.keys())
    for some in _in_hundreds(gone):
        connection.execute(delete(ledger).where(_these(region, some)))
    others = [at for at in after.keys() & before.keys() if after[at] != before[at]]
    if others:
        key = (entry.place == bindparam("p")) & (entry.slot == bindparam("s"))
        connection.execute(
            update(ledger)
            .where(entry.region == region, key, entry.week == bindparam("w"))
            .values(room=bindparam("to_room"), taken=bindparam("to_taken")),
            [
                {"p": p, "s": s, "w": w, "to_room": room, "to_taken": have}
                for (p, s, w), (room, have) in sorted((at, after[at]) for at in others)
            ],
        )
    added = sorted(after.keys() - before.keys())
    if added:
        rows = [
            {"region": region, **at._asdict(), "room": room, "taken": have}
            for at, (room, have) in ((at, after[at]) for at in added)
        ]
        connection.execute(insert(ledger), rows)


def _in_hundreds(seats: Sequence[SeatWeek]) -> Iterable[Sequence[SeatWeek]]:
    return (seats[n : n + 100] for n in range(0, len(seats), 100))
