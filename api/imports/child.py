"""Reads files in a process of its own, whose memory and time are bounded.

A workbook of a few kilobytes can claim a cell in the last row and column of a sheet: what
reads it would ask for all the memory there is. Here it gets no more than its share.

Standard input: JSON, the path and the region's tables. Standard output: JSON, what was read.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matcher.io import read_beside, scenario_cells

MEMORY = 1_500 * (1 << 20)
SECONDS = 60


def read(path: str, tables: dict[str, list[dict[str, str]]], name: str) -> Any:
    """Return findings, the tables that were brought, and all cells; ``None`` for none."""
    found, brought = read_beside(Path(path), tables, name)
    cells = None if found.scenario is None else scenario_cells(found.scenario)
    return {
        "findings": [asdict(finding) for finding in found.findings],
        "brought": brought,
        "cells": cells,
        "labels": dict(found.labels),
    }


def main() -> None:
    """Read what standard input names."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    told = json.load(sys.stdin)
    try:
        answer = read(told["path"], told["tables"], told["name"])
    except MemoryError:
        sys.exit(2)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
