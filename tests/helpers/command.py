"""The command ``matcher``, run as a user runs it."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.helpers.ready import READY

ROOT = Path(__file__).parents[2]

Run = subprocess.CompletedProcess[str]

SECONDS = 300
"""How long a run may take."""


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, without what would choose for the user."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("PRAKSISPLAN_")}
    return {**plain, "PYTHONIOENCODING": "utf-8", **changes}


def run_matcher(*arguments: object, **changes: str) -> Run:
    """Run ``matcher`` in a process of its own whose libraries are loaded already.

    ``changes`` are environment variables.
    """
    words = ["matcher", *map(str, arguments)]
    with TemporaryDirectory() as folder:
        told = [Path(folder, name) for name in ("stdout", "stderr")]
        process = READY.Process(
            target=_be_matcher, args=(words, environment(**changes), told)
        )
        process.start()
        process.join(SECONDS)
        assert process.exitcode is not None
        return Run(words, process.exitcode, *(t.read_text("utf-8") for t in told))


def _be_matcher(words: list[str], variables: dict[str, str], told: list[Path]) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[:] = words
    for number, path in enumerate(told, 1):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
    from matcher.cli import main

    # As Python opens what is no terminal.
    with (
        open(1, "w", encoding="utf-8", closefd=False) as out,
        open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False) as err,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        main()


def run_from_nothing(*arguments: object, **changes: str) -> Run:
    """Run ``matcher`` as :func:`run_matcher` does, from the start of the interpreter.

    So each command is tried with nothing loaded, and sets have another order each time.
    """
    return subprocess.run(
        [sys.executable, "-m", "matcher", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def document(run: Run) -> Any:
    """The one JSON document on standard output; fails for anything else there."""
    return json.loads(run.stdout)
