import pytest

from matcher.cli.language import chosen_language
from matcher.text import Language

CASES = {
    "nothing": ([], {}, Language.NB),
    "option": (["check", "--lang", "nn"], {}, Language.NN),
    "option-with-sign": (["--lang=en", "check"], {}, Language.EN),
    "environment": (["check"], {"PRAKSISPLAN_LANG": "en"}, Language.EN),
    "option-before-environment": (
        ["check", "--lang", "nn"],
        {"PRAKSISPLAN_LANG": "en"},
        Language.NN,
    ),
    "unknown": (["--lang", "fi"], {"PRAKSISPLAN_LANG": "en"}, Language.EN),
    "no-value": (["check", "--lang"], {}, Language.NB),
}


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"), list(CASES.values()), ids=list(CASES)
)
def test_language_is_known_before_options_are_read(
    arguments: list[str], environment: dict[str, str], expected: Language
) -> None:
    """The option goes before the environment, and bokmål is left when neither is said."""
    assert chosen_language(arguments, environment) is expected
