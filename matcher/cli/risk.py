"""``matcher risk``: who may be left without a place, before anything is planned."""

from typing import Annotated

import typer

from matcher.cli.faults import ExitCode
from matcher.cli.language import SAY
from matcher.cli.options import JsonOption, LangOption, PolicyOption, ScenarioArgument
from matcher.domain.risk import DRAWS


def run(
    scenario: ScenarioArgument,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", min=1, help=SAY("cli.risk.draws"))
    ] = DRAWS,
    dropout: Annotated[
        float,
        typer.Option(
            "--dropout", metavar="P", min=0, max=100, help=SAY("cli.risk.dropout")
        ),
    ] = 0,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help=SAY("cli.risk.seed"))
    ] = 0,
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell each participant's risk, and what they could widen to lower it."""
    from matcher.cli import reading, screen
    from matcher.report.risk import risk_document, risk_lines
    from matcher.report.wording import Wording
    from matcher.risk import measure_risk

    ground = reading.read_ground(scenario, policy)
    report = measure_risk(
        ground.scenario,
        ground.policy,
        draws=draws,
        seed=seed,
        place_dropout=dropout / 100,
    )
    # Ids only: what is told here may be printed and passed on.
    wording = Wording(SAY)
    if as_json:
        screen.show_json(risk_document(report, wording))
    else:
        screen.show_lines(risk_lines(report, wording))
    return ExitCode.FINE
