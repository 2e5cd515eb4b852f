"""How hard a text is to read."""

import re

LONG_WORD = 7
"""Letters from which a word counts as long."""


def lix(sentences: list[str]) -> float:
    """LIX: words per sentence plus long words per hundred words.

    A word is a run of letters; what else there is, as dates and ids in digits, is none.
    """
    words = re.findall(r"[^\W\d_]+", " ".join(sentences))
    long = sum(len(word) >= LONG_WORD for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)
