"""``matcher template``: an empty workbook to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.faults import ExitCode, WrongUseError
from matcher.cli.language import SAY
from matcher.cli.options import JsonOption, LangOption


def run(
    out: Annotated[
        Path, typer.Option(metavar="FILE.xlsx", help=SAY("cli.template.out"))
    ],
    as_json: JsonOption = False,
    _lang: LangOption = None,
) -> int:
    """Write the workbook with headings, help and drop-downs in the language asked."""
    from matcher.cli import screen
    from matcher.io import write_template

    if out.suffix.lower() != ".xlsx":
        raise WrongUseError("cli.template.not-xlsx", path=out)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_template(out, SAY.language)
    if as_json:
        screen.show_json({"file": str(out)})
    else:
        screen.show_lines([SAY("cli.template.done", path=out)])
    return ExitCode.FINE
