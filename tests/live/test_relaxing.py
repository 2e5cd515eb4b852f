"""One rule that keeps one person from fewer places."""

from typing import Any

import pytest

from matcher.conflicts.exceptions import AT_A_PLACE
from matcher.domain.decisions import Ban, EarlierPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId
from matcher.domain.participant import WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.what_if import ASKED_BY_PLACES, Relaxed
from matcher.eligibility import find_candidates
from matcher.live.relaxing import OWN_LIMITS, relaxed
from tests.helpers import builders as make

P1, P2, Q1 = ParticipantId("p1"), ParticipantId("p2"), PlaceId("q1")
FAR = make.north_of(make.HERE, 22)
EARLIER = make.START.replace(year=2025)

KEPT_OUT: dict[RuleCode, dict[str, Any]] = {
    RuleCode.SECTOR_VETO: {"sector_vetoes": frozenset({make.SECTOR})},
    RuleCode.PLACE_VETO: {"place_vetoes": frozenset({Q1})},
    RuleCode.EMPLOYER_VETO: {"employer_vetoes": frozenset({make.EMPLOYER})},
    RuleCode.CEFR_FLOOR: {"level": make.level("A1")},
    RuleCode.TRAVEL_LIMIT: {"home": FAR, "travel_limit_minutes": 60},
    RuleCode.WORKING_HOURS: {"working_window": WorkingWindow(16 * 60, 20 * 60)},
    RuleCode.AVAILABILITY: {"available_slots": make.slots("man tir")},
    RuleCode.DEMAND: {"cannot": frozenset({"heavy-lifting"})},
    RuleCode.REQUIREMENT: {},
    RuleCode.PROGRAMME_ACCEPTED: {},
    RuleCode.BAN: {},
    RuleCode.REPEAT_EMPLOYER: {},
    RuleCode.STEP_LEVEL: {},
}
"""What keeps a person from the place, by rule; places and decisions in `world`."""


def world(rule):
    """Two people whom ``rule`` keeps from the only place."""
    asks: dict[RuleCode, dict[str, Any]] = {
        RuleCode.CEFR_FLOOR: {"level_floor": make.level("A2")},
        RuleCode.DEMAND: {"demands": frozenset({"heavy-lifting"})},
        RuleCode.REQUIREMENT: {"requires": frozenset({"police-certificate"})},
        RuleCode.PROGRAMME_ACCEPTED: {"programmes": frozenset()},
        RuleCode.STEP_LEVEL: {"step_level": 1},
        RuleCode.WORKING_HOURS: {"start_minute": 8 * 60, "end_minute": 15 * 60},
    }
    people = [make.participant(id, **KEPT_OUT[rule]) for id in (P1, P2)]
    employer = EmployerId("e1") if rule is RuleCode.REPEAT_EMPLOYER else None
    before = [EarlierPlacement(p, employer, EARLIER, EARLIER, 3) for p in (P1, P2)]
    is_earlier = rule in (RuleCode.REPEAT_EMPLOYER, RuleCode.STEP_LEVEL)
    return make.scenario(
        people,
        [make.place(**asks.get(rule, {}))],
        bans=(Ban(P1, Q1), Ban(P2, Q1)) if rule is RuleCode.BAN else (),
        earlier=tuple(before) if is_earlier else (),
    )


def candidates(scenario):
    """The people who can go to the place."""
    found = find_candidates(scenario, Policy(weeks_per_level=0))
    return [scenario.participants[i].id for i in found.participant_idx]


@pytest.mark.parametrize("rule", OWN_LIMITS)
def test_the_person_s_own_limit_goes_and_nobody_else_s(rule):
    """Only the person asked for can go there then."""
    scenario = world(rule)
    assert candidates(scenario) == []
    assert candidates(relaxed(scenario, Policy(), Relaxed(rule, P1))) == [P1]


@pytest.mark.parametrize("rule", sorted(AT_A_PLACE))
def test_a_rule_relaxed_at_one_place(rule):
    """The person can go there; others too only where the place asks less."""
    scenario = world(rule)
    assert candidates(scenario) == []
    free = candidates(relaxed(scenario, Policy(), Relaxed(rule, P1, Q1)))
    assert free == ([P1, P2] if rule in ASKED_BY_PLACES else [P1])


@pytest.mark.parametrize("rule", sorted(AT_A_PLACE))
def test_a_rule_that_keeps_from_nothing_is_the_same_relaxed(rule):
    """Above all no travel limit becomes lower, nor any floor higher."""
    scenario = make.scenario()
    assert relaxed(scenario, Policy(), Relaxed(rule, P1, Q1)) == scenario


def test_a_limit_may_be_relaxed_by_as_much_as_is_said():
    """Minutes of travel, and levels."""
    further = relaxed(
        make.scenario(), Policy(), Relaxed(RuleCode.TRAVEL_LIMIT, P1, amount=40)
    )
    assert further.participants[0].travel_limit_minutes == 100
    better = relaxed(
        make.scenario(), Policy(), Relaxed(RuleCode.CEFR_FLOOR, P1, amount=2)
    )
    assert better.participants[0].level == make.level("B2")
