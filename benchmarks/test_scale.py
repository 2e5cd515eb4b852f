"""The engine at growing sizes: what each step takes, and that the plan is right.

``make bench`` runs all sizes and prints a line for each; without it only the smallest
is planned, to show that the benchmark works.
"""

import resource
from time import perf_counter

import pytest

from matcher.audit import audit_plan
from matcher.domain.policy import Policy, SolverLimits
from matcher.domain.progress import Step
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.generate import GeneratorSettings, generate
from matcher.options import build_options
from matcher.placement import default_workers
from matcher.planning import plan

GRENLAND = ("Skien", "Porsgrunn", "Bamble", "Siljan")
TELEMARK_AND_VESTFOLD = (
    *GRENLAND,
    "Larvik",
    "Sandefjord",
    "Tønsberg",
    "Horten",
    "Færder",
    "Holmestrand",
    "Kragerø",
    "Drangedal",
    "Nome",
    "Midt-Telemark",
    "Notodden",
)
SIZES = {100: 44, 300: 130, 600: 260, 2000: 870}
"""Places by participants."""


def sized(participants: int) -> Scenario:
    """A generated scenario: one region, and a larger one where there are many people."""
    return generate(
        GeneratorSettings(
            participants=participants,
            places=SIZES.get(participants, max(1, participants * 44 // 100)),
            municipalities=GRENLAND if participants <= 600 else TELEMARK_AND_VESTFOLD,
            seed=1,
        )
    )


def megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


def measure(participants: int) -> None:
    """Plan, print what it took, and check what came out."""
    scenario, policy = sized(participants), Policy(limits=SolverLimits(seconds=600))
    begin = perf_counter()
    outcome = plan(scenario, policy)
    seconds = perf_counter() - begin
    found, timings = outcome.plan, outcome.timings
    spent = {work: round(s, 1) for work, s in outcome.solver_seconds.items()}
    gaps = {tier.name.value: tier.gap for tier in found.tiers if tier.gap}
    print(
        f"\n{participants:>5} participants {len(scenario.places):>4} places"
        f" | {found.metrics['candidates']:>7} candidates {timings[Step.CANDIDATES]:6.1f} s"
        f" | {found.metrics['options']:>8} options {timings[Step.OPTIONS]:6.1f} s"
        f" | placement {timings[Step.PLACEMENT]:6.1f} s on {default_workers()}"
        f" {spent}"
        f" | total {seconds:6.1f} s"
        f" | {megabytes(resource.RUSAGE_SELF)} MB,"
        f" solver {megabytes(resource.RUSAGE_CHILDREN)} MB"
        f" | placed {found.metrics['placed']} covered {found.metrics['covered']}"
        f" | {found.status} by {found.stopped_by}, gaps {gaps or 'none'}"
    )
    assert audit_plan(scenario, policy, found).violations == ()
    assert all(tier.gap is not None and tier.gap >= 0 for tier in found.tiers)
    assert len(found.placements) + len(found.not_placed) == participants


def test_the_benchmark_works():
    """Forty people are planned, measured and audited."""
    measure(40)


@pytest.mark.slow
@pytest.mark.parametrize("participants", SIZES)
def test_scale(participants):
    """Plans of every size are valid and bounded; how long they take is printed."""
    measure(participants)


@pytest.fixture(scope="module")
def region() -> tuple[Scenario, Policy]:
    return sized(300), Policy()


def test_candidates(benchmark, region):
    """Pairs of a region: each candidate breaks no rule."""
    scenario, policy = region
    found = benchmark(find_candidates, scenario, policy)
    assert len(found) > 0


def test_options(benchmark, region):
    """Options of a region: everybody has at least one."""
    scenario, policy = region
    candidates = find_candidates(scenario, policy)
    found = benchmark(build_options, scenario, policy, candidates)
    assert set(found.columns.participant_idx.tolist()) == set(
        range(len(scenario.participants))
    )
