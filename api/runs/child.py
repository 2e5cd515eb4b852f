"""One solve: a process of its own, without a database, that dies with who started it.

It reads a folder, tells its progress as JSON lines on its standard output, and leaves
the files of the plan in the folder. An interrupt cancels: before the search there is no
plan, in the search the best one is kept, and after it the plan is made ready as it is.
"""

import csv
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import Any, TextIO

from api.plans.store import PLAN, POLICY, PROOF, TABLES
from api.registry.ground import packed, unpacked
from matcher.domain.finding import Finding
from matcher.domain.policy import Policy
from matcher.domain.progress import Progress, Step
from matcher.domain.scenario import Scenario
from matcher.io import policy_of_text, read_events, read_rows, scenario_cells
from matcher.io.plan_json import plan_from_json
from matcher.io.policy_toml import policy_to_toml
from matcher.io.proof_json import proof_to_json
from matcher.live.replan import replan
from matcher.planning import PlanningOutcome, plan
from matcher.report.files import write_files
from matcher.report.plan_files import plan_files
from matcher.report.replan import replan_document
from matcher.report.wording import Wording
from matcher.text import Language, translator

ORDER, BEFORE, EVENTS, OUT = "order.json", "before.json", "events", "out"
"""What lies in the folder beside the tables and the policy, and where the plan goes."""

REPLAN_FILE = "replan.json"


class Ended(IntEnum):
    """How the process ends; anything else is a fault."""

    PLANNED = 0
    CANCELLED = 3
    UNCHANGED = 4


class CancelledError(Exception):
    """There is no plan yet, and none is wanted."""


class Stop:
    """Hears interrupts, in whatever step the planning is."""

    def __init__(self) -> None:
        self.is_asked = False
        self._has_plan = False

    def hear(self, *_: object) -> None:
        """Take an interrupt; raises ``CancelledError`` while there is no plan to keep."""
        self.is_asked = True
        if not self._has_plan:
            raise CancelledError

    def follow(self, progress: Progress) -> None:
        """Take notice of how far the planning is."""
        self._has_plan = self._has_plan or progress.step is Step.PLACEMENT


class _Solve:
    """What is planned, and whom it is told."""

    def __init__(self, folder: Path, told: TextIO, stop: Stop) -> None:
        self._folder, self._told, self._stop = folder, told, stop
        self._order: dict[str, Any] = json.loads((folder / ORDER).read_text())
        self._workers: int = self._order["workers"]

    def run(self) -> Ended:
        """Solve, and write the files unless nothing is changed."""
        read = read_rows(unpacked(self._bytes(TABLES)), self._order["region"])
        policy, _ = policy_of_text(self._bytes(POLICY).decode(), POLICY)
        assert read.scenario is not None
        assert policy is not None
        limits = replace(policy.limits, seconds=float(self._order["seconds"]))
        policy = replace(policy, limits=limits)
        if self._order["kind"] == "replan":
            return self._replan(read.scenario, policy, read.findings)
        outcome = plan(
            read.scenario,
            policy,
            int(self._order["seed"]),
            workers=self._workers,
            on_progress=self._tell,
            findings=read.findings,
            stop_asked=lambda: self._stop.is_asked,
        )
        self._write(read.scenario, policy, outcome, {TABLES: self._bytes(TABLES)})
        return Ended.PLANNED

    def _replan(
        self, scenario: Scenario, policy: Policy, findings: Sequence[Finding]
    ) -> Ended:
        events, found = read_events(self._folder / EVENTS, scenario)
        assert events is not None
        done = replan(
            scenario,
            policy,
            plan_from_json(self._bytes(BEFORE).decode()),
            events,
            workers=self._workers,
            on_progress=self._tell,
            findings=(*findings, *found),
            stop_asked=lambda: self._stop.is_asked,
        )
        mended = done.mended
        if mended is None:
            return Ended.UNCHANGED
        document = json.dumps(replan_document(mended, ()), ensure_ascii=False)
        tables = {
            key: [dict(cells) for cells in rows]
            for key, rows in scenario_cells(mended.scenario).items()
        }
        beside = {TABLES: packed(tables), REPLAN_FILE: document.encode()}
        self._write(mended.scenario, mended.policy, mended.outcome, beside)
        return Ended.PLANNED

    def _bytes(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def _tell(self, progress: Progress) -> None:
        self._stop.follow(progress)
        parts = [progress.step, progress.done, progress.total, progress.note]
        self._told.write(json.dumps(parts) + "\n")
        self._told.flush()

    def _write(
        self,
        scenario: Scenario,
        policy: Policy,
        outcome: PlanningOutcome,
        beside: Mapping[str, bytes],
    ) -> None:
        wording = Wording(translator(Language.NB))
        files = plan_files(scenario, outcome.plan, outcome.calendar, wording)
        assert PLAN in files
        proof = proof_to_json(outcome.proof).encode()
        aims = policy_to_toml(policy).encode()
        write_files(self._folder / OUT, {**files, PROOF: proof, POLICY: aims, **beside})


def write_events(
    folder: Path, tables: Mapping[str, Sequence[Mapping[str, str]]]
) -> None:
    """Write rows of events, and of who and what they add, as the engine reads them."""
    folder.mkdir()
    for name, rows in tables.items():
        columns = sorted({column for cells in rows for column in cells})
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", delimiter=";")
            writer.writeheader()
            writer.writerows(rows)


def _die_with_parent() -> None:
    """End this process and its hosts once nobody holds the other end of its input."""

    def wait() -> None:
        while os.read(0, 1):
            pass
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def _own_output() -> TextIO:
    """Return the standard output for this process alone: solvers may print, too."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def main() -> int:
    """Solve what lies in the folder that the command line names."""
    stop = Stop()
    try:
        signal.signal(signal.SIGINT, stop.hear)
        # Whoever ends the service ends the solve: by closing its input.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _die_with_parent()
        return _Solve(Path(sys.argv[1]), _own_output(), stop).run()
    except CancelledError:
        return Ended.CANCELLED


if __name__ == "__main__":
    sys.exit(main())
