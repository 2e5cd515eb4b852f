"""How many people move at which loss: from the least change to the best plan anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.mending import (
    FRONTIER_LOSSES,
    tied_to_plan_in_force,
    within_loss,
)
from matcher.domain.plan import Plan, Status, TierResult
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.progress import OnProgress
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.options import Options, build_options
from matcher.options.chosen import chosen_columns
from matcher.placement import (
    PlacementResult,
    covered_people,
    kept_hosts,
    solve_placement,
)

Ints = NDArray[np.int64]

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
    mended: Plan,
    workers: int,
    on_progress: OnProgress = lambda _: None,
) -> Iterator[FrontierPoint]:
    """Yield the least change, then less and less loss of fit, and the plan made anew.

    A proved plan that keeps within a smaller loss too is the best there as well: all plans
    of the smaller loss are plans of the larger one. It is not searched for again.

    Parameters
    ----------
    scenario, mended
        The one after the events, with the plan in force in it; and its least change.
    """
    losses = sorted(FRONTIER_LOSSES, reverse=True)
    policies = {
        **{f"loss-{loss}": within_loss(policy, loss) for loss in losses},
        FREE_POINT: tied_to_plan_in_force(policy),
    }
    tiers = [tier for one in policies.values() for tier in one.tiers]
    every = dict.fromkeys([*(tier.name for tier in mended.tiers), *tiers])
    candidates = find_candidates(scenario, policy)
    wide = replace(policy, tiers=tuple(every))
    options = build_options(scenario, wide, candidates, mended.seed)
    chosen = chosen_columns(scenario, mended, options)
    yield _point(LEAST_CHANGE_POINT, options, mended.tiers, chosen)
    found: PlacementResult | None = None
    with kept_hosts():
        for name, one in policies.items():
            if found is None or not _is_within(found, one):
                found = solve_placement(scenario, one, options, workers, on_progress)
            yield _point(name, options, found.tiers, found.chosen)


def _is_within(found: PlacementResult, policy: Policy) -> bool:
    """Whether a plan of a larger loss is proved, and keeps within that of ``policy``."""
    if Tier.FIT_REFERENCE not in policy.tiers or found.status is not Status.OPTIMAL:
        return False
    for part in found.components:
        values = {tier.name: tier.value or 0 for tier in part.tiers}
        best = values.get(Tier.FIT_REFERENCE, 0)
        least = left_of(best, policy.fairness_loss_permille)
        if values.get(Tier.FIT, -1) < least:
            return False
    return True


def _point(
    name: str, options: Options, results: Sequence[TierResult], chosen: Ints
) -> FrontierPoint:
    tiers = {tier.name: tier for tier in results}
    moves, best = tiers[Tier.SAME_PLACE], tiers.get(Tier.FIT_REFERENCE)
    return FrontierPoint(
        name,
        -(moves.value or 0),
        -moves.bound,
        int(covered_people(options, chosen).sum()),
        int(options.worth(Tier.FIT, chosen).sum()),
        None if best is None else best.bound,
        tuple(results),
    )
