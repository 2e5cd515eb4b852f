"""How schools write weeks with class and weeks without."""

from datetime import date

import pytest

from matcher.domain.alternation import Alternation
from matcher.domain.policy import Policy
from matcher.io import read_rows, scenario_sha256
from matcher.io.compound import Blocks
from matcher.io.doubts import doubts_about
from matcher.io.values import BadValue, Setting
from tests.helpers import builders as make

SETTING = Setting()
PERSON = {"Deltaker": "D-1", "Norsknivå": "A2", "Ønsker": "it", "Bosted": "3724"}
PLACE = {"Praksisplass": "P-1", "Sted": "59.21, 9.61", "Bransje": "it", "Plasser": "2"}
CLASS = {"Klasse": "K-1", "Kommuner": "4003", "Plasser": "20", "Ukedager": "man tir"}


def read(**columns):
    tables = {"deltakere": [PERSON], "praksisplasser": [PLACE]}
    return read_rows({**tables, "klasser": [CLASS | columns]}, "prøve")


@pytest.mark.parametrize(
    ("text", "weeks"),
    [("1+1", (1, 1)), ("2 + 2", (2, 2)), ("4+4+3+5", (4, 4, 3, 5))],
)
def test_blocks_are_read(text, weeks):
    """Weeks with class and without, in turn."""
    assert Blocks().parse(text, SETTING) == weeks


@pytest.mark.parametrize("text", ["2", "2+0", "2+2+1", "2-2", "annenhver", "+1"])
def test_blocks_that_do_not_come_in_pairs_are_refused(text):
    """Each block of class is followed by one without, of a week at least."""
    with pytest.raises(BadValue) as caught:
        Blocks().parse(text, SETTING)
    assert caught.value.code == "not-blocks"


def test_what_is_written_is_read_back():
    """Reading and writing are inverse."""
    assert Blocks().write((4, 4, 3, 5), SETTING) == "4+4+3+5"


def test_a_class_may_alternate_from_a_day():
    """Both columns make the alternation of the class."""
    found = read(**{"Skole i bolker": "2+2", "Skole i bolker fra": "2026-08-24"})
    assert found.scenario is not None, found.findings
    [section] = found.scenario.sections
    assert section.alternation == Alternation((2, 2), date(2026, 8, 24))


def test_without_a_day_blocks_begin_with_the_period():
    """The first block of class begins in the first week of the plan."""
    scenario = read(**{"Skole i bolker": "2+2"}).scenario
    assert scenario is not None
    [section] = scenario.sections
    assert section.alternation == Alternation((2, 2), scenario.horizon.start)


def test_a_day_without_blocks_is_an_error():
    """Nobody writes when blocks begin and means every week."""
    found = read(**{"Skole i bolker fra": "2026-08-24"})
    assert found.scenario is None
    told = [(f.code, f.source, f.row, f.column) for f in found.findings]
    assert ("alternation-without-weeks", "klasser", 2, "Skole i bolker fra") in told


def test_a_class_of_every_week_has_the_hash_of_before():
    """Scenarios without alternation are the ones their plans were made for."""
    plain = make.scenario()
    other = make.scenario(
        sections=[make.section(alternation=Alternation((1, 1), make.START))]
    )
    assert scenario_sha256(plain) != scenario_sha256(other)
    assert scenario_sha256(plain) == scenario_sha256(
        make.scenario(sections=[make.section(alternation=None)])
    )


@pytest.mark.parametrize("alternation", [None, Alternation((2, 2), make.START)])
def test_people_in_a_class_that_alternates_have_all_slots(alternation):
    """Five days of class leave no room for practice, unless they are in some weeks only."""
    section = make.section(menu="man tir ons tor fre", alternation=alternation)
    template = make.template(class_slots=5)
    scenario = make.scenario(templates=[template], sections=[section])
    told = {one.code for one in doubts_about(scenario, Policy())}
    assert ("too-few-slots" in told) == (alternation is None)
