"""The work of ``matcher plan``: plan, write the files, tell how it went."""

import json
import resource
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from matcher.cli import screen
from matcher.cli.documents import plan_document
from matcher.cli.faults import ExitCode
from matcher.cli.progress import shown_progress
from matcher.cli.reading import Ground
from matcher.domain.finding import Severity
from matcher.domain.progress import OnProgress
from matcher.io.proof_json import proof_to_json
from matcher.planning import PlanningOutcome, plan
from matcher.report.files import write_files
from matcher.report.plan_files import plan_files
from matcher.report.summary import summarise

REPORT = "report"
"""The step of making the files, after those of the planning."""


def plan_and_write(
    ground: Ground, out: Path, seed: int, workers: int | None, *, as_json: bool
) -> ExitCode:
    """Plan, write the files into ``out`` and tell how it went.

    Warnings in the input do not fail a plan: they stand in it. What the audit finds
    does.
    """
    errors = screen.console(to_errors=True)
    if as_json:
        outcome = planned(ground, seed, workers, None)
    else:
        with shown_progress(errors) as on_progress:
            outcome = planned(ground, seed, workers, on_progress)
    files, seconds = outcome_files(ground, outcome)
    write_files(out, files)
    if as_json:
        screen.show_json(plan_document(outcome.plan, out, files, seconds))
    else:
        tell_plan(ground, outcome, out, seconds)
    return ExitCode.FINDINGS if outcome.plan.metrics["violations"] else ExitCode.FINE


def planned(
    ground: Ground, seed: int, workers: int | None, on_progress: OnProgress | None
) -> PlanningOutcome:
    """Plan the ground under its own policy."""
    return plan(
        ground.scenario,
        ground.policy,
        seed,
        workers=workers,
        on_progress=on_progress,
        findings=tuple(ground.findings),
    )


def outcome_files(
    ground: Ground, outcome: PlanningOutcome
) -> tuple[Mapping[str, bytes], Mapping[str, float]]:
    """Return the content of every file of a plan, and the seconds of every step."""
    began = perf_counter()
    files = plan_files(ground.scenario, outcome.plan, outcome.calendar, ground.wording)
    seconds = {**outcome.timings, REPORT: round(perf_counter() - began, 3)}
    files = {**files, "proof.json": proof_to_json(outcome.proof).encode()}
    measured = {"seconds": seconds, "peak_memory_mb": _peak_memory_mb()}
    text = json.dumps(measured, indent=1) + "\n"
    return {**files, "timings.json": text.encode()}, seconds


def _peak_memory_mb() -> int:
    """Return the most memory that this process or one of its children has held."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) // 1024


def tell_plan(
    ground: Ground, outcome: PlanningOutcome, out: Path, seconds: Mapping[str, float]
) -> None:
    """Tell a person how the planning went, and where the files are."""
    wording, made = ground.wording, outcome.plan
    console = screen.console()
    places = len(ground.scenario.places)
    screen.show_summary(summarise(made, places, wording), seconds, wording, console)
    if violations := made.metrics["violations"]:
        console.print(wording.say.plural("cli.plan.violations", violations))
    warnings = sum(f.severity is Severity.WARNING for f in made.findings)
    if warnings:
        console.print(wording.say.plural("cli.plan.warnings", warnings))
    console.print(wording.say("cli.plan.written", folder=out))
