"""``matcher plan``: from a scenario to a plan and its files."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.faults import WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PolicyOption,
    ScenarioArgument,
    SeedOption,
)


def run(
    scenario: ScenarioArgument,
    out: Annotated[Path, typer.Option(metavar="DIR", help=SAY("cli.plan.out"))],
    seed: SeedOption = 0,
    policy: PolicyOption = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help=SAY("cli.plan.workers"))
    ] = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Plan the scenario and write the files; 1 if the input has errors."""
    if out.exists() and not out.is_dir():
        raise WrongUseError("cli.plan.not-a-folder", path=out)
    from matcher.cli.planning_run import plan_and_write
    from matcher.cli.reading import read_ground

    ground = read_ground(scenario, policy)
    return plan_and_write(ground, out, seed, workers, as_json=as_json)
