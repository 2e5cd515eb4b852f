"""What other menus would give, as text and as a document."""

import pytest

from matcher.domain.ids import SectionId
from matcher.domain.menu_values import MenuChange, MenuValue, MenuValues, Verdict
from matcher.domain.policy import Tier
from matcher.report.menu_values import menu_values_document, menu_values_lines
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make

CHANGE = MenuChange(SectionId("c1"), 1)
SCENARIO = make.scenario(
    sections=[make.section(menus=(make.slots("man tir"), make.slots("tor fre")))]
)


def values_of(value: MenuValue, **changes) -> MenuValues:
    plain = {
        "scenario": "test",
        "covered": 4,
        "singles": (value,),
        "proposals": (value,) if value.verdict is Verdict.BETTER else (),
        "at_most": value.at_most,
        "combinations": 1,
        "tried": 1,
    }
    return MenuValues(**{**plain, **changes})


def better(at_most: int = 1) -> MenuValue:
    tiers = {Tier.COVERAGE_OTHER: 1, Tier.HOURS_SHORT: 120, Tier.WAITING: -30}
    return MenuValue((CHANGE,), Verdict.BETTER, tiers, at_most, certified=True)


def text(values: MenuValues, language: Language = Language.NB) -> str:
    wording = Wording(translator(language), {"c1": "Klasse A"})
    return "\n".join(menu_values_lines(values, SCENARIO, wording))


@pytest.mark.parametrize("language", list(Language))
def test_a_proposal_names_class_and_days(language):
    """In each language, with the display name of the class."""
    told = text(values_of(better()), language)
    day = Wording(translator(language)).slots(make.slots("fre"))
    assert "Klasse A" in told
    assert day in told


def test_hours_short_are_told_as_people_count_them():
    """120 hours fewer lacking is −120, days waited by the covered keep their sign."""
    told = text(values_of(better()))
    assert "Timer som mangler −120" in told
    assert "Ventetid hos de dekkede −30" in told


def test_an_interval_is_told_as_one():
    """Where more may be possible, both ends are told, and that time would help."""
    told = text(values_of(better(at_most=3), tried=0))
    assert "1 flere dekket, kanskje 3 flere dekket" in told
    assert translator(Language.NB)("menus.open") in told


def test_proved_no_better_means_keep_the_days():
    """No change is proposed, and it is said that this is proved."""
    none = MenuValue((CHANGE,), Verdict.NO_BETTER, None, 0, certified=True)
    told = text(values_of(none))
    assert translator(Language.NB)("menus.keep-all") in told
    assert translator(Language.NB)("menus.open") not in told


@pytest.mark.parametrize("language", list(Language))
def test_groups_in_the_way_are_told_as_such(language):
    """What stands against the menu, and where it can be changed."""
    none = MenuValue((CHANGE,), Verdict.GROUPS_OUTSIDE, None, 0, certified=True)
    told = text(values_of(none), language)
    assert translator(language)("menus.groups-outside") in told


def test_without_several_menus_it_is_said_where_to_give_them():
    """Nothing to propose, and nothing said to be proved."""
    told = text(values_of(better(), singles=(), proposals=(), at_most=0))
    assert translator(Language.NB)("menus.none-known") in told
    assert translator(Language.NB)("menus.keep-all") not in told


def test_the_document_has_people_hours_and_days():
    """Change against the plan in force; hours short negative where fewer lack."""
    [told] = menu_values_document(values_of(better()), SCENARIO)["proposals"]
    assert told["sections"] == [
        {"section": "c1", "menu_in_force": ["man", "tir"], "menu": ["tor", "fre"]}
    ]
    assert (told["extra_people"], told["at_most"]) == (1, 1)
    assert (told["hours_short"], told["days_waiting"]) == (-120, -30)
