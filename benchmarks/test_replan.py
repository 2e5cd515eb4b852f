"""A plan in force that is mended after events: what each step takes, and that it is right.

``make bench`` mends plans of 600 people, and of 4 000 in municipalities too far apart to
share a place, and prints a line for each; without it only a small one is mended, to show
that the benchmark works. The plans in force are made with a short clock: what is mended need
not be the best.
"""

from random import Random
from time import perf_counter

import pytest

from matcher.audit import audit_plan
from matcher.domain.events import Event, EventKind
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy, SolverLimits, Tier
from matcher.domain.scenario import Scenario
from matcher.generate import GeneratorSettings, generate
from matcher.live.frontier import frontier
from matcher.live.replan import Mended, replan
from matcher.placement import default_workers
from matcher.planning import plan

FAR_APART = (
    "Skien",
    "Bodø",
    "Tromsø",
    "Trondheim",
    "Kristiansand",
    "Ålesund",
    "Alta",
    "Hamar",
    "Narvik",
    "Sunnfjord",
    "Haugesund",
    "Vadsø",
)
SHORT = SolverLimits(seconds=30)
"""Of the plan in force."""

DROPOUTS_PERCENT = 2


def events_for(scenario: Scenario, made: Plan, seed: int) -> tuple[Event, ...]:
    """Some of those who are placed drop out, and an employer of others withdraws."""
    rng = Random(seed)
    placed = sorted({p.participant for p in made.placements})
    gone = rng.sample(placed, len(scenario.participants) * DROPOUTS_PERCENT // 100)
    employer = {place.id: place.employer for place in scenario.places}
    used = {employer[p.place] for p in made.placements if p.participant not in gone}
    withdrawn = rng.choice(sorted(used))
    return (
        *(Event(EventKind.DROPOUT, person) for person in gone),
        Event(EventKind.EMPLOYER_WITHDRAWS, employer=withdrawn),
    )


def in_force(settings: GeneratorSettings) -> tuple[Scenario, Plan]:
    """A generated scenario and a plan of it."""
    scenario = generate(settings)
    return scenario, plan(scenario, Policy(limits=SHORT)).plan


def mended_after(scenario: Scenario, before: Plan, seed: int) -> Mended:
    """Mend, print what it took, and check what came out."""
    events = events_for(scenario, before, seed)
    policy = Policy(limits=SolverLimits(seconds=60))
    begin = perf_counter()
    mended = replan(scenario, policy, before, events).mended
    seconds = perf_counter() - begin
    assert mended is not None
    after, changes = mended.outcome.plan, mended.changes.values()
    steps = {step: s for step, s in mended.outcome.timings.items() if s >= 0.1}
    gaps = {tier.name.value: tier.gap for tier in after.tiers if tier.gap}
    print(
        f"\n{len(scenario.participants):>5} participants, seed {seed}"
        f" | {len(events) - 1} drop out, {after.metrics['cannot_stay']} cannot stay,"
        f" {sum(c.new_place for c in changes)} elsewhere,"
        f" {sum(c.is_left_without for c in changes)} without"
        f" | total {seconds:5.1f} s on {default_workers()} {steps}"
        f" | gaps {gaps or 'none'}"
    )
    assert audit_plan(mended.scenario, mended.policy, after).violations == ()
    proved = {tier.name: tier.gap == 0 for tier in after.tiers}
    assert proved[Tier.STILL_PLACED]
    assert proved[Tier.SAME_PLACE]
    return mended


def test_the_benchmark_works():
    """Sixty people: one drops out, an employer withdraws, and the plan is mended."""
    settings = GeneratorSettings(participants=60, places=26, seed=1)
    mended_after(*in_force(settings), 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
def test_replan(seed):
    """The fewest left without a place and moved are proved, whatever it takes."""
    settings = GeneratorSettings(participants=600, places=260, tightness=1.0, seed=seed)
    mended_after(*in_force(settings), seed)


@pytest.mark.slow
def test_replan_of_components():
    """The same of 4 000 people in a dozen municipalities that share no place."""
    settings = GeneratorSettings(
        participants=4_000, places=1_740, municipalities=FAR_APART, seed=1
    )
    mended_after(*in_force(settings), 1)


@pytest.mark.slow
def test_frontier():
    """Fewer move the more may be lost; each point with its seconds and its bounds."""
    settings = GeneratorSettings(participants=600, places=260, tightness=1.0, seed=3)
    scenario, before = in_force(settings)
    mended = mended_after(scenario, before, 3)
    policy = Policy(limits=SolverLimits(seconds=120))
    moved: list[int] = []
    begin = perf_counter()
    for point in frontier(
        mended.scenario, policy, mended.outcome.plan, default_workers()
    ):
        gaps = {tier.name.value: tier.gap for tier in point.tiers if tier.gap}
        print(
            f"{point.name:>13} | moved {point.moved} (at least {point.moved_at_least}),"
            f" covered {point.covered}, fit {point.fit} of {point.fit_at_most}"
            f" | {perf_counter() - begin:6.1f} s | gaps {gaps or 'none'}"
        )
        assert point.moved >= point.moved_at_least
        moved.append(point.moved)
        begin = perf_counter()
    assert moved[0] == min(moved)
