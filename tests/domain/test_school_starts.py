"""The bridge to a school start: a programme that lasts until it."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit import audit_placements
from matcher.audit.programme_ends import with_end_read_again
from matcher.domain.absences import Absence, AbsenceKind
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, EndGoal
from matcher.domain.programme_length import (
    programme_ends,
    with_programme_end,
    with_programme_ends,
)
from matcher.domain.rules import RuleCode
from matcher.domain.school_starts import placement_lengths, with_bridge
from matcher.domain.weeks import Horizon
from matcher.eligibility import find_candidates
from matcher.explain import plain_texts
from matcher.io.doubts import doubts_about
from matcher.io.plan_json import plan_from_json, plan_to_json
from matcher.options import build_options
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.readability import lix

SCHOOL = date(2026, 12, 14)
"""A Monday, seventeen weeks after the start."""


def accepted(**changes):
    person = make.participant(school_start=SCHOOL, **changes)
    return with_programme_end(person, make.template(), make.calendar())


@pytest.mark.parametrize("stated", [None, date(2026, 11, 1), date(2027, 6, 1)])
def test_the_programme_lasts_to_the_day_before(stated):
    """Whether no end is stated, an earlier or a later one; what was stated is kept."""
    person = accepted(programme_end=stated)
    assert person.programme_end == date(2026, 12, 13)
    assert person.stated_end == stated


def test_days_away_do_not_put_school_off():
    """Somebody who was away for weeks starts with the others."""
    away = Absence(AbsenceKind.PAUSE, date(2026, 9, 1), date(2026, 9, 30))
    assert accepted(absences=(away,)).programme_end == date(2026, 12, 13)


def test_without_a_school_nothing_is_different():
    """Ends and lengths are the stated ones."""
    person = make.participant(programme_end=date(2026, 11, 1))
    assert with_programme_end(person, make.template(), make.calendar()) == person
    template = make.template(lengths_weeks=(8, 26))
    assert placement_lengths(person, template, Horizon(make.START)) == (26, 8)
    with pytest.raises(ValueError, match="p1"):
        with_bridge(person)


def test_the_audit_reads_the_same_end():
    """And a plan with another one is told of."""
    person = accepted(programme_end=date(2026, 11, 1))
    again = with_end_read_again(person, make.template(), make.calendar())
    assert again == person


def stays(scenario, policy) -> set[tuple[int, int]]:
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    columns = options.columns
    pairs = zip(columns.start_week.tolist(), columns.end_week.tolist(), strict=True)
    return {pair for pair in pairs if pair != (0, 0)}


def bridged(school: date | None, **changes):
    """A programme whose placements last eight weeks."""
    template = make.template(lengths_weeks=(8,), min_weeks=4)
    person = make.participant(school_start=school, **changes)
    return with_programme_ends(make.scenario([person], templates=[template]))


def test_a_placement_may_last_as_long_as_the_bridge():
    """Beyond the longest of the programme, and never into school."""
    policy = Policy(latest_start_week=0)
    assert stays(bridged(None), policy) == {(0, 8)}
    assert stays(bridged(SCHOOL), policy) == {(0, 8), (0, 17)}


@pytest.mark.parametrize(
    ("school", "last", "aspects"),
    [
        (SCHOOL, date(2026, 12, 11), set()),
        (SCHOOL, date(2026, 12, 18), {"programme"}),
        (None, date(2026, 12, 11), {"too-long"}),
    ],
)
def test_the_audit_lets_a_placement_last_until_school(school, last, aspects):
    """As long as the bridge, no longer; without a school as long as the programme says."""
    row = make.placement(last=last)
    stated = {row.participant: row.section}
    found = audit_placements(bridged(school), Policy(), [row], stated).violations
    assert {v.aspect for v in found if v.rule is RuleCode.DATES} == aspects


def test_the_plan_states_the_bridge():
    """The last day with the school it is the bridge to, and it is read back."""
    person = accepted(programme_end=date(2026, 11, 1))
    plan = replace(make.plan(), programme_ends=programme_ends([person]))
    assert plan.programme_ends[0].computed.school_start == SCHOOL
    again = plan_from_json(plan_to_json(plan))
    assert again.programme_ends == plan.programme_ends


def test_a_bridge_longer_than_the_law_is_doubted():
    """It is planned all the same: people know of decisions that we do not."""
    codes = {
        "end-at-school": bridged(SCHOOL),
        "bridge-after-law": bridged(
            SCHOOL.replace(year=2029),
            education=EducationLevel.UPPER_SECONDARY,
            end_goal=EndGoal.WORK,
        ),
    }
    for code, scenario in codes.items():
        assert code in {one.code for one in doubts_about(scenario, Policy())}


@pytest.mark.parametrize("language", [Language.NB, Language.NN])
def test_the_person_is_told_when_school_starts(language):
    """In easy words, and that the programme lasts until then."""
    plan = make.plan([make.placement(last=date(2026, 12, 11))])
    [lines] = plain_texts(bridged(SCHOOL), plan, translator(language)).values()
    assert any("14. desember 2026" in line for line in lines)
    assert any("13. desember 2026" in line for line in lines)
    assert lix(lines) <= 30
