"""What plans with other menus reach at most, by the prices of the proof at hand.

Any prices bound any scenario: so those of the plan in force are laid on the options that
people have with other menus. No solver, whole numbers only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from matcher.domain.menu_values import Changes, with_menus
from matcher.domain.plan import ComponentResult, Plan
from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import ComponentProof, JointRowKey, Proof
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.menus.judged import judged_tiers
from matcher.options import Options, build_options
from matcher.verify.bounds import proved_bounds
from matcher.verify.covered import most_covered
from matcher.verify.equals import best_of_equals
from matcher.verify.parts import ComponentParts
from matcher.verify.table import Part, RowTable


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of some menus before anything is planned.

    Attributes
    ----------
    may_gain
        False: no plan with them is better than the one in force.
    at_most
        The best plan, where it is better, covers at most so many more people.
    """

    may_gain: bool
    at_most: int


class Bounds:
    """Bounds plans with other menus by the proof of the plan in force."""

    def __init__(
        self, scenario: Scenario, policy: Policy, plan: Plan, proof: Proof
    ) -> None:
        self._scenario, self._policy, self._plan = scenario, policy, plan
        self._judged = judged_tiers(policy)
        proofs = {part.participants: part for part in proof.components}
        self._proofs = [
            _over_options(part, proofs.get(part.participants))
            for part in plan.components
        ]

    def nothing_known(self) -> Outlook:
        """Return what holds whatever the menus: nobody is covered twice."""
        people = len(self._scenario.participants)
        return Outlook(may_gain=True, at_most=people - self._covered())

    def outlook(self, combinations: Sequence[Changes]) -> Outlook:
        """Return what holds for everybody with an option of any of ``combinations``.

        Raises
        ------
        FalseProof
            Where the proof does not hold.
        """
        scenarios = [with_menus(self._scenario, one) for one in combinations]
        worlds = [(one, self._options(one)) for one in scenarios]
        parts = [_joined(worlds, self._policy, proof) for proof in self._proofs]
        reached = [_reached(component) for component in self._plan.components]
        bounds = [
            _bounds(part, self._policy, proof, kept)
            for (part, proof), kept in zip(parts, reached, strict=True)
        ]
        floors, may_gain = _implied(self._judged, bounds, reached)
        if not may_gain:
            return Outlook(may_gain=False, at_most=0)
        covered = sum(
            most_covered(part, _table(part, proof), proof, kept)
            for (part, proof), kept in zip(parts, floors, strict=True)
        )
        return Outlook(may_gain=True, at_most=max(0, covered - self._covered()))

    def _options(self, scenario: Scenario) -> Options:
        candidates = find_candidates(scenario, self._policy)
        return build_options(scenario, self._policy, candidates, self._plan.seed)

    def _covered(self) -> int:
        reached = {tier.name: tier.value or 0 for tier in self._plan.tiers}
        return sum(reached[tier] for tier in self._policy.coverage)


def _reached(component: ComponentResult) -> Mapping[Tier, int]:
    return {tier.name: tier.value or 0 for tier in component.tiers}


def _over_options(
    component: ComponentResult, proof: ComponentProof | None
) -> ComponentProof:
    """Return ``proof`` where its rows are over people's options alone, or the empty one.

    The answers to a choice that belongs to nobody are others with other menus.
    """
    joint = proof is not None and any(isinstance(k, JointRowKey) for k in proof.rows)
    if proof is None or proof.choices or joint:
        return ComponentProof(component.participants, (), {}, ())
    return proof


def _joined(
    worlds: Sequence[tuple[Scenario, Options]], policy: Policy, proof: ComponentProof
) -> tuple[Part, ComponentProof]:
    """Return all options of a component in any of ``worlds``, and the proof over them.

    Where a row does not hold the same in each the proof says nothing of them together.
    """
    made = [
        ComponentParts(scenario, policy, options, proof, policy.tiers)
        for scenario, options in worlds
    ]
    parts = [one.together()[1] for one in made]
    same = all(
        np.array_equal(one.unit, made[0].unit)
        and np.array_equal(part.capacity, parts[0].capacity)
        for one, part in zip(made, parts, strict=True)
    )
    if not same:
        return _joined(worlds, policy, replace(proof, rows=(), cuts={}, steps=()))
    if len(parts) == 1:
        return parts[0], proof
    person = np.concatenate([part.person for part in parts])
    order = np.argsort(person, kind="stable")
    values = {
        tier: np.concatenate([part.values[tier] for part in parts])[order]
        for tier in policy.tiers
    }
    weights = hstack([part.weights for part in parts], format="csc")[:, order]
    every = replace(
        parts[0], person=person[order], values=values, weights=csr_array(weights)
    )
    return every, proof


def _bounds(
    part: Part, policy: Policy, proof: ComponentProof, kept: Mapping[Tier, int]
) -> Mapping[Tier, int]:
    best = best_of_equals(part.person, part.values, part.weights, policy)
    return proved_bounds([part.take(best)], proof, kept)


def _table(part: Part, proof: ComponentProof) -> RowTable:
    table = RowTable(part)
    table.add(proof.cuts)
    return table


def _implied(
    judged: Sequence[Tier],
    bounds: Sequence[Mapping[Tier, int]],
    reached: Sequence[Mapping[Tier, int]],
) -> tuple[list[dict[Tier, int]], bool]:
    """Return what a better plan must reach in each component, and whether there may be one.

    Up to the first tier whose bounds are not what the plan in force has, it has just
    that. In this tier a component has at least what the bounds of the others leave to it.
    """
    floors: list[dict[Tier, int]] = [{} for _ in bounds]
    for tier in judged:
        spare = sum(bound[tier] for bound in bounds) - sum(r[tier] for r in reached)
        if spare < 0:
            return floors, False
        for floor, bound in zip(floors, bounds, strict=True):
            floor[tier] = bound[tier] - spare
        if any(b[tier] != r[tier] for b, r in zip(bounds, reached, strict=True)):
            return floors, True
    return floors, False
