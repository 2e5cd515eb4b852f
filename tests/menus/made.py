"""Plans of the random scenarios, made once for all, and what trying finds for each menu."""

from dataclasses import dataclass
from functools import cache

from matcher.domain.menu_values import Changes
from matcher.domain.plan import NotPlaced, Plan
from matcher.domain.policy import Policy
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.io import scenario_sha256
from matcher.options import build_options
from matcher.placement import PlacementTask, placements_of, search_weights
from matcher.placement.host import solve_all
from tests.menus.menu_scenarios import menu_scenario
from tests.menus.oracle import Values, every_best

GAINS_BY_TWO, GAINS_ONLY_HOURS, RUNNING_IN_THE_WAY = 17, 22, 7


@dataclass(frozen=True)
class Made:
    """A scenario, the plan in force, and the best of every combination of menus."""

    scenario: Scenario
    policy: Policy
    plan: Plan
    proof: Proof
    best: dict[Changes, Values]


@cache
def made() -> dict[int, Made]:
    """The scenarios of the seeds above, planned in one go."""
    return make_all(GAINS_BY_TWO, GAINS_ONLY_HOURS, RUNNING_IN_THE_WAY)


def make_all(*seeds: int) -> dict[int, Made]:
    """Plan the scenarios of ``seeds`` in one go, as far as placements."""
    inputs = {seed: menu_scenario(seed) for seed in seeds}
    options = {
        seed: build_options(scenario, policy, find_candidates(scenario, policy), 0)
        for seed, (scenario, policy) in inputs.items()
    }
    tasks = {
        seed: PlacementTask.of(scenario, policy, options[seed])
        for seed, (scenario, policy) in inputs.items()
    }
    plain = Policy()
    problems = [problem for task in tasks.values() for problem in task.problems]
    weights = search_weights(plain.tiers)
    outcomes = iter(solve_all(problems, weights, plain.limits, 1, lambda *_: None))
    found = {}
    for seed, (scenario, policy) in inputs.items():
        result = tasks[seed].result([next(outcomes) for _ in tasks[seed].problems])
        placed, classes = placements_of(scenario, options[seed], result.chosen)
        there = {placement.participant for placement in placed}
        plan = Plan(
            scenario=scenario.name,
            scenario_sha256=scenario_sha256(scenario),
            policy=policy.name,
            seed=0,
            status=result.status,
            stopped_by=result.stopped_by,
            tiers=result.tiers,
            components=result.components,
            placements=tuple(placed),
            not_placed=tuple(
                NotPlaced(person.id, (), classes.get(person.id))
                for person in scenario.participants
                if person.id not in there
            ),
        )
        proof = Proof(plan.scenario_sha256, 0, result.proofs)
        best = every_best(scenario, policy)
        found[seed] = Made(scenario, policy, plan, proof, best)
    return found
