"""The work of ``matcher replan``: events in, a mended plan and its files out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from matcher import io
from matcher.cli import screen
from matcher.cli.alternatives_screen import figures_table
from matcher.cli.documents import plan_document
from matcher.cli.faults import ExitCode, InputFaultsError
from matcher.cli.planning_run import outcome_files, tell_plan
from matcher.cli.progress import shown_progress
from matcher.cli.reading import Ground
from matcher.domain.events import Event
from matcher.domain.finding import Finding
from matcher.domain.plan import Plan
from matcher.domain.progress import OnProgress
from matcher.io.policy_toml import policy_to_toml
from matcher.io.write import labels_text
from matcher.live.frontier import FrontierPoint, frontier
from matcher.live.replan import Mended, Replanned, replan
from matcher.placement import default_workers
from matcher.report.files import write_files
from matcher.report.replan import frontier_table, replan_document, replan_lines

DOCUMENT = "replan.json"

KEPT_FILES = (
    "plan.json",
    "proof.json",
    "placements.csv",
    "not_placed.csv",
    "calendar.csv",
    "visits.csv",
    "report.html",
)
"""What is taken along, byte for byte, where the plan in force stands as it is."""


@dataclass(frozen=True, slots=True)
class ReplanRun:
    """One call of the command; ``as_json``: told to a machine, and without progress."""

    ground: Ground
    plan: Path
    out: Path
    workers: int | None
    as_json: bool

    def mend_and_write(
        self, in_force: Plan, events: Path, freeze: date | None, *, with_frontier: bool
    ) -> ExitCode:
        """Mend, write the plan, the scenario and the aims, and tell what is changed."""
        told, findings = io.read_events(events, self.ground.scenario)
        if told is None:
            raise InputFaultsError(findings, self.ground.labels)
        done = self._replan(in_force, told, freeze, findings)
        if done.mended is None:
            return self._leave(done.findings)
        points = tuple(self._frontier(done.mended)) if with_frontier else ()
        return self._write(done.mended, points)

    def _replan(
        self,
        in_force: Plan,
        events: Sequence[Event],
        freeze: date | None,
        findings: Sequence[Finding],
    ) -> Replanned:
        def work(on_progress: OnProgress | None) -> Replanned:
            return replan(
                self.ground.scenario,
                self.ground.policy,
                in_force,
                events,
                freeze=freeze,
                workers=self.workers,
                on_progress=on_progress,
                findings=(*self.ground.findings, *findings),
            )

        if self.as_json:
            return work(None)
        with shown_progress(screen.console(to_errors=True)) as on_progress:
            return work(on_progress)

    def _frontier(self, mended: Mended) -> Sequence[FrontierPoint]:
        workers = self.workers or default_workers()
        made, policy = mended.outcome.plan, self.ground.policy
        return list(frontier(mended.scenario, policy, made, workers))

    def _leave(self, findings: Sequence[Finding]) -> ExitCode:
        """Take the files of the plan in force along as they are."""
        beside = self.plan.resolve().parent
        files = {name: beside / name for name in KEPT_FILES}
        files["plan.json"] = self.plan
        write_files(
            self.out,
            {name: at.read_bytes() for name, at in files.items() if at.is_file()},
        )
        self._write_ground(self.ground)
        if self.as_json:
            screen.show_json({"changed": False, "folder": str(self.out)})
            return ExitCode.FINE
        console, wording = screen.console(), self.ground.wording
        screen.show_findings(findings, wording, console)
        console.print(wording.say("cli.replan.unchanged", folder=self.out))
        return ExitCode.FINE

    def _write(self, mended: Mended, points: Sequence[FrontierPoint]) -> ExitCode:
        ground = replace(self.ground, scenario=mended.scenario, policy=mended.policy)
        files, seconds = outcome_files(ground, mended.outcome)
        document = replan_document(mended, points)
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        write_files(self.out, {**files, DOCUMENT: f"{text}\n".encode()})
        self._write_ground(ground)
        made = mended.outcome.plan
        if self.as_json:
            shown = plan_document(made, self.out, files, seconds)
            screen.show_json({**shown, "changed": True, "replan": document})
        else:
            tell_plan(ground, mended.outcome, self.out, seconds)
            self._tell(ground, mended, points)
        return ExitCode.FINDINGS if made.metrics["violations"] else ExitCode.FINE

    def _write_ground(self, ground: Ground) -> None:
        """Write what the plan was made from, so that it can be checked and mended."""
        folder = self.out / "scenario"
        io.write_folder(ground.scenario, folder)
        if ground.labels:
            labels = labels_text(ground.labels).encode("utf-8-sig")
            write_files(folder, {"labels.csv": labels})
        policy = policy_to_toml(ground.policy).encode()
        write_files(self.out, {"policy.toml": policy})

    def _tell(
        self, ground: Ground, mended: Mended, points: Sequence[FrontierPoint]
    ) -> None:
        wording, console = ground.wording, screen.console()
        screen.show_lines(replan_lines(mended, wording))
        if points:
            console.print(wording.say("replan.frontier.title"))
            console.print(figures_table(frontier_table(points, wording)))
        screen.show_lines([wording.say("cli.replan.written", folder=self.out)])
