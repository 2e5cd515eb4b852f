"""``matcher waiting``: who waits for a placement, and whom a freed seat helps first."""

from typing import TYPE_CHECKING, Annotated

import typer

from matcher.cli.faults import ExitCode, WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import (
    JsonOption,
    LangOption,
    PlanArgument,
    PolicyOption,
    ScenarioArgument,
)

if TYPE_CHECKING:
    from matcher.cli.reading import Ground
    from matcher.domain.waiting_list import FreedSeat


def run(
    scenario: ScenarioArgument,
    plan: PlanArgument,
    seat: Annotated[
        str | None,
        typer.Option("--seat", metavar="PLACE", help=SAY("cli.waiting.seat")),
    ] = None,
    slots: Annotated[
        str | None, typer.Option("--slots", metavar="S", help=SAY("cli.waiting.slots"))
    ] = None,
    policy: PolicyOption = None,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Tell who waits in which order, and whom a freed seat would help."""
    from matcher.cli import reading, screen
    from matcher.cli.proof import open_session
    from matcher.live.waiting_list import helped_by, waiting_list
    from matcher.report.waiting_list import waiting_document, waiting_lines

    ground = reading.read_ground(scenario, policy)
    freed = None if seat is None else _freed(seat, slots, ground)
    session = open_session(plan, ground)
    waiting = waiting_list(session)
    helped = [] if freed is None else list(helped_by(session, freed))
    if as_json:
        screen.show_json(waiting_document(waiting, freed, helped))
    else:
        screen.show_lines(waiting_lines(waiting, freed, helped, ground.wording))
    return ExitCode.FINE


def _freed(place: str, slots: str | None, ground: "Ground") -> "FreedSeat":
    """Return the seat that comes free; in all slots of the place unless told."""
    from matcher.domain.ids import PlaceId
    from matcher.domain.waiting_list import FreedSeat
    from matcher.io.words import nearest

    places = ground.scenario.places_by_id()
    if place not in places:
        if near := nearest(place, places):
            raise WrongUseError("cli.waiting.nearest", place=place, nearest=near)
        raise WrongUseError("cli.waiting.unknown-place", place=place)
    seated = [slot for slot, seats in places[PlaceId(place)].seats if seats]
    named = seated if slots is None else slots.replace(",", " ").split()
    if not named or not set(named) <= set(seated):
        raise WrongUseError(
            "cli.waiting.unknown-slots",
            place=place,
            slots=slots,
            known=" ".join(seated),
        )
    return FreedSeat(PlaceId(place), tuple(slot for slot in seated if slot in named))
