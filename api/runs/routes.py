"""Addresses of runs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
    documented,
    language_of,
)
from api.installation import installation_of
from api.runs import orders
from api.runs.progress import END, progress_events
from api.runs.schemas import RunList, RunRequest, RunView, run_view
from api.security.access import Access, limited, require
from api.security.limits import Costly
from api.security.roles import Permission
from api.store.tables import Run
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}", tags=["runs"])

Reads = Annotated[Access, Depends(require(Permission.READ_ROUNDS))]
Writes = Annotated[Access, Depends(require(Permission.WRITE_ROUNDS))]
RoundId = Annotated[str, Path(description="The round's id.", max_length=64)]
RunId = Annotated[str, Path(description="The run's id.", max_length=64)]

_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)


@router.post(
    "/rounds/{round}/runs",
    status_code=202,
    dependencies=[limited(Costly.RUN)],
    responses=_READ | documented(ConflictError, TooManyError),
    operation_id="order_run",
)
def order(
    request: Request,
    response: Response,
    access: Writes,
    round: RoundId,
    asked: RunRequest,
) -> RunView:
    """Order a run; it is carried out in the background, at the address in `Location`."""
    run = orders.order_run(installation_of(request), access, round, asked.order())
    response.headers["Location"] = f"/v1/regions/{access.region}/runs/{run.id}"
    return run_view(run, None, translator(language_of(request)))


@router.get("/rounds/{round}/runs", responses=_READ, operation_id="list_runs")
def list_(request: Request, access: Reads, round: RoundId) -> RunList:
    """List the runs of a round, the newest first."""
    found = orders.runs_of(installation_of(request).database, access.region, round)
    return RunList(items=[_view(request, run) for run in found])


@router.get("/runs/{run}", responses=_READ, operation_id="read_run")
def read(request: Request, access: Reads, run: RunId) -> RunView:
    """Tell where a run stands."""
    with installation_of(request).database.read() as session:
        found = orders.run_of(session, access.region, run)
    return _view(request, found)


@router.post(
    "/runs/{run}/cancel", status_code=202, responses=_READ, operation_id="cancel_run"
)
def cancel(request: Request, access: Writes, run: RunId) -> RunView:
    """Call a run off; one that searches keeps the best plan it has.

    One that has ended, or ends before it hears of it, stays as it is: read it again.
    """
    found = orders.cancel_run(installation_of(request).database, access, run)
    return _view(request, found)


@router.get(
    "/runs/{run}/progress",
    response_class=StreamingResponse,
    responses=_READ
    | {
        200: {
            "description": "Events `progress`, and `end` as the last.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        204: {"description": "Everything was heard already."},
    },
    operation_id="follow_run",
)
def progress(
    request: Request,
    access: Reads,
    run: RunId,
    last_event_id: Annotated[
        str,
        Header(description="Id of the last event that was heard.", max_length=20),
    ] = "",
) -> Response:
    """Follow a run: its steps, and the tier, value, bound and gap of the search."""
    if last_event_id == END:
        return Response(status_code=204)
    database = installation_of(request).database
    with database.read() as session:
        orders.run_of(session, access.region, run)
    is_number = last_event_id.isascii() and last_event_id.isdecimal()
    heard = int(last_event_id[:9]) if is_number else 0
    return StreamingResponse(
        progress_events(database, access.region, run, heard),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


def _view(request: Request, run: Run) -> RunView:
    with installation_of(request).database.read() as session:
        plan = orders.plan_of_run(session, run.id)
    return run_view(run, plan, translator(language_of(request)))
