"""The command ``matcher``: plan, check, audit and explain from the command line."""

from matcher.cli.app import main

__all__ = ["main"]
