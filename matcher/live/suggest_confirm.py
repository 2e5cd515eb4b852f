"""The best plan with an option in it, found and proved by a search in a solver host.

The prices of the proof leave few options that a plan can have which is nearly as good as
the bound: they are searched, in the rows of the whole model. No plan of those left out is
as good as what the options were chosen for, so that what is found is the best of all as
soon as it is no worse than that. Else the search is made again for what was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import TIER_UNITS, SolverLimits, Tier
from matcher.domain.suggestions import Changes, OthersMove, TierChange
from matcher.live.session import PlanSession, Standing
from matcher.live.suggest_prices import PartPrices
from matcher.options import NO_PLACE
from matcher.placement import search_weights
from matcher.placement.greedy import modest_choice
from matcher.placement.host import solve_all
from matcher.placement.problem import Problem, components

Ints = NDArray[np.int64]

MARGINS = (8, 40)
"""By how much each search looks below the bound, in points, days or hours."""

NO_LIMIT = 1 << 40
"""More than any tier can change by."""

MOST_COLUMNS = 30_000
"""More than these are not searched: it would take too long for one answer."""

SECONDS = 60.0
"""Wall clock of one search."""


@dataclass(frozen=True, slots=True)
class _Aim:
    """Plans that change nothing in the tiers before ``tier``, and it by ``by`` at least."""

    tier: int
    by: int

    @property
    def target(self) -> list[int]:
        """By how much each tier changes at least, as far as the last one asked for."""
        return [0] * self.tier + [self.by]


@dataclass(frozen=True, slots=True)
class _Best:
    """By how much the best plan that was found changes each tier, and bounds on it.

    Tier by tier; a bound holds where the tiers before have what was found.
    """

    found: list[int]
    bounds: list[int]

    @property
    def at_most(self) -> list[int]:
        """What no plan that was searched is better than, as far as it is proved."""
        for tier, (by, most) in enumerate(zip(self.found, self.bounds, strict=True)):
            if most > by:
                return [*self.found[:tier], most]
        return self.found


def confirm(
    session: PlanSession, standing: Standing, at: int, effect: OthersMove
) -> OthersMove:
    """Return ``effect``, of the person's option at ``at``, narrowed by searches.

    ``confirmed`` as far as the first tier that changes where they prove it; else with a
    better plan or a lower bound, if they found one. As it was where options hang on what
    several people do together: no search begins with one option of somebody then.
    """
    prices = session.prices
    if effect.is_exact:
        return replace(effect, confirmed=True)
    if prices is None or session.has_joint_rules:
        return effect
    tiers = session.policy.tiers
    search = _Search(session, prices.part(standing.person), standing, at)
    if search.is_small:
        return _among_all(search, tiers, effect)
    tier = _first_tier(tiers, effect)
    while tier < len(tiers):
        effect, reached = _decided(search, tiers, tier, effect)
        if effect.confirmed or not reached:
            return effect
        tier += 1
    return replace(effect, least=(), most=(), confirmed=True)


def _among_all(
    search: "_Search", tiers: Sequence[Tier], effect: OthersMove
) -> OthersMove:
    """Return what a search among all options finds, where it proves it."""
    best = search.best(_Aim(len(tiers) - 1, -NO_LIMIT))
    if best is None or best.at_most != best.found:
        return effect
    found = _changes(tiers, best.found)
    return OthersMove(found, found, confirmed=True)


def _decided(
    search: "_Search", tiers: Sequence[Tier], tier: int, effect: OthersMove
) -> tuple[OthersMove, bool]:
    """Return ``effect`` narrowed by searches in a tier, and whether they decide it."""
    for margin in MARGINS:
        aim = _aim(tiers, tier, effect, margin)
        best = search.best(aim)
        if best is None:
            return effect, False
        found = _changes(tiers, best.found)
        if best.found >= aim.target and best.at_most == best.found:
            if found:
                return OthersMove(found, found, confirmed=True), True
            return effect, True
        if _order(tiers, found) > _order(tiers, effect.least):
            effect = replace(effect, least=found)
        if best.at_most >= aim.target:
            return effect, False
        effect = replace(effect, most=(TierChange(tiers[tier], aim.by - 1),))
        if effect.is_exact:
            return replace(effect, confirmed=True), True
    return effect, False


def _first_tier(tiers: Sequence[Tier], effect: OthersMove) -> int:
    """Return the tier to begin with: the first in which anything is open.

    Without a known plan that is the first that has to change, or fit.
    """
    last = len(tiers) - 1
    if effect.least is None and Tier.FIT in tiers:
        last = tiers.index(Tier.FIT)
    changes = (*(effect.least or ())[:1], *effect.most)
    return min([last, *(tiers.index(change.tier) for change in changes)])


def _aim(tiers: Sequence[Tier], tier: int, effect: OthersMove, margin: int) -> _Aim:
    """Return what is searched for in ``tier``: what a plan has, or near the bound."""
    at_best = {change.tier: change.by for change in effect.most}.get(tiers[tier], 0)
    margin = 0 if TIER_UNITS[tiers[tier]] == "people" else margin
    known = [c.by for c in (effect.least or ())[:1] if c.tier is tiers[tier]]
    return _Aim(tier, max([at_best - margin, *known]))


def _changes(tiers: Sequence[Tier], by: Sequence[int]) -> Changes:
    """Return the first tier that changes, if any does."""
    changed = ((tier, n) for tier, n in zip(tiers, by, strict=False) if n)
    return tuple(TierChange(tier, n) for tier, n in changed)[:1]


def _order(tiers: Sequence[Tier], changes: Changes | None) -> list[int]:
    """Return what orders changes by their first tier; ``None`` comes before all."""
    if changes is None:
        return []
    by = {change.tier: change.by for change in changes[:1]}
    return [by.get(tier, 0) for tier in tiers]


class _Search:
    """Searches for the best plan with one option in it."""

    def __init__(
        self, session: PlanSession, part: PartPrices, standing: Standing, at: int
    ) -> None:
        self._session, self._part, self._person = session, part, standing.person
        people = session.options.columns.participant_idx
        self._first = int(np.searchsorted(people, standing.person))
        self._option = self._first + at
        self._tiers = session.policy.tiers
        self._before = [tier.value or 0 for tier in session.plan.tiers]

    @property
    def is_small(self) -> bool:
        """Whether all options of the component can be searched."""
        return len(self._part.options) <= MOST_COLUMNS

    def best(self, aim: _Aim) -> _Best | None:
        """Return the best plan of the options that the prices leave for ``aim``.

        ``None`` where these are too many, or there is no plan to begin with.
        """
        problem = self._problem(aim)
        if problem is None:
            return None
        outcomes = solve_all(
            [part.problem for part in components(problem)],
            search_weights(self._tiers[: aim.tier + 1]),
            SolverLimits(seconds=SECONDS),
            1,
            lambda *_: None,
        )
        plans = [outcome.incumbent for outcome in outcomes]
        return _Best(
            self._changed([plan.values for plan in plans]),
            self._changed([plan.bounds for plan in plans]),
        )

    def _changed(self, parts: Sequence[Sequence[int]]) -> list[int]:
        """Return by how much the sums of ``parts`` differ from the plan's, tier by tier."""
        sums = [sum(each) for each in zip(*parts, strict=True)]
        return [new - old for new, old in zip(sums, self._before, strict=False)]

    def _problem(self, aim: _Aim) -> Problem | None:
        """Return the problem of what the prices leave, class only and what people have."""
        session, people = self._session, self._session.options.columns.participant_idx
        targets = {
            tier: self._part.reached[tier] + (aim.by if i == aim.tier else 0)
            for i, tier in enumerate(self._tiers[: aim.tier + 1])
        }
        left = self._part.options
        if not self.is_small:
            left = self._part.reaching(self._part.position_of(self._option), targets)
        if len(left) > MOST_COLUMNS:
            return None
        class_only = np.flatnonzero(session.options.columns.place_idx == NO_PLACE)
        inside = np.isin(people[class_only], self._part.people)
        columns = np.concatenate([left, class_only[inside], session.chosen])
        columns = np.unique(columns[people[columns] != self._person])
        at = np.searchsorted(columns, self._option)
        columns = np.insert(columns, at, self._option)
        part = session.problem.take(columns).widened()
        # A search begins with the option beside class only and what runs already.
        if not part.allows(modest_choice(part)):
            return None
        return replace(
            part,
            values=part.values[: aim.tier + 1],
            loss=part.loss[: aim.tier + 1],
        )
