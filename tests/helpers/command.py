"""The command ``matcher``, run as a user runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

Run = subprocess.CompletedProcess[str]


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, without what would choose for the user."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("PRAKSISPLAN_")}
    return {**plain, "PYTHONIOENCODING": "utf-8", **changes}


def run_matcher(*arguments: object, **changes: str) -> Run:
    """Run ``matcher``; ``changes`` are environment variables."""
    return subprocess.run(
        [sys.executable, "-m", "matcher", *map(str, arguments)],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def document(run: Run) -> Any:
    """The one JSON document on standard output; fails for anything else there."""
    return json.loads(run.stdout)
