"""What carries runs out: the embedded server itself, or worker processes beside it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.installation import Installation
from api.jobs import Jobs, working
from api.runs.solving import Solving


class InUseError(Exception):
    """Another process has the database file."""


@contextmanager
def only_process(installation: Installation) -> Iterator[None]:
    """Hold an embedded installation's database file for this process alone.

    The lock goes with the process, however it ends. Of PostgreSQL there may be many.

    Raises
    ------
    InUseError
        Another process holds it.
    """
    database = installation.database
    name = database.engine.url.database
    if not database.is_sqlite or name is None:
        yield
        return
    with Path(f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUseError(name) from None
        yield


@contextmanager
def running_jobs(installation: Installation) -> Iterator[Jobs]:
    """Carry out the runs of ``installation`` in the background.

    What a killed process left behind is taken up again: at once where there is no other
    process, and elsewhere when it has been silent for long.
    """
    settings = installation.settings
    jobs = Jobs(installation.database, settings.worker_silence_seconds)
    solving = Solving(installation, jobs)
    if settings.is_embedded:
        jobs.take_back()
    solving.clear_away()
    with working(jobs, solving.carry_out, settings.worker_runs):
        yield jobs
