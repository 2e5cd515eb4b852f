"""Level, reasons and runner-up of those who are placed."""

from datetime import date

import numpy as np

from matcher.domain.decisions import Pin, RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.reasons import Criterion, CriterionShare, Decided, RuledOut
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.explain import with_reasons
from matcher.options import NO_PLACE, build_options
from matcher.placement import placements_of
from tests.helpers import builders as make

POLICY = Policy()
P1, Q1 = ParticipantId("p1"), PlaceId("q1")


def placed(scenario: Scenario) -> Placement:
    """p1 at the first place they can be at."""
    candidates = find_candidates(scenario, POLICY)
    options = build_options(scenario, POLICY, candidates)
    at = np.flatnonzero(options.columns.place_idx != NO_PLACE)[:1]
    placements, _ = placements_of(scenario, options, at)
    (found,) = with_reasons(scenario, POLICY, candidates, options, at, placements)
    return found


def test_the_level_is_told():
    """The second of two wishes is level 2."""
    person = make.participant(sector_wishes=make.wishes("helse", "renhold"))
    assert placed(make.scenario([person])).level == 2


def test_every_criterion_has_its_share_and_its_fact():
    """Points, the most there are, and the number behind them."""
    person = make.participant(
        sector_wishes=make.wishes("helse", "renhold"),
        home=make.north_of(make.HERE, 5),
        languages=frozenset({"ar", "so"}),
    )
    place = make.place(
        level_wish=make.level("A2"),
        hired=3,
        hosted=5,
        support_languages=frozenset({"ar"}),
    )
    shares = [
        r
        for r in placed(make.scenario([person], [place])).reasons
        if isinstance(r, CriterionShare)
    ]
    assert shares == [
        CriterionShare(Criterion.WISH, 225, 450, 2, 2),
        CriterionShare(Criterion.LANGUAGE, 150, 150, 4, 4),
        CriterionShare(Criterion.TRAVEL, 154, 250, 23, 60),
        CriterionShare(Criterion.HIRE, 50, 100, 3, 5),
        CriterionShare(Criterion.SUPPORT_LANGUAGE, 50, 50, 1, 1),
    ]


def test_rules_that_kept_other_places_away_are_told():
    """With both counts, those that alone were in the way most often first."""
    person = make.participant(cannot=frozenset({"night"}), travel_limit_minutes=5)
    night = frozenset({"night"})
    places = [
        make.place("q1"),
        make.place("q2", demands=night),
        make.place("q3", location=make.north_of(make.HERE, 200)),
    ]
    ruled_out = [
        r
        for r in placed(make.scenario([person], places)).reasons
        if isinstance(r, RuledOut)
    ]
    assert ruled_out == [
        RuledOut(RuleCode.DEMAND, 1, 1),
        RuledOut(RuleCode.TRAVEL_LIMIT, 1, 0),
    ]


def test_a_pin_is_the_first_reason():
    """Whoever locked the place decided it."""
    scenario = make.scenario(pins=(Pin(P1, Q1),))
    assert placed(scenario).reasons[0] == Decided(RuleCode.PINNED)


def test_a_running_placement_needs_no_other_rules():
    """It is kept, whatever rules say about other places; there is no runner-up."""
    running = RunningPlacement(
        P1, Q1, date(2026, 6, 1), date(2026, 12, 4), make.slots("ons tor")
    )
    places = [make.place("q1"), make.place("q2", demands=frozenset({"night"}))]
    person = make.participant(cannot=frozenset({"night"}))
    found = placed(make.scenario([person], places, running=(running,)))
    assert found.reasons[0] == Decided(RuleCode.RUNNING_KEPT)
    assert not any(isinstance(r, RuledOut) for r in found.reasons)
    assert found.runner_up is None
