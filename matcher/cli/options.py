"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.language import SAY
from matcher.text import Language

ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help=SAY("cli.scenario"))
]
PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help=SAY("cli.plan-file"))
]
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="F", help=SAY("cli.policy"))
]
SeedOption = Annotated[
    int, typer.Option("--seed", metavar="N", min=0, help=SAY("cli.seed"))
]
LangOption = Annotated[Language | None, typer.Option("--lang", help=SAY("cli.lang"))]
"""Read already by ``matcher.cli.language``; declared so that wrong values are told."""
JsonOption = Annotated[
    bool, typer.Option("--json", help=SAY("cli.json"), show_default=False)
]
