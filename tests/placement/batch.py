"""Many scenarios planned at once: solver hosts are started for all of them together.

The search is the real one. Only the moment moves: each plan is made as far as its first
question to the solver hosts that is not answered yet; the questions of all plans are
answered in one go, and the plans are made again, one question further.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytest

import matcher.conflicts.core
import matcher.explain.withdrawals
import matcher.placement
from matcher.domain.plan import Method
from matcher.domain.policy import Policy, SolverLimits
from matcher.domain.scenario import Scenario
from matcher.placement.host import Outcome, method_for, solve_all
from matcher.placement.problem import Problem
from matcher.planning import PlanningOutcome, plan

ASKING = (matcher.placement, matcher.explain.withdrawals, matcher.conflicts.core)
"""The modules that hand problems to the solver hosts."""


class _Unanswered(Exception):
    """Raised in the place of a solve."""

    def __init__(self, problems: list[Problem], weights: np.ndarray) -> None:
        super().__init__()
        self.problems, self.weights = problems, weights


class _Replay:
    """Answers as many questions as are answered already, and those that need no host."""

    def __init__(self, answers: Sequence[list[Outcome]]) -> None:
        self._answers = iter(answers)

    def __call__(self, problems, weights, *rest) -> list[Outcome]:
        if all(method_for(problem) is Method.TRIVIAL for problem in problems):
            return solve_all(problems, weights, *rest)
        answer = next(self._answers, None)
        if answer is None:
            raise _Unanswered(list(problems), weights)
        return answer


def plan_all(
    inputs: Sequence[tuple[Scenario, Policy]],
    patch: pytest.MonkeyPatch,
    seed: int = 0,
    limits: SolverLimits | None = None,
    *,
    with_conflicts: bool = True,
) -> list[PlanningOutcome]:
    """Return what ``plan`` makes of each input, searched within ``limits``.

    Conflicts take most of the time where much is contradictory, and have tests of their
    own: others can do without.
    """
    if not with_conflicts:
        patch.setattr("matcher.planning.conflicts_behind", lambda *_: ())
    answers: list[list[list[Outcome]]] = [[] for _ in inputs]
    made: dict[int, PlanningOutcome] = {}
    while len(made) < len(inputs):
        asked: dict[int, _Unanswered] = {}
        for i, (scenario, policy) in enumerate(inputs):
            if i not in made:
                try:
                    made[i] = _plan(scenario, policy, seed, answers[i], patch)
                except _Unanswered as question:
                    asked[i] = question
        for i, outcomes in _answered(asked, limits or SolverLimits()).items():
            answers[i].append(outcomes)
    return [made[i] for i in range(len(inputs))]


def _plan(scenario, policy, seed, answers, patch) -> PlanningOutcome:
    replay = _Replay(answers)
    with patch.context() as replaying:
        for module in ASKING:
            replaying.setattr(module, "solve_all", replay)
        return plan(scenario, policy, seed)


def _answered(
    asked: dict[int, _Unanswered], limits: SolverLimits
) -> dict[int, list[Outcome]]:
    """Solve the problems of all questions, those with the same weights together."""
    alike = defaultdict(list)
    for i, question in asked.items():
        alike[question.weights.tobytes()].append(i)
    found: dict[int, list[Outcome]] = {}
    for askers in alike.values():
        every = [problem for i in askers for problem in asked[i].problems]
        weights = asked[askers[0]].weights
        outcomes = solve_all(every, weights, limits, 1, lambda *_: None)
        ends = np.cumsum([len(asked[i].problems) for i in askers])
        for i, end in zip(askers, ends, strict=True):
            found[i] = outcomes[end - len(asked[i].problems) : end]
    return found
