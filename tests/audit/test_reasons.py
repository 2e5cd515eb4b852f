"""Reasons a plan states for its placements, read a second time."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matcher.audit import audit_plan
from matcher.domain.decisions import Pin
from matcher.domain.fit import criterion_shares
from matcher.domain.ids import ParticipantId, PlaceId, SectionId, SlotId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy, Tier
from matcher.domain.reasons import (
    Criterion,
    CriterionShare,
    Decided,
    RuledOut,
    RunnerUp,
    WhyNot,
)
from matcher.domain.rules import RuleCode
from matcher.domain.satisfaction import satisfaction_level
from matcher.domain.scenario import Scenario
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

P1 = ParticipantId("p1")
PERSON = make.participant(
    "p1",
    sector_wishes=make.wishes("helse", "renhold"),
    place_vetoes=frozenset({PlaceId("q-vetoed")}),
    available_slots=make.slots("man tir ons tor fre"),
)
PLACES = [
    make.place("q1", step_level=1),
    make.place("q2", sector="helse", location=make.north_of(make.HERE, 5)),
    make.place("q-vetoed"),
    make.place("q-far", location=make.north_of(make.HERE, 80)),
]
WORLD = make.scenario([PERSON], PLACES)
PRACTICE = (SlotId("ons"), SlotId("tor"), SlotId("fre"))


def fit(scenario: Scenario, place: str) -> int:
    return sum(share.points for share in shares(scenario, place))


def shares(scenario: Scenario, place: str) -> tuple[CriterionShare, ...]:
    there = scenario.places_by_id()[PlaceId(place)]
    section = scenario.sections[0]
    person = scenario.participants[0]
    return criterion_shares(
        scenario, Policy(), person, there, section, make.START, PRACTICE
    )


def told(scenario: Scenario = WORLD, **changes) -> Placement:
    """p1 at q1 with true reasons, but for ``changes``."""
    runner_up = RunnerUp(
        place=PlaceId("q2"),
        start_date=make.START,
        end_date=date(2027, 2, 12),
        section=SectionId("c1"),
        slots=PRACTICE,
        fit=fit(scenario, "q2"),
        why_not=WhyNot.FULL,
        limits=(RuleCode.SEAT_DAY,),
        tier=Tier.FIT,
        by=fit(scenario, "q2") - fit(scenario, "q1"),
    )
    here = scenario.places_by_id()[PlaceId("q1")]
    plain = replace(
        make.placement(),
        level=satisfaction_level(scenario.participants[0], here),
        reasons=(
            *shares(scenario, "q1"),
            RuledOut(RuleCode.PLACE_VETO, 1, 1),
        ),
        runner_up=runner_up,
    )
    return replace(plain, **changes)


def found(placement: Placement, scenario: Scenario = WORLD):
    report = audit_plan(scenario, Policy(), honest_plan(scenario, placement))
    return [
        (v.rule, v.aspect, dict(v.details), v.found, v.allowed)
        for v in report.violations
    ]


def runner_up(**changes) -> Placement:
    plain = told()
    assert plain.runner_up is not None
    return replace(plain, runner_up=replace(plain.runner_up, **changes))


def test_reasons_neutral():
    """True reasons break no rule."""
    assert found(told()) == []


def test_a_plan_without_reasons_is_not_blamed():
    """Plans made by hand or before there were reasons say nothing."""
    assert found(make.placement()) == []


@pytest.mark.parametrize("level", [0, 1, 3, 4])
def test_a_wrong_level_is_told(level):
    """q1 is the second of two wishes: level 2 and no other."""
    assert found(told(level=level)) == [(RuleCode.STATED_VALUE, "level", {}, level, 2)]


def wrong_by_7(share: CriterionShare, part: str) -> dict[str, Any]:
    return {part: (getattr(share, part) or 0) + 7}


@pytest.mark.parametrize("criterion", list(Criterion))
@pytest.mark.parametrize("part", ["points", "of", "number", "out_of"])
def test_wrong_figures_of_a_criterion_are_told(criterion, part):
    """Each figure of each criterion is worked out again."""
    wrong = tuple(
        replace(share, **wrong_by_7(share, part))
        if share.criterion is criterion
        else share
        for share in shares(WORLD, "q1")
    )
    true = next(s for s in shares(WORLD, "q1") if s.criterion is criterion)
    right = getattr(true, part) or 0
    assert found(told(reasons=wrong)) == [
        (
            RuleCode.STATED_VALUE,
            "criterion",
            {"name": criterion.value, "part": part},
            right + 7,
            right,
        )
    ]


def test_a_criterion_left_out_is_told():
    """A plan that gives reasons gives all shares that are not 0."""
    without = tuple(s for s in shares(WORLD, "q1") if s.criterion is not Criterion.WISH)
    parts = [
        (details["part"], allowed)
        for *_, details, _, allowed in found(told(reasons=without))
    ]
    assert parts == [("number", 2), ("of", 400), ("out_of", 2), ("points", 200)]


def test_a_step_up_to_a_place_without_a_step_is_told():
    """What nobody can say is not believed."""
    plain = replace(WORLD, places=(make.place("q1"), *PLACES[1:]))
    claimed = shares(WORLD, "q1")[-1]
    said = told(plain, reasons=(*shares(plain, "q1"), claimed))
    assert {details["name"] for *_, details, _, _ in found(said, plain)} == {"step-up"}


@pytest.mark.parametrize("rule", [RuleCode.PINNED, RuleCode.RUNNING_KEPT])
def test_a_decision_that_nobody_made_is_told(rule):
    """Only pins and running placements decide beforehand."""
    made_up = told(reasons=(Decided(rule), *shares(WORLD, "q1")))
    assert found(made_up) == [
        (RuleCode.STATED_VALUE, "decided", {"name": rule.value}, 1, 0)
    ]


def test_a_decision_left_out_is_told():
    """A pinned place is not there for its points alone."""
    pinned = replace(WORLD, pins=(Pin(P1, PlaceId("q1")),))
    assert found(told(pinned), pinned) == [
        (RuleCode.STATED_VALUE, "decided", {"name": "pinned"}, 0, 1)
    ]


def test_a_pinned_place_may_say_so():
    """The decision stated and made is true."""
    pinned = replace(WORLD, pins=(Pin(P1, PlaceId("q1")),))
    reasons = (Decided(RuleCode.PINNED), *shares(pinned, "q1"))
    assert found(told(pinned, reasons=reasons), pinned) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"place": "q9"}, "unknown-id"),
        ({"place": "q1"}, "one-placement"),
        ({"place": "q-vetoed"}, "place-veto"),
        ({"place": "q-far"}, "travel-limit"),
        ({"slots": make.slots("man ons tor")}, "slot-clash"),
        ({"start_date": date(2026, 8, 10)}, "dates"),
    ],
)
def test_a_runner_up_that_could_not_be_is_told(changes, rule):
    """The runner-up must be another place that breaks no rule for the person."""
    names = [
        details["name"]
        for _, aspect, details, *_ in found(runner_up(**changes))
        if aspect == "runner-up"
    ]
    assert names == [rule]


def test_a_wrong_fit_of_the_runner_up_is_told():
    """Its points are worked out again."""
    true = fit(WORLD, "q2")
    assert found(runner_up(fit=true + 3)) == [
        (RuleCode.STATED_VALUE, "runner-up-fit", {}, true + 3, true)
    ]


def test_a_wrong_difference_in_fit_is_told():
    """So is the difference to the placement."""
    true = fit(WORLD, "q2") - fit(WORLD, "q1")
    assert found(runner_up(by=true + 3)) == [
        (RuleCode.STATED_VALUE, "runner-up-by", {}, true + 3, true)
    ]
