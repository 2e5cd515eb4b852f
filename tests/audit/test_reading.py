"""How a plan is looked up: unknown ids, and classes nobody spoke of."""

import pytest

from matcher.domain.decisions import Pin
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.programme import EducationLevel
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, the_violation
from tests.helpers import builders as make


def near_and_far(**of_person):
    """Two classes on the same days, ``c1`` far away and ``c2`` at home."""
    return make.scenario(
        [make.participant(**of_person)],
        sections=[
            make.section("c1", location=make.north_of(make.HERE, 20)),
            make.section("c2"),
        ],
    )


def test_unknown_id_neutral():
    """A plan that names only what the scenario has has no unknown id."""
    assert broken(make.scenario(), make.placement()) == []


@pytest.mark.parametrize(
    ("changes", "kind", "value"),
    [
        ({"person": "p9"}, "participant", "p9"),
        ({"at": "q9"}, "place", "q9"),
        ({"class_section": "c9"}, "section", "c9"),
        ({"practice": "ons tor søn"}, "slot", "søn"),
    ],
)
def test_unknown_id_forced_wrong(changes, kind, value):
    """An id the scenario does not have is told once, with its kind and who has it."""
    found = the_violation(make.scenario(), make.placement(**changes))
    assert (found.rule, found.aspect) == (RuleCode.UNKNOWN_ID, kind)
    assert found.details["value"] == value


def test_unknown_id_forced_right():
    """The same ids are fine once the scenario has them."""
    scenario = make.scenario(
        [make.participant("p9")], [make.place("q9")], sections=[make.section("c9")]
    )
    assert broken(scenario, make.placement("p9", "q9", class_section="c9")) == []


def test_unknown_ids_beside_a_placement_are_told_too():
    """A class list may name people and classes that do not exist."""
    report = audited(make.scenario(), classes={"p1": "c9", "p9": "c1"})
    assert [(v.aspect, v.details["value"]) for v in report.violations] == [
        ("participant", "p9"),
        ("section", "c9"),
    ]


def test_a_row_with_nothing_known_is_told_twice():
    """Neither the person nor the place is known: both are told."""
    report = audited(make.scenario(), make.placement("p9", "q9"))
    assert [v.aspect for v in report.violations] == ["participant", "place"]


def test_the_rest_of_a_plan_with_an_unknown_id_is_audited():
    """An unknown row hides no fault of another."""
    clash = make.placement(practice="tir ons tor")
    assert broken(make.scenario(), make.placement("p9"), clash) == [
        RuleCode.SLOT_CLASH,
        RuleCode.UNKNOWN_ID,
    ]


def test_an_unknown_slot_is_not_practice():
    """What is left of a step without its unknown slots is judged."""
    assert broken(make.scenario(), make.placement(practice="ons søn")) == [
        RuleCode.WEEK_PATTERN,
        RuleCode.UNKNOWN_ID,
    ]


def assumed(scenario, *placements):
    report = audited(scenario, *placements)
    assert not report.violations
    return [(a.code, a.participants) for a in report.assumptions]


def test_a_class_nobody_spoke_of_is_assumed():
    """A plan without classes is judged with the class that suits best, and says so."""
    placed = make.placement(class_section=None)
    assert assumed(make.scenario(), placed) == [("class", ("p1",))]


def test_a_stated_class_is_no_assumption():
    """Nothing is assumed of a plan that says it all."""
    assert assumed(make.scenario(), make.placement()) == []


def test_practice_clashes_only_where_no_class_would_do():
    """Among the classes the person may join, the one that clashes least is assumed."""
    placed = make.placement(practice="man tor", class_section=None)
    one = make.scenario()
    assert broken(one, placed) == [RuleCode.SLOT_CLASH]
    two = make.scenario(sections=[make.section(), make.section("c2", menu="tir ons")])
    assert broken(two, placed) == []


def test_of_two_classes_that_suit_the_nearer_is_assumed():
    """Fit is that of the class at home, not of the one 20 km away."""
    nothing_said = audited(near_and_far(), make.placement(class_section=None))
    nearer = audited(near_and_far(), make.placement(class_section="c2"))
    assert nothing_said.values == nearer.values


def test_a_given_class_is_assumed_before_any_other():
    """Who is in a class stays there in a plan that does not say."""
    scenario = near_and_far(section=SectionId("c1"))
    nothing_said = audited(scenario, make.placement(class_section=None))
    given = audited(scenario, make.placement(class_section="c1"))
    assert nothing_said.values == given.values


def test_a_class_that_may_not_be_joined_is_not_assumed():
    """Where no class fits, none is assumed."""
    scenario = make.scenario(sections=[make.section(templates=frozenset())])
    assert assumed(scenario, make.placement(class_section=None)) == []


def test_nothing_is_assumed_where_no_class_is_needed():
    """A programme without class needs no assumption."""
    scenario = make.scenario(templates=[make.template(class_slots=0)])
    assert assumed(scenario, make.placement(class_section=None)) == []


def test_the_class_of_a_placement_goes_before_the_class_list():
    """What stands with the placement is what counts."""
    scenario = make.scenario(
        sections=[make.section(), make.section("c2")],
        pins=(Pin(ParticipantId("p1"), section=SectionId("c1")),),
    )
    report = audited(scenario, make.placement(), classes={"p1": "c2"})
    assert report.warnings == ()


def test_an_unknown_age_is_assumed_where_a_gate_asks():
    """The place asks 18 years, the birth year is unknown: taken as met, and told."""
    scenario = make.scenario(places=[make.place(min_age=18)])
    assert assumed(scenario, make.placement()) == [("age", ("p1",))]
    grown = make.scenario([make.participant(birth_year=1990)], [make.place(min_age=18)])
    assert assumed(grown, make.placement()) == []


def test_an_unknown_education_is_assumed_where_a_gate_asks():
    """The programme asks education, the person's is unknown: taken as met, and told."""
    gated = [make.template(min_education=EducationLevel.PRIMARY)]
    scenario = make.scenario(templates=gated)
    assert assumed(scenario, make.placement()) == [("education", ("p1",))]
    schooled = make.scenario(
        [make.participant(education=EducationLevel.HIGHER)], templates=gated
    )
    assert assumed(schooled, make.placement()) == []


def test_nothing_is_assumed_of_people_without_a_place():
    """Gates matter only for those who are placed."""
    scenario = make.scenario(places=[make.place(min_age=18)])
    assert [a.code for a in audited(scenario).assumptions] == ["class"]
