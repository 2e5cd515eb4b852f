"""``matcher replan``: the plan in force after events, changed as little as can be."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
    WorkersOption,
    existing,
    to_folder,
)


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    events: Annotated[
        Path,
        typer.Argument(
            metavar="EVENTS", callback=existing, help=SAY("cli.replan.events")
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", callback=to_folder, help=SAY("cli.replan.out")),
    ],
    policy: PolicyOption = None,
    freeze: Annotated[
        str | None, typer.Option(metavar="DATE", help=SAY("cli.replan.freeze"))
    ] = None,
    frontier: Annotated[
        bool,
        typer.Option("--frontier", help=SAY("cli.replan.frontier"), show_default=False),
    ] = False,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Mend the plan and write its files; 1 if the input has errors or a rule breaks."""
    from matcher.cli.reading import made_from, read_ground, read_own_plan
    from matcher.cli.replan_run import ReplanRun

    if out.resolve() == plan.resolve().parent:
        raise WrongUseError("cli.replan.same-folder", path=out)
    day = _day(freeze)
    ground = read_ground(scenario, policy)
    in_force = read_own_plan(plan, ground)
    if not made_from(in_force, ground):
        raise WrongUseError("cli.replan.other-scenario", path=plan)
    work = ReplanRun(ground, plan, out, workers, as_json=as_json)
    return work.mend_and_write(in_force, events, day, with_frontier=frontier)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUseError("cli.replan.not-a-date", value=text) from None
