"""``matcher generate``: a made-up scenario to try things on."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.faults import ExitCode, WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import JsonOption, LangOption, SeedOption

CALENDAR_WEEKS = 52


def run(
    out: Annotated[Path, typer.Option(metavar="DIR", help=SAY("cli.generate.out"))],
    participants: Annotated[
        int, typer.Option(metavar="N", min=1, help=SAY("cli.generate.participants"))
    ] = 300,
    places: Annotated[
        int, typer.Option(metavar="N", min=1, help=SAY("cli.generate.places"))
    ] = 180,
    weeks: Annotated[
        int, typer.Option(metavar="N", min=1, max=260, help=SAY("cli.generate.weeks"))
    ] = 26,
    tightness: Annotated[
        float, typer.Option(metavar="X", min=0.01, help=SAY("cli.generate.tightness"))
    ] = 1.0,
    share_agreed: Annotated[
        float,
        typer.Option(metavar="X", min=0, max=1, help=SAY("cli.generate.share-agreed")),
    ] = 0.4,
    municipalities: Annotated[
        str, typer.Option(metavar="LIST", help=SAY("cli.generate.municipalities"))
    ] = "Skien,Porsgrunn,Bamble,Siljan",
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Generate a scenario and write it as a folder of CSV files."""
    from matcher.cli import screen
    from matcher.generate import GeneratorSettings, generate
    from matcher.io import write_folder

    settings = GeneratorSettings(
        participants=participants,
        places=places,
        weeks=weeks,
        calendar_weeks=max(weeks, CALENDAR_WEEKS),
        tightness=tightness,
        share_agreed=share_agreed,
        municipalities=_known(municipalities),
        seed=seed,
    )
    write_folder(generate(settings), out)
    made = {"participants": participants, "places": places, "folder": str(out)}
    if as_json:
        screen.show_json(made)
    else:
        screen.show_lines([SAY("cli.generate.done", **made)])
    return ExitCode.FINE


def _known(listed: str) -> tuple[str, ...]:
    """Return the municipalities of a list with commas; wrong use for unknown ones."""
    from matcher.domain.reference import find_municipality

    names = tuple(name for part in listed.split(",") if (name := part.strip()))
    if names == ("all",):
        return names
    unknown = [name for name in names if find_municipality(name) is None]
    if unknown or not names:
        raise WrongUseError("cli.generate.unknown", names=", ".join(unknown) or "–")
    return names
