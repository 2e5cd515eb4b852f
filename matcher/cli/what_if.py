"""``matcher what-if``: what the plan would be if something were otherwise."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.cli.faults import ExitCode
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
    WorkersOption,
    to_folder,
)

if TYPE_CHECKING:
    from matcher.cli.reading import Ground
    from matcher.live.what_if import WhatIf

DOCUMENT = "what_if.json"
SCENARIO = "scenario"
POLICY = "policy.toml"


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    change: Annotated[
        list[str],
        typer.Option("--change", metavar="CHANGE", help=SAY("cli.what-if.change")),
    ],
    policy: PolicyOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", callback=to_folder, help=SAY("cli.what-if.out")),
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Plan with the changes; 1 where the new plan breaks a rule."""
    from matcher.cli import reading, screen
    from matcher.cli.progress import shown_progress
    from matcher.cli.proof import read_proved_plan
    from matcher.cli.tried_changes import read_changes
    from matcher.live.what_if import what_if
    from matcher.placement import InForce
    from matcher.report.what_if import what_if_document, what_if_lines

    ground = reading.read_ground(scenario, policy)
    changes = read_changes(change, ground)
    in_force = InForce(*read_proved_plan(plan, ground))
    errors = screen.console(to_errors=True)
    with shown_progress(errors) as on_progress:
        tried = what_if(
            ground.scenario,
            ground.policy,
            in_force,
            changes,
            workers=workers,
            on_progress=None if as_json else on_progress,
            findings=tuple(ground.findings),
        )
    document = what_if_document(tried, changes)
    if out is not None:
        _write(out, ground, tried, document)
    if as_json:
        screen.show_json({**document, "folder": None if out is None else str(out)})
    else:
        screen.show_lines(what_if_lines(tried, changes, ground.wording))
        if out is not None:
            screen.console().print(SAY("cli.what-if.written", folder=out))
    violations = tried.outcome.plan.metrics["violations"]
    return ExitCode.FINDINGS if violations else ExitCode.FINE


def _write(
    out: Path, ground: "Ground", tried: "WhatIf", document: Mapping[str, Any]
) -> None:
    """Write the files of the plan, and the scenario and policy it is made from."""
    from dataclasses import replace

    from matcher.cli.planning_run import outcome_files
    from matcher.io import write_folder
    from matcher.io.policy_toml import policy_to_toml
    from matcher.report.files import write_files

    changed = replace(ground, scenario=tried.scenario, policy=tried.policy)
    files, _ = outcome_files(changed, tried.outcome)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    policy = policy_to_toml(tried.policy).encode()
    more = {DOCUMENT: f"{text}\n".encode(), POLICY: policy}
    write_files(out, {**files, **more})
    write_folder(tried.scenario, out / SCENARIO)
