"""From a plan and its proof to what other menus would give, and which to propose."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from matcher.domain.menu_values import SECONDS, MenuValues
from matcher.domain.plan import Plan
from matcher.domain.policy import Policy
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.menus.desk import Desk
from matcher.menus.joined import num_combinations
from matcher.menus.search import Search
from matcher.menus.trials import Trials


@dataclass(frozen=True, slots=True)
class MenuMeasure:
    """The values, and the seconds that each step of finding them took.

    Seconds are all that differs between two equal runs, unless the clock stopped one.
    """

    values: MenuValues
    seconds: Mapping[str, float]


def measure_menus(
    scenario: Scenario,
    policy: Policy,
    plan: Plan,
    proof: Proof,
    *,
    most_changes: int | None = None,
    seconds: float = SECONDS,
    workers: int = 1,
) -> MenuMeasure:
    """Return what other menus of classes would give, alone and together.

    Parameters
    ----------
    most_changes
        So many classes change at most; ``None``: as many as have several menus.
    seconds
        Wall clock for planning again: what is not decided then is told as open.

    Raises
    ------
    FalseProof
        Where the proof does not hold.
    """
    begin = perf_counter()
    most = len(scenario.sections) if most_changes is None else most_changes
    desk = Desk(scenario, policy, plan, proof)
    screened = perf_counter()
    trials = Trials(scenario, policy, plan.seed, seconds, workers)
    search = Search(desk, trials, most)
    search.run()
    solved = perf_counter()
    proposals = search.proposals()
    values = MenuValues(
        scenario.name,
        desk.covered,
        tuple(desk.value(one, trials) for one in desk.singles),
        tuple(desk.value(trial.changes, trials) for trial in proposals),
        search.at_most(),
        num_combinations(scenario, most),
        search.num_tried(),
    )
    return MenuMeasure(
        values,
        {
            "screening": screened - begin,
            "solving": solved - screened,
            "proof": perf_counter() - solved,
        },
    )
