from matcher.text import Language, translator
from tests.helpers.command import document, run_from_nothing, run_matcher

TINY = "scenarios/tiny"


def test_the_document_lists_everybody_with_shares():
    """Every risk is a share with its interval, and ranks begin at 1."""
    told = document(run_matcher("risk", TINY, "--draws", 12, "--json"))
    assert (told["draws"], told["seed"], told["place_dropout"]) == (12, 0, 0)
    assert told["participants"][0]["rank"] == 1
    for one in told["participants"]:
        risk = one["risk"]
        assert 0 <= risk["low"] <= risk["share"] <= risk["high"] <= 1
        assert risk["of"] <= 12


def test_it_says_in_words_that_it_decides_nothing():
    """The warning stands above the list in each language, and in the document."""
    for language in Language:
        warning = translator(language)("risk.warning")
        run = run_matcher("risk", TINY, "--draws", 2, "--lang", language)
        assert run.returncode == 0
        assert warning in run.stdout
    told = document(run_matcher("risk", TINY, "--draws", 2, "--json"))
    assert told["note"] == translator(Language.NB)("risk.warning")


def test_the_same_call_prints_the_same_bytes():
    """Same input, same seed, same bytes."""
    first, again = (
        run_from_nothing("risk", TINY, "--draws", 5, "--seed", 3, "--json").stdout
        for _ in range(2)
    )
    assert first == again


def test_a_share_of_places_beyond_a_hundred_is_wrong_use():
    """--dropout is per cent, 0 to 100."""
    assert run_matcher("risk", TINY, "--dropout", 101).returncode == 2
