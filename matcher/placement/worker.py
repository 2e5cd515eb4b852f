"""What runs inside a solver host."""

import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import Method, StoppedBy
from matcher.placement.handover import receive_job
from matcher.placement.job import Job, LastTier
from matcher.placement.laminar import row_tree
from matcher.placement.ledger import Evidence, Ledger
from matcher.placement.tightened import Tightened


@dataclass(slots=True)
class Incumbent:
    """The best plan so far and what is proved about it.

    Attributes
    ----------
    chosen
        One column per group.
    values, bounds
        Per tier. The bound of a tier not reached yet is its ceiling: everybody's best.
    stopped_by
        Why the search ended, ``PROOF`` while nothing else has ended it.
    seconds
        What the search spent its time on: ``relaxation``, ``kernel``,
        ``neighbourhood``. Never decides anything.
    evidence
        What the bounds rest on; ``None`` until the search is over, and where there is
        none to check.
    """

    chosen: NDArray[np.int64]
    values: list[int]
    bounds: list[int]
    stopped_by: StoppedBy = StoppedBy.PROOF
    seconds: dict[str, float] = field(default_factory=dict)
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A better plan, or with ``is_last`` the end of the job."""

    incumbent: Incumbent
    is_last: bool


def serve(pipe: Connection, method: Method) -> None:
    """Solve the jobs that come through ``pipe`` until it is closed.

    Interrupts are the parent's business: it keeps the best plan and ends this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            job = receive_job(pipe)
        except EOFError:
            return
        solve = _solve_by_flow if method is Method.FLOW else _solve_by_search
        try:
            pipe.send(News(solve(pipe, job), is_last=True))
        except BrokenPipeError:
            return  # nobody is left to hear it


def _solve_by_flow(_: Connection, job: Job) -> Incumbent:
    from matcher.placement.flow import solve_flow  # its solver tolerates no other

    problem = job.problem.widened()
    tree = row_tree(problem)
    if tree is None:
        raise ValueError("the rows do not nest")
    chosen, bounds, evidence = solve_flow(problem, tree)
    return Incumbent(chosen, list(bounds), bounds, evidence=evidence)


def _solve_by_search(pipe: Connection, job: Job) -> Incumbent:
    if job.last is not None:
        return _solve_last_tier(job, job.last)
    if job.start is not None and job.goal is not None:
        return _bound_of(job, job.start, job.goal)
    if job.start is not None and len(job.problem.values) == 1:
        return _solve_from(job, job.start)
    from matcher.placement.search import TierSearch  # its solver tolerates no other

    def tell(best: Incumbent) -> None:
        pipe.send(News(best, is_last=False))

    search = TierSearch(
        job.problem, job.weights, job.limits, job.seconds, tell, job.start
    )
    return search.run()


def _solve_last_tier(job: Job, asked: LastTier) -> Incumbent:
    from matcher.placement.last_tier import solve_last_tier  # as above

    return solve_last_tier(job.problem, asked, job.limits.nodes, job.seconds)


def _solve_from(job: Job, start: NDArray[np.int64]) -> Incumbent:
    from matcher.placement.kernel import search_kernel  # its solver tolerates no other

    problem = job.problem.widened()
    [worth] = problem.values
    found = search_kernel(
        problem, worth, {}, start, job.limits.nodes, job.seconds, lambda _: None
    )
    chosen = start if found.chosen is None else found.chosen
    value = int(worth[chosen].sum())
    best = Incumbent(chosen, [value], [max(value, found.bound)])
    if found.bound > value:
        clock, work = StoppedBy.CLOCK, StoppedBy.WORK_LIMIT
        best.stopped_by = clock if found.out_of_time else work
    return best


def _bound_of(job: Job, start: NDArray[np.int64], goal: int) -> Incumbent:
    """Return ``start`` with a bound on the last tier, given all tiers before."""
    from matcher.placement.relaxation import Relaxation  # its solver tolerates no other
    from matcher.placement.search import CUT_ROUNDS

    problem = job.problem.widened()
    values = [int(value) for value in problem.values[:, start].sum(axis=1)]
    before = {i: values[i] for i, v in enumerate(problem.values[:-1]) if v.any()}
    tight, worth = Tightened.of(problem), problem.values[-1]
    ledger = Ledger(problem.num_rows)
    relaxation = Relaxation(tight, worth, before, start, ledger)
    bound = relaxation.solve(goal, CUT_ROUNDS, job.seconds, patience=1)
    most = int(problem.group_max(worth).sum()) if bound is None else bound.value
    return Incumbent(start, values, [*values[:-1], max(goal, most)])
