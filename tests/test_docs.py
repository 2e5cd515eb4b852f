"""Documents and catalogues keep up with the code."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.explain.crowding import LIMITS
from matcher.text import Language, translator

ROOT = Path(__file__).parents[1]
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
LOCALE = ROOT / "matcher" / "text" / "locale"
PARTS = ("Formula", "Unit", "Modelled in", "Audited in", "Tests")
REASONS = (*PAIR_RULES, *LIMITS, RuleCode.ROOM_LEFT, RuleCode.NO_PLACES)

languages = pytest.mark.parametrize("language", list(Language))


def sections() -> dict[str, str]:
    """The text of each rule's section by code, in the order of the page."""
    parts = re.split(r"^### `(.+)`$", RULES, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def topics(language: Language) -> dict[str, dict[str, tuple[str, ...]]]:
    """Every message of a language: its forms by key by topic."""
    found = {}
    for file in sorted((LOCALE / language.value).glob("*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language.value)
        found[file.stem] = {
            (m.id if isinstance(m.id, str) else m.id[0]): (
                (m.string,) if isinstance(m.string, str) else tuple(m.string or ())
            )
            for m in catalogue
            if m.id
        }
    return found


def placeholders(forms: tuple[str, ...]) -> set[str]:
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_every_rule_has_a_section_in_order():
    """docs/rules.md has one section per code, in the order of the code."""
    assert list(sections()) == [rule.value for rule in RuleCode]


@pytest.mark.parametrize("code", [rule.value for rule in RuleCode])
def test_a_rule_s_section_is_whole(code):
    """Each section has a sentence and says formula, unit, model, audit and tests."""
    text = sections()[code]
    assert text.strip()[0].isupper()
    assert re.findall(r"^- ([A-Z][a-z ]+):", text, flags=re.MULTILINE) == list(PARTS)


def test_files_named_by_the_rules_exist():
    """Every file of the code or the tests that the page names is there."""
    named = set(re.findall(r"`((?:matcher|tests)/[\w/]+\.py)`", RULES))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


@languages
@pytest.mark.parametrize("code", [rule.value for rule in RuleCode])
def test_every_rule_has_words(code, language):
    """Each code has a short name and a sentence in each language."""
    say = translator(language)
    assert say(f"rule.{code}").strip()
    assert say(f"rule.{code}.help").endswith(".")


@languages
@pytest.mark.parametrize("code", [rule.value for rule in REASONS])
def test_every_reason_has_a_sentence(code, language):
    """Each code that can be a reason says in each language how many places fail it."""
    told = translator(language)(f"rule.{code}.failed", fails=47, fails_only=13)
    counted = "47" in told and "13" in told
    assert counted or code == RuleCode.NO_PLACES


@pytest.mark.parametrize("language", [Language.NN, Language.EN])
def test_catalogues_have_the_same_keys(language):
    """Every topic has the same keys as in bokmål."""
    plain, other = topics(Language.NB), topics(language)
    assert {t: set(keys) for t, keys in other.items()} == {
        t: set(keys) for t, keys in plain.items()
    }


@pytest.mark.parametrize("language", [Language.NN, Language.EN])
def test_catalogues_have_the_same_parts(language):
    """Every message has the same named parts and number of forms as in bokmål."""
    other = topics(language)
    differing = [
        key
        for topic, messages in topics(Language.NB).items()
        for key, forms in messages.items()
        if placeholders(forms) != placeholders(other[topic].get(key, ()))
        or len(forms) != len(other[topic].get(key, ()))
    ]
    assert differing == []


@languages
def test_no_message_is_empty(language):
    """Every key has a text in every form."""
    empty = [
        key
        for messages in topics(language).values()
        for key, forms in messages.items()
        if not forms or not all(form.strip() for form in forms)
    ]
    assert empty == []
