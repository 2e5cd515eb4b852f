"""How many people move at which loss: from the least change to the best plan anew."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.domain.mending import (
    FRONTIER_LOSSES,
    least_change,
    tied_to_plan_in_force,
    within_loss,
)
from matcher.domain.plan import TierResult
from matcher.domain.policy import Policy, Tier
from matcher.domain.progress import OnProgress
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.placement import PlacementResult, covered_people, solve_placement

LEAST_CHANGE_POINT = "least-change"
FREE_POINT = "free"


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan between the least change and the best one made anew.

    Attributes
    ----------
    name
        ``least-change``, ``loss-<permille>`` or ``free``: made anew, where only equal
        plans are told apart by the plan in force.
    moved, moved_at_least
        People who had a placement and are not at their place; no plan of this kind
        moves fewer than the second.
    covered, fit
        Of all people.
    fit_at_most
        The best fit of any plan that covers the same people first; ``None``: not asked
        for here.
    tiers
        All aims of the point with their bounds.
    """

    name: str
    moved: int
    moved_at_least: int
    covered: int
    fit: int
    fit_at_most: int | None
    tiers: tuple[TierResult, ...]

    @property
    def is_proved(self) -> bool:
        """Whether nobody can move fewer: this tier and those before it are closed."""
        order = [tier.name for tier in self.tiers]
        last = order.index(Tier.SAME_PLACE)
        return all(tier.gap == 0 for tier in self.tiers[: last + 1])


def frontier(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    workers: int,
    on_progress: OnProgress = lambda _: None,
) -> Iterator[FrontierPoint]:
    """Yield the least change, then less and less loss of fit, and the plan made anew.

    ``scenario`` is the one after the events, with the plan in force in it.
    """
    losses = sorted(FRONTIER_LOSSES, reverse=True)
    policies = {
        LEAST_CHANGE_POINT: least_change(policy),
        **{f"loss-{loss}": within_loss(policy, loss) for loss in losses},
        FREE_POINT: tied_to_plan_in_force(policy),
    }
    every = dict.fromkeys(tier for one in policies.values() for tier in one.tiers)
    candidates = find_candidates(scenario, policy)
    wide = replace(policy, tiers=tuple(every))
    options = build_options(scenario, wide, candidates, seed)
    for name, one in policies.items():
        result = solve_placement(scenario, one, options, workers, on_progress)
        yield _point(name, options, result)


def _point(name: str, options: Options, result: PlacementResult) -> FrontierPoint:
    tiers = {tier.name: tier for tier in result.tiers}
    moves, best = tiers[Tier.SAME_PLACE], tiers.get(Tier.FIT_REFERENCE)
    return FrontierPoint(
        name,
        -(moves.value or 0),
        -moves.bound,
        int(covered_people(options, result.chosen).sum()),
        int(options.worth(Tier.FIT, result.chosen).sum()),
        None if best is None else best.bound,
        result.tiers,
    )
