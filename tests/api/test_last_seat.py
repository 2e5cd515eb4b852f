"""The last seat, asked for by many at once of a real server that may be killed."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from api.security.roles import Role
from api.store.tables import Hold
from matcher.io import write_folder
from tests.api.plans import in_force, put_in_force
from tests.api.server import Server, server_of
from tests.helpers import builders as make

PEOPLE = 200

pytestmark = pytest.mark.slow


@pytest.fixture
def crowded(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A region of 200 people who wait, and one place with one seat."""
    people = [make.participant(f"p{n:03}") for n in range(PEOPLE)]
    folder = tmp_path / "crowded"
    write_folder(make.scenario(people, sections=[make.section(seats=PEOPLE)]), folder)
    with server_of(database_url, tmp_path / "data", folder) as server:
        put_in_force(server.installation, server.region)
        yield server


def claims(
    server: Server, client: httpx2.Client, people: int = PEOPLE
) -> list[tuple[str, str]]:
    """The requests of the first ``people``, and their suggestions of the last seat."""
    root = f"/regions/{server.region}/requests"

    def claim(number: int) -> tuple[str, str]:
        made = client.post(root, json={"person": f"p{number:03}"}).json()
        told = client.get(f"{root}/{made['id']}/suggestions").json()
        return f"{root}/{made['id']}/holds", told["fitting"][0]["id"]

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(claim, range(people)))


def outcome(client: httpx2.Client, claim: tuple[str, str]) -> int:
    """The answer to a claim; 0 where the server was gone before it answered."""
    path, suggestion = claim
    try:
        answer = client.post(path, json={"suggestion": suggestion})
    except httpx2.TransportError:
        return 0
    if answer.status_code == 409:
        assert answer.json()["type"] == "conflict"
        assert answer.json()["detail"]
    return answer.status_code


def holds(server: Server) -> list[str]:
    with server.installation.database.read() as session:
        return [hold.state for hold in session.exec(select(Hold)).all()]


def test_one_of_two_hundred_gets_the_last_seat(crowded: Server):
    """Two hundred people's claims over HTTP: one is held, 199 are told no clearly."""
    crowded.start()
    client = crowded.client(Role.JOB_SPECIALIST)
    asked = claims(crowded, client)
    with ThreadPoolExecutor(64) as threads:
        answers = Counter(threads.map(lambda one: outcome(client, one), asked))
    client.close()
    assert answers == {201: 1, 409: PEOPLE - 1}
    assert holds(crowded) == ["held"]
    assert crowded.ledger_agrees()


@pytest.mark.parametrize("seed", range(3))
def test_a_server_killed_among_claims_leaves_no_half(crowded: Server, seed: int):
    """Killed at a random moment: ledger, holds and plan agree, and the seat is one's."""
    crowded.start()
    client = crowded.client(Role.JOB_SPECIALIST)
    asked = claims(crowded, client)
    pause = random.Random(seed).uniform(0.0, 0.4)
    killer = threading.Timer(pause, crowded.kill)
    with ThreadPoolExecutor(64) as threads:
        killer.start()
        list(threads.map(lambda one: outcome(client, one), asked))
    killer.join()
    client.close()
    assert crowded.ledger_agrees()
    crowded.start()
    client = crowded.client(Role.JOB_SPECIALIST)
    again = Counter(outcome(client, one) for one in asked[:20])
    client.close()
    assert again[201] + again[409] == 20
    assert holds(crowded) in ([], ["held"])
    assert crowded.ledger_agrees()


def test_a_server_killed_while_it_places_places_when_it_is_back(crowded: Server):
    """Both have accepted, and then the power goes: the placement is made after it."""
    crowded.start()
    client = crowded.client(Role.JOB_SPECIALIST)
    [(asked, suggestion)] = claims(crowded, client, people=1)
    made = client.post(asked, json={"suggestion": suggestion}).json()
    path = f"/regions/{crowded.region}/holds/{made['id']}"
    for party in ("participant", "employer"):
        client.post(
            f"{path}/answers", json={"party": party, "verdict": "accepted"}
        ).raise_for_status()
    time.sleep(1.5)
    crowded.kill()
    client.close()
    assert crowded.ledger_agrees()
    crowded.start()
    client = crowded.client(Role.JOB_SPECIALIST)
    until = time.monotonic() + 120
    while client.get(path).json()["state"] == "agreed" and time.monotonic() < until:
        time.sleep(0.5)
    assert client.get(path).json()["state"] == "placed"
    client.close()
    assert crowded.ledger_agrees()
    plan = in_force(crowded.installation, crowded.region).loaded.plan
    assert [p.participant for p in plan.placements] == ["p000"]
