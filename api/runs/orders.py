"""Orders runs and calls them off."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from api import audit_log
from api.errors import ConflictError, InvalidError, NotFoundError
from api.installation import Installation
from api.jobs import RunState, end
from api.plans import store
from api.registry.findings import shown_findings
from api.registry.ground import (
    as_tables,
    errors_of,
    packed,
    read_tables,
    region_rows,
    rows_version,
    unpacked,
)
from api.security.access import Access
from api.store.columns import now, without
from api.store.database import Database
from api.store.tables import Event, PlanVersion, Round, Row, Run

Tables = Mapping[str, Sequence[Mapping[str, str]]]

ADDING = {"participants": "participant", "places": "place", "employers": "employer"}
"""Tables whose rows an event may add to a plan, and the column that names them."""


class RunKind(StrEnum):
    """``plan``: of the rows as they are. ``replan``: of the plan in force, mended."""

    PLAN = "plan"
    REPLAN = "replan"


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is asked for.

    Attributes
    ----------
    seconds
        The clock of the search; ``None``: that of the round's policy, or else the
        installation's.
    """

    kind: RunKind = RunKind.PLAN
    seed: int = 0
    seconds: float | None = None


def order_run(
    installation: Installation, access: Access, round_id: str, order: Order
) -> Run:
    """Queue a run of a round, with the rows as they are now.

    Raises
    ------
    NotFoundError
        There is no such round, or no plan in force to be mended.
    ConflictError
        The round is closed, or no event waits.
    InvalidError
        The rows cannot be planned as they are.
    """
    with installation.database.read() as session:
        round_ = round_of(session, access.region, round_id)
        policy = round_.policy
        version = rows_version(session, access.region)
        rows = region_rows(session, access.region)
        tables = as_tables(rows)
        if order.kind is RunKind.REPLAN:
            packed_tables, details = _mending(session, access.region, tables)
        else:
            packed_tables, details = _checked(tables, rows, access), {}
    seconds = order.seconds or _clock_of(policy) or installation.settings.run_seconds
    run = Run(
        id=uuid4().hex,
        region=access.region,
        round=round_id,
        kind=order.kind,
        order={"seed": order.seed, "seconds": seconds, "policy": policy, **details},
        rows_version=version,
        scenario=packed_tables,
        created=now(),
        created_by=access.account,
    )
    with installation.database.write() as session:
        if round_of(session, access.region, round_id).state == "closed":
            raise ConflictError("round-closed")
        session.add(run)
        audit_log.note(session, access, "run-ordered", f"runs/{run.id}")
    return run


def _checked(tables: Tables, rows: Sequence[Row], access: Access) -> bytes:
    cells = {key: [dict(row) for row in found] for key, found in tables.items()}
    read = read_tables(cells, access.region)
    if read.scenario is None:
        errors = errors_of(read)
        shown = shown_findings(errors, rows, access)
        others = len(errors) - len(shown)
        raise InvalidError("rows-not-plannable", findings=shown, others=others)
    return packed(cells)


def _clock_of(policy: str) -> float | None:
    """Return the seconds that a policy file names itself."""
    seconds: float | None = tomllib.loads(policy).get("limits", {}).get("seconds")
    return seconds


def _mending(
    session: Session, region: str, rows: Tables
) -> tuple[bytes, dict[str, Any]]:
    """Return what the plan in force was made from, and what has happened since."""
    plan = store.in_force(session, region)
    files = session.get_one(PlanVersion, plan).files
    tables = store.file_of(files, store.TABLES)
    assert tables is not None
    waiting = session.exec(
        select(Event)
        .where(Event.region == region, col(Event.plan).is_(None))
        .order_by(col(Event.at), col(Event.id))
    ).all()
    if not waiting:
        raise ConflictError("no-events")
    events = [event.cells for event in waiting]
    added = _added(events, unpacked(tables), rows)
    details = {
        "plan": plan,
        "events": [event.id for event in waiting],
        "tables": {"events": events, **added},
    }
    return tables, details


def _added(
    events: Sequence[Mapping[str, str]], before: Tables, rows: Tables
) -> dict[str, list[Mapping[str, str]]]:
    """Return the rows of those whom the events name and the plan does not know."""
    named = {text for cells in events for text in cells.values()}
    places = [r for r in rows.get("places", ()) if r.get("place") in named]
    named |= {row["employer"] for row in places if row.get("employer")}
    added = {}
    for table, column in ADDING.items():
        known = {row.get(column) for row in before.get(table, ())}
        new = [
            row
            for row in rows.get(table, ())
            if row.get(column) in named and row.get(column) not in known
        ]
        if new:
            added[table] = new
    new_places = {row["place"] for row in added.get("places", ())}
    seats = [r for r in rows.get("seats", ()) if r.get("place") in new_places]
    return {**added, "seats": seats} if seats else added


def mark_taken_in(session: Session, run: Run, plan: str) -> None:
    """Let the events that a run has mended wait no longer: ``plan`` has them in it."""
    for id in run.order.get("events", ()):
        event = session.get(Event, id)
        if event is not None:
            event.plan = plan


def round_of(session: Session, region: str, id: str) -> Round:
    """Return a round of the region; raises ``NotFoundError`` for none."""
    found = session.exec(
        select(Round).where(Round.region == region, Round.id == id)
    ).first()
    if found is None:
        raise NotFoundError("no-round", id=id)
    return found


def run_of(session: Session, region: str, id: str) -> Run:
    """Return a run of the region, without its rows; raises ``NotFoundError`` for none."""
    found = session.exec(
        select(Run)
        .where(Run.region == region, Run.id == id)
        .options(without(Run.scenario))
    ).first()
    if found is None:
        raise NotFoundError("no-run", id=id)
    return found


def runs_of(database: Database, region: str, round_id: str) -> list[Run]:
    """Return the runs of a round, the newest first."""
    with database.read() as session:
        round_of(session, region, round_id)
        return list(
            session.exec(
                select(Run)
                .where(Run.region == region, Run.round == round_id)
                .options(without(Run.scenario))
                .order_by(col(Run.created).desc(), col(Run.id))
            ).all()
        )


def cancel_run(database: Database, access: Access, id: str) -> Run:
    """Call a run off; one that has ended stays as it is."""
    with database.write() as session:
        run_of(session, access.region, id)
        run = session.get_one(
            Run,
            id,
            with_for_update=True,
            populate_existing=True,
            options=[without(Run.scenario)],
        )
        if not RunState(run.state).is_open:
            return run
        run.cancel_asked = True
        if run.state == RunState.QUEUED:
            end(run, RunState.CANCELLED)
        audit_log.note(session, access, "run-cancel-asked", f"runs/{id}")
        return run


def plan_of_run(session: Session, run: str) -> str | None:
    """Return the id of the plan that came of a run; ``None`` for none, or none yet."""
    return session.exec(select(PlanVersion.id).where(PlanVersion.run == run)).first()
