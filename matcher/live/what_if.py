"""What a plan in force would be if something were otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.domain.decisions import Ban, Pin
from matcher.domain.finding import Finding
from matcher.domain.plan import ComponentResult, Plan
from matcher.domain.plan_diff import PlanDiff, diff_plans, employers_of_places
from matcher.domain.policy import Policy
from matcher.domain.progress import OnProgress
from matcher.domain.scenario import Scenario
from matcher.domain.seat_values import with_change
from matcher.domain.what_if import FitWeight, MoreRoom, Relaxed, TriedChange
from matcher.io import canonical, plan_to_json
from matcher.live.relaxing import relaxed
from matcher.placement import InForce
from matcher.planning import PlanningOutcome, plan

NAMED = "-what-if"
"""What is added to the name of a policy with other weights."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The plan after some changes.

    Attributes
    ----------
    scenario, policy
        With the changes: what the plan is made from.
    outcome
        Its plan has the next version, or is the plan in force where nothing is other.
    diff
        From the plan in force to this one.
    solved
        The components that had to be solved; those of the plan in force that are still
        the same stand, with their proof.
    """

    scenario: Scenario
    policy: Policy
    outcome: PlanningOutcome
    diff: PlanDiff
    solved: tuple[ComponentResult, ...]


def what_if(
    scenario: Scenario,
    policy: Policy,
    in_force: InForce,
    changes: Sequence[TriedChange],
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    findings: Sequence[Finding] = (),
) -> WhatIf:
    """Return the plan of ``scenario`` with all ``changes``, and what they cost and gain.

    Parameters
    ----------
    in_force
        The plan made from ``scenario`` under ``policy``.
    workers, on_progress, findings
        See :func:`matcher.planning.plan`.

    Raises
    ------
    KeyError
        For a change of something that there is not.
    """
    before = in_force.plan
    tried, aims = with_changes(scenario, policy, changes)
    outcome = plan(
        tried,
        aims,
        before.seed,
        workers=workers,
        on_progress=on_progress,
        findings=findings,
        in_force=in_force,
    )
    after = _numbered(before, outcome.plan)
    stood = {part.problem_sha256 for part in before.components}
    return WhatIf(
        tried,
        aims,
        replace(outcome, plan=after),
        diff_plans(before, after, employers_of_places(scenario, tried)),
        tuple(part for part in after.components if part.problem_sha256 not in stood),
    )


def _numbered(before: Plan, after: Plan) -> Plan:
    """Return ``after`` as the next version, unless it is the same plan."""
    again = replace(after, version=before.version)
    is_same = plan_to_json(again) == plan_to_json(before)
    return again if is_same else replace(after, version=before.version + 1)


def with_changes(
    scenario: Scenario, policy: Policy, changes: Sequence[TriedChange]
) -> tuple[Scenario, Policy]:
    """Return scenario and policy with ``changes``, one after another.

    Raises
    ------
    KeyError
        For a change of something that there is not.
    """
    aims = policy
    for change in changes:
        match change:
            case FitWeight():
                aims = replace(
                    aims, fit=replace(aims.fit, **{change.name: change.value})
                )
            case Relaxed():
                scenario = relaxed(scenario, aims, change)
            case MoreRoom():
                scenario = _with_room(scenario, change)
            case Pin():
                scenario = _pinned(scenario, change)
            case Ban():
                scenario = replace(scenario, bans=(*scenario.bans, change))
    if aims != policy and not aims.name.endswith(NAMED):
        aims = replace(aims, name=aims.name + NAMED)
    return canonical(scenario), aims


def _with_room(scenario: Scenario, more: MoreRoom) -> Scenario:
    place = scenario.places_by_id()[more.change.place]
    for _ in range(more.times):
        place = with_change(place, more.change)
    places = (place if p.id == place.id else p for p in scenario.places)
    return replace(scenario, places=tuple(places))


def _pinned(scenario: Scenario, pin: Pin) -> Scenario:
    """Return ``scenario`` with ``pin``, but where one to that place says more."""
    own = [p for p in scenario.pins if p.participant == pin.participant]
    if any(p.place == pin.place for p in own):
        return scenario
    others = [p for p in scenario.pins if p.participant != pin.participant]
    kept = [Pin(p.participant, section=p.section) for p in own if p.section is not None]
    return replace(scenario, pins=(*others, *kept, pin))
