"""Words as people write them, in any of the three languages, and their codes."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum, IntEnum
from functools import cache

from matcher.text import Language, Translator, translator

NOTHING = "-"
"""Written where a list is given and empty, since a blank cell means not given."""


def folded(text: str) -> str:
    """Return ``text`` without what people vary: case and extra spaces."""
    return " ".join(text.casefold().split())


def folded_heading(text: str) -> str:
    """Return a heading or sheet name reduced to its letters and digits."""
    return re.sub(r"[\W_]", "", text.casefold())


def code_of(member: Enum) -> str:
    """Return the word a value of an enumeration has in files and catalogues."""
    if isinstance(member, IntEnum):
        return member.name.lower().replace("_", "-")
    return str(member.value)


def word_for(kind: str, code: str, language: Language = Language.NB) -> str:
    """Return the word of ``code`` in ``language``, e.g. ``bil`` for ``car``."""
    return translator(language)(f"value.{kind}.{code}")


@cache
def codes_by_word(kind: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Return the codes of a kind of value by every word that means them."""
    found = {}
    for code in codes:
        found[folded(code)] = code
        for language in Language:
            found[folded(word_for(kind, code, language))] = code
            for other in _other_words(kind, code, translator(language)):
                found.setdefault(folded(other), code)
    return found


def _other_words(kind: str, code: str, say: Translator) -> list[str]:
    """Return what people also write for a code, as the catalogue has it."""
    key = f"value.{kind}.{code}.also"
    return say(key).split(";") if key in say else []


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known word most like ``text``; empty where none is near."""
    by_fold = {folded(word): word for word in sorted(known)}
    found = get_close_matches(folded(text), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""
