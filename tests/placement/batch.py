"""Many scenarios planned one after another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from matcher.domain.policy import Policy, SolverLimits
from matcher.domain.scenario import Scenario
from matcher.planning import PlanningOutcome, plan


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
    return [
        plan(scenario, replace(policy, limits=limits or policy.limits), seed, workers=1)
        for scenario, policy in inputs
    ]
