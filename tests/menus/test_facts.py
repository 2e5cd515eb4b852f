"""Facts that stand against a menu."""

from dataclasses import replace

from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import (
    ParticipantId,
    PlaceId,
    SectionId,
    SubjectCode,
    SubjectGroupId,
)
from matcher.domain.subject_groups import SubjectGroup
from matcher.menus.facts import groups_fit, people_against
from tests.helpers import builders as make


def running(slots, section=None):
    return RunningPlacement(
        ParticipantId("p1"),
        PlaceId("q1"),
        make.START,
        make.START.replace(month=10),
        make.slots(slots),
        section,
    )


def test_a_running_placement_beside_class_stands_against_nothing():
    """Its days are not those of the class."""
    scenario = make.scenario(running=(running("ons tor"),))
    assert people_against(scenario) == 0


def test_a_class_that_meets_on_days_of_a_running_placement_is_counted():
    """Nobody is in class and practice at once."""
    scenario = make.scenario(running=(running("tir ons"),))
    assert people_against(scenario) == 1


def test_another_class_beside_a_running_placement_is_enough():
    """The person can be in the class that does not meet then, unless one is named."""
    sections = [make.section("c1", "man tir"), make.section("c2", "tor fre")]
    free = make.scenario(sections=sections, running=(running("tir ons"),))
    assert people_against(free) == 0
    bound = replace(free, running=(running("tir ons", SectionId("c1")),))
    assert people_against(bound) == 1


def test_a_given_class_on_days_when_the_person_cannot_come_is_counted():
    """The class is a fact, and so are the days that are free."""
    person = make.participant(
        section=SectionId("c1"), available_slots=make.slots("ons tor fre")
    )
    assert people_against(make.scenario([person])) == 1
    can = replace(person, available_slots=make.slots("man tir ons"))
    assert people_against(make.scenario([can])) == 0


def english(sections, slots):
    """A group of English in ``slots`` of these classes."""
    return SubjectGroup(
        SubjectGroupId("e"),
        SubjectCode("engelsk"),
        frozenset(map(SectionId, sections)),
        1,
        3,
        make.slots(slots),
        10,
    )


def test_subject_groups_in_the_hours_of_their_classes_fit():
    """Every class that shares the group meets then; hours beside the group are free."""
    sections = [make.section("c1", "man tir"), make.section("c2", "tir fre")]
    groups = (english(["c1", "c2"], "tir"),)
    assert groups_fit(make.scenario(sections=sections, subject_groups=groups))


def test_a_subject_group_in_hours_that_one_class_leaves_does_not_fit():
    """One of the classes that share it is enough."""
    sections = [make.section("c1", "man tir"), make.section("c2", "ons fre")]
    groups = (english(["c1", "c2"], "tir"),)
    assert not groups_fit(make.scenario(sections=sections, subject_groups=groups))
