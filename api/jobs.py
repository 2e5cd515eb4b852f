"""Runs as jobs: each is carried out to its end once, whoever is killed on the way.

The row of the run is the job: no second queue could say something else. A worker takes
a run up by a conditional update that gives it a lease, and beats for as long as it
lives. A run whose beats stand still is taken up by another; whoever finds that the
lease is no longer theirs drops what they have.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Lock, Thread
from time import monotonic
from typing import NamedTuple
from uuid import uuid4

import structlog
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from api.store.columns import now, without
from api.store.database import Database
from api.store.tables import Run, RunProgress
from matcher.domain.progress import Progress

LOOK_SECONDS = 0.5
"""How often a worker without work looks for some."""

log = structlog.get_logger()


class RunState(StrEnum):
    """Where a run stands; the last three are for good."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether something more is to come."""
        return self in OPEN


OPEN = (RunState.QUEUED, RunState.RUNNING)


class LeaseLostError(Exception):
    """Another has taken the run up: what was done of it here is of no use."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to carry a run out."""

    run: str
    word: str


class _Seen(NamedTuple):
    """How a run was when it was looked at."""

    run: str
    state: str
    lease: str
    beats: int


class Jobs:
    """The queued and running runs of a database, as one worker process sees them.

    Parameters
    ----------
    silence_seconds
        A worker that has not beaten for so long is gone.
    """

    def __init__(self, database: Database, silence_seconds: float = 15.0) -> None:
        self._database = database
        self._silence_seconds = silence_seconds
        self._last_seen: dict[str, tuple[_Seen, float]] = {}
        self._looking = Lock()

    def take_up(self) -> Lease | None:
        """Take the oldest run that nobody carries out; ``None`` where there is none."""
        with self._looking:
            for seen in self._open_runs():
                if seen.state == RunState.QUEUED or self._is_lost(seen):
                    lease = Lease(seen.run, uuid4().hex)
                    if self._leased(seen, lease.word, RunState.RUNNING):
                        return lease
        return None

    def take_back(self) -> None:
        """Queue every run that is said to be running: nobody but this process runs any."""
        for seen in self._open_runs():
            if seen.state == RunState.RUNNING:
                self._leased(seen, "", RunState.QUEUED)

    def leases(self) -> frozenset[str]:
        """Return the words of the leases that hold now."""
        return frozenset(seen.lease for seen in self._open_runs())

    def _open_runs(self) -> list[_Seen]:
        with self._database.read() as session:
            found = session.exec(
                select(Run.id, Run.state, Run.lease, Run.beats)
                .where(col(Run.state).in_(OPEN))
                .order_by(col(Run.created), col(Run.id))
            ).all()
        return [_Seen(*row) for row in found]

    def _is_lost(self, seen: _Seen) -> bool:
        """Tell whether the run has not beaten for long, by the clock of this process."""
        before = self._last_seen.get(seen.run)
        if before is None or before[0] != seen:
            self._last_seen[seen.run] = (seen, monotonic())
            return False
        return monotonic() - before[1] > self._silence_seconds

    def _leased(self, seen: _Seen, word: str, state: RunState) -> bool:
        """Change whose the run is, if it is still as it was seen."""
        statement = (
            update(Run)
            .where(
                col(Run.id) == seen.run,
                col(Run.state) == seen.state,
                col(Run.lease) == seen.lease,
                col(Run.beats) == seen.beats,
            )
            .values(
                state=state,
                lease=word,
                beats=0,
                started=func.coalesce(Run.started, now()),
            )
        )
        with self._database.write() as session:
            return session.connection().execute(statement).rowcount == 1

    def beat(self, lease: Lease, news: Sequence[Progress] = ()) -> bool:
        """Show to be alive, write the news down, and return whether to cancel.

        Raises
        ------
        LeaseLostError
            Nothing was written.
        """
        with self.held(lease) as (session, run):
            run.beats += 1
            told = select(func.max(RunProgress.number)).where(RunProgress.run == run.id)
            first = (session.exec(told).one() or 0) + 1
            moment = now()
            session.add_all(
                RunProgress(
                    run=run.id,
                    number=number,
                    at=moment,
                    step=one.step,
                    done=one.done,
                    total=one.total,
                    note=one.note,
                )
                for number, one in enumerate(news, start=first)
            )
            return run.cancel_asked

    @contextmanager
    def held(self, lease: Lease) -> Iterator[tuple[Session, Run]]:
        """Open a transaction with the run in it, whole at the end or not at all.

        Raises
        ------
        LeaseLostError
            The run is another's by now, or has ended.
        """
        with self._database.write() as session:
            run = session.get(
                Run,
                lease.run,
                with_for_update=True,
                # It is large, and never changes.
                options=[without(Run.scenario)],
            )
            if run is None or (run.lease, run.state) != (lease.word, RunState.RUNNING):
                raise LeaseLostError(lease.run)
            yield session, run

    def give_back(self, lease: Lease) -> None:
        """Queue a run again that cannot be ended here."""
        with self.held(lease) as (_, run):
            run.state, run.lease = RunState.QUEUED, ""


def end(run: Run, state: RunState, fault: str = "") -> None:
    """End a run for good, in the transaction that holds it."""
    run.state, run.fault, run.lease, run.ended = state, fault, "", now()


@contextmanager
def working(
    jobs: Jobs, carry_out: Callable[[Lease, Event], None], count: int
) -> Iterator[None]:
    """Carry runs out, ``count`` at once; those open at the end are left to the next.

    ``carry_out`` is to give its run back when the event is set.
    """
    stopping = Event()

    def work() -> None:
        while not stopping.is_set():
            try:
                if lease := jobs.take_up():
                    carry_out(lease, stopping)
                    continue
            except LeaseLostError:
                log.warning("lease-lost")
            except Exception as fault:
                # A worker outlives a database that is away for a while.
                log.error("worker", error=type(fault).__name__)
            stopping.wait(LOOK_SECONDS)

    threads = [Thread(target=work, name=f"runs-{n}") for n in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
