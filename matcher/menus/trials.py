"""Plans made again with other menus, as far as the judged aims go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from time import monotonic

import numpy as np

from matcher.audit import audit_placements
from matcher.domain.menu_values import Changes, with_menus
from matcher.domain.plan import Plan, Status, StoppedBy, TierResult
from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.menus.judged import judged_tiers
from matcher.options import Options, build_options
from matcher.placement import (
    PlacementResult,
    PlacementTask,
    placements_of,
    search_weights,
    with_specialists,
)
from matcher.placement.host import Outcome, solve_all
from matcher.placement.problem import Problem
from matcher.verify import FalseProof, checked_bounds

BATCH = 8
"""Scenarios that are solved together: more could be larger than memory."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The best plan found with some menus.

    Attributes
    ----------
    tiers
        The judged ones: values and bounds.
    result
        What the bounds rest on.
    violations
        What the audit finds in its placements.
    """

    changes: Changes
    tiers: tuple[TierResult, ...]
    result: PlacementResult
    violations: int

    @property
    def values(self) -> tuple[int, ...]:
        """Of each judged tier: a higher tuple is a better plan."""
        return tuple(tier.value or 0 for tier in self.tiers)

    def is_closed(self, tiers: Sequence[Tier]) -> bool:
        """Tell whether each of ``tiers`` is proved."""
        return all(tier.gap == 0 for tier in self.tiers if tier.name in tiers)


@dataclass(frozen=True, slots=True)
class _Begun:
    scenario: Scenario
    options: Options
    task: PlacementTask


class Trials:
    """Plans with other menus; a part that is solved once is known from then on.

    The part of a scenario that a menu does not touch is the same problem again.

    Parameters
    ----------
    seconds
        Of solving from now on; nothing is begun after that.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        seed: int,
        seconds: float,
        workers: int,
    ) -> None:
        self._scenario, self._seed, self._workers = scenario, seed, workers
        self._policy = replace(policy, tiers=judged_tiers(policy))
        self._ends = monotonic() + seconds
        self._known: dict[bytes, Outcome] = {}
        self.made: dict[Changes, Trial] = {}

    @property
    def seconds_left(self) -> float:
        """Until the clock."""
        return max(0.0, self._ends - monotonic())

    def make(self, wanted: Sequence[Changes], seconds: float) -> None:
        """Plan with each of ``wanted``, the first ones first, as many as there is time for."""
        ends = monotonic() + min(seconds, self.seconds_left)
        new = [changes for changes in wanted if changes not in self.made]
        for first in range(0, len(new), BATCH):
            left = min(ends - monotonic(), self.seconds_left)
            if left <= 0:
                return
            self._make(new[first : first + BATCH], left)

    def _make(self, wanted: Sequence[Changes], seconds: float) -> None:
        begun = [self._begin(changes) for changes in wanted]
        outcomes = self._solved([b.task.problems for b in begun], seconds)
        for changes, one, found in zip(wanted, begun, outcomes, strict=True):
            if all(outcome is not None for outcome in found):
                done = [outcome for outcome in found if outcome is not None]
                self.made[changes] = self._end(changes, one, done)

    def _begin(self, changes: Changes) -> _Begun:
        scenario = with_menus(self._scenario, changes)
        candidates = find_candidates(scenario, self._policy)
        options = build_options(scenario, self._policy, candidates, self._seed)
        task = PlacementTask.of(scenario, self._policy, options)
        return _Begun(scenario, options, task)

    def _solved(
        self, wanted: Sequence[Sequence[Problem]], seconds: float
    ) -> list[list[Outcome | None]]:
        """Return the outcomes of all problems; ``None``: the clock came before it."""
        names = [[_name(problem) for problem in problems] for problems in wanted]
        new: dict[bytes, Problem] = {}
        for own, problems in zip(names, wanted, strict=True):
            for name, problem in zip(own, problems, strict=True):
                if name not in self._known:
                    new.setdefault(name, problem)
        begun: set[int] = set()
        outcomes = solve_all(
            [*new.values()],
            search_weights(self._policy.tiers),
            replace(self._policy.limits, seconds=seconds),
            self._workers,
            lambda job, _: begun.add(job),
        )
        for job, (name, outcome) in enumerate(zip(new, outcomes, strict=True)):
            stopped_by = outcome.incumbent.stopped_by
            if stopped_by is StoppedBy.CANCEL:
                self._ends = monotonic()
            if job in begun or stopped_by not in (StoppedBy.CLOCK, StoppedBy.CANCEL):
                self._known[name] = outcome
        return [[self._known.get(name) for name in own] for own in names]

    def _end(self, changes: Changes, begun: _Begun, outcomes: list[Outcome]) -> Trial:
        scenario, options = begun.scenario, begun.options
        result = begun.task.result(outcomes)
        chosen, sections = placements_of(scenario, options, result.chosen)
        placements = with_specialists(scenario, chosen)
        classes = dict.fromkeys(p.id for p in scenario.participants) | sections
        report = audit_placements(scenario, self._policy, placements, classes)
        return Trial(changes, result.tiers, result, len(report.violations))

    def certified(self, trial: Trial) -> Mapping[Tier, int]:
        """Return what is proved of each judged tier without a solver's word.

        Nothing where the proof does not hold.
        """
        scenario = with_menus(self._scenario, trial.changes)
        result = trial.result
        plan = Plan(
            scenario=scenario.name,
            scenario_sha256="",
            policy=self._policy.name,
            seed=self._seed,
            status=Status.FEASIBLE,
            stopped_by=result.stopped_by,
            tiers=result.tiers,
            components=result.components,
            placements=(),
            not_placed=(),
        )
        proof = Proof("", self._seed, result.proofs)
        try:
            return checked_bounds(scenario, self._policy, plan, proof).whole
        except FalseProof:
            return {}


def _name(problem: Problem) -> bytes:
    """Return a name that only the same problem has."""
    digest = sha256()
    for part in fields(problem):
        value = getattr(problem, part.name)
        if isinstance(value, np.ndarray):
            digest.update(f"{part.name} {value.dtype} {value.shape}".encode())
            digest.update(np.ascontiguousarray(value).tobytes())
        else:
            digest.update(f"{part.name} {value}".encode())
    return digest.digest()
