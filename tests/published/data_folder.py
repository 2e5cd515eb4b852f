"""Where published sets lie: none of them is part of the project."""

import os
from pathlib import Path

import pytest

VARIABLE = "PRAKSISPLAN_DATA"
BESIDE_THE_PROJECT = Path(__file__).parents[3] / "shared" / "data"


def published(*parts: str) -> Path:
    """Return a file or folder of the published sets; skip the test where it is absent."""
    folder = Path(os.environ.get(VARIABLE, BESIDE_THE_PROJECT))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no {'/'.join(parts)}: set {VARIABLE} to the folder that has it")
    return path
