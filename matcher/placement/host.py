"""Solver hosts: child processes that solve components and can be killed at any time.

HiGHS and OR-Tools cannot share a process, and a native solver cannot be relied on to
stop when asked. So each solve lives in a spawned child that loads one of the two. The
child streams every better plan; the parent keeps the last, and a kill loses nothing.

To start a host takes longer than most small problems do: within :func:`kept_hosts` those
that are done wait for the next solve.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import Method, StoppedBy
from matcher.domain.policy import SolverLimits
from matcher.domain.progress import StopAsked
from matcher.placement.free import best_for_each
from matcher.placement.greedy import greedy_choice, values_of
from matcher.placement.handover import send_job
from matcher.placement.job import Job, LastTier
from matcher.placement.laminar import row_tree
from matcher.placement.problem import Problem
from matcher.placement.worker import Incumbent, News, serve

Ints = NDArray[np.int64]

GRACE_SECONDS = 10.0
"""How long after its own time limit a host may take before it is killed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best plan of one component and what is proved about it."""

    method: Method
    incumbent: Incumbent


LISTEN_SECONDS = 0.2
"""How often a search that can be asked to stop looks whether it is."""

OnOutcome = Callable[[int, Incumbent], None]
"""Told the component and its best plan, as often as it improves."""


def method_for(problem: Problem) -> Method:
    """Return how ``problem`` is best solved."""
    if problem.num_rows == 0:
        return Method.TRIVIAL
    is_flow = not any(problem.loss) and row_tree(problem) is not None
    return Method.FLOW if is_flow else Method.BRANCH_AND_BOUND


def default_workers() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0))


def solve_all(
    problems: Sequence[Problem],
    weights: Ints,
    limits: SolverLimits,
    workers: int,
    on_outcome: OnOutcome,
    starts: Sequence[Ints] = (),
    stop_asked: StopAsked | None = None,
) -> list[Outcome]:
    """Solve every problem and return the outcomes in the same order.

    ``weights`` are those by which a search looks for a good plan, mild and steep.
    ``starts`` are plans to begin with, one for each problem; empty: the search begins
    from nothing.

    A ``KeyboardInterrupt``, or ``stop_asked``, ends the search: what is open keeps its
    best plan and says ``CANCEL``.
    """
    methods = [method_for(problem) for problem in problems]
    best = {
        i: _free_incumbent(problem)
        for i, problem in enumerate(problems)
        if methods[i] is Method.TRIVIAL
    }
    board = _Board(problems, best, on_outcome, starts)
    ends = monotonic() + limits.seconds
    orders = _Orders(weights, limits, ends, stop_asked=stop_asked)
    try:
        for method in (Method.FLOW, Method.BRANCH_AND_BOUND):
            jobs = [i for i, chosen in enumerate(methods) if chosen is method]
            _run_hosts(method, jobs, board, orders, workers)
    except KeyboardInterrupt:
        board.stop_open(StoppedBy.CANCEL)
    return [Outcome(methods[i], board.best[i]) for i in range(len(problems))]


def solve_last_tier(
    problem: Problem, asked: LastTier, limits: SolverLimits
) -> Incumbent:
    """Return the best plan in the last tier of ``problem`` that keeps what is asked.

    Its choice is empty where none was found, and there is none where the last of its
    bounds is below what is asked for.
    """
    board = _Board([problem], {}, lambda *_: None, [asked.start])
    ends = monotonic() + limits.seconds
    orders = _Orders(np.zeros((2, 0), dtype=np.int64), limits, ends, asked)
    _run_hosts(Method.BRANCH_AND_BOUND, [0], board, orders, 1)
    return board.best[0]


def bound_last_tier(
    problem: Problem, limits: SolverLimits, start: Ints, goal: int
) -> int:
    """Return a bound on the last tier of plans as good as ``start`` in all before.

    By the relaxation alone, in integers; never below ``goal``, what one is known to
    reach. ``KeyboardInterrupt`` and the clock leave everybody's best.
    """
    board = _Board([problem], {}, lambda *_: None, [start])
    orders = _Orders(
        np.ones((2, 1), np.int64), limits, monotonic() + limits.seconds, None, goal
    )
    try:
        _run_hosts(Method.BRANCH_AND_BOUND, [0], board, orders, 1)
    except KeyboardInterrupt:
        board.stop_open(StoppedBy.CANCEL)
    return board.best[0].bounds[-1]


def _free_incumbent(problem: Problem) -> Incumbent:
    chosen = best_for_each(problem)
    values = values_of(problem, chosen)
    return Incumbent(chosen, values, list(values))


class _Board:
    """The best plan known of every component, whatever happens to the hosts."""

    def __init__(
        self,
        problems: Sequence[Problem],
        best: dict[int, Incumbent],
        on_outcome: OnOutcome,
        starts: Sequence[Ints],
    ) -> None:
        self.problems = problems
        self.starts = starts
        self.best = best
        self.closed = set(best)
        self._on_outcome = on_outcome

    def note(self, job: int, news: News) -> None:
        self.best[job] = news.incumbent
        if news.is_last:
            self.closed.add(job)
        self._on_outcome(job, news.incumbent)

    def stop(self, job: int, reason: StoppedBy) -> None:
        """Close ``job`` with what there is; with a greedy plan if there is nothing."""
        if job in self.closed:
            return
        if job not in self.best:
            self.best[job] = _first_incumbent(self.problems[job], self.start(job))
        self.best[job].stopped_by = reason
        self.closed.add(job)

    def start(self, job: int) -> Ints | None:
        """Return the plan that ``job`` is to begin with."""
        return self.starts[job] if self.starts else None

    def stop_open(self, reason: StoppedBy) -> None:
        for job in range(len(self.problems)):
            self.stop(job, reason)


def _first_incumbent(problem: Problem, start: Ints | None) -> Incumbent:
    chosen = greedy_choice(problem) if start is None else start
    tops = [int(problem.group_max(worth).sum()) for worth in problem.values]
    return Incumbent(chosen, values_of(problem, chosen), tops)


@dataclass(frozen=True, slots=True)
class _Orders:
    """What holds for every job: weights, limits, when all must end, and what is asked."""

    weights: Ints
    limits: SolverLimits
    ends: float
    last: LastTier | None = None
    goal: int | None = None
    stop_asked: StopAsked | None = None

    def wait_at_most(self, seconds: float) -> float:
        """Return how long to wait for news, at most ``seconds``.

        Raises
        ------
        KeyboardInterrupt
            All is to stop.
        """
        if self.stop_asked is None:
            return seconds
        if self.stop_asked():
            raise KeyboardInterrupt
        return min(seconds, LISTEN_SECONDS)


@dataclass(slots=True)
class _Host:
    process: BaseProcess
    pipe: Connection
    job: int = -1
    ends: float = 0.0


_idle: ContextVar[dict[Method, list[_Host]] | None] = ContextVar("idle", default=None)
"""Hosts that wait for work; ``None``: none are kept."""


@contextmanager
def kept_hosts() -> Iterator[None]:
    """Let hosts serve one ``solve_all`` after another, and end them with the block.

    A block within another leaves its hosts to the outer one.
    """
    if _idle.get() is not None:
        yield
        return
    before = _idle.set({method: [] for method in Method})
    try:
        yield
    finally:
        end_idle_hosts()
        _idle.reset(before)


def end_idle_hosts() -> None:
    """End the hosts that are kept and have nothing to do."""
    for hosts in (_idle.get() or {}).values():
        while hosts:
            _end(hosts.pop())


@contextmanager
def _hosts(method: Method, count: int) -> Iterator[list[_Host]]:
    """Run ``count`` solver hosts, and leave none behind but those that are kept."""
    hosts: list[_Host] = []
    try:
        for _ in range(count):
            host = _idle_host(method) or _start(method)
            hosts.append(host)
        yield hosts
    finally:
        idle = _idle.get()
        for host in hosts:
            if idle is None or host.job >= 0:
                _end(host)
            else:
                idle[method].append(host)


def _idle_host(method: Method) -> _Host | None:
    """Take a host that waits for work, if there is one."""
    idle = (_idle.get() or {}).get(method, [])
    while idle:
        host = idle.pop()
        if host.process.is_alive():
            return host
        _end(host)
    return None


def _start(method: Method) -> _Host:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(theirs, method), daemon=True)
    process.start()
    theirs.close()
    return _Host(process, ours)


def _end(host: _Host) -> None:
    """Ask an idle host to leave by closing its pipe; kill a busy one."""
    host.pipe.close()
    if host.job >= 0:
        host.process.kill()
    host.process.join(GRACE_SECONDS)
    if host.process.is_alive():
        host.process.kill()
        host.process.join()


def _run_hosts(
    method: Method,
    jobs: list[int],
    board: _Board,
    orders: _Orders,
    workers: int,
) -> None:
    waiting = list(reversed(jobs))  # the largest component first
    with _hosts(method, min(workers, len(jobs))) as hosts:
        for host in hosts:
            _hand_out(host, waiting, board, orders)
        while busy := [host for host in hosts if host.job >= 0]:
            timeout = max(0.0, min(host.ends for host in busy) - monotonic())
            pipes = [host.pipe for host in busy]
            ready = wait(pipes, orders.wait_at_most(timeout))
            for i, host in enumerate(hosts):
                if host.pipe in ready:
                    lost = not _hear(host, board)
                    reason = StoppedBy.HOST_LOST
                elif host.job >= 0 and monotonic() > host.ends:
                    lost, reason = True, StoppedBy.CLOCK
                else:
                    continue
                if lost:
                    board.stop(host.job, reason)
                    _end(host)
                    hosts[i] = host = _start(method)  # the rest still needs a host
                if host.job < 0:
                    _hand_out(host, waiting, board, orders)


def _hand_out(host: _Host, waiting: list[int], board: _Board, orders: _Orders) -> None:
    """Give ``host`` the next job, if there is one and time for it."""
    while waiting:
        job = waiting.pop()
        left = orders.ends - monotonic()
        if left <= 0:
            board.stop(job, StoppedBy.CLOCK)
            continue
        host.job, host.ends = job, orders.ends + GRACE_SECONDS
        problem, start = board.problems[job], board.start(job)
        job_to_do = Job(
            problem,
            orders.weights,
            orders.limits,
            left,
            start,
            orders.last,
            orders.goal,
        )
        send_job(host.pipe, job_to_do)
        return


def _hear(host: _Host, board: _Board) -> bool:
    """Take in one message; return False where the host is gone."""
    try:
        news: News = host.pipe.recv()
    except (EOFError, ConnectionError):
        return False
    board.note(host.job, news)
    if news.is_last:
        host.job = -1
    return True
