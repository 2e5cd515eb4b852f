"""Which classes people can choose between."""

import pytest

from matcher.domain.ids import SectionId
from matcher.domain.language import CefrLevel
from matcher.domain.policy import Policy
from matcher.options.sections import NO_SECTION, section_choices
from tests.helpers import builders as make

POLICY = Policy()


def choices(*sections, people=None, **changes):
    people = people or [make.participant()]
    scenario = make.scenario(people, sections=sections, **changes)
    found = section_choices(scenario, POLICY)
    own = slice(found.first[0], found.first[1])
    return found.section_idx[own].tolist(), found.lacks_class[own].tolist()


def test_every_class_with_room_is_a_choice():
    """Two classes that admit the person are two choices, and doing without is none."""
    assert choices(make.section("c1"), make.section("c2")) == ([0, 1], [False, False])


def test_a_class_of_another_level_is_no_choice():
    """A class that does not admit the person is left out."""
    low = make.section("c2", level_to=CefrLevel.A1)
    assert choices(make.section("c1"), low) == ([0], [False])


def test_a_class_that_may_be_full_can_be_done_without():
    """Two people want one seat: each may end up without a class, and lacks it."""
    people = [make.participant("p1"), make.participant("p2")]
    one_seat = make.section("c1", seats=1)
    assert choices(one_seat, people=people) == ([0, NO_SECTION], [False, True])


def test_no_class_at_all_is_a_choice_that_lacks_one():
    """Where no class admits the person, the plan still has an option."""
    assert choices() == ([NO_SECTION], [True])


def test_a_programme_without_class_lacks_none():
    """No class slots, no class, and nothing missing."""
    template = make.template(class_slots=0)
    assert choices(make.section(), templates=[template]) == ([NO_SECTION], [False])


@pytest.mark.parametrize("seats", [0, 100])
def test_a_given_class_is_a_fact(seats):
    """Who is in a class stays in it, whatever it admits and however full it is."""
    given = make.participant(section=SectionId("c2"))
    closed = make.section("c2", municipalities=frozenset(), seats=seats)
    assert choices(make.section("c1"), closed, people=[given]) == ([1], [False])


def test_waiting_for_a_class_keeps_its_days_free():
    """The choice without a class keeps practice off the first class's days."""
    people = [make.participant("p1"), make.participant("p2")]
    scenario = make.scenario(people, sections=[make.section("c1", seats=1)])
    found = section_choices(scenario, POLICY)
    assert found.menu_idx.tolist() == [0, 0, 0, 0]


def test_minutes_to_class_are_the_way_there():
    """Travel is from home to each class, and 0 to none."""
    far = make.section("c2", location=make.north_of(make.HERE, 10), seats=0)
    scenario = make.scenario(sections=[make.section("c1"), far])
    found = section_choices(scenario, POLICY).travel_minutes.tolist()
    assert found[0] == found[2] == 0 < found[1]
