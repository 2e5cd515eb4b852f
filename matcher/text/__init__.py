"""Text for people, from catalogues: Norwegian bokmål, nynorsk and English.

Catalogues are gettext files, one per topic and language, in
``locale/<language>/<topic>.po``. A message id is a stable key such as
``finding.duplicate-id``; placeholders are named, ``{value}``.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.plural import PluralRule


class Language(StrEnum):
    """A language of the user's: bokmål, nynorsk or English."""

    NB = "nb"
    NN = "nn"
    EN = "en"


_ONE = PluralRule({"one": "n is 1"})


@dataclass(frozen=True)
class Translator:
    """All messages of one language.

    Raises ``KeyError`` for a key that no catalogue has: a missing text is a fault of
    ours, found by the tests, and is never shown as an empty line.
    """

    language: Language
    messages: dict[str, tuple[str, ...]]

    def __contains__(self, key: str) -> bool:
        return key in self.messages

    def __call__(self, key: str, /, **parts: object) -> str:
        """Return the message of ``key`` with its named parts filled in."""
        return self.messages[key][0].format(**parts)

    def plural(self, key: str, number: int, /, **parts: object) -> str:
        """Return the form of ``key`` for ``number``, which is also the part ``n``."""
        forms = self.messages[key]
        form = forms[0] if _ONE(number) == "one" else forms[-1]
        return form.format(n=number, **parts)


def _messages(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    found = {}
    for message in catalogue:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string
        found[key] = (text,) if isinstance(text, str) else tuple(text or ())
    return found


@cache
def translator(language: Language) -> Translator:
    """Return the translator of ``language``, read once.

    Raises
    ------
    ValueError
        Where two topics declare the same key.
    """
    folder = resources.files(__name__) / "locale" / language.value
    merged: dict[str, tuple[str, ...]] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".po"):
            continue
        with file.open("rb") as stream:
            messages = _messages(read_po(stream, locale=language.value))
        twice = merged.keys() & messages.keys()
        if twice:
            raise ValueError(f"{file.name}: declared twice: {sorted(twice)}")
        merged |= messages
    return Translator(language, merged)
