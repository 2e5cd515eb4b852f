"""The server's log knows no people: a real server, and what it wrote."""

import io
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from structlog.testing import capture_logs

from api.logs import ALLOWED, _WithoutText
from tests.api.pool import SKIEN, Pool, people_of

SECRET_TEXT = "hemmelig tekst om noen"


@dataclass
class Server:
    """A server that runs in a process of its own."""

    url: str
    codes: dict[str, str]
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server on the tiny scenario, and stop it at the end."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
    command += ["--port", str(port), "--scenario", "scenarios/tiny"]
    environment = os.environ | {"PRAKSISPLAN_DATA_FOLDER": str(folder)}
    environment.pop("DATABASE_URL", None)
    told, log = folder / "out.txt", folder / "log.txt"
    with told.open("w") as out, log.open("w") as err:
        running = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, running)
        lines = re.findall(r"^  (\S+) .* (\S+)$", told.read_text(), re.MULTILINE)
        yield Server(url, dict(lines), log)
        running.terminate()
        running.wait(20)


def _wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    while True:
        assert running.poll() is None, "the server ended"
        try:
            httpx2.get(f"{url}/health")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return


def test_the_log_has_nobody_in_it(server: Server):
    """Ids, logins, codes and cells of requests that went well and badly are not logged."""
    region = "/v1/regions/tiny"
    with httpx2.Client(base_url=server.url) as client:
        client.post(
            "/v1/sessions", json={"login": "kari-nordmann", "password": "x" * 12}
        )
        client.post("/v1/sessions", json={"code": "ABCDE-FGHIJ"})
        assert (
            client.post(
                "/v1/sessions", json={"code": server.codes["planner"]}
            ).status_code
            == 204
        )
        person = client.get(f"{region}/participants").json()["items"][0]
        path = f"{region}/participants/{person['key']}"
        cells = person["cells"] | {"travel_from": SECRET_TEXT}
        tag = {"If-Match": '"1"'}
        assert client.put(path, json=cells, headers=tag).status_code == 200
        client.put(path, json=cells | {"level": SECRET_TEXT}, headers=tag)
        client.get(f"{region}/participants/D-ukjent?after={SECRET_TEXT}")
        client.post(f"{region}/participants", content=SECRET_TEXT.encode())
    log = server.log.read_text()
    routes = {json.loads(line).get("route") for line in log.splitlines()}
    assert "/v1/regions/{region}/participants/{key}" in routes
    words = [
        person["key"],
        "D-ukjent",
        SECRET_TEXT,
        "kari-nordmann",
        "ABCDE",
        "planner-",
    ]
    words += [text for text in person["cells"].values() if len(text) > 6]
    assert [word for word in words if word in log] == []


def test_a_fault_is_logged_by_kind_and_spot(pool: Pool):
    """What an unexpected error says is neither answered nor logged: only where it was."""
    person = people_of(SKIEN)[0]

    def broken() -> None:
        raise ValueError(f"{person}: {SECRET_TEXT}")

    pool.app.router.routes = [*pool.app.router.routes]
    pool.app.add_api_route("/broken", broken)
    with capture_logs() as logged:
        answer = pool.as_(f"planner-{SKIEN}").get("/broken")
    pool.app.router.routes.pop()
    assert (answer.status_code, answer.json()["type"]) == (500, "fault")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    [fault] = [one for one in logged if one["event"] == "unexpected"]
    assert fault["error"] == "ValueError"
    assert "test_logs.py" in fault["spot"]
    assert fault.keys() - {"log_level"} <= ALLOWED
    told = answer.text + str(logged)
    assert person not in told
    assert SECRET_TEXT not in told


def test_a_librarys_message_is_not_logged():
    """Of what a library says only its name and the kind and spot of an error are kept."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(_WithoutText())
    logger = logging.Logger("sqlalchemy")
    logger.addHandler(handler)
    try:
        raise KeyError(SECRET_TEXT)
    except KeyError:
        logger.exception("failed for %s", SECRET_TEXT)
    told = json.loads(written.getvalue())
    assert told["logger"] == "sqlalchemy"
    assert told["error"] == "KeyError"
    assert SECRET_TEXT not in written.getvalue()
