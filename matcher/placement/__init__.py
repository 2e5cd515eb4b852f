"""Stage A: who gets which place, from which week, on which days, beside which class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import running_alone
from matcher.domain.ids import ParticipantId, QuotaId, SectionId
from matcher.domain.plan import (
    ComponentResult,
    Placement,
    PlacementStep,
    Status,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import (
    COVERAGE_TIERS,
    SAME_AS_IN_FORCE,
    TIER_UNITS,
    Policy,
    Tier,
)
from matcher.domain.progress import OnProgress, Progress, Step, StopAsked
from matcher.domain.proof import ChoiceKey, ComponentProof
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, NO_SECTION, Options
from matcher.placement.evidence import proof_steps, row_keys
from matcher.placement.greedy import NO_COLUMN, resumed_choice
from matcher.placement.host import Outcome, default_workers, kept_hosts, solve_all
from matcher.placement.ledger import Evidence
from matcher.placement.problem import Component, Problem, components
from matcher.placement.proved_part import proved_part
from matcher.placement.rows import capacity_rows
from matcher.placement.rows.joint import OF_ALL
from matcher.placement.specialists import with_specialists
from matcher.placement.standing import InForce, PartAnswer, PartHashes
from matcher.placement.unshared import covered_if_unshared
from matcher.placement.whole import Origin, whole_problem
from matcher.placement.worker import Incumbent

__all__ = [
    "COVERAGE_TIERS",
    "InForce",
    "PlacementResult",
    "PlacementTask",
    "capacity_rows",
    "covered_if_unshared",
    "covered_people",
    "default_workers",
    "in_force_metrics",
    "kept_hosts",
    "placements_of",
    "result_of_parts",
    "search_weights",
    "solve_placement",
    "with_specialists",
]

Ints = NDArray[np.int64]

MILD_AND_STEEP = {
    Tier.REPAIR: (400_000, 3_200_000_000),
    Tier.STILL_PLACED: (200_000, 1_600_000_000),
    Tier.SAME_PLACE: (50_000, 400_000_000),
    Tier.SAME_TIMES: (20_000, 40_000_000),
    Tier.DAYS_MOVED: (200, 400_000),
    Tier.NEWLY_PLACED: (12_000, 3_200_000),
    Tier.COVERAGE_OVERDUE: (120_000, 320_000_000),
    Tier.COVERAGE_DUE: (40_000, 32_000_000),
    Tier.COVERAGE_MATCH_LATE: (20_000, 10_000_000),
    Tier.COVERAGE_OTHER: (12_000, 3_200_000),
    Tier.HOURS_SHORT: (40, 3_200),
    Tier.WAITING: (2, 64),
    Tier.FIT_REFERENCE: (0, 0),
    # A scout without fairness leaves better cuts for the tiers before it.
    Tier.FAIRNESS_0: (0, 12_800),
    Tier.FAIRNESS_1: (0, 6_400),
    Tier.FAIRNESS_2: (0, 3_200),
    Tier.FAIRNESS_3: (0, 1_600),
    Tier.GREEDY_1: (800, 25_600),
    Tier.GREEDY_2: (400, 12_800),
    Tier.GREEDY_3: (200, 6_400),
    Tier.GREEDY_4: (100, 3_200),
    Tier.GENEROUS_5: (800, 25_600),
    Tier.GENEROUS_4: (400, 12_800),
    Tier.GENEROUS_3: (200, 6_400),
    Tier.GENEROUS_2: (100, 3_200),
    Tier.FIT: (1, 32),
    Tier.RHYTHM: (0, 1),
    Tier.TIE_BREAK: (0, 0),
}
"""How a search weighs the tiers together: rough, since it only finds a plan by them."""


def search_weights(tiers: Sequence[Tier]) -> Ints:
    """Return the mild and the steep weight of each tier, ``(2, tiers)``."""
    return np.array([MILD_AND_STEEP[tier] for tier in tiers], dtype=np.int64).T


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """The outcome of stage A.

    Attributes
    ----------
    chosen
        The column of each participant, by position in the scenario.
    solver_seconds
        What the searches spent their time on, all components together.
    proofs
        Of the components whose search noted one.
    """

    status: Status
    stopped_by: StoppedBy
    tiers: tuple[TierResult, ...]
    components: tuple[ComponentResult, ...]
    chosen: Ints
    solver_seconds: Mapping[str, float]
    proofs: tuple[ComponentProof, ...]

    def with_equals(self, scenario: Scenario, options: Options, chosen: Ints) -> Self:
        """Return the result with ``chosen``, as good in every aim but the tie-break."""
        number = {person.id: i for i, person in enumerate(scenario.participants)}
        points = options.worth(Tier.TIE_BREAK, chosen)
        parts = tuple(
            replace(
                part,
                tiers=_redrawn(
                    part.tiers, points[[number[p] for p in part.participants]]
                ),
            )
            for part in self.components
        )
        return replace(
            self, tiers=_redrawn(self.tiers, points), components=parts, chosen=chosen
        )


def _redrawn(tiers: Sequence[TierResult], points: Ints) -> tuple[TierResult, ...]:
    """Return ``tiers`` with so many points of the tie-break together."""
    value = int(points.sum())
    return tuple(
        replace(tier, value=value, bound=max(value, tier.bound))
        if tier.name is Tier.TIE_BREAK
        else tier
        for tier in tiers
    )


@dataclass(frozen=True, slots=True)
class PlacementTask:
    """Stage A of one scenario: the problems to solve, and what their answers mean.

    For who solves several scenarios at once, or knows some answers already.
    """

    scenario: Scenario
    tiers: tuple[Tier, ...]
    parts: Sequence[Component]
    origin: Origin

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, options: Options) -> Self:
        """Return the task of choosing one option for everybody."""
        problem, origin = whole_problem(scenario, policy, options)
        return cls(scenario, policy.tiers, components(problem), origin)

    @property
    def problems(self) -> list[Problem]:
        """The independent parts, largest first."""
        return [part.problem for part in self.parts]

    def result(
        self,
        outcomes: Sequence[Outcome],
        hashes: Sequence[str] = (),
        standing: Mapping[int, PartAnswer] | None = None,
    ) -> PlacementResult:
        """Return what the ``outcomes`` of the problems, in their order, are together.

        Parameters
        ----------
        hashes
            Of all problems; empty: the plan then does not tell them.
        standing
            By position, what is known of problems that were not solved; the
            ``outcomes`` are those of the others.
        """
        standing = standing or {}
        solved = iter(outcomes)
        answers = [
            standing.get(i) or self._answer(part, next(solved), hashes[i : i + 1])
            for i, part in enumerate(self.parts)
        ]
        chosen = np.zeros(len(self.scenario.participants), dtype=np.int64)
        for part, answer in zip(self.parts, answers, strict=True):
            chosen[part.groups[: len(answer.chosen)]] = answer.chosen
        return result_of_parts(
            self.tiers,
            [answer.result for answer in answers],
            chosen,
            [answer.proof for answer in answers if answer.proof is not None],
            _added_up([outcome.incumbent.seconds for outcome in outcomes]),
        )

    def _answer(
        self, part: Component, outcome: Outcome, name: Sequence[str]
    ) -> PartAnswer:
        """Return the ``outcome`` of ``part`` with what it stands for."""
        scenario, origin, best = self.scenario, self.origin, outcome.incumbent
        columns = origin.columns[part.columns[best.chosen]].astype(np.int64)
        result = _component_result(scenario, origin, self.tiers, part, outcome)
        proof = None
        if best.evidence is not None:
            proof = _component_proof(scenario, origin, self.tiers, part, best.evidence)
        return PartAnswer(
            columns[: len(result.participants)],
            replace(result, problem_sha256="".join(name)),
            proof,
        )


def result_of_parts(
    tiers: Sequence[Tier],
    parts: Sequence[ComponentResult],
    chosen: Ints,
    proofs: Sequence[ComponentProof],
    solver_seconds: Mapping[str, float] | None = None,
) -> PlacementResult:
    """Return what the results of all parts are together."""
    totals = _totals(tiers, parts)
    stopped_by = _worst_stop([part.stopped_by for part in parts])
    return PlacementResult(
        _status(totals, stopped_by),
        stopped_by,
        totals,
        tuple(parts),
        chosen,
        solver_seconds or {},
        tuple(proofs),
    )


def solve_placement(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    workers: int,
    on_progress: OnProgress,
    in_force: InForce | None = None,
    stop_asked: StopAsked | None = None,
) -> PlacementResult:
    """Choose one option for everybody, tier by tier, component by component.

    Of a plan in force the components that are still the same stand as they are. Asked
    to stop, the search ends with the best plan it has.
    """
    task = PlacementTask.of(scenario, policy, options)
    hashes_of = PartHashes(scenario, policy, options, task.origin)
    hashes = [hashes_of.of(part) for part in task.parts]
    standing = in_force.answers(scenario, options, hashes) if in_force else {}
    open_parts = [part for i, part in enumerate(task.parts) if i not in standing]
    outcomes = solve_all(
        [part.problem for part in open_parts],
        search_weights(policy.tiers),
        policy.limits,
        workers,
        _Watch(open_parts, policy.tiers, on_progress).hear,
        _starts(policy, options, open_parts, task.origin),
        stop_asked,
    )
    return task.result(outcomes, hashes, standing)


def _starts(
    policy: Policy, options: Options, parts: Sequence[Component], origin: Origin
) -> list[Ints]:
    """Return plans near the one in force, where it is to be changed least; else none."""
    if not policy.mends:
        return []
    unchanged = np.logical_and.reduce(
        [options.values[tier] == 0 for tier in SAME_AS_IN_FORCE]
    )
    # Choices that belong to nobody have no part in it. Class alone comes before places.
    own = origin.columns < len(unchanged)
    is_wanted = np.zeros(len(own), dtype=np.bool_)
    is_wanted[own] = unchanged[origin.columns[own]]
    return [_start_of(part, is_wanted[part.columns]) for part in parts]


def _start_of(part: Component, is_wanted: NDArray[np.bool_]) -> Ints:
    """Return a plan with the first wanted column of each group, as far as they fit."""
    problem = part.problem.widened()
    at = np.flatnonzero(is_wanted)
    groups, first = np.unique(problem.group[at], return_index=True)
    wanted = np.full(problem.num_groups, NO_COLUMN, dtype=np.int64)
    wanted[groups] = at[first]
    return resumed_choice(problem, wanted)


def _component_proof(
    scenario: Scenario,
    origin: Origin,
    tiers: Sequence[Tier],
    part: Component,
    evidence: Evidence,
) -> ComponentProof:
    """Return ``evidence`` without what no proof knows: such rows and choices are last."""
    people, choices = _people_of(scenario, part), _choices_of(scenario, origin, part)
    rows = part.rows[origin.rows.owner[part.rows] != OF_ALL]
    known = proved_part(evidence, len(rows), len(part.rows), len(people) + len(choices))
    return ComponentProof(
        people,
        tuple(row_keys(scenario, origin, rows)),
        known.cuts,
        proof_steps(known, tiers),
        choices,
    )


def _people_of(scenario: Scenario, part: Component) -> tuple[ParticipantId, ...]:
    people = scenario.participants
    return tuple(people[i].id for i in part.groups if i < len(people))


def _choices_of(
    scenario: Scenario, origin: Origin, part: Component
) -> tuple[ChoiceKey, ...]:
    """Return the choices of a part that a proof knows."""
    beside = part.groups - len(scenario.participants)
    return tuple(origin.choices[i] for i in beside if 0 <= i < len(origin.choices))


def _added_up(parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    kinds = sorted({work for part in parts for work in part})
    return {
        work: round(sum(part.get(work, 0.0) for part in parts), 3) for work in kinds
    }


def covered_people(options: Options, chosen: Ints) -> NDArray[np.bool_]:
    """Return who is covered by ``chosen``, by position in the scenario."""
    values = np.stack([options.values[tier][chosen] for tier in COVERAGE_TIERS])
    covered: NDArray[np.bool_] = values.max(axis=0) > 0
    return covered


def in_force_metrics(
    scenario: Scenario, policy: Policy, options: Options
) -> dict[str, int]:
    """Return how many had a placement in force, and how many of them cannot keep it.

    Nothing where the policy does not ask for what stays as it is.
    """
    if not policy.mends:
        return {}
    first = np.flatnonzero(np.diff(options.columns.participant_idx, prepend=-1))
    best = np.maximum.reduceat(options.values[Tier.SAME_PLACE], first)
    placed = {row.participant for row in scenario.in_force if row.place is not None}
    return {
        "placed_in_force": len(placed),
        "cannot_stay": int(np.count_nonzero(best < 0)),
    }


class _Watch:
    """Turns what the hosts say into progress: people whose part is closed."""

    def __init__(
        self, parts: Sequence[Component], tiers: Sequence[Tier], told: OnProgress
    ) -> None:
        self._parts, self._tiers, self._told = parts, tiers, told
        self._closed: dict[int, int] = {}
        self._total = sum(len(part.groups) for part in parts) * len(tiers)

    def hear(self, job: int, best: Incumbent) -> None:
        open_tiers = [i for i, v in enumerate(best.values) if v < best.bounds[i]]
        tier = open_tiers[0] if open_tiers else len(self._tiers)
        self._closed[job] = max(self._closed.get(job, 0), tier)
        done = sum(n * len(self._parts[i].groups) for i, n in self._closed.items())
        note = ""
        if open_tiers:
            note = f"{self._tiers[tier]} {best.values[tier]} / {best.bounds[tier]}"
        self._told(Progress(Step.PLACEMENT, done, self._total, note))


def _component_result(
    scenario: Scenario,
    origin: Origin,
    tiers: Sequence[Tier],
    part: Component,
    outcome: Outcome,
) -> ComponentResult:
    place_idx = np.unique(origin.place_idx[part.columns])
    return ComponentResult(
        _people_of(scenario, part),
        tuple(scenario.places[i].id for i in place_idx if i != NO_PLACE),
        outcome.method,
        _tier_results(tiers, outcome.incumbent.values, outcome.incumbent.bounds),
        outcome.incumbent.stopped_by,
        tuple(
            QuotaId(choice.owner)
            for choice in _choices_of(scenario, origin, part)
            if choice.rule is RuleCode.QUOTA_LEAST
        ),
    )


def _tier_results(
    tiers: Sequence[Tier], values: Sequence[int], bounds: Sequence[int]
) -> tuple[TierResult, ...]:
    """Return each tier; one after an open gap says which are given."""
    found: list[TierResult] = []
    open_before: tuple[Tier, ...] = ()
    for tier, value, bound in zip(tiers, values, bounds, strict=True):
        found.append(TierResult(tier, value, bound, TIER_UNITS[tier], open_before))
        if bound > value:
            open_before = (*open_before, tier)
    return tuple(found)


def _totals(
    tiers: Sequence[Tier], parts: Sequence[ComponentResult]
) -> tuple[TierResult, ...]:
    """Add up components."""
    values = [[tier.value or 0 for tier in part.tiers] for part in parts]
    bounds = [[tier.bound for tier in part.tiers] for part in parts]
    nothing = [0] * len(tiers)
    return _tier_results(
        tiers,
        [sum(column) for column in zip(nothing, *values, strict=True)],
        [sum(column) for column in zip(nothing, *bounds, strict=True)],
    )


def _worst_stop(reasons: Sequence[StoppedBy]) -> StoppedBy:
    worst_last = list(StoppedBy)
    return max(reasons, key=worst_last.index, default=StoppedBy.PROOF)


def _status(tiers: Sequence[TierResult], stopped_by: StoppedBy) -> Status:
    if stopped_by is StoppedBy.CANCEL:
        return Status.CANCELLED
    return Status.OPTIMAL if all(t.gap == 0 for t in tiers) else Status.FEASIBLE


def placements_of(
    scenario: Scenario, options: Options, chosen: Ints
) -> tuple[list[Placement], dict[ParticipantId, SectionId]]:
    """Return the chosen placements, and the class of everybody who has one.

    By person; of a chain the first before the second.
    """
    picked = options.columns.take(chosen)
    sections = {
        scenario.participants[i].id: scenario.sections[picked.section_idx[i]].id
        for i in range(len(chosen))
        if picked.section_idx[i] != NO_SECTION
    }
    running = {r.participant: r for r in running_alone(scenario)}
    placements = []
    people = options.take(chosen)
    picked = people.stays().columns
    of_person = people.of_stays(np.arange(len(picked)))
    for i in np.argsort(of_person, kind="stable").tolist():
        person = scenario.participants[of_person[i]]
        if picked.place_idx[i] == NO_PLACE:
            continue
        pattern = options.patterns[picked.pattern_idx[i]]
        start, end = int(picked.start_week[i]), int(picked.end_week[i])
        first = scenario.horizon.monday(start)
        last = scenario.horizon.last_day(end - 1, scenario.grid)
        if person.id in running:
            first, last = running[person.id].start_date, running[person.id].end_date
        steps = tuple(
            PlacementStep(
                max(first, scenario.horizon.monday(start + week)),
                scenario.grid.slots_of(mask),
            )
            for mask, week in zip(pattern.masks, pattern.from_weeks, strict=True)
            if start + week < end
        )
        placements.append(
            Placement(
                person.id,
                scenario.places[picked.place_idx[i]].id,
                first,
                last,
                sections.get(person.id),
                steps,
            )
        )
    return placements, sections
