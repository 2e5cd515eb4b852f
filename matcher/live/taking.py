"""The plan in which somebody has a placement that was agreed upon, and nobody else moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.audit import Violation, audit_placements
from matcher.domain.finding import Finding
from matcher.domain.ids import ParticipantId, QuotaId, SectionId
from matcher.domain.plan import (
    ComponentResult,
    Method,
    Placement,
    Plan,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import TIER_UNITS, Policy, Tier
from matcher.domain.proof import Proof
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.explain import missed_quotas
from matcher.options import Options
from matcher.options.chosen import chosen_columns
from matcher.placement import (
    InForce,
    PlacementResult,
    placements_of,
    result_of_parts,
)
from matcher.planning import PlanningOutcome, plan_as_chosen
from matcher.verify import checked_bounds

Ints = NDArray[np.int64]


class NoRoomError(ValueError):
    """What is to be taken does not go beside what the others have.

    Attributes
    ----------
    rules
        Those that would be broken; empty: it is none of the person's options.
    """

    def __init__(self, rules: Sequence[RuleCode] = ()) -> None:
        super().__init__(", ".join(rules))
        self.rules = tuple(rules)


def with_taken(
    scenario: Scenario,
    policy: Policy,
    before: Plan,
    proof: Proof | None,
    placements: Sequence[Placement],
    *,
    workers: int | None = None,
    findings: Sequence[Finding] = (),
) -> PlanningOutcome:
    """Return the plan in which one person has ``placements`` and all others what they had.

    The same as planning again with everybody pinned, but nothing is searched. The bounds
    are what the proof of the plan in force proves of the new one; of somebody who was not
    in it, it proves nothing, and everybody's best is the bound. Fallbacks, visits, reasons
    and the calendar are made anew. The version is one higher.

    Parameters
    ----------
    scenario
        Of the plan in force; with the person, where they were not in it.
    before, proof
        The plan in force; ``None``: it has no proof.
    placements
        One, or two in a row, as :func:`matcher.live.suggest.suggest` tells them.
    workers, findings
        See :func:`matcher.planning.plan`.

    Raises
    ------
    NoRoomError
        It is none of the person's options, or breaks a rule beside what others have.
    """
    proof = proof or Proof(before.scenario_sha256, before.seed, ())
    classes = _classes(before)
    stands = audit_placements(scenario, policy, before.placements, classes).violations
    taking = _Taking(policy, before, proof, _with(before, placements), stands)
    outcome = plan_as_chosen(
        scenario,
        policy,
        before.seed,
        taking.choose,
        workers=workers,
        findings=findings,
        in_force=InForce(before, proof),
    )
    if outcome.plan.metrics["violations"] > len(stands):
        raise NoRoomError([RuleCode.STATED_VALUE])
    after = replace(outcome.plan, version=before.version + 1)
    return replace(outcome, plan=after)


def _with(plan: Plan, placements: Sequence[Placement]) -> Plan:
    """Return ``plan`` as it says who is where, with ``placements`` of one person."""
    person = placements[0].participant
    others = (p for p in plan.placements if p.participant != person)
    return replace(
        plan,
        placements=(*others, *placements),
        not_placed=tuple(p for p in plan.not_placed if p.participant != person),
    )


@dataclass(frozen=True, slots=True)
class _Taking:
    """Chooses what ``wanted`` gives everybody.

    Attributes
    ----------
    stands
        Rules that the plan in force breaks already: no reason to refuse anything.
    """

    policy: Policy
    before: Plan
    proof: Proof
    wanted: Plan
    stands: Sequence[Violation]

    def choose(self, scenario: Scenario, options: Options) -> PlacementResult:
        try:
            chosen = chosen_columns(scenario, self.wanted, options)
        except ValueError as fault:
            raise NoRoomError from fault
        self._check(scenario, options, chosen)
        values = _Values(scenario, self.policy, options, chosen)
        parts = [values.of(part) for part in self._parts(scenario)]
        bounds = checked_bounds(
            scenario,
            self.policy,
            replace(self.wanted, components=tuple(parts)),
            self.proof,
            options,
        )
        stated = {part.participants: part for part in self.before.components}
        results = [
            _bounded(part, stated.get(part.participants), proved)
            for part, proved in zip(parts, bounds.components, strict=True)
        ]
        people = {part.participants for part in parts}
        proofs = [p for p in self.proof.components if p.participants in people]
        return result_of_parts(self.policy.tiers, results, chosen, proofs)

    def _parts(self, scenario: Scenario) -> Sequence[ComponentResult]:
        """Return the parts of the plan in force; all as one with somebody new in it."""
        parts = self.before.components
        everybody = tuple(person.id for person in scenario.participants)
        if sorted(p for part in parts for p in part.participants) == sorted(everybody):
            return parts
        places = tuple(place.id for place in scenario.places)
        quotas = tuple(quota.id for quota in scenario.quotas if quota.least)
        return [
            ComponentResult(
                everybody, places, Method.TRIVIAL, (), StoppedBy.DECISION, quotas
            )
        ]

    def _check(self, scenario: Scenario, options: Options, chosen: Ints) -> None:
        """Raise where a rule is broken that the plan in force does not break already."""
        made, sections = placements_of(scenario, options, chosen)
        classes = dict.fromkeys(p.id for p in scenario.participants) | sections
        after = audit_placements(scenario, self.policy, made, classes).violations
        broken = dict.fromkeys(v.rule for v in after if v not in self.stands)
        if broken:
            raise NoRoomError(list(broken))


def _classes(plan: Plan) -> Mapping[ParticipantId, SectionId | None]:
    return {one.participant: one.section for one in plan.not_placed} | {
        one.participant: one.section for one in plan.placements
    }


class _Values:
    """What the chosen options are worth, part by part."""

    def __init__(
        self, scenario: Scenario, policy: Policy, options: Options, chosen: Ints
    ) -> None:
        self._tiers = policy.tiers
        self._position = {p.id: i for i, p in enumerate(scenario.participants)}
        self._worth = {tier: options.worth(tier, chosen) for tier in policy.tiers}
        missed = missed_quotas(scenario, options, chosen)
        self._lacking: dict[QuotaId, int] = {one.quota: one.lacking for one in missed}

    def of(self, part: ComponentResult) -> ComponentResult:
        """Return ``part`` with its values; each is its own bound."""
        people = [self._position[person] for person in part.participants]
        found = {tier: int(self._worth[tier][people].sum()) for tier in self._tiers}
        if Tier.REPAIR in found:
            found[Tier.REPAIR] -= sum(self._lacking.get(q, 0) for q in part.quotas)
        tiers = (TierResult(t, n, n, TIER_UNITS[t]) for t, n in found.items())
        return replace(part, tiers=tuple(tiers))


def _bounded(
    part: ComponentResult, stated: ComponentResult | None, proved: Mapping[Tier, int]
) -> ComponentResult:
    """Return ``part`` with bounds: those that are proved of it, or were stated.

    What was stated of a tier holds as long as all tiers before it have their values.
    """
    before = {} if stated is None else {tier.name: tier for tier in stated.tiers}
    if stated is not None and all(t.value == before[t.name].value for t in part.tiers):
        return stated
    holds, given = True, tuple[Tier, ...]()
    tiers: list[TierResult] = []
    for tier in part.tiers:
        old = before.get(tier.name)
        holds = holds and old is not None
        most = proved[tier.name]
        if holds and old is not None:
            most = min(most, old.bound)
            holds = old.value == tier.value
        tiers.append(replace(tier, bound=most, given=given))
        if most > (tier.value or 0):
            given = (*given, tier.name)
    return replace(part, tiers=tuple(tiers), stopped_by=StoppedBy.DECISION)
