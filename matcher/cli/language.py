"""The language of this run, known before any option is read: help needs it too."""

import os
import sys
from collections.abc import Mapping, Sequence

from matcher.text import Language, translator

VARIABLE = "PRAKSISPLAN_LANG"


def chosen_language(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> Language:
    """Return the language of ``--lang``, of the environment, or bokmål.

    A value that names no language is passed over here: the option itself refuses it.
    """
    asked = [environment.get(VARIABLE, "")]
    for at, argument in enumerate(arguments):
        if argument == "--lang":
            asked += arguments[at + 1 : at + 2]
        elif argument.startswith("--lang="):
            asked.append(argument.removeprefix("--lang="))
    known = [Language(language) for language in asked if language in set(Language)]
    return known[-1] if known else Language.NB


SAY = translator(chosen_language(sys.argv[1:], os.environ))
"""Every message of this run."""
