"""Solver hosts: lost, late or interrupted, the best plan stays and no process does."""

import multiprocessing
import os
import signal
from random import Random

import pytest

import matcher.placement.host as host
from matcher.domain.plan import Method, Status, StoppedBy
from matcher.domain.policy import Policy, SolverLimits
from matcher.placement.greedy import greedy_choice, values_of
from matcher.placement.host import bound_last_tier, method_for, solve_all
from matcher.planning import plan
from tests.helpers.crowd import crowd
from tests.placement.problems import (
    best_values,
    every_choice,
    laminar_problem,
    make_problem,
    random_problem,
    weights_for,
)


def hard_problem(seed=0, people=80, rows=60):
    """Far more than a moment's work: everybody wants much of the little there is."""
    rng = Random(seed)
    groups: list[list[tuple[list[int], list[int]]]] = []
    for _ in range(people):
        own: list[tuple[list[int], list[int]]] = [([0, 0], [])]
        for _ in range(30):
            worth = [rng.randrange(1, 50), rng.randrange(50)]
            own.append((worth, rng.sample(range(rows), 4)))
        groups.append(own)
    return make_problem(groups, [2] * rows)


HARD = hard_problem()


@pytest.fixture(autouse=True)
def no_child_left():
    """Whatever happens to a search, it leaves no process behind."""
    host.end_idle_hosts()
    with_tests = host._idle.set(None)
    yield
    host._idle.reset(with_tests)
    assert multiprocessing.active_children() == []


