"""Outcomes by group: who belongs where, and which groups are shown alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.groups import (
    AGE_BANDS,
    SMALL_GROUPS,
    SMALLEST_GROUP,
    UNKNOWN,
    Dimension,
    GroupOutcome,
    PersonOutcome,
    age_band,
    group_outcomes,
    shown_together,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.programme import EducationLevel
from tests.helpers import builders as make

NOTHING = PersonOutcome(covered=False, first_day=None, fit=0)


def people(number: int, **changes):
    return [make.participant(f"p{i:02}", **changes) for i in range(number)]


def with_sexes(scenario, women: int):
    """The first so many are women, the rest men."""
    return replace(
        scenario,
        group_facts=tuple(
            GroupFact(person.id, Sex.FEMALE if i < women else Sex.MALE)
            for i, person in enumerate(scenario.participants)
        ),
    )


def outcomes(scenario, **placed: PersonOutcome):
    return {
        person.id: placed.get(person.id, NOTHING) for person in scenario.participants
    }


def by_sex(scenario, **placed: PersonOutcome) -> dict[str, GroupOutcome]:
    found = group_outcomes(scenario, outcomes(scenario, **placed))
    return {one.group: one for one in found if one.dimension is Dimension.SEX}


def sizes(scenario, dimension: Dimension) -> dict[str, int]:
    found = group_outcomes(scenario, outcomes(scenario))
    return {one.group: one.participants for one in found if one.dimension is dimension}


def test_each_figure_is_that_of_the_group():
    """People, placed, covered and the means, worked out by hand."""
    waited = {"waiting_since": make.START - timedelta(days=10)}
    crowd = people(12)
    crowd[0] = replace(crowd[0], **waited)
    crowd[1] = replace(crowd[1], waiting_since=make.START - timedelta(days=2000))
    scenario = with_sexes(make.scenario(crowd), women=6)
    found = by_sex(
        scenario,
        p00=PersonOutcome(covered=True, first_day=make.START, fit=700),
        p01=PersonOutcome(covered=False, first_day=make.START, fit=601),
        p02=PersonOutcome(covered=True, first_day=make.START, fit=0),
        p03=PersonOutcome(covered=True, first_day=None, fit=0),
    )
    women, men = found["female"], found["male"]
    assert women == GroupOutcome(Dimension.SEX, "female", 6, 3, 3, 433, (10 + 999) // 2)
    assert men == GroupOutcome(Dimension.SEX, "male", 6, 0, 0, None, None)


def test_a_group_of_five_is_shown():
    """Five people are enough."""
    scenario = with_sexes(make.scenario(people(11)), women=SMALLEST_GROUP)
    assert sizes(scenario, Dimension.SEX) == {"female": 5, "male": 6}


def test_a_group_of_four_is_not_shown_nor_can_it_be_told_from_the_rest():
    """With one of two groups hidden the other would tell it, so neither is shown."""
    scenario = with_sexes(make.scenario(people(11)), women=SMALLEST_GROUP - 1)
    assert sizes(scenario, Dimension.SEX) == {}


def test_one_small_group_takes_the_next_smallest_along():
    """What is left of the whole would tell a group that is hidden alone."""
    assert shown_together({"a": 4, "b": 6, "c": 9}) == {"a", "b"}


def test_small_groups_are_hidden_until_they_are_enough_together():
    """Two and two are four: the next joins, though none of them is one alone."""
    assert shown_together({"a": 2, "b": 2, "c": 7, "d": 9}) == {"a", "b", "c"}


def test_two_small_groups_that_are_enough_together_take_nobody_along():
    """Three and two are five."""
    assert shown_together({"a": 3, "b": 2, "c": 7}) == {"a", "b"}


def test_large_groups_are_all_shown():
    """Nothing is hidden where nothing is small."""
    assert shown_together({"a": 5, "b": 70}) == frozenset()


@pytest.mark.parametrize(
    "counted", [{"a": n, "b": m, "c": k} for n in range(9) for m in (1, 4, 6) for k in (5, 30)]
)  # fmt: skip
def test_nobody_can_subtract_to_a_small_group(counted):
    """Whatever is hidden is nothing, or two groups and five people at least, or all."""
    hidden = shown_together(counted)
    if hidden and hidden != counted.keys():
        assert len(hidden) > 1
        assert sum(counted[group] for group in hidden) >= SMALLEST_GROUP
    assert all(counted[group] >= SMALLEST_GROUP for group in counted.keys() - hidden)


def test_small_groups_are_one_row_after_the_others():
    """Their people are all in it, under a name of its own."""
    levels = [EducationLevel.HIGHER] * 7 + [EducationLevel.NONE] * 2 + [None] * 4
    crowd = [
        replace(person, education=level)
        for person, level in zip(people(len(levels)), levels, strict=True)
    ]
    assert sizes(make.scenario(crowd), Dimension.EDUCATION) == {
        "higher": 7,
        SMALL_GROUPS: 6,
    }


def test_people_of_whom_it_is_not_known_are_a_group():
    """Without a row in the table the sex is unknown, not left out."""
    scenario = with_sexes(make.scenario(people(18)), women=6)
    known = replace(scenario, group_facts=scenario.group_facts[:12])
    assert sizes(known, Dimension.SEX) == {"female": 6, "male": 6, UNKNOWN: 6}


def test_a_dimension_with_one_group_is_left_out():
    """Where all are alike, the row would be the whole plan again."""
    scenario = make.scenario(people(20, education=EducationLevel.HIGHER))
    assert group_outcomes(scenario, outcomes(scenario)) == ()


def test_people_are_grouped_by_municipality():
    """By the number, in its order."""
    towns = [make.municipality("4003"), make.municipality("4001")]
    crowd = people(12)
    crowd = [replace(p, municipality=towns[i % 2].id) for i, p in enumerate(crowd)]
    scenario = make.scenario(crowd, municipalities=towns)
    assert list(sizes(scenario, Dimension.MUNICIPALITY).items()) == [
        ("4001", 6),
        ("4003", 6),
    ]


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (17, "under-18"),
        (18, "18-25"),
        (25, "18-25"),
        (26, "26-35"),
        (36, "36-45"),
        (46, "46-55"),
        (55, "46-55"),
        (56, "over-55"),
        (99, "over-55"),
    ],
)
def test_age_bands_are_those_of_the_statistics(age, band):
    """Each band has its first and last year."""
    assert age_band(2026 - age, 2026) == band


def test_an_unknown_birth_year_is_in_no_band():
    """It is not guessed."""
    assert age_band(None, 2026) == UNKNOWN


def test_age_is_reached_in_the_year_the_plan_begins():
    """Bands come in order of age."""
    ages = [20] * 6 + [60] * 6
    crowd = [
        replace(person, birth_year=make.START.year - age)
        for person, age in zip(people(12), ages, strict=True)
    ]
    found = sizes(make.scenario(crowd), Dimension.AGE_BAND)
    assert list(found.items()) == [("18-25", 6), ("over-55", 6)]
    names = [name for name, _ in AGE_BANDS]
    assert names.index("18-25") < names.index("over-55")


def test_the_order_of_the_table_means_nothing():
    """Facts in another order give the same outcomes."""
    scenario = with_sexes(make.scenario(people(12)), women=6)
    other = replace(scenario, group_facts=scenario.group_facts[::-1])
    first = {ParticipantId("p00"): PersonOutcome(True, date(2026, 9, 1), 5)}
    told = {**outcomes(scenario), **first}
    assert group_outcomes(scenario, told) == group_outcomes(other, told)
