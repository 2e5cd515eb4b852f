"""The best plan with an option in it, found and proved in a solver host.

Tier by tier from the first that can change: the best of a tier in the plans that have the
option and keep what the plan has of all tiers before. Where it is what the plan has, the
next tier follows; where there is no such plan, one before has to change.

The prices of the proof leave few options that a plan can have which is nearly as good as
their bound: these are searched, in the rows of the whole model and the cuts of the proof.
No plan with any other is as good as what they were chosen for, so that what is found is
the best of all where it is no worse than that. Else more are searched.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Tier
from matcher.domain.suggestions import Changes, OthersMove, TierChange
from matcher.live.session import PlanSession, Standing
from matcher.live.suggest_ground import Ground

Ints = NDArray[np.int64]

DEPTHS = (40, 400, None)
"""How far below the bound plans are looked for, one after another; ``None``: all."""


@dataclass(frozen=True, slots=True)
class _Best:
    """By how much a tier changes where all before it keep what they have.

    Attributes
    ----------
    plan
        The best that was found; ``None``: none.
    by
        By how much it changes the tier.
    at_most
        No plan changes it by more; ``None``: there is none.
    """

    plan: Ints | None
    by: int
    at_most: int | None

    @property
    def is_proved(self) -> bool:
        """Whether there is nothing better."""
        return self.plan is not None and self.at_most == self.by


def confirm(
    session: PlanSession, standing: Standing, at: int, effect: OthersMove
) -> OthersMove:
    """Return ``effect``, of the person's option at ``at``, narrowed by searches.

    ``confirmed`` as far as the first tier that changes where they prove it; else with a
    better plan or a lower bound, if they found one. For newcomers it is as it was where
    both ends do not agree.
    """
    prices = session.prices
    if effect.is_exact:
        return replace(effect, confirmed=True)
    if prices is None or standing.is_newcomer:
        return effect
    ground = Ground(session, prices.part(standing.person), standing, at)
    return _Search(ground, session.policy.tiers, effect).run()


class _Search:
    """Narrows what is known of the best plan with one option, tier by tier."""

    def __init__(
        self, ground: Ground, tiers: tuple[Tier, ...], effect: OthersMove
    ) -> None:
        self._ground, self._tiers, self._effect = ground, tiers, effect
        self._plan = ground.nobody_moves()

    def run(self) -> OthersMove:
        """Return the effect, narrowed as far as the searches prove."""
        tier = self._first_tier()
        while tier < len(self._tiers):
            best = self._best(tier)
            if best.at_most is None and tier == 0:
                return self._effect
            if best.at_most is None:
                # One of those before has to fall: at best the last of them, by one.
                tier -= 1
                self._lower(tier, -1)
                continue
            self._note(tier, best, best.at_most)
            if not best.is_proved or best.by:
                return self._effect
            self._plan = best.plan
            tier += 1
        return OthersMove((), (), confirmed=True)

    def _first_tier(self) -> int:
        """Return the tier to begin with: the first in which anything is open.

        Without a known plan that is the first that has to change, or fit. Where tiers
        may give up a part of one before them, that is searched first.
        """
        effect, last = self._effect, len(self._tiers) - 1
        if effect.least is None and Tier.FIT in self._tiers:
            last = self._tiers.index(Tier.FIT)
        changes = (*(effect.least or ())[:1], *effect.most)
        open_ = [self._tiers.index(change.tier) for change in changes]
        return min([last, *open_, *self._ground.tiers_with_loss])

    def _best(self, tier: int) -> _Best:
        """Return the best of ``tier`` in the plans that keep what those before have."""
        near = at_most = self._at_best(tier)
        plan = self._plan
        if plan is not None and not self._ground.keeps_before(tier, plan):
            plan = None
        for depth in DEPTHS:
            least = None if depth is None else near - depth
            if plan is not None:
                least = self._ground.change(tier, plan)
            found = self._ground.best(tier, near, least, plan)
            if found is None:
                break
            if found.plan is not None:
                return _Best(found.plan, found.by, min(at_most, found.at_most))
            if least is None:
                return _Best(None, 0, None if found.is_none else at_most)
            if found.at_most >= least:
                break
            at_most = least - 1
        by = 0 if plan is None else self._ground.change(tier, plan)
        return _Best(plan, by, at_most)

    def _at_best(self, tier: int) -> int:
        """Return by how much ``tier`` changes at best, given all tiers before."""
        at_best = self._ground.at_best(tier)
        for change in self._effect.most[:1]:
            position = self._tiers.index(change.tier)
            if position == tier:
                return min(at_best, change.by)
            if position > tier:
                return min(at_best, 0)
        return at_best

    def _note(self, tier: int, best: _Best, at_most: int) -> None:
        """Note a plan and a bound, and where they agree that the tier is decided."""
        if best.plan is not None:
            found = self._changes(tier, best.by)
            if self._order(found) > self._order(self._effect.least):
                self._effect = replace(self._effect, least=found)
        self._lower(tier, at_most)
        if best.is_proved and best.by:
            found = self._changes(tier, best.by)
            self._effect = OthersMove(found, found, confirmed=True)

    def _lower(self, tier: int, at_most: int) -> None:
        """Note that ``tier`` changes by ``at_most`` at best, if those before do not."""
        later = (
            change
            for change in self._effect.most
            if self._tiers.index(change.tier) > tier
        )
        most = self._changes(tier, at_most) or tuple(later)
        self._effect = replace(self._effect, most=most)

    def _changes(self, tier: int, by: int) -> Changes:
        return (TierChange(self._tiers[tier], by),) if by else ()

    def _order(self, changes: Changes | None) -> list[int]:
        """Return what orders changes by their first tier; ``None`` comes before all."""
        if changes is None:
            return []
        by = {change.tier: change.by for change in changes[:1]}
        return [by.get(tier, 0) for tier in self._tiers]
