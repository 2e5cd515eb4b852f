"""What a finding says."""

import pytest

from matcher.domain.finding import Finding, Severity, finding_text
from matcher.text import Language, Translator

SAY = Translator(
    Language.EN,
    {
        "finding.plain": ("{column}: {value}",),
        "finding.counted": ("{n} row of {heading}", "{n} rows of {heading}"),
        "finding.listed": ("one of {choices}",),
        "finding.suggestion": ("Meant {suggestion}?",),
        "word.a": ("apple",),
        "word.b": ("pear",),
    },
)


def text(code, **details):
    finding = Finding(code, Severity.WARNING, column="c", value="v", details=details)
    return finding_text(finding, SAY)


def test_column_and_value_are_parts():
    """A message may name the spot it is about."""
    assert text("plain") == "c: v"


@pytest.mark.parametrize(
    ("n", "said"), [("1", "1 row"), ("2", "2 rows"), ("0", "0 rows")]
)
def test_a_count_chooses_the_form(n, said):
    """One row, several rows."""
    assert text("counted", n=n, heading="x") == f"{said} of x"


def test_a_key_becomes_its_words():
    """A part that ends in ``_key`` is looked up, word by word."""
    assert text("listed", choices_key="word.a word.b") == "one of apple, pear"


def test_a_suggestion_is_asked_after_the_message():
    """Nothing is asked where nothing is near."""
    assert text("plain", suggestion="w") == "c: v Meant w?"
    assert text("plain", suggestion="") == "c: v"
