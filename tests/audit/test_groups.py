"""Outcomes of groups, counted a second time."""

from dataclasses import replace

import pytest

from matcher.audit import audit_placements, audit_plan, report_lines
from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.groups import Dimension, GroupOutcome
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.text import Language, translator
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

PEOPLE = [make.participant(f"p{i:02}") for i in range(12)]
WORLD = make.scenario(
    PEOPLE,
    group_facts=tuple(
        GroupFact(person.id, Sex.FEMALE if i < 5 else Sex.MALE)
        for i, person in enumerate(PEOPLE)
    ),
)
HONEST = honest_plan(WORLD, make.placement("p00"))


def found(plan):
    violations = audit_plan(WORLD, Policy(), plan).violations
    assert {v.rule for v in violations} <= {RuleCode.STATED_VALUE}
    return [
        (v.aspect, *(v.details[key] for key in ("group", "figure", "stated", "true")))
        for v in violations
    ]


def forged(**changes):
    """The plan with the row of the women stated otherwise."""
    women, men = HONEST.groups
    return replace(HONEST, groups=(replace(women, **changes), men))


def test_an_honest_plan_counts_its_groups_right():
    """Neutral: one of five women is placed and covered, none of seven men."""
    assert found(HONEST) == []
    counted = [(g.group, g.participants, g.placed, g.covered) for g in HONEST.groups]
    assert counted == [("female", 5, 1, 1), ("male", 7, 0, 0)]


@pytest.mark.parametrize(
    ("figure", "stated", "true"),
    [
        ("participants", 6, "5"),
        ("placed", 5, "1"),
        ("covered", 0, "1"),
        ("mean_days_waiting", 3, "–"),
    ],
)
def test_a_forged_figure_is_named(figure, stated, true):
    """Each with the group, what is said and what is true."""
    assert found(forged(**{figure: stated})) == [
        ("group", "sex.female", figure, str(stated), true)
    ]


def test_a_forged_fit_is_named():
    """Also where a mean is said to be none."""
    fit = HONEST.groups[0].mean_fit
    expected = [("group", "sex.female", "mean_fit", "–", str(fit))]
    assert found(forged(mean_fit=None)) == expected


def test_a_group_left_out_is_named():
    """Outcomes cannot be hidden by leaving them out."""
    silent = replace(HONEST, groups=HONEST.groups[1:])
    assert ("group", "sex.female", "placed", "–", "1") in found(silent)


def test_a_group_that_may_not_be_shown_is_named():
    """A row of a group that is too small, or is not there, has no true figures."""
    small = GroupOutcome(Dimension.AGE_BAND, "18-25", 1, 1, 1, None, None)
    assert found(replace(HONEST, groups=(*HONEST.groups, small))) == [
        ("group", "age-band.18-25", figure, "1", "–")
        for figure in ("covered", "participants", "placed")
    ]


def test_a_plan_made_by_hand_is_counted_too():
    """Who plans in a spreadsheet can see the outcomes of groups as well."""
    report = audit_placements(WORLD, Policy(), [make.placement("p00")], {})
    assert [(g.group, g.covered) for g in report.groups] == [("female", 1), ("male", 0)]


@pytest.mark.parametrize("language", Language)
def test_a_forged_figure_is_told_in_words(language):
    """The group and the figure have words of the reader's."""
    say = translator(language)
    report = audit_plan(WORLD, Policy(), forged(placed=5))
    text = "\n".join(report_lines(report, say))
    assert say("groups.sex.female") in text
    assert say("groups.figure.placed") in text
