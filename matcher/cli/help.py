"""Help in the language of the run: the library's own words are in English only."""

from typing import Any

from typer.core import TyperCommand, TyperGroup

from matcher.cli.language import SAY

OPTIONS_METAVAR = f"[{SAY('cli.options').upper()}]"
COMMAND_METAVAR = f"{SAY('cli.command').upper()} …"


class _Spoken:
    """What a command and a group of commands have in common."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(
            ctx.command_path, " ".join(pieces), prefix=f"{SAY('cli.usage')}: "
        )

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = SAY("cli.help-option")
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = SAY("cli.arguments")
        rich_utils.OPTIONS_PANEL_TITLE = SAY("cli.options")
        rich_utils.COMMANDS_PANEL_TITLE = SAY("cli.commands")
        rich_utils.REQUIRED_LONG_STRING = f"[{SAY('cli.required')}]"
        rich_utils.DEFAULT_STRING = SAY("cli.default", value="{}")
        super().format_help(ctx, formatter)  # type: ignore[misc]


class SpokenCommand(_Spoken, TyperCommand):
    """A command whose help is in the language of the run."""


class SpokenGroup(_Spoken, TyperGroup):
    """A group of commands whose help is in the language of the run."""
