"""Mends a plan in force after events, with the least change that can be proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.domain.events import Event
from matcher.domain.fallbacks import FallbackRank
from matcher.domain.finding import Finding
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.in_force import Change, by_person, change_of
from matcher.domain.mending import least_change
from matcher.domain.plan import Placement, Plan
from matcher.domain.plan_diff import PlanDiff, diff_plans, employers_of_places
from matcher.domain.policy import Policy
from matcher.domain.progress import OnProgress, StopAsked
from matcher.domain.scenario import Scenario
from matcher.live.events import Applied, apply_events
from matcher.planning import PlanningOutcome, plan


@dataclass(frozen=True, slots=True)
class Mended:
    """A plan that takes the place of another.

    Attributes
    ----------
    scenario
        As it is after the events, with the plan in force in it: planned under
        ``policy`` it gives this plan again, and bounds are checked against it.
    policy
        The given one, after what is taken from people is as little as can be.
    diff
        What is different for people, employers, classes and job specialists.
    changes
        Of everybody who is in the scenario, in its order.
    from_plan_b, from_plan_c
        How many of those who changed place are at their plan B, and at their plan C.
    """

    scenario: Scenario
    policy: Policy
    outcome: PlanningOutcome
    diff: PlanDiff
    changes: Mapping[ParticipantId, Change]
    from_plan_b: int
    from_plan_c: int


@dataclass(frozen=True, slots=True)
class Replanned:
    """What came of the events.

    Attributes
    ----------
    mended
        ``None``: no event changes anything, and the plan in force stands as it is.
    findings
        Events that do not fit.
    """

    mended: Mended | None
    findings: tuple[Finding, ...]


def replan(
    scenario: Scenario,
    policy: Policy,
    in_force: Plan,
    events: Sequence[Event],
    *,
    freeze: date | None = None,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    findings: Sequence[Finding] = (),
    stop_asked: StopAsked | None = None,
) -> Replanned:
    """Return the plan that changes least after ``events``.

    Parameters
    ----------
    scenario, policy, in_force
        The plan in force, and what it was made from.
    freeze
        See :func:`matcher.live.events.apply_events`.
    findings
        What the reader found; carried along in the plan.
    stop_asked
        See :func:`matcher.planning.plan`.
    """
    applied = apply_events(scenario, in_force, events, freeze)
    if not applied.is_changed:
        return Replanned(None, applied.findings)
    mended = mend(applied, policy, in_force, workers, on_progress, findings, stop_asked)
    return Replanned(mended, applied.findings)


def mend(
    applied: Applied,
    policy: Policy,
    in_force: Plan,
    workers: int | None,
    on_progress: OnProgress | None,
    findings: Sequence[Finding],
    stop_asked: StopAsked | None = None,
) -> Mended:
    """Plan the scenario after the events with the least change."""
    scenario, policy = applied.scenario, least_change(policy)
    outcome = plan(
        scenario,
        policy,
        in_force.seed,
        workers=workers,
        on_progress=on_progress,
        findings=(*findings, *applied.findings),
        stop_asked=stop_asked,
    )
    after = outcome.plan
    version = in_force.version + (_stays_of(after) != _stays_of(in_force))
    outcome = replace(outcome, plan=replace(after, version=version))
    changes = changes_between(scenario, after)
    moved = [person for person, change in changes.items() if change.new_place]
    return Mended(
        scenario,
        policy,
        outcome,
        diff_plans(in_force, outcome.plan, employers_of_places(scenario)),
        changes,
        _at_fallback(in_force, after, moved, FallbackRank.B),
        _at_fallback(in_force, after, moved, FallbackRank.C),
    )


def _stays_of(made: Plan) -> list[Placement]:
    """Return the placements of a plan without what is only said about them."""
    return [
        Placement(p.participant, p.place, p.start_date, p.end_date, p.section, p.steps)
        for p in made.placements
    ]


def changes_between(scenario: Scenario, after: Plan) -> dict[ParticipantId, Change]:
    """Return what ``after`` changes for everybody, against the plan in force."""
    rows = by_person(scenario.in_force)
    placements: dict[ParticipantId, list[Placement]] = {}
    for placement in after.placements:
        placements.setdefault(placement.participant, []).append(placement)
    sections = {p.participant: p.section for p in after.not_placed}
    sections |= {p.participant: p.section for p in after.placements}
    return {
        person.id: change_of(
            rows.get(person.id, ()),
            placements.get(person.id, ()),
            sections.get(person.id),
            scenario.horizon,
        )
        for person in scenario.participants
    }


def _at_fallback(
    before: Plan, after: Plan, moved: Sequence[ParticipantId], rank: FallbackRank
) -> int:
    """Return how many of ``moved`` are at the place of their fallback of that rank."""
    fallbacks: dict[ParticipantId, PlaceId] = {
        p.participant: fallback.placement.place
        for p in before.placements
        for fallback in p.fallbacks
        if fallback.rank == rank
    }
    now = {p.participant: p.place for p in after.placements}
    return sum(now.get(one) == fallbacks.get(one, "") for one in moved)
