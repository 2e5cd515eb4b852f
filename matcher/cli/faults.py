"""Why a command ends early, and what the shell is told."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from typer import TyperException

from matcher.cli.language import SAY

if TYPE_CHECKING:
    from matcher.domain.finding import Finding


class ExitCode(IntEnum):
    """What the shell is told."""

    FINE = 0
    FINDINGS = 1
    WRONG_USE = 2
    OUR_FAULT = 70
    INTERRUPTED = 130


class WrongUseError(Exception):
    """The command was called in a way that cannot work; told in one line."""

    def __init__(self, key: str, /, **parts: object) -> None:
        super().__init__(SAY(key, **parts))


class InputFaultsError(Exception):
    """What was read has errors, so that nothing can be done with it."""

    def __init__(
        self, findings: Sequence["Finding"], labels: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.findings = findings
        self.labels = labels or {}


def usage_message(fault: TyperException) -> str:
    """Return what is wrong with the command line, in the language of the run.

    The command-line library speaks English only, so its faults are told anew.
    """
    if type(fault).__name__ == "NoArgsIsHelpError":
        return ""  # help has been shown already
    context = getattr(fault, "ctx", None)
    path = context.command_path if context else "matcher"
    return f"{_what_is_wrong(fault)} {SAY('cli.see-help', command=path)}"


def _what_is_wrong(fault: TyperException) -> str:
    parameter = getattr(fault, "param", None)
    option = getattr(fault, "option_name", None)
    match type(fault).__name__:
        case "NoSuchOption":
            return SAY("cli.no-such-option", option=option)
        case "BadOptionUsage":
            return SAY("cli.option-without-value", option=option)
        case "MissingParameter":
            return SAY("cli.missing", name=_name(parameter))
        case "BadParameter":
            help_text = getattr(parameter, "help", "") or ""
            return SAY("cli.bad-value", name=_name(parameter), help=help_text)
        case _:
            return _misplaced(fault)


def _misplaced(fault: TyperException) -> str:
    command = getattr(getattr(fault, "ctx", None), "command", None)
    commands = getattr(command, "commands", None)
    if commands:
        return SAY("cli.no-such-command", commands=", ".join(commands))
    return SAY("cli.too-many-arguments")


def _name(parameter: object) -> str:
    opts: list[str] = getattr(parameter, "opts", [])
    for opt in opts:
        if opt.startswith("--"):
            return opt
    return getattr(parameter, "metavar", None) or "?"
