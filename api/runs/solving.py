"""Carries out a run: a child that solves, news on the way, and one outcome."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlmodel import Session

from api import audit_log
from api.installation import Installation
from api.jobs import Jobs, Lease, LeaseLostError, RunState, end
from api.plans import store
from api.runs.child import BEFORE, EVENTS, ORDER, OUT, Ended, write_events
from api.runs.orders import mark_taken_in
from api.settings import PREFIX
from api.store.tables import PlanVersion, Run
from matcher.domain.plan import Status
from matcher.domain.progress import Progress, Step

BEAT_SECONDS = 0.5

STORE_TRIES = 5
"""How often an outcome is stored before it is left to whoever takes the run up next."""

FOLDER = "runs"

AWAY = (OperationalError, InterfaceError)
"""What is told while the database cannot be reached, or others are in the way."""

log = structlog.get_logger()


class Fault(StrEnum):
    """Why a run failed: ``service.run-fault.<fault>`` of the catalogues."""

    KILLED = "killed"
    SOLVE = "solve"
    SERVICE = "service"


class Child:
    """The process that solves, as its parent knows it."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api.runs.child", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # A group of its own: it ends whole, and no terminal interrupts it.
            start_new_session=True,
        )
        self._news: dict[Step, Progress] = {}
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self.is_told_to_stop = False

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError, TypeError):
                step, done, total, note = json.loads(line)
                self._news[Step(step)] = Progress(Step(step), done, total, note)

    def news(self) -> list[Progress]:
        """Return the last of every step since the last call."""
        told, self._news = self._news, {}
        return list(told.values())

    def ended_within(self, seconds: float) -> bool:
        """Wait for its end."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        if self._process.returncode is None:
            return False
        self._reader.join()
        return True

    def stop(self) -> None:
        """Let it end with the best plan it has; told once."""
        if not self.is_told_to_stop:
            self._process.send_signal(signal.SIGINT)
            self.is_told_to_stop = True

    @property
    def code(self) -> int:
        """How it ended."""
        assert self._process.returncode is not None
        return self._process.returncode

    def close(self) -> None:
        """End it and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def _environment() -> dict[str, str]:
    """Return what the child may know: no database, and no secret."""
    return {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith(PREFIX)
    }


@contextmanager
def _solve(folder: Path) -> Iterator[Child]:
    child = Child(folder)
    try:
        yield child
    finally:
        child.close()


class Solving:
    """Carries out the runs of one installation."""

    def __init__(self, installation: Installation, jobs: Jobs) -> None:
        self._installation, self._jobs = installation, jobs
        self._folder = installation.settings.data_folder / FOLDER

    def clear_away(self) -> None:
        """Remove the folders of solves that were killed."""
        folders = list(self._folder.glob("*"))
        leases = self._jobs.leases()
        for folder in folders:
            if folder.name not in leases:
                shutil.rmtree(folder, ignore_errors=True)

    def carry_out(self, lease: Lease, stopping: Event) -> None:
        """See a run to its end, or give it back when ``stopping``.

        Raises
        ------
        LeaseLostError, OperationalError, InterfaceError
            It is another's, or the database is away: whoever finds it takes it up.
        """
        folder = self._folder / lease.word
        try:
            if self._jobs.beat(lease):
                self._end_cancelled(lease)
                return
            self._lay_out(folder, lease.run)
            with _solve(folder) as child:
                if not self._follow(child, lease, stopping):
                    self._jobs.give_back(lease)
                    return
            self._store(child, lease, folder)
        except (LeaseLostError, *AWAY):
            raise
        except Exception as fault:
            # Whatever it is would come again at the next try.
            self._fail(lease, Fault.SERVICE, type(fault).__name__)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _lay_out(self, folder: Path, run_id: str) -> None:
        """Write what the child is to solve into its folder."""
        folder.mkdir(parents=True, mode=0o700)
        with self._installation.database.read() as session:
            run = session.get_one(Run, run_id)
            order = run.order
            document = {**order, "kind": run.kind, "region": run.region}
            (folder / store.TABLES).write_bytes(run.scenario)
            (folder / store.POLICY).write_text(order["policy"])
            if before := order.get("plan"):
                files = session.get_one(PlanVersion, before).files
                plan = store.file_of(files, store.PLAN)
                assert plan is not None
                (folder / BEFORE).write_bytes(plan)
        if "tables" in order:
            write_events(folder / EVENTS, order["tables"])
        document["workers"] = _cores(self._installation)
        (folder / ORDER).write_text(json.dumps(document))

    def _follow(self, child: Child, lease: Lease, stopping: Event) -> bool:
        """Pass news and cancellation on until the child ends; false where it may not."""
        while not child.ended_within(BEAT_SECONDS):
            if stopping.is_set():
                return False
            # A database that is away for a while is no reason to lose the solve.
            with suppress(SQLAlchemyError):
                if self._jobs.beat(lease, child.news()):
                    child.stop()
        return True

    def _store(self, child: Child, lease: Lease, folder: Path) -> None:
        self._jobs.beat(lease, child.news())
        match child.code:
            case Ended.PLANNED:
                self._store_plan(lease, folder / OUT)
            case Ended.UNCHANGED:
                self._end_unchanged(lease)
            case _ if child.is_told_to_stop or child.code == Ended.CANCELLED:
                self._end_cancelled(lease)
            case code:
                fault = Fault.KILLED if code < 0 else Fault.SOLVE
                self._fail(lease, fault, str(code))

    def _store_plan(self, lease: Lease, folder: Path) -> None:
        """Write the plan and the end of its run, both or neither."""
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        for left in reversed(range(STORE_TRIES)):
            try:
                with self._jobs.held(lease) as (session, run):
                    self._add_plan(session, run, files)
                return
            except SQLAlchemyError:
                if not left:
                    raise

    def _add_plan(self, session: Session, run: Run, files: dict[str, bytes]) -> None:
        version = store.add_version(
            session,
            run.region,
            files,
            round=run.round,
            run=run.id,
            before=run.order.get("plan"),
        )
        is_cut = version.summary["status"] == Status.CANCELLED
        end(run, RunState.CANCELLED if is_cut else RunState.FINISHED)
        _note_end(session, run)

    def _end_cancelled(self, lease: Lease) -> None:
        with self._jobs.held(lease) as (session, run):
            end(run, RunState.CANCELLED)
            _note_end(session, run)

    def _end_unchanged(self, lease: Lease) -> None:
        with self._jobs.held(lease) as (session, run):
            mark_taken_in(session, run, run.order["plan"])
            end(run, RunState.FINISHED)
            _note_end(session, run)

    def _fail(self, lease: Lease, fault: str, error: str) -> None:
        log.error("run-failed", run=lease.run, step=fault, error=error)
        with self._jobs.held(lease) as (session, run):
            end(run, RunState.FAILED, fault)
            _note_end(session, run)


def _note_end(session: Session, run: Run) -> None:
    audit_log.note(session, None, f"run-{run.state}", f"runs/{run.id}", run=run.id)


def _cores(installation: Installation) -> int:
    """Return the solver processes of one solve; an embedded server keeps one core."""
    settings = installation.settings
    free = len(os.sched_getaffinity(0)) - settings.is_embedded
    return max(1, free // settings.worker_runs)
