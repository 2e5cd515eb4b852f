"""Reads what was uploaded, in a child, beside the rows that it does not bring."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.errors import TooLargeError
from api.registry.ground import Tables
from matcher.domain.finding import Finding, Severity

SECONDS = 90


@dataclass(frozen=True, slots=True)
class Read:
    """What came of an upload.

    Attributes
    ----------
    brought
        Tables that the files have.
    cells
        All tables of the region with them; ``None`` where something is an error.
    """

    findings: tuple[Finding, ...]
    brought: tuple[str, ...]
    cells: Mapping[str, list[dict[str, str]]] | None


def read_upload(path: Path, tables: Tables, name: str) -> Read:
    """Return what the files at ``path`` say; raises ``TooLargeError`` if it costs too much."""
    told = json.dumps({"path": str(path), "tables": tables, "name": name})
    try:
        child = subprocess.run(
            [sys.executable, "-m", "api.imports.child"],
            input=told.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise TooLargeError("upload-costly") from fault
    if child.returncode != 0:
        raise TooLargeError("upload-costly")
    answer = json.loads(child.stdout)
    return Read(
        tuple(_finding(one) for one in answer["findings"]),
        tuple(answer["brought"]),
        answer["cells"],
    )


def _finding(document: dict[str, Any]) -> Finding:
    return Finding(**{**document, "severity": Severity(document["severity"])})
