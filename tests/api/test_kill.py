"""Server and workers are killed at random points: no run is lost, and no plan is half."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import sleep

import httpx2
import pytest
from sqlmodel import func, select

from api import audit_log
from api.demo import begin, fresh_codes
from api.installation import Installation
from api.jobs import OPEN, RunState
from api.plans import store
from api.security.roles import Role
from api.settings import Settings
from api.store.tables import AuditEvent, PlanVersion, Run, RunProgress
from tests.api.processes import (
    Process,
    answers,
    free_port,
    solves_of,
    wait_until,
)
from tests.api.service import TINY
from tests.api.test_runs import audit_is_clean

SIGNS_OF_LIFE = 14
"""Of a run of the tiny scenario; a kill comes after any of them."""


@dataclass
class Killed:
    """An installation whose processes are killed, and somebody who orders runs."""

    installation: Installation
    client: httpx2.Client
    processes: list[Process]
    rng: Random

    def order(self) -> None:
        """Order a run, as soon as the server answers."""
        wait_until(lambda: answers(self.client), "the server is ready")
        region = f"/v1/regions/{TINY.name}"
        headers = {"Origin": str(self.client.base_url)}
        round_ = self.client.post(
            f"{region}/rounds", json={"name": "x"}, headers=headers
        )
        path = f"{round_.headers['location']}/runs"
        assert self.client.post(path, json={}, headers=headers).status_code == 202

    def kill_one(self) -> None:
        """Kill a process somewhere in a run, and start it again."""
        after = self.told() + self.rng.randrange(SIGNS_OF_LIFE)
        wait_until(lambda: self.told() >= after or not self.open_runs(), "progress")
        sleep(self.rng.uniform(0, 1))
        process = self.rng.choice(self.processes)
        process.kill()
        process.start()

    def told(self) -> int:
        with self.installation.database.read() as session:
            return session.exec(select(func.count()).select_from(RunProgress)).one()

    def open_runs(self) -> int:
        with self.installation.database.read() as session:
            states = session.exec(select(Run.state)).all()
        return sum(state in OPEN for state in states)


@contextmanager
def killable(url: str, folder: Path, seed: int) -> Iterator[Killed]:
    """Start a server, and on PostgreSQL a worker, on the tiny scenario."""
    is_file = url.startswith("sqlite")
    environment = {
        "DATABASE_URL": url,
        "PRAKSISPLAN_DATA_FOLDER": str(folder),
        "PRAKSISPLAN_SECRET_KEY": "the same for all",
        "PRAKSISPLAN_WORKER_SILENCE_SECONDS": "5",
    }
    settings = Settings(
        DATABASE_URL=url, data_folder=folder, secret_key="the same for all"
    )
    installation = Installation.open(settings)
    begin(installation, TINY)
    code = next(
        code.code
        for code in fresh_codes(installation)
        if code.membership.role == Role.PLANNER
    )
    port = free_port()
    serve = ["serve", "--port", str(port), "--no-codes"]
    log = folder.parent / "processes.log"
    processes = [Process(serve, environment, log)]
    if not is_file:
        processes.append(Process(["worker"], environment, log))
    try:
        for process in processes:
            process.start()
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            wait_until(lambda: answers(client), "the server is ready")
            answer = client.post("/v1/sessions", json={"code": code})
            assert answer.status_code == 204
            yield Killed(installation, client, processes, Random(seed))
    finally:
        for process in processes:
            process.kill()
        installation.close()


def kill_often(url: str, folder: Path, kills: int, runs: int) -> None:
    """Order runs between kills, let all end, and look at what is stored."""
    with killable(url, folder, seed=kills) as killed:
        for number in range(kills):
            if number * runs // kills != (number - 1) * runs // kills:
                killed.order()
            killed.kill_one()
        wait_until(lambda: not killed.open_runs(), "every run has ended")
        wait_until(lambda: not solves_of(folder), "no solve is left behind")
        with killed.installation.database.read() as session:
            ordered = session.exec(select(Run)).all()
            versions = session.exec(select(PlanVersion)).all()
            events = session.exec(select(AuditEvent)).all()
    assert [run.state for run in ordered] == [RunState.FINISHED] * runs
    assert sorted(v.run or "" for v in versions) == sorted(run.id for run in ordered)
    assert all(audit_is_clean(version) for version in versions)
    plans = {store.file_of(version.files, store.PLAN) for version in versions}
    assert len(plans) == 1, "the same rows give the same plan, whoever was killed"
    assert audit_log.first_break(events) is None


def kills_of(url: str, in_all: int) -> int:
    """Return how many of ``in_all`` kills are for this database."""
    on_file = in_all * 2 // 5
    return on_file if url.startswith("sqlite") else in_all - on_file


def test_no_run_is_lost_by_kills(database_url: str, tmp_path: Path):
    """Five kills of server and worker: every run ends with one whole plan."""
    kill_often(database_url, tmp_path / "data", kills_of(database_url, 5), runs=1)


@pytest.mark.slow
def test_no_run_is_lost_by_many_kills(database_url: str, tmp_path: Path):
    """Fifty kills of server and worker: every run ends with one whole plan."""
    kills = kills_of(database_url, 50)
    kill_often(database_url, tmp_path / "data", kills, runs=kills // 2)