@pytest.fixture
def interruptible():
    """Take interrupts as a terminal sends them, also where tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def solve(problems, seconds=600.0, workers=1, on_outcome=lambda *_: None):
    limits = SolverLimits(seconds=seconds)
    return solve_all(problems, weights_for(2), limits, workers, on_outcome)


def send(number):
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, number)


class Once:
    """Does something at the first news of one job."""

    def __init__(self, job, act):
        self.job, self.act, self.heard = job, act, []

    def __call__(self, job, incumbent):
        if job != self.job:
            return
        self.heard.append(list(incumbent.values))
        if len(self.heard) == 1:
            self.act()


def is_whole(problem, outcome):
    """The plan keeps every row, and is worth what it says, at most its bounds."""
    best = outcome.incumbent
    assert problem.allows(best.chosen)
    assert best.values == values_of(problem, best.chosen)
    assert all(v <= b for v, b in zip(best.values, best.bounds, strict=True))
    return True


def test_a_lost_host_keeps_the_best_plan():
    """Killed in the middle of a search, a host leaves the best plan it told."""
    kill = Once(0, lambda: send(signal.SIGKILL))
    [outcome] = solve([HARD], on_outcome=kill)
    assert outcome.incumbent.stopped_by is StoppedBy.HOST_LOST
    assert is_whole(HARD, outcome)
    assert outcome.incumbent.values >= kill.heard[0]


def test_a_lost_host_costs_the_others_nothing():
    """A new host takes over the components that are left."""
    small = next(
        p
        for p in (random_problem(seed, tiers=2) for seed in range(50))
        if method_for(p) is Method.BRANCH_AND_BOUND
    )
    kill = Once(0, lambda: send(signal.SIGKILL))
    lost, solved = solve([HARD, small], on_outcome=kill)
    assert lost.incumbent.stopped_by is StoppedBy.HOST_LOST
    assert solved.incumbent.stopped_by is StoppedBy.PROOF
    assert solved.incumbent.values == best_values(small)


def test_the_clock_stops_a_search():
    """A search that runs out of time says so and keeps its plan and bounds."""
    [outcome] = solve([HARD], seconds=0.3)
    assert outcome.incumbent.stopped_by is StoppedBy.CLOCK
    assert is_whole(HARD, outcome)


def test_no_time_at_all_gives_a_plan():
    """What no host got is planned one person after another."""
    problems = [HARD, laminar_problem(1, tiers=2)]
    for problem, outcome in zip(problems, solve(problems, seconds=0.0), strict=True):
        assert outcome.incumbent.stopped_by is StoppedBy.CLOCK
        assert is_whole(problem, outcome)


def test_a_host_that_hangs_is_killed(monkeypatch):
    """A host that does not answer when its time is over is not waited for."""
    monkeypatch.setattr(host, "GRACE_SECONDS", 0.2)
    stop = Once(0, lambda: send(signal.SIGSTOP))
    [outcome] = solve([HARD], seconds=5.0, on_outcome=stop)
    assert outcome.incumbent.stopped_by is StoppedBy.CLOCK
    assert is_whole(HARD, outcome)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_cancels_what_is_open():
    """Ctrl-C ends the search; every component has a plan, closed ones keep theirs."""
    problems = [HARD, hard_problem(1), laminar_problem(1, tiers=2)]
    interrupt = Once(0, lambda: os.kill(os.getpid(), signal.SIGINT))
    outcomes = solve(problems, on_outcome=interrupt)
    assert [o.incumbent.stopped_by for o in outcomes] == [
        StoppedBy.CANCEL,
        StoppedBy.CANCEL,
        StoppedBy.PROOF,
    ]
    for problem, outcome in zip(problems, outcomes, strict=True):
        assert is_whole(problem, outcome)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_plan_is_cancelled_and_valid():
    """Ctrl-C during a plan gives the best plan so far, audited, and says CANCELLED."""
    told: list[object] = []

    def interrupt(progress):
        if progress.note and not told:
            told.append(progress)
            os.kill(os.getpid(), signal.SIGINT)

    found = plan(crowd(), Policy(), workers=1, on_progress=interrupt).plan
    assert told
    assert found.status is Status.CANCELLED
    assert found.stopped_by is StoppedBy.CANCEL
    assert found.metrics["violations"] == 0


def test_a_plan_that_is_asked_to_stop_is_cancelled_and_valid():
    """Asked to stop while it searches, it gives the best plan so far, audited."""
    told: list[object] = []

    def listen(progress):
        if progress.note:
            told.append(progress)

    found = plan(
        crowd(), Policy(), workers=1, on_progress=listen, stop_asked=lambda: bool(told)
    ).plan
    assert (found.status, found.stopped_by) == (Status.CANCELLED, StoppedBy.CANCEL)
    assert found.metrics["violations"] == 0


def test_a_plan_without_time_is_valid():
    """With no time at all there is still a plan, with gaps that it tells."""
    policy = Policy(limits=SolverLimits(seconds=0.0))
    found = plan(crowd(), policy, workers=1).plan
    assert (found.status, found.stopped_by) == (Status.FEASIBLE, StoppedBy.CLOCK)
    assert found.metrics["violations"] == 0
    assert any(tier.gap for tier in found.tiers)


def test_a_search_from_a_plan_ends_at_the_best():
    """Whichever plan it begins with, also one that drops nothing: value and proof."""
    problems = [random_problem(seed, tiers=1) for seed in range(6)]
    starts = [greedy_choice(problem) for problem in problems]
    limits = SolverLimits()
    outcomes = solve_all(problems, weights_for(1), limits, 1, lambda *_: None, starts)
    for problem, outcome in zip(problems, outcomes, strict=True):
        assert problem.allows(outcome.incumbent.chosen)
        assert outcome.incumbent.values == best_values(problem)
        assert outcome.incumbent.bounds == outcome.incumbent.values


def test_a_bound_on_the_last_tier_holds_for_plans_as_good_before():
    """By trying: no plan that is the best in the tiers before has more of the last."""
    reached = 0
    with host.kept_hosts():
        for seed in range(8):
            problem = random_problem(seed)
            best = max(every_choice(problem), key=lambda one: values_of(problem, one))
            value = values_of(problem, best)[-1]
            found = bound_last_tier(problem, SolverLimits(), best, value - 9)
            assert found >= value
            reached += found == value
    assert reached > 4


def test_a_bound_on_the_last_tier_stops_at_what_is_reached():
    """It is never below the goal it was given."""
    problem = random_problem(1)
    start = greedy_choice(problem)
    most = int(problem.group_max(problem.values[-1]).sum())
    assert bound_last_tier(problem, SolverLimits(), start, most + 5) == most + 5


def test_without_time_everybodys_best_bounds_the_last_tier():
    """A clock that has run out proves nothing."""
    problem = random_problem(1)
    none, start = SolverLimits(seconds=0.0), greedy_choice(problem)
    most = int(problem.group_max(problem.values[-1]).sum())
    assert bound_last_tier(problem, none, start, 0) == most


def test_without_time_a_search_ends_with_its_start():
    """The plan it was given, not another one."""
    problem = random_problem(3, tiers=1)
    start = greedy_choice(problem)
    none = SolverLimits(seconds=0.0)
    [outcome] = solve_all([problem], weights_for(1), none, 1, lambda *_: None, [start])
    assert outcome.incumbent.chosen.tolist() == start.tolist()
    assert outcome.incumbent.stopped_by is StoppedBy.CLOCK


SMALL = [laminar_problem(1, tiers=2), hard_problem(people=6, rows=8)]


def children():
    return {child.pid for child in multiprocessing.active_children()}


def test_a_kept_host_serves_the_next_search():
    """Within a block no host is started twice; after it none is left."""
    with host.kept_hosts():
        first = solve(SMALL)
        kept = children()
        again = solve(SMALL)
        assert children() == kept
    assert len(kept) == len({method_for(problem) for problem in SMALL}) == 2
    for before, after in zip(first, again, strict=True):
        assert before.incumbent.values == after.incumbent.values
        assert before.incumbent.chosen.tolist() == after.incumbent.chosen.tolist()


def test_an_inner_block_leaves_its_hosts_to_the_outer():
    """Plans made one after another share theirs."""
    with host.kept_hosts():
        with host.kept_hosts():
            solve(SMALL)
        assert len(children()) == 2


def test_a_host_that_died_idle_is_replaced():
    """Killed between two searches, it costs no answer."""
    with host.kept_hosts():
        solve(SMALL)
        before = children()
        send(signal.SIGKILL)
        for child in multiprocessing.active_children():
            child.join()
        for outcome in solve(SMALL):
            assert outcome.incumbent.stopped_by is StoppedBy.PROOF
        assert not children() & before


@pytest.mark.usefixtures("interruptible")
def test_a_host_that_is_interrupted_is_not_kept():
    """One that was killed in the middle of its work serves nobody else."""
    with host.kept_hosts():
        solve(SMALL[1:])
        kept = children()
        solve([HARD], on_outcome=Once(0, lambda: os.kill(os.getpid(), signal.SIGINT)))
        assert not children() & kept
        [solved] = solve(SMALL[1:])
        assert solved.incumbent.stopped_by is StoppedBy.PROOF
