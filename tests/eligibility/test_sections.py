"""Which classes admit whom."""

import pytest

from matcher.domain.ids import MunicipalityId, SectionId, TemplateId
from matcher.domain.language import CefrLevel
from matcher.eligibility import admits, admitting_sections
from tests.helpers import builders as make

ELSEWHERE = frozenset({MunicipalityId("5001")})


def test_plain_section_admits():
    """A class of the person's municipality, level and class slots admits them."""
    assert admits(make.section(), make.participant(), make.template())


@pytest.mark.parametrize(
    "section",
    [
        make.section(municipalities=ELSEWHERE),
        make.section(level_from=CefrLevel.B1),
        make.section(level_to=CefrLevel.A1),
        make.section(menu="man"),
        make.section(templates=frozenset({TemplateId("kvp")})),
    ],
    ids=["municipality", "too-low", "too-high", "class-slots", "programme"],
)
def test_other_section_does_not(section):
    """Another municipality, level, number of slots or programme is not admitted."""
    assert not admits(section, make.participant(), make.template())


def test_section_on_days_the_person_is_away_does_not_admit():
    """Every slot of the menu must be one the person is available in."""
    person = make.participant(available_slots=make.slots("man ons tor fre"))
    assert not admits(make.section(), person, make.template())


def test_named_programme_goes_before_the_number_of_slots():
    """A class that names its programmes admits them with any number of class slots."""
    section = make.section(menu="man", templates=frozenset({make.TEMPLATE}))
    assert admits(section, make.participant(), make.template())


def test_given_section_is_the_only_one():
    """A given class is a fact, even where the person would not be admitted."""
    person = make.participant(section=SectionId("c2"))
    sections = (make.section(), make.section("c2", municipalities=ELSEWHERE))
    (found,) = admitting_sections(make.scenario([person], sections=sections))
    assert [s.id for s in found] == ["c2"]


def test_programme_without_class_has_no_section():
    """Where the programme asks for no class, there is none to choose."""
    template = make.template(class_slots=0)
    sections = (make.section(templates=frozenset({make.TEMPLATE})),)
    found = admitting_sections(make.scenario(templates=(template,), sections=sections))
    assert found == [[]]
