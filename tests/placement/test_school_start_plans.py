"""Plans of people who bridge the time to a school, against trying every plan."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matcher.audit import audit_plan
from matcher.domain.programme_length import with_programme_ends
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS

SEEDS = range(8)


def bridged_scenario(seed: int):
    """A tiny scenario in which most begin at a school within it, or soon after."""
    scenario, policy = tiny_scenario(seed)
    rng, start = Random(f"school {seed}"), scenario.horizon.start
    people = tuple(
        replace(p, school_start=start + timedelta(days=rng.randrange(30, 120)))
        if rng.random() < 0.7
        else p
        for p in scenario.participants
    )
    return with_programme_ends(replace(scenario, participants=people)), policy


def test_plans_of_people_who_start_school_are_the_best_there_are(monkeypatch):
    """Every tier has the value that brute force finds, and the audit finds nothing."""
    inputs = [bridged_scenario(seed) for seed in SEEDS]
    planned = plan_all(inputs, monkeypatch, with_conflicts=False)
    longer = 0
    for (scenario, policy), outcome in zip(inputs, planned, strict=True):
        plan = outcome.plan
        best = best_plan(scenario, policy)
        assert {t.name: t.value for t in plan.tiers if t.name in AIMS} == best
        assert audit_plan(scenario, policy, plan, outcome.calendar).violations == ()
        starts = {p.id: p.school_start for p in scenario.participants}
        for row in plan.placements:
            begins = starts[row.participant]
            running = any(r.participant == row.participant for r in scenario.running)
            assert running or begins is None or row.end_date < begins
            longer += begins is not None
    assert longer
