"""Bounds on what the duty lacks in plans as good, against every plan there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pytest

from matcher.audit import audit_placements
from matcher.calendar import base_calendar, shortage_bounds
from matcher.domain.policy import Policy, Tier
from matcher.domain.programme import PatternStep
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.placement import kept_hosts, placements_of
from matcher.planning import PlanningOutcome, plan
from matcher.verify.left import options_left
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

POLICY = Policy(start_every_weeks=1, latest_start_week=0)
AIMS = POLICY.tiers[:-1]
UP_TO_HOURS = AIMS[: AIMS.index(Tier.HOURS_SHORT) + 1]
LEGAL = "hours_short_legal"
CASES = [(1, 1), (1, 2), (2, 1), (3, 3)]
"""Seats of the club, and of the class that does not meet then."""


@pytest.fixture(scope="module", autouse=True)
def hosts() -> Iterator[None]:
    """One solver host for all."""
    with kept_hosts():
        yield


def scenario_of(club_seats: int, class_seats: int) -> Scenario:
    """Three people, one seat at one place, two classes, and a club on Wednesdays."""
    return offering(
        offer(seats=club_seats),
        weeks=1,
        participants=[make.participant(f"p{i}") for i in range(3)],
        places=[make.place(seats_each_slot=dict.fromkeys(("tor", "fre"), 1))],
        templates=[
            make.template(
                steps=(PatternStep(2),),
                min_practice_slots=1,
                min_weeks=1,
                lengths_weeks=(1,),
            )
        ],
        sections=[
            make.section("c1", "ons", seats=3),
            make.section("c2", "man tir", seats=class_seats),
        ],
    )


@dataclass(frozen=True)
class EveryPlan:
    """A plan, and all others by what they reach, lack and are made of."""

    scenario: Scenario
    options: Options
    outcome: PlanningOutcome
    chosen: tuple[np.ndarray, ...]
    lacks: tuple[int, ...]

    def as_good(self, aims: Sequence[Tier]) -> Iterator[int]:
        """Which of all plans reach in ``aims`` what the plan does."""
        reached = {tier.name: tier.value for tier in self.outcome.plan.tiers}
        for i, one in enumerate(self.chosen):
            if all(self.options.worth(t, one).sum() == reached[t] for t in aims):
                yield i


@cache
def every_plan(club_seats: int, class_seats: int) -> EveryPlan:
    scenario = scenario_of(club_seats, class_seats)
    options = build_options(scenario, POLICY, find_candidates(scenario, POLICY))
    people = options.columns.participant_idx
    own = [np.flatnonzero(people == p) for p in range(len(scenario.participants))]
    chosen, lacks = [], []
    for one in map(np.array, product(*own)):
        placements, sections = placements_of(scenario, options, one)
        audited = audit_placements(scenario, POLICY, placements, sections)
        if not audited.violations:
            base = base_calendar(scenario, placements, sections)
            chosen.append(one)
            lacks.append(shortage_bounds(base, placements)[f"{LEGAL}_bound"])
    outcome = plan(scenario, POLICY, workers=1)
    return EveryPlan(scenario, options, outcome, tuple(chosen), tuple(lacks))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("name", "aims"), [("as_good", AIMS), ("any_placement", UP_TO_HOURS)]
)
def test_no_plan_as_good_lacks_less(case, name, aims):
    """Whatever is chosen for everybody, and however the club is shared out."""
    one = every_plan(*case)
    bound = one.outcome.plan.metrics[f"{LEGAL}_bound_{name}"]
    as_good = [one.lacks[i] for i in one.as_good(aims)]
    assert bound <= min(as_good)
    assert one.outcome.plan.metrics[LEGAL] >= bound > 0


def test_the_bound_is_often_reached():
    """Of plans that are as good in every aim the plan then lacks least, proved."""
    metrics = [every_plan(*case).outcome.plan.metrics for case in CASES]
    assert any(m[f"{LEGAL}_bound_as_good"] == m[LEGAL] for m in metrics)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("aims", [AIMS, UP_TO_HOURS])
def test_what_plans_as_good_are_made_of_is_left(case, aims):
    """No option of such a plan is dropped by the proof, and some others are."""
    one = every_plan(*case)
    left = options_left(
        one.scenario,
        POLICY,
        one.options,
        one.outcome.plan.components,
        one.outcome.proof.components,
        aims,
    )
    found = [*one.as_good(aims)]
    assert found
    for i in found:
        assert left[one.chosen[i]].all()
