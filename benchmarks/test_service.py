"""Suggestions from a real server to a real client, while a plan is made beside it.

One server process on one core; on the other the client, and a planning run without end.
Everybody of a region of 600 people and 260 places has an open request and is asked for, in
random order: once each with a question that the server has not heard of this plan, once each
as it expects, and then at a steady pace. On a machine that is shared with other work the
processor time of the server tells more than the clock.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from api.ledger import service as ledger
from api.ledger.plan_seats import plan_seats
from api.plans import store
from api.registry.ground import as_tables, packed, region_rows
from api.security.roles import Role
from matcher.domain.policy import Policy, SolverLimits
from matcher.generate import GeneratorSettings, generate
from matcher.io import plan_to_json, read_rows, write_folder
from matcher.io.proof_json import proof_to_json
from matcher.planning import plan
from tests.api.conftest import (  # noqa: F401, fixtures
    database_url,
    postgres,
    sqlite_template,
)
from tests.api.server import Server, server_of

PEOPLE, PLACES = 600, 260
PLAN_SECONDS = 20.0
"""The clock of the search: what the plan is worth is no matter here."""

RATE, STEADY_SECONDS, THREADS = 50, 20, 16
WARM_UP_SECONDS = 25.0
"""The server asks beforehand what is suggested to people with an open request."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated scenario."""
    path = tmp_path_factory.mktemp("scenario") / "generated"
    write_folder(generate(GeneratorSettings(PEOPLE, PLACES, seed=1)), path)
    return path


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The files of the plan, made once for both databases."""
    return {}


def plan_files(server: Server, made: dict[str, bytes]) -> dict[str, bytes]:
    if not made:
        with server.installation.database.read() as session:
            tables = as_tables(region_rows(session, server.region))
        scenario = read_rows(tables, server.region).scenario
        assert scenario is not None
        policy = replace(Policy(), limits=SolverLimits(seconds=PLAN_SECONDS))
        outcome = plan(scenario, policy, workers=2)
        made[store.PLAN] = plan_to_json(outcome.plan).encode()
        made[store.PROOF] = proof_to_json(outcome.proof).encode()
        made[store.TABLES] = packed(tables)
    return made


@contextmanager
def planning_run(folder: Path, out: Path) -> Iterator[None]:
    """A planning run without end on the other core."""
    command = (
        f"import os; os.sched_setaffinity(0, {{{max(os.sched_getaffinity(0))}}})\n"
        "from matcher.cli.app import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, "plan", str(folder), "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def test_suggestions_under_load(
    database_url: str,  # noqa: F811
    folder: Path,
    made: dict[str, bytes],
    tmp_path: Path,
):
    """Everybody is answered, at once and at a steady pace."""
    with server_of(database_url, tmp_path / "data", folder) as server:
        files = plan_files(server, made)
        with server.installation.database.write() as session:
            version = store.add_version(session, server.region, files)
            ledger.put_in_force(session, version, plan_seats(store.load(version)))
        server.start()
        assert server.process is not None
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(server.process.pid, {cores[0]})
        asked = opened(server)
        kind = database_url.split(":")[0]
        with planning_run(folder, tmp_path / "out"):
            time.sleep(WARM_UP_SECONDS)
            unheard = [(client, f"{path}?most=6") for client, path in asked]
            for what, load, whom in (
                ("unheard, 4 at a time", closed_loop, unheard),
                ("everybody, 4 at a time", closed_loop, asked),
                (f"{RATE} a second", open_loop, asked),
            ):
                before = processor_seconds(server)
                took, whole = load(whom)
                spent = processor_seconds(server) - before
                tell(kind, what, took, whole, spent)
        for client in {id(client): client for client, _ in asked}.values():
            client.close()


Asked = list[tuple[httpx2.Client, str]]


def opened(server: Server) -> Asked:
    """Everybody's suggestions, in random order: who may ask, and the address."""
    with server.installation.database.read() as session:
        homes = {
            row.key: row.municipality
            for row in region_rows(session, server.region)
            if row.sheet == "participants"
        }
    clients = {
        home: server.client(Role.JOB_SPECIALIST, home)
        for home in sorted(set(homes.values()))
    }
    asked = []
    for person, home in homes.items():
        root = f"/regions/{server.region}/requests"
        made = clients[home].post(root, json={"person": person})
        assert made.status_code == 201, made.text
        path = f"{root}/{made.json()['id']}/suggestions"
        asked.append((clients[home], path))
    random.Random(0).shuffle(asked)
    return asked


def seconds_of(one: tuple[httpx2.Client, str], since: float | None = None) -> float:
    """How long an answer took; counted from when it was to be asked for."""
    begun = time.perf_counter() if since is None else since
    client, path = one
    client.get(path).raise_for_status()
    return time.perf_counter() - begun


def closed_loop(asked: Asked) -> tuple[list[float], float]:
    """Everybody once, a few at a time."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(4) as threads:
        took = list(threads.map(seconds_of, asked))
    return took, time.perf_counter() - begun


def open_loop(asked: Asked) -> tuple[list[float], float]:
    """So many a second, whether those before are answered or not."""
    begun = time.perf_counter()

    def at(number: int) -> float:
        due = begun + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        return seconds_of(asked[number % len(asked)], due)

    with ThreadPoolExecutor(THREADS) as threads:
        took = list(threads.map(at, range(RATE * STEADY_SECONDS)))
    return took, time.perf_counter() - begun


def processor_seconds(server: Server) -> float:
    """What the server's process has used of its core."""
    assert server.process is not None
    told = (
        Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    )
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def tell(kind: str, what: str, took: list[float], whole: float, spent: float) -> None:
    """Print how many a second were answered, how long that took, and the work of it."""
    in_order = sorted(took)

    def share(part: float) -> float:
        return 1000 * in_order[min(len(took) - 1, int(part * len(took)))]

    print(
        f"{kind:20} {what:23} {len(took):5} answers  {len(took) / whole:6.1f} a second  "
        f"median {share(0.5):6.1f} ms  p99 {share(0.99):6.1f} ms  "
        f"processor {1000 * spent / len(took):5.1f} ms an answer"
    )
