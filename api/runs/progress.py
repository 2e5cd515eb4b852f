"""The progress of a run as server-sent events.

Between two looks at the database nothing is held: no connection, no thread.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pydantic import BaseModel
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool

from api.jobs import RunState
from api.runs.orders import plan_of_run, run_of
from api.runs.schemas import EndView, progress_view
from api.store.database import Database
from api.store.tables import RunProgress

LOOK_SECONDS = 0.5

SILENT_LOOKS = 30
"""After so many looks without news a comment is sent, so that nobody hangs up."""

END = "end"
"""Id of the last event: whoever comes back with it has heard everything."""


@dataclass(frozen=True, slots=True)
class _News:
    told: list[RunProgress]
    end: EndView | None


async def progress_events(
    database: Database, region: str, run: str, heard: int
) -> AsyncIterator[str]:
    """Yield what there is to tell after the event number ``heard``, until the run ends."""
    yield "retry: 1000\n\n"
    silent = 0
    while True:
        news = await run_in_threadpool(_news, database, region, run, heard)
        for one in news.told:
            heard = one.number
            yield _event("progress", str(heard), progress_view(one))
        if news.end is not None:
            yield _event(END, END, news.end)
            return
        silent = 0 if news.told else silent + 1
        if silent == SILENT_LOOKS:
            silent = 0
            yield ": still at work\n\n"
        await asyncio.sleep(LOOK_SECONDS)


def _news(database: Database, region: str, id: str, heard: int) -> _News:
    with database.read() as session:
        # First whether it has ended: then all that it told is there.
        run = run_of(session, region, id)
        state, plan = RunState(run.state), plan_of_run(session, id)
    with database.read() as session:
        told = session.exec(
            select(RunProgress)
            .where(RunProgress.run == id, col(RunProgress.number) > heard)
            .order_by(col(RunProgress.number))
        ).all()
    return _News(list(told), None if state.is_open else EndView(state=state, plan=plan))


def _event(name: str, id: str, data: BaseModel) -> str:
    return f"id: {id}\nevent: {name}\ndata: {data.model_dump_json()}\n\n"
