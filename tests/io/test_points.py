"""Where something is, as people write it."""

import pytest

from matcher.domain.geography import Location
from matcher.domain.ids import MunicipalityId
from matcher.io.points import MunicipalityName, Point, Spot
from matcher.io.values import BadValue, Setting

SETTING = Setting()


def refused(kind, text):
    with pytest.raises(BadValue) as caught:
        kind.parse(text, SETTING)
    return caught.value.code


@pytest.mark.parametrize(
    "text", ["59.2096, 9.6090", "59,2096, 9,6090", "59.2096 9.6090", "59,2096;9,6090"]
)
def test_a_position_is_read_with_either_decimal_sign(text):
    """Latitude first, then longitude."""
    assert Point().parse(text, SETTING) == Spot(Location(59.2096, 9.609))


def test_a_postcode_gives_position_and_municipality():
    """Four digits are a postcode, also where a workbook lost the zero."""
    spot = Point().parse("3724", SETTING)
    assert spot.municipality == "4003"
    assert spot.location is not None
    assert Point().parse("150", SETTING) == Point().parse("0150", SETTING)


def test_a_municipality_of_the_scenario_goes_before_a_postcode():
    """The same four digits mean the municipality where the table names it."""
    own = Setting(municipalities={"3724": MunicipalityId("3724")})
    assert Point().parse("3724", own) == Spot(None, MunicipalityId("3724"))


def test_a_name_is_the_centre_of_the_municipality():
    """Only the builder knows the centre the scenario wants."""
    assert Point().parse("Porsgrunn", SETTING) == Spot(None, MunicipalityId("4001"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9.61, 59.21", "outside-norway"),
        ("59.21", "not-a-place"),
        ("59.21, 9.61, 3.1", "not-a-place"),
        ("Atlantis", "unknown-municipality"),
        ("Herøy", "ambiguous-municipality"),
    ],
)
def test_a_point_that_will_not_do_is_refused(text, code):
    """Swapped, half, unknown and ambiguous positions are told apart."""
    assert refused(Point(), text) == code


def test_a_municipality_number_may_have_lost_its_zero():
    """301 is Oslo."""
    assert MunicipalityName().parse("301", SETTING) == "0301"
