"""``matcher explain``: why one participant got what the plan gives."""

from typing import Annotated

import typer

from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
)


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    participant: Annotated[
        str, typer.Argument(metavar="PARTICIPANT", help=SAY("cli.explain.participant"))
    ],
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell facts, rules and reasons for one person in plain words."""
    raise NotImplementedError
