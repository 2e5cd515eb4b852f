"""From a scenario to a plan: the whole engine in one call."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from matcher.audit import audit_plan
from matcher.calendar import (
    Calendar,
    Filled,
    best_among_equals,
    bounds_over_placements,
    causes_of_free_slots,
    duty_bounds,
    holiday_metrics,
    life_skills_metrics,
    shortage_bounds,
    summarise_hours,
)
from matcher.calendar.duty_relaxed import AsGood
from matcher.calendar.practice_hours import practice_hours
from matcher.calendar.subject_groups import share_groups
from matcher.calendar.visits import plan_visits
from matcher.conflicts import conflicts_behind
from matcher.domain.chains import first_placements
from matcher.domain.fairness import fairness_of
from matcher.domain.finding import Finding
from matcher.domain.groups import PersonOutcome, group_outcomes
from matcher.domain.ids import ParticipantId
from matcher.domain.metrics import (
    fallbacks_at_most,
    fallbacks_made,
    promised_hires,
    seat_slots_offered,
    seat_slots_used,
)
from matcher.domain.plan import Placement, Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.programme_length import programme_ends
from matcher.domain.progress import OnProgress, Progress, Step, StopAsked
from matcher.domain.proof import Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.explain import (
    missed_quotas,
    not_placed_reasons,
    plan_fallbacks,
    with_reasons,
)
from matcher.io import scenario_sha256
from matcher.options import Options, build_options
from matcher.placement import (
    InForce,
    PlacementResult,
    covered_if_unshared,
    covered_people,
    default_workers,
    in_force_metrics,
    kept_hosts,
    solve_placement,
    with_specialists,
)
from matcher.verify import (
    FalseProof,
    check_certificates,
    with_certificates,
    with_checked_bounds,
)


@dataclass(frozen=True, slots=True)
class PlanningOutcome:
    """A plan with what lies beside it.

    Attributes
    ----------
    calendar
        Every week of the horizon; tied to the plan by its hash.
    proof
        What the bounds rest on, to be worked out again by anybody.
    timings, solver_seconds
        Seconds per step, and what the placement's solvers spent theirs on: all that
        differs between two equal runs.
    """

    plan: Plan
    calendar: Calendar
    proof: Proof
    timings: Mapping[str, float]
    solver_seconds: Mapping[str, float]


class _Stopwatch:
    """Tells the progress of each step and how long it took."""

    def __init__(self, told: OnProgress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._told = told

    def tell(self, progress: Progress) -> None:
        if self._told is not None:
            self._told(progress)

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        self.tell(Progress(step, 0, 1))
        start = perf_counter()
        yield
        self.seconds[step] = round(perf_counter() - start, 3)
        self.tell(Progress(step, 1, 1))


@kept_hosts()
def plan(
    scenario: Scenario,
    policy: Policy,
    seed: int = 0,
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    findings: Sequence[Finding] = (),
    in_force: InForce | None = None,
    stop_asked: StopAsked | None = None,
) -> PlanningOutcome:
    """Return the best plan that could be proved within the policy's limits.

    Parameters
    ----------
    seed
        Feeds the tie-break between plans that are equal in every other tier.
    workers
        Solver processes at once; ``None``: one per processor. Never changes the plan.
    findings
        What the reader found; carried along in the plan.
    in_force
        A plan, made with the same seed, whose components stand where they are still the
        same; ``None``: all are solved.
    stop_asked
        Heard while the placements are searched for; the rest of the plan is then made of
        the best placements so far.
    """
    workers = workers or default_workers()
    watch = _Stopwatch(on_progress)

    def search(scenario: Scenario, options: Options) -> PlacementResult:
        return solve_placement(
            scenario, policy, options, workers, watch.tell, in_force, stop_asked
        )

    return _planned(
        scenario,
        policy,
        seed,
        search,
        best_among_equals,
        workers,
        watch,
        findings,
        in_force,
    )


Choose = Callable[[Scenario, Options], PlacementResult]
"""Chooses one option for everybody."""

Fill = Callable[[Scenario, Policy, Options, NDArray[np.int64]], Filled]
"""Fills the calendar of a choice, or of another that is as good in every aim."""


def _as_it_is(
    scenario: Scenario, _: Policy, options: Options, chosen: NDArray[np.int64]
) -> Filled:
    """Fill the calendar of ``chosen`` and of nothing else: nobody moves."""
    return Filled.of(scenario, options, chosen)


@kept_hosts()
def plan_as_chosen(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    choose: Choose,
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    findings: Sequence[Finding] = (),
    in_force: InForce | None = None,
) -> PlanningOutcome:
    """Return the plan of what ``choose`` says, with all that lies beside a plan.

    Parameters
    ----------
    in_force
        A plan whose job specialists go on with the people they follow.
    workers, on_progress, findings
        See :func:`plan`.
    """
    workers = workers or default_workers()
    watch = _Stopwatch(on_progress)
    return _planned(
        scenario, policy, seed, choose, _as_it_is, workers, watch, findings, in_force
    )


def _planned(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    choose: Choose,
    fill: Fill,
    workers: int,
    watch: _Stopwatch,
    findings: Sequence[Finding],
    in_force: InForce | None,
) -> PlanningOutcome:
    # Whatever groups people belong to, nothing that decides is told.
    whole, scenario = scenario, replace(scenario, group_facts=())
    with watch.step(Step.CANDIDATES):
        candidates = find_candidates(scenario, policy)
    with watch.step(Step.OPTIONS):
        options = build_options(scenario, policy, candidates, seed)
    with watch.step(Step.PLACEMENT):
        result = choose(scenario, options)
        unshared = covered_if_unshared(scenario, options)
    with watch.step(Step.CALENDAR):
        drawn = result.chosen
        filled = fill(scenario, policy, options, drawn)
        result = result.with_equals(scenario, options, filled.chosen)
    before = {} if in_force is None else in_force.followed()
    placements = with_specialists(scenario, filled.placements, before)
    sections, base, calendar = filled.sections, filled.base, filled.calendar
    with watch.step(Step.FALLBACKS):
        fallbacks = plan_fallbacks(
            scenario, policy, placements, sections, seed, workers
        )
    with watch.step(Step.VISITS):
        visited = plan_visits(scenario, policy, placements, calendar.practice())
    groups = share_groups(scenario, sections)
    with watch.step(Step.REASONS):
        explained = with_reasons(
            scenario,
            policy,
            candidates,
            options,
            result.chosen,
            fallbacks.placements,
        )
        not_placed = not_placed_reasons(
            scenario, policy, candidates, placements, sections
        )
        conflicts = conflicts_behind(
            scenario, policy, placements, sections, result.tiers, workers
        )
    outcomes = _outcomes(scenario, options, result.chosen, placements)
    metrics = {
        **in_force_metrics(scenario, policy, options),
        "participants": len(scenario.participants),
        "places": len(scenario.places),
        "candidates": len(candidates),
        "options": len(options.columns),
        "placed": len({placement.participant for placement in placements}),
        "covered": sum(outcome.covered for outcome in outcomes.values()),
        "covered_if_unshared": unshared,
        "seat_slots_offered": seat_slots_offered(scenario),
        "seat_slots_used": seat_slots_used(scenario, placements),
        "promised_hires": promised_hires(scenario, placements),
        **fallbacks_made(fallbacks.placements),
        **fallbacks_at_most(fallbacks.bounds),
        "chosen_for_calendar": int(np.count_nonzero(drawn != filled.chosen)),
        **_calendar_metrics(base, calendar, placements),
        **_duty_bounds(scenario, policy, options, result, calendar),
        **visited.metrics,
        **groups.metrics,
    }
    draft = Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_sha256(whole),
        policy=policy.name,
        seed=seed,
        status=result.status,
        stopped_by=result.stopped_by,
        tiers=result.tiers,
        components=result.components,
        placements=explained,
        not_placed=not_placed,
        findings=tuple(findings),
        metrics=metrics,
        calendar_sha256=calendar.sha256(),
        fairness=fairness_of(scenario, placements, result.tiers),
        groups=group_outcomes(whole, outcomes),
        fallback_bounds=fallbacks.bounds,
        conflicts=conflicts,
        missed_quotas=missed_quotas(scenario, options, result.chosen),
        programme_ends=programme_ends(scenario.participants),
        visits=visited.visits,
        subject_seats=groups.seats,
        practice_hours=practice_hours(calendar),
    )
    proof = Proof(draft.scenario_sha256, seed, result.proofs)
    with watch.step(Step.PROOF):
        draft, proof = _proved(scenario, policy, options, draft, proof)
    with watch.step(Step.AUDIT):
        violations = audit_plan(whole, policy, draft, calendar).violations
    audited = replace(draft, metrics={**metrics, "violations": len(violations)})
    return PlanningOutcome(
        audited, calendar, proof, watch.seconds, result.solver_seconds
    )


def _duty_bounds(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    result: PlacementResult,
    calendar: Calendar,
) -> Mapping[str, int]:
    """Return the bounds on what the duty lacks over all placements."""
    anywhere = duty_bounds(scenario, options, result.tiers)
    lacks = summarise_hours(calendar).metrics["hours_short_legal"]
    return AsGood(scenario, policy, options, result, lacks).raised(anywhere)


def _calendar_metrics(
    base: Calendar, calendar: Calendar, placements: Sequence[Placement]
) -> Mapping[str, int]:
    """Return the hours of the calendar, what it lacks, the bounds and the causes."""
    causes = causes_of_free_slots(calendar, placements)
    return {
        **summarise_hours(calendar).metrics,
        **life_skills_metrics(calendar),
        **holiday_metrics(calendar),
        **shortage_bounds(base, placements),
        **bounds_over_placements(base, summarise_hours(base)),
        **{f"slots_{cause.metric}": number for cause, number in causes.items()},
    }


def _proved(
    scenario: Scenario, policy: Policy, options: Options, draft: Plan, proof: Proof
) -> tuple[Plan, Proof]:
    """Return the plan with what its proof proves, worked out again.

    A proof that did not hold would be a fault of ours, and no reason to lose the plan:
    it then states no checked bounds, and ``matcher audit --proof`` tells the fault.
    """
    try:
        checked = with_checked_bounds(scenario, policy, draft, proof, options)
        certified = with_certificates(scenario, policy, options, checked, proof)
        check_certificates(scenario, policy, options, *certified)
    except FalseProof:
        return draft, proof
    return certified


def _outcomes(
    scenario: Scenario,
    options: Options,
    chosen: NDArray[np.int64],
    placements: Sequence[Placement],
) -> Mapping[ParticipantId, PersonOutcome]:
    """Return what the chosen options give each person."""
    first_day = {p.participant: p.start_date for p in first_placements(placements)}
    covered = covered_people(options, chosen).tolist()
    fit = options.values[Tier.FIT][chosen].tolist()
    return {
        person.id: PersonOutcome(covered[i], first_day.get(person.id), fit[i])
        for i, person in enumerate(scenario.participants)
    }
