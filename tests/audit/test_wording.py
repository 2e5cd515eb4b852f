"""The audit in words, in three languages."""

import re
from pathlib import Path

import pytest

import matcher.audit
from matcher.audit import (
    Violation,
    compare_plans,
    comparison_lines,
    report_lines,
    violation_line,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.text import Language, translator
from tests.audit.judging import audited, day
from tests.audit.plans import honest_plan
from tests.audit.test_capacity import shared
from tests.audit.test_mutation import MUTATIONS, mutated
from tests.audit.test_statements import HONEST, TWO
from tests.helpers import builders as make

LANGUAGES = [translator(language) for language in Language]
every_language = pytest.mark.parametrize(
    "translate", LANGUAGES, ids=[t.language.value for t in LANGUAGES]
)
NB, _, EN = LANGUAGES


@pytest.mark.parametrize(
    "rule", sorted(set(RuleCode) - {RuleCode.ROOM_LEFT, RuleCode.NO_PLACES})
)
@every_language
def test_every_rule_says_what_to_do(rule, translate):
    """Each rule has its advice in each language, a whole sentence."""
    assert translate(f"audit.{rule.value}.todo").endswith(".")


@every_language
def test_no_words_are_left_over(translate):
    """The catalogues have no message of a rule that the audit never tells."""
    folder = Path(matcher.audit.__file__).parent
    code = "".join(file.read_text("utf-8") for file in sorted(folder.rglob("*.py")))
    named = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', code))
    rules = "|".join(sorted((r.value for r in RuleCode), key=len, reverse=True))
    for key in translate.messages:
        if found := re.fullmatch(rf"audit\.({rules})\.(.+)", key):
            assert found[2] in named | {"todo"}, key


@pytest.mark.parametrize("name", MUTATIONS)
@every_language
def test_every_violation_can_be_told(name, translate):
    """Each corrupted plan is told in each language with rule and people."""
    report = mutated(name)
    for violation in (*report.violations, *report.warnings):
        line = violation_line(violation, translate)
        assert line.startswith(f"{violation.rule.value}: ")
        assert "{" not in line
        assert "None" not in line
        assert all(person in line for person in violation.participants)


def test_a_line_names_rule_place_dates_people_numbers_and_advice():
    """Nothing a coordinator needs is missing."""
    report = audited(shared(seats=1), make.placement("p1"), make.placement("p2"))
    assert violation_line(report.violations[0], NB) == (
        "seat-day: På q1 er det satt opp 2 på ons, og det er plass til 1, "
        "19.08.2026–10.02.2027 (uke 34–6): p1, p2. "
        "Gi noen en annen dag, et annet sted eller andre datoer."
    )


def test_a_single_day_is_one_date():
    """A run of one day is not written as from and to."""
    low = make.scenario(places=[make.place(level_floor=make.level("B1"))])
    (violation,) = audited(low, make.placement()).violations
    assert violation_line(violation, EN) == (
        "cefr-floor: p1 at q1: listening is A2 at the start 2026-08-17 (week 34), "
        "the place asks B1. Choose a place that asks less language, or a later start."
    )


def test_of_many_people_the_first_are_named():
    """Twelve are named, the rest counted."""
    people = tuple(ParticipantId(f"p{i:02d}") for i in range(1, 16))
    crowd = Violation(RuleCode.SECTION_SEATS, people, found=15, allowed=9)
    line = violation_line(crowd, EN)
    assert "p12 and 3 more" in line
    assert "p13" not in line


def test_an_excused_violation_says_why():
    """A warning advises by its excuse, not by its rule."""
    report = audited(make.scenario(), classes={"p1": None})
    (line,) = [violation_line(w, EN) for w in report.warnings]
    assert line.endswith("Change what is asked, or what stands in the way.")


@every_language
def test_a_sound_plan_is_called_sound(translate):
    """The first line says that no rule is broken; counts and values follow."""
    lines = report_lines(audited(make.scenario(), make.placement()), translate)
    assert lines[0] == translate("audit.sound")
    assert f"{translate('report.seat-slots-used')}: 76" in lines
    assert any(line.startswith(translate("report.tier.fit")) for line in lines)


@every_language
def test_violations_warnings_and_assumptions_are_listed(translate):
    """Each has its heading with a count, and an indented line each."""
    kept = make.scenario(
        [make.participant("p1"), make.participant("p2")],
        sections=[make.section(municipalities=frozenset({"4001"}))],
        templates=[make.template(min_age=18)],
    )
    report = audited(kept, make.placement(class_section=None), make.placement("p9"))
    lines = report_lines(report, translate)
    assert lines[0] == translate.plural("audit.violations", 1)
    assert lines[1].startswith("  unknown-id: ")
    assert lines[2] == translate.plural("audit.warnings", 2)
    assert lines[5] == translate("audit.assumptions")
    assert lines[6] == "  " + translate.plural("audit.assumed.age", 1, people="p1")


@every_language
def test_a_tier_is_named_in_words(translate):
    """A stated value that is untrue names the aim, not its code."""
    untrue = Violation(
        RuleCode.STATED_VALUE, aspect="tier", found=2, details={"name": "fit"}
    )
    assert translate("report.tier.fit") in violation_line(untrue, translate)


@every_language
def test_a_comparison_in_words(translate):
    """Counts and values side by side, who differs and how, and the audit of each."""
    four = make.scenario(
        [make.participant(id) for id in ("p1", "p2", "p3", "p4")],
        [make.place(id) for id in ("q1", "q2", "q3", "q4")],
    )
    by_hand = [
        make.placement("p1"),
        make.placement("p2", "q2"),
        make.placement("p3", "q3"),
    ]
    ours = honest_plan(
        four,
        make.placement("p1", first=day("2026-09-14")),
        make.placement("p2", "q4"),
        make.placement("p4", "q2"),
    )
    comparison = compare_plans(four, Policy(), by_hand, ours)
    lines = comparison_lines(comparison, ("min.csv", "out"), translate)
    names = {"a": "min.csv", "b": "out"}

    def told(group, people):
        return translate.plural(f"audit.compare.{group}", 1, people=people, **names)

    assert f"{translate('report.placed')}: 3 | 3 (+0)" in lines
    assert told("only-a", "p3") in lines
    assert told("only-b", "p4") in lines
    assert told("covered-only-a", "p3") in lines
    assert told("covered-only-b", "p4") in lines
    assert told("rescheduled", "p1") in lines
    assert told("moved", "p2 (q2 → q4)") in lines
    assert translate.plural("audit.compare.unchanged", 0) in lines
    assert lines.index("min.csv:") < lines.index("out:")


def test_nobody_in_a_group_is_no_line():
    """Groups without people are left out."""
    same = compare_plans(TWO, Policy(), HONEST, HONEST)
    lines = comparison_lines(same, ("a", "b"), EN)
    assert not any("only in" in line for line in lines)
    assert "1 is placed alike in both" in lines
