"""The best plan of a search so far: which of two is better, and what is proved of it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import Whole, positions_in
from matcher.placement.greedy import greedy_choice, values_of
from matcher.placement.problem import Problem
from matcher.placement.worker import Incumbent

Ints = NDArray[np.int64]

OnNews = Callable[[Incumbent], None]


class BestPlan:
    """Keeps the best plan of one component, compared tier by tier, and its bounds.

    Parameters
    ----------
    problem
        The component, with all its columns.
    on_news
        Told of every better plan.
    start
        The plan to begin with; ``None``: a greedy one.

    Attributes
    ----------
    incumbent
        The plan.
    """

    def __init__(
        self, problem: Problem, on_news: OnNews, start: Ints | None = None
    ) -> None:
        self._problem, self._on_news = problem, on_news
        # One with columns that were dropped: it has to wait for the tier's end.
        self._waiting: Ints | None = None
        # Per settled tier with a loss: what every later plan must keep of it.
        self._floors: dict[int, int] = {}
        chosen = greedy_choice(problem) if start is None else start
        values = values_of(problem, chosen)
        self.incumbent = Incumbent(chosen, values, self._tops(0))

    def accept(self, chosen: Ints, alive: Whole) -> None:
        """Take over a plan that is better.

        One with columns that are no longer ``alive`` is better in an earlier tier, left
        open, and worth less in a later one: it waits until this tier is settled, and
        those after that one are solved again.
        """
        if self._is_better(chosen, self.incumbent.values):
            _, is_alive = positions_in(alive, chosen)
            if is_alive.all():
                self._take(chosen)
            elif self._waiting is None or self._is_better(
                chosen, values_of(self._problem, self._waiting)
            ):
                self._waiting = chosen

    def take_waiting(self) -> None:
        """Take over the plan that waits, if it is still better."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self._is_better(waiting, self.incumbent.values):
            self._take(waiting)

    def settle(self, tier: int) -> None:
        """Note what every later plan must keep of ``tier``."""
        if any(self._problem.loss[tier : tier + 1]):
            value = self.incumbent.values[tier]
            self._floors[tier] = self._problem.kept_of(tier, value)

    def kept(self, tier: int) -> int:
        """Return what a plan must have of ``tier`` when later ones are compared."""
        return self._floors.get(tier, self.incumbent.values[tier])

    def lower(self, tier: int, bound: int) -> None:
        """Note that no plan has more than ``bound`` of ``tier``."""
        bounds = self.incumbent.bounds
        bounds[tier] = min(bounds[tier], bound)

    def forget_bounds_after(self, tier: int) -> None:
        """Take back the bounds of later tiers, which held given less of ``tier``."""
        self.incumbent.bounds[tier + 1 :] = self._tops(tier + 1)

    def is_closed(self, tier: int) -> bool:
        """Tell whether no plan has more of ``tier``."""
        return self.incumbent.values[tier] >= self.incumbent.bounds[tier]

    def is_first_open(self, tier: int) -> bool:
        """Tell whether all tiers before ``tier`` are closed."""
        return all(self.is_closed(earlier) for earlier in range(tier))

    def _tops(self, first: int) -> list[int]:
        """Return what everybody's best options are worth together, from a tier on."""
        tiers = self._problem.values[first:]
        return [int(self._problem.group_max(worth).sum()) for worth in tiers]

    def _is_better(self, chosen: Ints, than: list[int]) -> bool:
        values = values_of(self._problem, chosen)
        return self._compared(values) > self._compared(than)

    def _compared(self, values: list[int]) -> list[int]:
        return [
            min(value, self._floors.get(tier, value))
            for tier, value in enumerate(values)
        ]

    def _take(self, chosen: Ints) -> None:
        """Make ``chosen`` the best plan.

        Of a settled tier with a loss no more counts than what must be kept, and what is
        stated stays the most that was found.
        """
        values = values_of(self._problem, chosen)
        for tier, floor in [*self._floors.items()]:
            if values[tier] >= floor:
                values[tier] = max(values[tier], self.incumbent.values[tier])
            else:  # an earlier tier improved: all starts again from there
                del self._floors[tier]
        self.incumbent.chosen, self.incumbent.values = chosen, values
        self._on_news(self.incumbent)
