"""The command ``matcher``: plan, check, audit and explain from the command line."""

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, which solver hosts begin with but do not need."""
    from matcher.cli.app import main as run

    run()
