"""``matcher suggest``: what can be offered to one person now."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.cli.faults import ExitCode, InputFaultsError, WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
    existing,
)

if TYPE_CHECKING:
    from matcher.cli.reading import Ground
    from matcher.domain.ids import ParticipantId
    from matcher.domain.participant import Participant


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    participant: Annotated[
        str, typer.Argument(metavar="PARTICIPANT", help=SAY("cli.suggest.participant"))
    ],
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="K", min=1, help=SAY("cli.suggest.top")),
    ] = None,
    row: Annotated[
        Path | None,
        typer.Option(
            "--row", metavar="F", callback=existing, help=SAY("cli.suggest.row")
        ),
    ] = None,
    confirmed: Annotated[
        bool,
        typer.Option("--confirm", help=SAY("cli.suggest.confirm"), show_default=False),
    ] = False,
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell which places there is room for, and what each would do to the plan."""
    from matcher.cli import reading, screen
    from matcher.cli.proof import open_session
    from matcher.domain.suggestions import SUGGESTED
    from matcher.live.suggest import suggest
    from matcher.report.suggestions import suggestion_lines, suggestions_document
    from matcher.verify import FalseProof

    ground = reading.read_ground(scenario, policy)
    person = _person(participant, scenario, row, ground)
    session = open_session(plan, ground)
    try:
        told = suggest(session, person, top or SUGGESTED, confirmed=confirmed)
    except FalseProof as fault:
        raise WrongUseError("cli.proof.false", fault=fault) from fault
    if as_json:
        screen.show_json(suggestions_document(told))
    else:
        screen.show_lines(suggestion_lines(told, ground.wording))
    return ExitCode.FINE


def _person(
    participant: str, scenario: Path, row: Path | None, ground: "Ground"
) -> "ParticipantId | Participant":
    """Return who is meant: somebody of the plan, or the newcomer in the file ``row``."""
    from matcher import io
    from matcher.cli import reading

    if row is None:
        return reading.known_participant(participant, ground)
    read = io.read_with_newcomers(scenario, row)
    if read.scenario is None:
        raise InputFaultsError(read.findings, read.labels)
    before = ground.scenario.participants_by_id()
    newcomers = [p for p in read.scenario.participants if p.id not in before]
    for newcomer in newcomers:
        if newcomer.id == participant:
            return newcomer
    ids = ", ".join(newcomer.id for newcomer in newcomers)
    raise WrongUseError(
        "cli.suggest.not-in-row", participant=participant, path=row, ids=ids
    )
