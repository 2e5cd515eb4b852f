"""Mended plans against the best there is by trying, and against themselves."""

import pytest

from matcher.audit import audit_plan
from matcher.domain.in_force import by_person, change_of
from matcher.domain.mending import least_change
from matcher.domain.plan import Placement, PlacementStep
from matcher.domain.policy import LEAST_CHANGE, STANDARD_TIERS, Tier
from matcher.live.events import apply_events
from tests.live.tiny_events import tiny_events
from tests.placement.batch import plan_all
from tests.placement.brute_force import as_one, as_tiers, best_total, choices
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import values

SEEDS = range(8)
ORDER = (Tier.REPAIR, *LEAST_CHANGE, *STANDARD_TIERS[1:-1])


@pytest.fixture(scope="module")
def mended():
    """Of each seed the scenario after the events, its policy, and the plan."""
    given = [tiny_scenario(seed, joint=False) for seed in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        before = plan_all(given, patch, with_conflicts=False)
        after = []
        for seed, (scenario, policy), made in zip(SEEDS, given, before, strict=True):
            events = tiny_events(seed, scenario, made.plan)
            applied = apply_events(scenario, made.plan, events)
            after.append((applied.scenario, least_change(policy)))
        planned = plan_all(after, patch, with_conflicts=False)
    return [(*one, outcome) for one, outcome in zip(after, planned, strict=True)]


def worth(scenario, policy, way) -> dict[Tier, int]:
    """What a way is worth in every tier, the changes by their definition."""
    stays = [
        Placement(
            stay.person.id,
            stay.place.id,
            stay.first,
            stay.last,
            None,
            tuple(
                PlacementStep(
                    first,
                    tuple(s.id for s in scenario.grid.slots if s.id in slots),
                )
                for first, _, slots in stay.steps
            ),
        )
        for stay in way.stays
        if stay.place is not None
    ]
    change = change_of(
        by_person(scenario.in_force).get(way.person.id, ()),
        stays,
        None if way.section is None else way.section.id,
        scenario.horizon,
    )
    return {
        **values(scenario, policy, way),
        Tier.STILL_PLACED: -int(change.is_left_without),
        Tier.SAME_PLACE: -int(change.new_place),
        Tier.SAME_TIMES: -int(change.new_times),
        Tier.DAYS_MOVED: -change.days_moved,
        Tier.NEWLY_PLACED: int(change.is_newly_placed),
    }


def best_by_trying(scenario, policy) -> dict[Tier, int]:
    def worth_of(way) -> int:
        own = worth(scenario, policy, way)
        return as_one([own[tier] for tier in ORDER])

    total = best_total(choices(scenario, policy, worth_of))
    return dict(zip(ORDER, as_tiers(total, len(ORDER)), strict=True))


def test_no_plan_changes_less(mended):
    """Tier by tier the plan has what brute force finds, from the repairs to rhythm."""
    for seed, (scenario, policy, outcome) in zip(SEEDS, mended, strict=True):
        found = {t.name: t.value for t in outcome.plan.tiers if t.name in ORDER}
        assert found == best_by_trying(scenario, policy), seed


def test_every_bound_is_proved(mended):
    """No tier has a gap."""
    for seed, (*_, outcome) in zip(SEEDS, mended, strict=True):
        assert {t.name: t.gap for t in outcome.plan.tiers if t.gap != 0} == {}, seed


def test_the_least_change_is_worked_out_again(mended):
    """The proof alone, without a solver, gives the bound of each tier of the change."""
    for seed, (*_, outcome) in zip(SEEDS, mended, strict=True):
        tiers = [tier for tier in outcome.plan.tiers if tier.name in LEAST_CHANGE]
        assert [t.name for t in tiers if t.bound_checked != t.bound] == [], seed


def test_the_audit_finds_nothing(mended):
    """No rule is broken, and the changes are counted as the audit counts them."""
    for seed, (scenario, policy, outcome) in zip(SEEDS, mended, strict=True):
        assert audit_plan(scenario, policy, outcome.plan).violations == (), seed


def test_the_events_hit_people(mended):
    """The cases are worth trying: people are moved, left without and newly placed."""
    total = dict.fromkeys(LEAST_CHANGE, 0)
    for *_, outcome in mended:
        for tier in outcome.plan.tiers:
            if tier.name in total:
                total[tier.name] += abs(tier.value)
    assert min(total.values()) >= 1
