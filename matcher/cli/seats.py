"""``matcher seats``: what one more seat would be worth, and whom to call first."""

from time import perf_counter
from typing import Annotated

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
)
from matcher.domain.seat_values import CALLS, SECONDS


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    policy: PolicyOption = None,
    calls: Annotated[
        int, typer.Option("--calls", metavar="N", min=1, help=SAY("cli.seats.calls"))
    ] = CALLS,
    seconds: Annotated[
        float,
        typer.Option("--seconds", metavar="S", min=0, help=SAY("cli.seats.seconds")),
    ] = SECONDS,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell how many more could be covered with one more seat, everywhere."""
    from matcher.cli import reading, screen
    from matcher.cli.proof import read_proved_plan
    from matcher.eligibility import find_candidates
    from matcher.options import build_options
    from matcher.placement import default_workers
    from matcher.report.seat_values import seat_values_document, seat_values_lines
    from matcher.seats import measure_seats
    from matcher.verify import FalseProof

    ground = reading.read_ground(scenario, policy)
    if not ground.policy.coverage:
        raise WrongUseError("cli.seats.no-coverage")
    made, proof = read_proved_plan(plan, ground)
    console = screen.console(to_errors=True)
    console.print(SAY("cli.seats.working", seconds=f"{seconds:.0f}"))
    begin = perf_counter()
    candidates = find_candidates(ground.scenario, ground.policy)
    options = build_options(ground.scenario, ground.policy, candidates, made.seed)
    spent = {"options": perf_counter() - begin}
    try:
        measured = measure_seats(
            ground.scenario,
            ground.policy,
            made,
            proof,
            options,
            most_calls=calls,
            seconds=seconds,
            workers=workers or default_workers(),
        )
    except FalseProof as fault:
        raise WrongUseError("cli.proof.false", fault=fault) from fault
    except ValueError as fault:
        raise WrongUseError("cli.proof.other-aims", path=plan) from fault
    if as_json:
        screen.show_json(seat_values_document(measured.values, ground.wording))
    else:
        screen.show_lines(
            seat_values_lines(measured.values, ground.scenario, ground.wording)
        )
    steps = {**spent, **measured.seconds}
    told = screen.seconds_line(steps, ground.wording, "cli.seats.step")
    console.print(told, soft_wrap=True)
    return ExitCode.FINE
