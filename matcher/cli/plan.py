"""``matcher plan``: from a scenario to a plan and its files."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PolicyOption,
    ScenarioArgument,
    SeedOption,
    WorkersOption,
    to_folder,
)


def run(
    scenario: ScenarioArgument,
    out: Annotated[
        Path, typer.Option(metavar="DIR", callback=to_folder, help=SAY("cli.plan.out"))
    ],
    seed: SeedOption = 0,
    policy: PolicyOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Plan the scenario and write the files; 1 if the input has errors."""
    from matcher.cli.planning_run import plan_and_write
    from matcher.cli.reading import read_ground

    ground = read_ground(scenario, policy)
    return plan_and_write(ground, out, seed, workers, as_json=as_json)
