"""A real server process, and a real client."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from api.demo import begin, fresh_codes
from api.installation import Installation
from api.security.roles import Role
from api.settings import Settings

PATIENCE_SECONDS = 120.0
"""How long a server that starts on a busy machine is waited for."""

COMMAND = (sys.executable, "-c", "from api.cli import main; main()")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """An installation with a scenario, and a server process that can be killed."""

    installation: Installation
    url: str
    folder: Path
    region: str
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """What the command is told of where its data lie."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "PRAKSISPLAN_DATA_FOLDER": str(self.folder),
        }

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.port = free_port()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port), "--no-codes"],
                env=self.environment,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                if httpx2.get(f"{self.address}/ready").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.1)
        raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def client(
        self, role: Role, municipality: str = "", connections: int = 100
    ) -> httpx2.Client:
        """A client signed in as the first account of a role, in any municipality."""
        code = next(
            one.code
            for one in fresh_codes(self.installation)
            if one.membership.role == role
            and municipality in ("", one.membership.municipality)
        )
        client = httpx2.Client(
            base_url=f"{self.address}/v1",
            timeout=PATIENCE_SECONDS,
            limits=httpx2.Limits(max_connections=connections),
        )
        assert client.post("/sessions", json={"code": code}).status_code == 204
        return client

    def ledger_agrees(self) -> bool:
        """What the command says of the ledger."""
        done = subprocess.run(
            [*COMMAND, "check-ledger"], env=self.environment, check=False
        )
        return done.returncode == 0


@contextmanager
def server_of(url: str, folder: Path, scenario: Path) -> Iterator[Server]:
    """An installation with ``scenario``, whose server is not started yet."""
    settings = Settings(DATABASE_URL=url, data_folder=folder, secure_cookies=False)
    installation = Installation.open(settings)
    begin(installation, scenario)
    server = Server(installation, url, folder, scenario.name)
    try:
        yield server
    finally:
        server.kill()
        installation.close()
