"""Whether the ledger, the plan in force and the open holds say the same."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.ledger.plan_seats import PlanSeats, plan_seats
from api.ledger.service import entries, of_cells, open_holds
from api.plans import store
from api.store.database import Database
from api.store.tables import InForce
from matcher.domain.seat_weeks import SeatWeek


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A seat week whose entry is another than plan and holds make it; ``None``: none."""

    region: str
    at: SeatWeek
    found: tuple[int, int] | None
    expected: tuple[int, int] | None


def disagreements(database: Database) -> list[Disagreement]:
    """Return where the ledger is not what the plans in force and the open holds make it."""
    with database.read() as session:
        if not database.is_sqlite:
            # Plan, holds and ledger of one moment; SQLite reads no other.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        regions = session.exec(select(InForce).order_by(col(InForce.region))).all()
        return [found for one in regions for found in _of_region(session, one.region)]


def _of_region(session: Session, region: str) -> list[Disagreement]:
    version = store.version_of_region(session, region, store.in_force(session, region))
    seats = plan_seats(store.load(version))
    found, expected = entries(session, region), _expected(session, region, seats)
    return [
        Disagreement(region, at, found.get(at), expected.get(at))
        for at in sorted(found.keys() | expected.keys())
        if found.get(at) != expected.get(at)
    ]


def _expected(
    session: Session, region: str, seats: PlanSeats
) -> dict[SeatWeek, tuple[int, int]]:
    taken = dict(seats.taken)
    for hold in open_holds(session, region):
        for at in of_cells(hold.seats):
            taken[at] = taken.get(at, 0) + 1
    return {at: (room, taken.get(at, 0)) for at, room in seats.room.items()}
