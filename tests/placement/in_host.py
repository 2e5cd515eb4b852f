"""What may only run where HiGHS may be loaded: in a process of its own."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Any, TypeVar

import numpy as np

from matcher.domain.policy import SolverLimits
from matcher.placement.bundles import RowIndex
from matcher.placement.cuts import with_cuts
from matcher.placement.greedy import (
    NO_COLUMN,
    completed,
    greedy_choice,
    modest_choice,
)
from matcher.placement.ledger import Ledger
from matcher.placement.problem import Problem
from matcher.placement.proof import Bound
from matcher.placement.tightened import Tightened
from tests.helpers.ready import READY
from tests.placement.problems import (
    every_choice,
    make_problem,
    random_problem,
    weighted,
)

Answer = TypeVar("Answer")


def in_host(work: Callable[..., Answer], *args: Any) -> Answer:
    """Return what ``work`` returns in a child process."""
    with ProcessPoolExecutor(1, mp_context=READY) as host:
        return host.submit(work, *args).result()


def place_problem(seed: int) -> Problem:
    """One place: a seat row for each of five days and one for people at once."""
    rng = Random(seed)
    capacity = [*(rng.randint(1, 2) for _ in range(5)), rng.randint(2, 4)]
    groups = []
    for _ in range(5):
        own: list[tuple[list[int], list[int]]] = [([0, 0], [])]
        for _ in range(4):
            days = rng.sample(range(5), rng.randint(2, 3))
            own.append(([1, rng.randrange(20)], [*days, 5]))
        groups.append(own)
    return make_problem(groups, capacity, [0] * 6)


def relaxed(problem: Problem) -> dict[str, Any]:
    """Relax one place, whose rows the relaxation alone cannot close."""
    from matcher.placement.relaxation import Relaxation

    worth = problem.values[0] * 100 + problem.values[1]
    ledger = Ledger(problem.num_rows)
    relaxation = Relaxation(
        Tightened.of(problem), worth, {}, greedy_choice(problem), ledger
    )
    bound = relaxation.solve(goal=0, cut_rounds=6, seconds=60.0)
    assert bound is not None
    choices = every_choice(problem)
    best = int(worth[choices].sum(axis=1).max())
    reach = bound.can_reach(best)
    extended = relaxation.problem.wide(np.arange(problem.num_columns))
    return {
        "cuts": extended.num_rows - problem.num_rows,
        "best": best,
        "bound": bound.value,
        "kept": all(extended.allows(chosen) for chosen in choices),
        "reached": all(
            reach[chosen].all() for chosen in choices if worth[chosen].sum() == best
        ),
    }


def all_relaxed(seeds: range) -> list[dict[str, Any]]:
    plain = [place_problem(seed) for seed in seeds]
    heavy = [
        weighted(problem, seed) for seed, problem in zip(seeds, plain, strict=True)
    ]
    return [relaxed(problem) for problem in (*plain, *heavy)]


def all_relaxed_places(seeds: range) -> list[dict[str, Any]]:
    """What place cuts do at random points that keep every capacity row."""
    from matcher.placement.place_cuts import PlaceCuts

    found = []
    for seed in seeds:
        problem = place_problem(seed)
        rng = np.random.default_rng(seed)
        shares = rng.random(problem.num_columns) ** 4
        first = problem.group_first[:-1]
        shares[first] = 0.0
        used = np.bincount(
            problem.member_row, weights=shares[problem.member_column], minlength=6
        )
        people = np.add.reduceat(shares, first)
        shares /= max((used / problem.capacity).max(), people.max())
        shares[first] = 1 - np.add.reduceat(shares, first)
        cuts = PlaceCuts(RowIndex(problem)).violated(shares)
        extended = with_cuts(problem, cuts) if cuts else problem
        kind = problem.row_sums(2 ** np.arange(6))
        weight = np.zeros((len(cuts), problem.num_columns))
        for i, cut in enumerate(cuts):
            weight[i, cut.columns] = cut.weights
        found.append(
            {
                "cuts": len(cuts),
                "kept": all(extended.allows(c) for c in every_choice(problem)),
                "broken": all(
                    weight[i] @ shares > cut.capacity for i, cut in enumerate(cuts)
                ),
                "personal": sum(
                    len(np.unique(row[kind == one])) > 1
                    for row in weight
                    for one in np.unique(kind)
                ),
            }
        )
    return found


def ring_problem(seed: int) -> Problem:
    """Five to seven people who want two or three of a few rows of one; four tiers."""
    rng = Random(seed)
    num_rows = rng.randint(5, 9)
    groups = []
    for _ in range(rng.randint(5, 7)):
        own: list[tuple[list[int], list[int]]] = [([0] * 4, [])]
        for _ in range(rng.randint(2, 4)):
            worth = [
                rng.randrange(0, 4) if t == 0 else rng.randrange(rng.choice([3, 9]))
                for t in range(4)
            ]
            own.append((worth, rng.sample(range(num_rows), rng.choice([2, 2, 3]))))
        groups.append(own)
    return make_problem(groups, [1] * num_rows)


def all_neighbourhoods(seeds: range) -> list[tuple[int, int, bool]]:
    """What one look around everybody and trying find; and whether it was enough."""
    from matcher.placement.neighbourhoods import Neighbourhoods, Reach

    found = []
    for seed in seeds:
        problem = ring_problem(seed)
        worth = np.array([10**6, 10**4, 100, 1]) @ problem.values
        reduced = problem.group_max(worth)[problem.group] - worth
        reach = Reach(np.random.default_rng(seed))
        neighbourhoods = Neighbourhoods(problem, worth, reduced, reach)
        once = neighbourhoods.improve(modest_choice(problem), 60.0)
        again = neighbourhoods.improve(once, 60.0)
        assert np.array_equal(again, once)
        best = int(worth[every_choice(problem)].sum(axis=1).max())
        found.append((int(worth[once].sum()), best, neighbourhoods.is_exhausted))
    return found


def reached(work: list[int]) -> list[int]:
    """People of a neighbourhood at first, and after each that took so much work."""
    from matcher.placement.neighbourhoods import Reach

    reach = Reach(np.random.default_rng(0))
    people = [reach.people]
    for iterations in work:
        reach.learn(iterations)
        people.append(reach.people)
    return people


def careless() -> Any:
    """Return a search that does nothing it need not, so that early tiers stay open."""
    from matcher.placement import search

    class Careless(search.TierSearch):
        def _scout(self) -> None:
            pass

        def _try_kernel(self, tier: int, bound: Bound) -> None:
            pass

        def _close_in(self, tier: int) -> Bound | None:
            self._is_first = tier == 0
            return super()._close_in(tier)

        def _dive(self, relaxation: Any) -> None:
            if not self._is_first:
                super()._dive(relaxation)

        def _round(self, relaxation: Any, weights: np.ndarray) -> np.ndarray:
            best: np.ndarray = self.best.chosen
            return best if self._is_first else super()._round(relaxation, weights)

        def _improve(
            self, chosen: np.ndarray, bound: Bound, weights: np.ndarray
        ) -> None:
            if not self._is_first:
                super()._improve(chosen, bound, weights)

    return Careless


def lucky() -> Any:
    """Return a careless search to which the best plan of all comes late, from anywhere.

    Then some of its columns may have been dropped long ago.
    """

    class Lucky(careless()):  # type: ignore[misc]
        def _round(self, relaxation: Any, weights: np.ndarray) -> np.ndarray:
            if self._settled:
                plans = every_choice(self._whole)
                values = self._whole.values
                self._accept(
                    max(plans, key=lambda c: values[:, c].sum(axis=1).tolist())
                )
            best: np.ndarray = self.best.chosen
            return best

        def _dive(self, relaxation: Any) -> None:
            pass

        def _improve(
            self, chosen: np.ndarray, bound: Bound, weights: np.ndarray
        ) -> None:
            pass

        def _start(self) -> np.ndarray:
            at: np.ndarray = super()._start()
            assert np.array_equal(self._alive[at], self.best.chosen)
            return at

    return Lucky


def all_left_open(
    seeds: list[int], kind: Callable[[], Any] = careless
) -> list[tuple[list[int], list[int], list[int]]]:
    """Values, bounds and what trying finds, of a search that leaves tiers open.

    The bound of a tier holds given what was reached before it.
    """
    from matcher.placement import search

    search_carelessly = kind()
    search.CUT_ROUNDS = 0
    limits = SolverLimits(nodes=1, neighbourhoods=0, kernel_columns=0)
    weights = np.array([[100**3, 100**2, 100, 1]] * 2)
    found = []
    for seed in seeds:
        problem = ring_problem(seed)
        best = search_carelessly(problem, weights, limits, 60.0, lambda _: None).run()
        plans = [problem.values[:, c].sum(axis=1) for c in every_choice(problem)]
        most = []
        for tier, value in enumerate(best.values):
            most.append(max(int(plan[tier]) for plan in plans))
            plans = [plan for plan in plans if plan[tier] >= value]
        found.append((best.values, best.bounds, most))
    return found


def all_soft_dives(seeds: range, large: int = 10**8) -> list[dict[str, bool]]:
    """Dives of the second tier in which people may go without, and their completion."""
    from matcher.placement import relaxation as module

    module.LARGE, found = large, []
    for seed in seeds:
        problem, _, relaxation = second_tier(seed)
        before = relaxation._optimum()
        lone = np.flatnonzero(np.diff(problem.group_first) == 1)
        worth = 3 * problem.values[0] + problem.values[1]
        dived = relaxation.soft_dive(worth, lone, 60.0)
        assert dived is not None
        assert relaxation._optimised()
        given = dived[dived != NO_COLUMN]
        every_other = np.arange(problem.num_groups) % 2 > 0
        whole = completed(problem, np.where(every_other, dived, NO_COLUMN))
        found.append(
            {
                "keeps rows": bool((problem.used(given) <= problem.capacity).all()),
                "completed": whole is not None,
                "a plan": whole is None or problem.allows(whole),
                "as before": abs(before - relaxation._optimum()) < 1e-6,
            }
        )
    return found


def all_hurried_scouts(seeds: range, share: int) -> list[tuple[int, int]]:
    """What the plan is worth before and after a scout with one ``share``-th of a minute."""
    from matcher.placement import search

    search.SCOUT_SHARE = share
    weights = np.array([[100**3, 100**2, 100, 1]] * 2)
    found = []
    for seed in seeds:
        problem = ring_problem(seed)
        one = search.TierSearch(problem, weights, SolverLimits(), 60.0, lambda _: None)
        before = one.best.chosen
        one._scout()
        worth = problem.weighed(weights[1])
        found.append((int(worth[before].sum()), int(worth[one.best.chosen].sum())))
    return found


def all_idle_cuts(seeds: range) -> list[tuple[bool, int, int]]:
    """Whether cuts left the optimum where it was, and the bounds then and with patience."""
    from matcher.placement import relaxation as module

    module.LARGE, found = 0, []
    for seed in seeds:
        problem, bounds = ring_problem(seed), []
        whole, best = Tightened.of(problem), greedy_choice(problem)
        for while_lowering in (True, False):
            ledger = Ledger(problem.num_rows)
            one = module.Relaxation(whole, problem.values[0], {}, best, ledger)
            bound = one.solve(-9, 40, 60.0, while_lowering=while_lowering)
            assert bound is not None
            bounds.append((one.cuts_are_idle, bound.scaled))
        (is_idle, early), (_, late) = bounds
        found.append((is_idle, early, late))
    return found


def all_cuts_over_all(seeds: range) -> list[tuple[bool, bool, int]]:
    """Cuts found on some columns: kept by every plan, the same there as over all; how many."""
    from matcher.placement.relaxation import Relaxation

    found = []
    for seed in seeds:
        problem = ring_problem(seed)
        worth = np.array([1000, 100, 10, 1]) @ problem.values
        ledger = Ledger(problem.num_rows)
        relaxation = Relaxation(
            Tightened.of(problem), worth, {}, modest_choice(problem), ledger
        )
        relaxation.solve(goal=0, cut_rounds=5, seconds=60.0)
        everything = np.arange(problem.num_columns)
        over_all = relaxation.problem.wide(everything)
        inside = relaxation._inside
        there = relaxation.problem.wide(np.sort(relaxation.active))
        found.append(
            (
                all(over_all.allows(chosen) for chosen in every_choice(problem)),
                all(
                    np.array_equal(getattr(there, name), getattr(inside, name))
                    for name in ("capacity", "first_member", "member_row", "numbers")
                ),
                over_all.num_rows - problem.num_rows,
            )
        )
    return found


def all_kernels(seeds: range) -> list[tuple[list[int], list[int]]]:
    """What branch and bound and trying find for the second tier, the first one kept."""
    from matcher.placement.kernel import search_kernel

    found = []
    for seed in seeds:
        problem = random_problem(seed, tiers=2)
        choices = list(every_choice(problem))
        first = max(int(problem.values[0, c].sum()) for c in choices)
        kept = [c for c in choices if problem.values[0, c].sum() == first]
        second = [int(problem.values[1, c].sum()) for c in kept]
        start = kept[int(np.argmin(second))]
        told: list[np.ndarray] = []
        result = search_kernel(
            problem, problem.values[1], {0: first}, start, 1000, 60.0, told.append
        )
        assert result.chosen is not None
        assert problem.allows(result.chosen)
        assert all(problem.values[0, chosen].sum() == first for chosen in told)
        value = int(problem.values[1, result.chosen].sum())
        found.append(([value, result.bound], [max(second)] * 2))
    return found


def all_kernels_of_large_worth(seeds: range, factor: int) -> list[list[int]]:
    """Value, best value and bound in units of ``factor``, where all worth is that large."""
    from matcher.placement.kernel import search_kernel

    found = []
    for seed in seeds:
        problem = random_problem(seed, tiers=1)
        choices = list(every_choice(problem))
        worth = problem.values[0].astype(np.int64) * factor
        result = search_kernel(
            problem, worth, {}, choices[0], 1000, 60.0, lambda _: None
        )
        assert result.chosen is not None
        best = max(int(problem.values[0, c].sum()) for c in choices)
        value = int(problem.values[0, result.chosen].sum())
        found.append([value, best, -(-result.bound // factor)])
    return found


def second_tier(seed: int) -> tuple[Problem, int, Any]:
    """A problem, the most of its first tier, and the relaxation of its second."""
    from matcher.placement.relaxation import Relaxation

    problem = ring_problem(seed)
    choices = every_choice(problem)
    best = choices[problem.values[0][choices].sum(axis=1).argmax()]
    reached = int(problem.values[0][best].sum())
    ledger = Ledger(problem.num_rows)
    relaxation = Relaxation(
        Tightened.of(problem), problem.values[1], {0: reached}, best, ledger
    )
    relaxation.solve(goal=0, cut_rounds=0, seconds=60.0)
    return problem, reached, relaxation


def all_dives(seeds: range) -> list[dict[str, Any]]:
    """Dives of the second tier, the best of the first kept; with and without a retreat."""
    from matcher.placement import dive

    retreats, found = dive.DEAD_ENDS, []
    for seed in seeds:
        problem, reached, relaxation = second_tier(seed)
        dive.DEAD_ENDS = 0
        straight = relaxation.dive(60.0)
        dive.DEAD_ENDS = retreats
        chosen = relaxation.dive(60.0)
        found.append(
            {
                "straight": straight is not None,
                "found": chosen is not None,
                "plan": chosen is None
                or (
                    problem.allows(chosen)
                    and problem.values[0][chosen].sum() >= reached
                ),
            }
        )
    return found
