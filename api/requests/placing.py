"""What both have accepted becomes a placement: an event, and a new version of the plan.

The new version takes seconds to work out, so it is made after the answer, in a process of
its own that has no database. The hold is ``agreed`` meanwhile and keeps its seats; a server
that is killed finds it again when it starts.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import structlog
from sqlmodel import Session, col, select

from api import audit_log
from api.installation import Installation
from api.ledger import service as ledger
from api.ledger.plan_seats import plan_seats
from api.plans import store
from api.registry.ground import Tables, as_tables, packed, region_rows, unpacked
from api.requests.service import RequestState, decide
from api.store.columns import now
from api.store.database import Database
from api.store.tables import Event, Hold, InForce, PlacementRequest, PlanVersion
from matcher.io import read_rows
from matcher.io.plan_json import placement_of_document
from matcher.io.proof_json import proof_to_json
from matcher.live.taking import NoRoomError, with_taken
from matcher.report.plan_files import plan_files
from matcher.report.wording import Wording
from matcher.text import Language, translator

log = structlog.get_logger()

TRIES = 5
"""How often a version is made anew because another was put in force meanwhile."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that a version with one placement more is made from."""

    plan: str
    region: str
    files: bytes
    tables: Tables
    option: Mapping[str, Any]


Make = Callable[["Job"], dict[str, bytes] | None]
"""Makes the files of a version; ``None`` where the placement has no room any more."""


def place_agreed(installation: Installation, make: Make | None = None) -> int:
    """Make the placements of all holds that both have accepted; returns how many.

    ``make`` is :func:`files_with`, in a process of its own unless told.
    """
    with installation.database.read() as session:
        agreed = session.exec(
            select(Hold).where(Hold.state == "agreed").order_by(col(Hold.created))
        ).all()
        ids = [hold.id for hold in agreed]
    make = make or _in_own_process
    return sum(_tried(installation.database, id, make) for id in ids)


def _tried(database: Database, id: str, make: Make) -> bool:
    """Place a hold; a fault of one is told, and keeps none of the others back."""
    try:
        return _place(database, id, make)
    except Exception as fault:
        log.error("placing", error=type(fault).__name__)
        return False


def _place(database: Database, id: str, make: Make) -> bool:
    for _ in range(TRIES):
        job = _job(database, id)
        if job is None:
            return False
        files = make(job)
        done = _written(database, id, job, files)
        if done is not None:
            return done
    return False


def _job(database: Database, id: str) -> Job | None:
    with database.read() as session:
        hold = session.get_one(Hold, id)
        if hold.state != "agreed":
            return None
        version = session.get_one(PlanVersion, store.in_force(session, hold.region))
        tables = store.file_of(version.files, store.TABLES)
        assert tables is not None
        ground = _with_person(session, hold, unpacked(tables))
        return Job(version.id, hold.region, version.files, ground, hold.option)


def _with_person(session: Session, hold: Hold, tables: Tables) -> Tables:
    """Return the tables of the plan, with a newcomer's rows where the person is one."""
    if any(cells["participant"] == hold.person for cells in tables["participants"]):
        return tables
    rows = [r for r in region_rows(session, hold.region) if r.person == hold.person]
    return {
        key: [*tables.get(key, []), *as_tables(rows).get(key, [])]
        for key in sorted(tables.keys() | as_tables(rows).keys())
    }


def _in_own_process(job: Job) -> dict[str, bytes] | None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(files_with, job).result()


def files_with(job: Job) -> dict[str, bytes] | None:
    """Return the files of the version with the placement; ``None``: it has no room."""
    before = store.loaded_from(job.plan, job.region, job.files)
    scenario = read_rows(job.tables, job.region).scenario
    if scenario is None:
        return None
    try:
        outcome = with_taken(
            scenario,
            before.policy,
            before.plan,
            before.proof,
            [placement_of_document(job.option)],
            workers=1,
        )
    except NoRoomError:
        return None
    wording = Wording(translator(Language.NB))
    policy = store.file_of(job.files, store.POLICY)
    return {
        **plan_files(scenario, outcome.plan, outcome.calendar, wording),
        **({} if policy is None else {store.POLICY: policy}),
        store.PROOF: proof_to_json(outcome.proof).encode(),
        store.TABLES: packed(job.tables),
    }


def _written(
    database: Database, id: str, job: Job, files: dict[str, bytes] | None
) -> bool | None:
    """Write what came of a job; ``None`` where another plan is in force by now."""
    seats = None
    if files is not None:
        # Read before the transaction: it takes a second of a large region.
        loaded = store.loaded_from(id, job.region, store.packed_files(files))
        seats = plan_seats(loaded)
    with database.write() as session:
        force = session.get_one(InForce, job.region, with_for_update=True)
        if force.plan != job.plan:
            return None
        hold = session.get_one(Hold, id, with_for_update=True)
        if hold.state != "agreed":
            return False
        hold.version += 1
        if files is None or seats is None:
            ledger.release(session, hold.region, ledger.of_cells(hold.seats))
            hold.state, hold.seats = "overtaken", []
            decide(session, None, hold, f"holds/{id}", "service", "overtaken")
            _note(session, hold, "overtaken")
            return False
        hold.state, hold.seats = "placed", []
        _add_event(session, hold)
        version = store.add_version(session, job.region, files, before=job.plan)
        ledger.put_in_force(session, version, seats)
        decide(session, None, hold, f"holds/{id}", "service", "placed")
        request = session.get_one(PlacementRequest, hold.request, with_for_update=True)
        request.state = RequestState.PLACED
        request.version += 1
        _note(session, hold, "placed")
        return True


def _add_event(session: Session, hold: Hold) -> None:
    """Let the next re-plan know that the placement is agreed upon, and lock it."""
    session.add(
        Event(
            id=uuid4().hex,
            region=hold.region,
            municipality=hold.municipality,
            person=hold.person,
            cells={"event": "accepted", "participant": hold.person},
            at=now(),
            account=hold.created_by,
        )
    )


def _note(session: Session, hold: Hold, action: str) -> None:
    audit_log.note(
        session, None, action, f"holds/{hold.id}", municipality=hold.municipality
    )
