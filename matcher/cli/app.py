"""The commands together, and the one place where a run ends."""

import json
import os
import sys
from typing import NoReturn

import typer

from matcher.cli import (
    alternatives,
    audit,
    check,
    compare,
    explain,
    export,
    generate,
    menus,
    plan,
    replan,
    risk,
    seats,
    suggest,
    template,
    waiting,
    what_if,
)
from matcher.cli.faults import (
    ExitCode,
    InputFaultsError,
    WrongUseError,
    usage_message,
)
from matcher.cli.help import (
    COMMAND_METAVAR,
    OPTIONS_METAVAR,
    SpokenCommand,
    SpokenGroup,
)
from matcher.cli.language import SAY
from matcher.cli.options import LangOption

DEBUG = "PRAKSISPLAN_DEBUG"
AS_JSON = "--json"

app = typer.Typer(
    name="matcher",
    cls=SpokenGroup,
    help=SAY("cli.help"),
    options_metavar=OPTIONS_METAVAR,
    subcommand_metavar=COMMAND_METAVAR,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def choose_language(lang: LangOption = None) -> None:
    """Take ``--lang`` before the command as well as after it."""


for command in (
    check,
    risk,
    plan,
    alternatives,
    audit,
    explain,
    export,
    suggest,
    waiting,
    replan,
    seats,
    what_if,
    menus,
    compare,
    generate,
    template,
):
    name = command.__name__.rpartition(".")[2].replace("_", "-")
    app.command(
        name,
        cls=SpokenCommand,
        help=SAY(f"cli.{name}.help"),
        options_metavar=OPTIONS_METAVAR,
    )(command.run)


def main() -> NoReturn:
    """Run the command line and end the process with an :class:`ExitCode`."""
    try:
        code = _exit_code()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has stopped: say nothing more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.FINDINGS
    sys.exit(code)


def _exit_code() -> int:
    try:
        code = app(prog_name="matcher", standalone_mode=False)
    except InputFaultsError as faults:
        return _refuse(faults)
    except (WrongUseError, OSError, typer.TyperException) as fault:
        return _end(ExitCode.WRONG_USE, _what_is_wrong(fault))
    except Exception as fault:
        if os.environ.get(DEBUG):
            raise
        what = f"{type(fault).__name__}: {fault}"
        return _end(ExitCode.OUR_FAULT, SAY("cli.our-fault", what=what, variable=DEBUG))
    if code == ExitCode.INTERRUPTED:
        return _end(ExitCode.INTERRUPTED, SAY("cli.interrupted"))
    return int(code or 0)


def _what_is_wrong(fault: Exception) -> str:
    if isinstance(fault, OSError):
        name = fault.filename2 or fault.filename or ""
        return SAY("cli.file-fault", path=name, fault=fault.strerror or str(fault))
    if isinstance(fault, typer.TyperException):
        return usage_message(fault)
    return str(fault)


def _end(code: ExitCode, message: str) -> int:
    """Tell why the run ends; machines that asked for JSON get it as JSON too."""
    if AS_JSON in sys.argv:
        print(json.dumps({"error": message, "exit_code": code}, ensure_ascii=False))
    if message:
        print(message, file=sys.stderr)
    return code


def _refuse(faults: InputFaultsError) -> int:
    """Tell every error of the input, of a policy or of a plan."""
    from matcher.cli import screen
    from matcher.cli.documents import findings_document
    from matcher.report.wording import Wording

    wording = Wording(SAY, faults.labels)
    if AS_JSON in sys.argv:
        screen.show_json(findings_document(faults.findings, wording))
    else:
        console = screen.console(to_errors=True)
        screen.show_findings(faults.findings, wording, console)
        console.print(SAY("cli.refused"))
    return ExitCode.FINDINGS
