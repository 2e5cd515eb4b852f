"""The work of ``matcher alternatives``: plan each, write the files, tell."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from matcher.alternatives import Alternative, Alternatives, plan_alternatives
from matcher.cli import screen
from matcher.cli.alternatives_document import alternatives_document
from matcher.cli.alternatives_screen import show_alternatives
from matcher.cli.faults import ExitCode
from matcher.cli.planning_run import outcome_files, planned
from matcher.cli.progress import shown_progress
from matcher.cli.reading import Ground
from matcher.domain.policy import Policy
from matcher.io.policy_toml import policy_to_toml
from matcher.planning import PlanningOutcome
from matcher.report.alternatives import plan_name, side_by_side
from matcher.report.files import write_files

DOCUMENT = "alternatives.json"


@dataclass(frozen=True, slots=True)
class AlternativesRun:
    """One call of the command; ``as_json``: told to a machine, and without progress."""

    ground: Ground
    out: Path
    seed: int
    workers: int | None
    as_json: bool

    def plan_and_write(self, *, curve: bool) -> ExitCode:
        """Plan, write a folder per plan and the document, and tell how they differ."""
        found = plan_alternatives(
            self.ground.scenario, self.ground.policy, self._plan, curve=curve
        )
        document = alternatives_document(found)
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        for alternative in found.plans:
            self._write(alternative)
        write_files(self.out, {DOCUMENT: f"{text}\n".encode()})
        self._tell(found)
        broken = [a for a in found.plans if a.outcome.plan.metrics["violations"]]
        return ExitCode.FINDINGS if broken else ExitCode.FINE

    def _plan(self, name: str, policy: Policy) -> PlanningOutcome:
        ground = replace(self.ground, policy=policy)
        if self.as_json:
            return planned(ground, self.seed, self.workers, None)
        errors = screen.console(to_errors=True)
        errors.print(plan_name(name, ground.wording))
        with shown_progress(errors) as on_progress:
            return planned(ground, self.seed, self.workers, on_progress)

    def _write(self, alternative: Alternative) -> None:
        ground = replace(self.ground, policy=alternative.policy)
        files, _ = outcome_files(ground, alternative.outcome)
        policy = policy_to_toml(alternative.policy).encode()
        write_files(self.out / alternative.name, {**files, "policy.toml": policy})

    def _tell(self, found: Alternatives) -> None:
        if self.as_json:
            document = alternatives_document(found)
            screen.show_json({**document, "folder": str(self.out)})
            return
        wording, console = self.ground.wording, screen.console()
        show_alternatives(side_by_side(found, wording), wording, console)
        console.print(wording.say("cli.alternatives.written", folder=self.out))
