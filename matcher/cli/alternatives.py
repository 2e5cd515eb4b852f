"""``matcher alternatives``: the plan, three near it, and what each gives up."""

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
        Path,
        typer.Option(
            metavar="DIR", callback=to_folder, help=SAY("cli.alternatives.out")
        ),
    ],
    seed: SeedOption = 0,
    policy: PolicyOption = None,
    workers: WorkersOption = None,
    curve: Annotated[
        bool, typer.Option("--curve/--no-curve", help=SAY("cli.alternatives.curve"))
    ] = True,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Plan the scenario four ways and write each; 1 if one breaks a rule."""
    from matcher.cli.alternatives_run import AlternativesRun
    from matcher.cli.reading import read_ground

    ground = read_ground(scenario, policy)
    work = AlternativesRun(ground, out, seed, workers, as_json=as_json)
    return work.plan_and_write(curve=curve)
