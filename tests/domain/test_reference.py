"""The facts that come with the program."""

from importlib import resources

import pytest

from matcher.domain import reference
from matcher.domain.geography import great_circle_km
from matcher.domain.programme import PatternStep


def test_there_are_357_municipalities_in_order_of_number():
    """All municipalities of 2024 are there, sorted, each once."""
    numbers = [m.number for m in reference.municipalities()]
    assert len(numbers) == 357
    assert numbers == sorted(set(numbers))


def test_every_table_names_its_source():
    """The first line of each table is a comment that says where it comes from."""
    folder = resources.files("matcher.domain") / "reference_data"
    tables = [file for file in folder.iterdir() if file.name.endswith(".csv")]
    firsts = {file.name: file.read_text("utf-8").splitlines()[0] for file in tables}
    assert len(firsts) == 4
    assert all(line.startswith("# ") for line in firsts.values())


@pytest.mark.parametrize(
    "text", ["4003", "Skien", " skien ", "SKIEN", "Skien (Telemark)"]
)
def test_a_municipality_is_found_by_number_or_name(text):
    """Number, name in any case, and name with county mean the same municipality."""
    found = reference.find_municipality(text)
    assert found is not None
    assert found.number == "4003"


def test_a_municipality_is_found_by_its_sami_name():
    """Snåase and Snåsa are one municipality."""
    assert reference.find_municipality("Snåase") == reference.find_municipality("Snåsa")
    assert reference.find_municipality("Snåase") is not None


def test_a_shared_name_means_neither_until_the_county_is_given():
    """Two municipalities are called Våler; only the county tells which."""
    assert len(reference.municipalities_named("Våler")) == 2
    assert reference.find_municipality("Våler") is None
    found = reference.find_municipality("Våler (Innlandet)")
    assert found is not None
    assert found.number == "3419"


def test_an_unknown_name_is_no_municipality():
    """A word that is no municipality gives nothing instead of the nearest."""
    assert reference.find_municipality("Atlantis") is None


def test_a_postcode_lies_in_its_municipality():
    """The position of a postcode is within 60 km of its municipality's centroid."""
    centres = {m.number: m.centre for m in reference.municipalities()}
    for postcode in ("3724", "3916", "7600", "7670"):
        found = reference.postcodes()[postcode]
        assert found.municipality is not None
        assert great_circle_km(found.location, centres[found.municipality]) < 60


def test_every_postcode_has_four_digits_and_a_known_municipality_or_none():
    """No postcode points at a municipality that is not there."""
    numbers = {m.number for m in reference.municipalities()}
    for found in reference.postcodes().values():
        assert len(found.postcode) == 4
        assert found.municipality is None or found.municipality in numbers


def test_an_unknown_postcode_has_no_location():
    """A postcode that nobody uses is not placed anywhere."""
    assert reference.postcode_location("0000") is None


def test_there_are_thirteen_sectors_found_by_code_or_name():
    """Sectors are found by code and by name in each language, in any case."""
    assert len(reference.sectors()) == 13
    for sector in reference.sectors():
        for text in (sector.code, sector.nb, sector.nn, sector.en.upper()):
            assert reference.find_sector(text) == sector


def test_an_unknown_sector_is_not_guessed():
    """A word that is no sector gives nothing."""
    assert reference.find_sector("romfart") is None


def test_the_default_templates_have_unique_ids_and_a_full_week_at_most():
    """Each template is there once and asks for no more than five slots a week."""
    templates = reference.templates()
    ids = [t.id for t in templates]
    assert ids == sorted(set(ids))
    assert all(t.class_slots + t.max_practice_slots <= 5 for t in templates)


def test_the_ramp_template_rises_from_two_to_three_practice_slots():
    """The stepwise programme has two slots for eight weeks and three thereafter."""
    ramp = {str(t.id): t for t in reference.templates()}["intro-ramp-2-3"]
    assert ramp.steps == (PatternStep(2, 8), PatternStep(3))


def test_a_programme_without_practice_has_no_steps():
    """The class-only templates have neither steps nor practice slots."""
    class_only = {str(t.id): t for t in reference.templates()}["intro-class-only"]
    assert class_only.steps == ()
    assert class_only.max_practice_slots == 0
