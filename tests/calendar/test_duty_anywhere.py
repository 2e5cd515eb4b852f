"""Bounds on what the duty lacks over all placements, against every plan there is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product

import numpy as np
import pytest

from matcher.audit import audit_placements
from matcher.calendar import base_calendar, duty_bounds, shortage_bounds
from matcher.domain.activities import Activity
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement, TierResult
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.programme import PatternStep
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.placement import placements_of
from tests.calendar.activities import offer, offering
from tests.calendar.tiny import tiny
from tests.helpers import builders as make

SEEDS = range(60)
MOST_PLANS = 120
AIMS = (*COVERAGE_TIERS, Tier.HOURS_SHORT)
SUM, LARGEST = "hours_short_legal", "hours_short_legal_largest"

Reached = tuple[int, ...]


@dataclass(frozen=True)
class EveryPlan:
    """A tiny scenario, and what each plan reaches and lacks at least.

    Plans that break other rules than that of seats are among them: what holds of these
    holds of the others.
    """

    scenario: Scenario
    options: Options
    reached: tuple[Reached, ...]
    lacks: tuple[dict[str, int], ...]

    def best(self) -> Reached:
        return max(self.reached)

    def bounds(self, reached: Reached) -> dict[str, int]:
        return over_all(self.scenario, self.options, reached)


def over_all(
    scenario: Scenario, options: Options, reached: Reached = ()
) -> dict[str, int]:
    """Bounds where the aims reach so much; without any where nothing is known of them."""
    tiers = [
        TierResult(name, value, value, "")
        for name, value in zip(AIMS, reached, strict=False)
    ]
    found = duty_bounds(scenario, options, tiers)
    return {name.removesuffix("_bound_any_placement"): n for name, n in found.items()}


def with_short_placements(scenario: Scenario, days: int = 1) -> Scenario:
    """The same with practice on so many days, or one more, from a week on."""
    templates = tuple(
        replace(
            one,
            steps=(PatternStep(days + number),),
            min_practice_slots=1,
            class_slots=1,
            lengths_weeks=(1, 2),
            min_weeks=1,
        )
        for number, one in enumerate(scenario.templates)
    )
    return replace(scenario, templates=templates)


def options_of(scenario: Scenario) -> Options:
    policy = Policy()
    return build_options(scenario, policy, find_candidates(scenario, policy))


def choices(options: Options) -> Iterator[np.ndarray]:
    people = options.columns.participant_idx
    own = [np.flatnonzero(people == one) for one in np.unique(people)]
    return (np.array(one, dtype=np.int64) for one in product(*own))


@cache
def cases() -> tuple[EveryPlan, ...]:
    """Scenarios in which there is something to choose, and not too much."""
    found = []
    for seed in SEEDS:
        scenario = with_short_placements(tiny(seed))
        options = options_of(scenario)
        chosen = list(islice(choices(options), MOST_PLANS + 1))
        if 1 < len(chosen) <= MOST_PLANS:
            found.append(every_plan(scenario, options, chosen))
    return tuple(found)


def every_plan(
    scenario: Scenario, options: Options, chosen: Iterable[np.ndarray]
) -> EveryPlan:
    worth = [options.worth(aim, slice(None)) for aim in AIMS]
    reached, lacks = [], []
    for one in chosen:
        placements, sections = placements_of(scenario, options, one)
        audited = audit_placements(scenario, Policy(), placements, sections)
        if RuleCode.SEAT_DAY not in {found.rule for found in audited.violations}:
            reached.append(tuple(int(values[one].sum()) for values in worth))
            lacks.append(lack(scenario, placements, sections))
    return EveryPlan(scenario, options, tuple(reached), tuple(lacks))


def lack(
    scenario: Scenario,
    placements: Sequence[Placement],
    sections: Mapping[ParticipantId, SectionId],
) -> dict[str, int]:
    """What no way to fill the calendar of these placements goes below."""
    bounds = shortage_bounds(base_calendar(scenario, placements, sections), placements)
    return {name: bounds[f"{name}_bound"] for name in (SUM, LARGEST)}


@pytest.mark.parametrize("name", [SUM, LARGEST])
def test_no_plan_lacks_less_than_the_bound_of_each_person(name):
    """Whatever is chosen for everybody; and the bound is not always nought."""
    bounds = [one.bounds(())[name] for one in cases()]
    for one, bound in zip(cases(), bounds, strict=True):
        assert bound <= min(lacking[name] for lacking in one.lacks)
    assert len(bounds) > 15
    assert sum(bound > 0 for bound in bounds) > len(bounds) // 4


@pytest.mark.parametrize("name", [SUM, LARGEST])
def test_no_plan_that_covers_as_many_lacks_less(name):
    """Given the best coverage there is, class by class, and the fewest hours short."""
    raised = 0
    for one in cases():
        best = one.best()
        bound = one.bounds(best)[name]
        raised += bound > one.bounds(())[name]
        for reached, lacking in zip(one.reached, one.lacks, strict=True):
            if reached[:-1] == best[:-1]:
                assert bound <= lacking[name]
    assert raised > 0


def test_who_can_be_placed_nowhere_has_what_activities_give():
    """One job club a week in two weeks of 15 hours: 15 hours lack in any plan."""
    scenario = offering(offer(), places=[])
    assert over_all(scenario, options_of(scenario)) == {SUM: 15, LARGEST: 15}


def test_class_keeps_people_from_activities():
    """The club is on a day of their only class: all 30 hours lack."""
    scenario = offering(offer(slots="man"), places=[])
    assert over_all(scenario, options_of(scenario)) == {SUM: 30, LARGEST: 30}


def test_what_does_not_count_is_not_taken_off():
    """Volunteering is no work-oriented content."""
    scenario = offering(offer(kind=Activity.VOLUNTEERING), places=[])
    assert over_all(scenario, options_of(scenario))[SUM] == 30


def test_a_place_that_would_do_leaves_nothing_sure():
    """With two days at a place in each week nobody must lack anything."""
    scenario = with_short_placements(offering(places=[make.place()]), 2)
    assert over_all(scenario, options_of(scenario)) == {SUM: 0, LARGEST: 0}


def test_one_seat_for_two_is_known_from_the_aims():
    """Each could have it: only the bound of the placements says that one lacks all."""
    people = [make.participant(f"p{i}") for i in range(2)]
    scenario = with_short_placements(
        offering(participants=people, places=[make.place()]), 2
    )
    options = options_of(scenario)
    assert over_all(scenario, options) == {SUM: 0, LARGEST: 0}
    one_of_them = (0, 0, 0, 1, -30)
    assert over_all(scenario, options, one_of_them) == {SUM: 30, LARGEST: 30}
