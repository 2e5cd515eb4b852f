"""Branch and bound on a part of the columns. Loads HiGHS: only in a solver host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.placement.linear_program import as_linear_program, new_solver
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

ALMOST_ONE = 1 - 1e-6
"""Tiers are integer: a gap below one is none."""

COST_BITS = 28
"""Costs are scaled below this power of two: of larger ones, as where tiers are weighed
together, the simplex can lose its way for a minute among values that are equal to it."""


NOTHING = -(1 << 60)
"""Below what any choice is worth."""


@dataclass(frozen=True, slots=True)
class KernelResult:
    """What branch and bound found.

    Attributes
    ----------
    chosen
        One column per group, or ``None`` if nothing was found.
    bound
        No choice among these columns is worth more; ``NOTHING`` where there is none.
    nodes, iterations
        Nodes searched, and steps of the simplex: how much work it was.
    out_of_time
        The clock stopped the search, not the proof or the node limit.
    """

    chosen: Ints | None
    bound: int
    nodes: int
    iterations: int
    out_of_time: bool


def search_kernel(
    problem: Problem,
    worth: Ints,
    reached: Mapping[int, int],
    start: Ints | None,
    nodes: int,
    seconds: float,
    on_incumbent: Callable[[Ints], None],
) -> KernelResult:
    """Maximise ``worth`` over whole choices, beginning with the choice ``start``.

    ``None``: none is known, and there may be none. ``reached`` holds the values of earlier
    tiers that must be kept.
    """
    scale = _scale(worth)
    solver = new_solver(seconds)
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", ALMOST_ONE / scale)
    solver.setOptionValue("mip_lp_solver", "ipm")
    program = as_linear_program(problem, worth, reached)
    program.col_cost_ = worth / scale
    program.integrality_ = [highspy.HighsVarType.kInteger] * problem.num_columns
    solver.passModel(program)
    if start is not None:
        known = highspy.HighsSolution()
        shares = np.zeros(problem.num_columns)
        shares[start] = 1.0
        known.col_value = shares
        solver.setSolution(known)

    def report(event: highspy.HighsCallbackEvent) -> None:
        chosen = whole_choice(problem, np.asarray(event.data_out.mip_solution), reached)
        if chosen is not None:
            on_incumbent(chosen)

    solver.cbMipImprovingSolution.subscribe(report)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    chosen = whole_choice(problem, np.asarray(solver.getSolution().col_value), reached)
    ceiling = int(problem.group_max(worth).sum())
    bound = info.mip_dual_bound * scale
    at_most = floor(bound + 1e-6 * scale) if np.isfinite(bound) else ceiling
    is_none = status == highspy.HighsModelStatus.kInfeasible
    return KernelResult(
        chosen,
        NOTHING if is_none else min(ceiling, at_most),
        max(0, int(info.mip_node_count)),
        max(0, int(info.simplex_iteration_count)),
        status == highspy.HighsModelStatus.kTimeLimit,
    )


def _scale(worth: Ints) -> float:
    """Return the power of two by which costs are divided: exact, and 1 for a tier alone."""
    bits = int(np.abs(worth).max(initial=0)).bit_length()
    return 2.0 ** max(0, bits - COST_BITS)


def whole_choice(
    problem: Problem, shares: NDArray[np.float64], reached: Mapping[int, int]
) -> Ints | None:
    """Return the choice ``shares`` stand for if it is one, checked in integers."""
    if len(shares) != problem.num_columns:
        return None
    chosen = np.flatnonzero(shares > 0.5)
    if len(chosen) != problem.num_groups or not problem.allows(chosen):
        return None
    kept = all(
        int(problem.values[i, chosen].sum()) >= value for i, value in reached.items()
    )
    return chosen if kept else None
