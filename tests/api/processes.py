"""Servers and workers as processes of their own, that can be killed."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx2

PATIENCE = 180.0
COMMAND = (sys.executable, "-c", "from api.cli import main; main()")


def wait_until(is_so, what: str) -> None:
    """Wait for something to be so; fail loudly where it never is."""
    ends = monotonic() + PATIENCE
    while not is_so():
        assert monotonic() < ends, f"not in time: {what}"
        sleep(0.05)


@dataclass
class Process:
    """One ``matcher-api`` command that runs; ``log`` takes what it says."""

    words: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *self.words],
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it as a machine that loses power does: nothing is tidied up."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def answers(client: httpx2.Client) -> bool:
    """Tell whether a server is ready."""
    try:
        return client.get("/ready", timeout=2).status_code == 200
    except httpx2.TransportError:
        return False


def solves_of(folder: Path) -> list[int]:
    """Return the processes that solve something in ``folder``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(str(folder).encode() in word for word in words):
            found.append(int(path.parent.name))
    return found
