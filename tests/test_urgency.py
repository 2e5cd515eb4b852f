"""Who gets the last seat: deadlines, and the policy that puts them first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.audit import audit_plan
from matcher.domain.named_policies import NAMED_POLICIES, STANDARD, URGENCY_FIRST
from matcher.domain.policy import Policy, Tier
from matcher.domain.programme import PatternStep
from matcher.domain.rules import RuleCode
from matcher.planning import plan
from tests.helpers import builders as make

BEFORE_THE_LAW = date(2025, 6, 2)
DUE = date(2026, 4, 6)


def waiting(id: str, days: int, template="intro", started=BEFORE_THE_LAW):
    return make.participant(
        id,
        template=template,
        programme_start=started,
        waiting_since=make.START - timedelta(days=days),
    )


def one_seat(promised: int | None, waited: int):
    """p1 has waited longest; p2's programme may promise a match."""
    return make.scenario(
        [waiting("p1", 100), waiting("p2", waited, "promised")],
        templates=[
            make.template(),
            make.template("promised", match_within_days=promised),
        ],
    )


def placed(scenario, policy=STANDARD):
    made = plan(scenario, policy, workers=1).plan
    assert audit_plan(scenario, policy, made).violations == ()
    return [placement.participant for placement in made.placements]


def test_without_a_promise_the_longest_wait_gets_the_seat():
    """Neutral: nobody has a deadline."""
    assert placed(one_seat(promised=None, waited=15)) == ["p1"]


def test_whose_match_is_late_gets_the_seat():
    """Forced wrong: the promise of 14 days is broken by one."""
    assert placed(one_seat(promised=14, waited=15)) == ["p2"]


def test_whose_match_is_in_time_does_not_go_first():
    """Forced right: 14 days are within the promise."""
    assert placed(one_seat(promised=14, waited=14)) == ["p1"]


def test_a_false_count_of_late_matches_is_caught():
    """A plan that says one late match more was covered is named."""
    scenario = one_seat(promised=14, waited=15)
    made = plan(scenario, STANDARD, workers=1).plan
    boasting = replace(
        made,
        tiers=tuple(
            replace(tier, value=2, bound=2)
            if tier.name is Tier.COVERAGE_MATCH_LATE
            else tier
            for tier in made.tiers
        ),
    )
    found = audit_plan(scenario, STANDARD, boasting).violations
    assert {(v.rule, v.found, v.allowed) for v in found} == {
        (RuleCode.STATED_VALUE, 2, 1)
    }


def one_or_two(deadline_of_the_two: date):
    """A seat for one who has waited a year, or for two who have waited a season."""
    four, two = (PatternStep(4),), (PatternStep(2),)
    return make.scenario(
        [
            waiting("year", 365, "four"),
            waiting("season-1", 90, "two", deadline_of_the_two),
            waiting("season-2", 90, "two", deadline_of_the_two),
        ],
        [make.place(people_at_once=2)],
        templates=[
            make.template("four", steps=four, min_practice_slots=4, class_slots=0),
            make.template("two", steps=two, class_slots=0),
        ],
        sections=[],
    )


def test_the_standard_covers_as_many_as_possible():
    """Two people with a shorter wait go before one with a longer."""
    assert placed(one_or_two(BEFORE_THE_LAW)) == ["season-1", "season-2"]


def test_urgency_first_covers_the_longest_wait():
    """Where nobody has a deadline, 365 days go before twice 90."""
    assert placed(one_or_two(BEFORE_THE_LAW), URGENCY_FIRST) == ["year"]


def test_urgency_first_keeps_the_law_first():
    """Two whose legal deadline falls in the period go before any wait without one."""
    assert placed(one_or_two(DUE), URGENCY_FIRST) == ["season-1", "season-2"]


def test_urgency_first_has_the_aims_of_the_standard():
    """Only their order differs: deadlines first, then the wait, then the rest."""
    assert sorted(URGENCY_FIRST.tiers) == sorted(STANDARD.tiers)
    order = URGENCY_FIRST.tiers.index
    assert (
        order(Tier.REPAIR)
        < order(Tier.COVERAGE_OVERDUE)
        < order(Tier.COVERAGE_DUE)
        < order(Tier.COVERAGE_MATCH_LATE)
        < order(Tier.WAITING)
        < order(Tier.COVERAGE_OTHER)
        < order(Tier.HOURS_SHORT)
        < order(Tier.FIT)
    )


def test_the_standard_is_the_policy_without_a_choice():
    """Nobody gets another plan by naming what is used anyway."""
    assert Policy() == NAMED_POLICIES["standard"]


@pytest.mark.parametrize("name", NAMED_POLICIES)
def test_a_named_policy_is_sound(name):
    """Each is found by its own name and has no fault."""
    assert NAMED_POLICIES[name].name == name
    assert NAMED_POLICIES[name].faults() == []
