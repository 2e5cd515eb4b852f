"""``matcher menus``: what other weekdays of classes would give, and which to propose."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from matcher.cli.faults import ExitCode, WrongUseError
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
from matcher.domain.menu_values import SECONDS


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    policy: PolicyOption = None,
    changes: Annotated[
        int | None,
        typer.Option("--changes", metavar="N", min=1, help=SAY("cli.menus.changes")),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option("--seconds", metavar="S", min=0, help=SAY("cli.menus.seconds")),
    ] = SECONDS,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", callback=to_folder, help=SAY("cli.menus.out")),
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell what classes on other weekday menus would give, alone and together."""
    from matcher.cli import reading, screen
    from matcher.cli.menus_out import write_proposal
    from matcher.cli.proof import read_proved_plan
    from matcher.menus import measure_menus
    from matcher.placement import default_workers
    from matcher.report.menu_values import menu_values_document, menu_values_lines
    from matcher.verify import FalseProof

    ground = reading.read_ground(scenario, policy)
    if not ground.policy.coverage:
        raise WrongUseError("cli.menus.no-coverage")
    made, proof = read_proved_plan(plan, ground)
    console = screen.console(to_errors=True)
    console.print(SAY("cli.menus.working", seconds=f"{seconds:.0f}"))
    try:
        measured = measure_menus(
            ground.scenario,
            ground.policy,
            made,
            proof,
            most_changes=changes,
            seconds=seconds,
            workers=workers or default_workers(),
        )
    except FalseProof as fault:
        raise WrongUseError("cli.proof.false", fault=fault) from fault
    values = measured.values
    if not as_json:
        screen.show_lines(menu_values_lines(values, ground.scenario, ground.wording))
    written = None
    if out is not None:
        written = write_proposal(ground, values, made.seed, workers, out)
    if as_json:
        document = menu_values_document(values, ground.scenario)
        screen.show_json({**document, "written": written})
    elif out is not None:
        print(_told(written))
    told = screen.seconds_line(measured.seconds, ground.wording, "cli.menus.step")
    console.print(told, soft_wrap=True)
    return ExitCode.FINE


def _told(written: Mapping[str, Any] | None) -> str:
    """Return where the proposed plan lies, or that there is none."""
    if written is None:
        return SAY("cli.menus.nothing-written")
    return SAY.plural("cli.menus.written", written["covered"], **written)
