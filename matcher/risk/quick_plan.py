"""A plan of one resampled semester in a tenth of a second. A heuristic.

People come in the order in which the tiers of the policy would have them, and each takes
the fitting option that asks least of what is scarce. Then, again and again, one who is
left outside is let in first where a few places have been emptied, and those who were there
find places anew; what is no worse is kept.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.risk.market import NOWHERE, Market, PersonOptions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EMPTIED = 6
"""Places emptied at a time: enough for people to change about between them."""

NOISE = 0.4
"""How far chance may blur the costs when places are filled anew; a place is worth 1."""

NOISE_LENGTH = 10_000

LOOKS = 1.5
"""How often places are emptied, per entrant."""


class QuickPlan:
    """A semester being planned.

    Parameters
    ----------
    entrants
        Who is in the semester, first come first: positions in ``market.people``. A
        person who was drawn twice is two entrants.
    closed
        ``(places,)``: places that dropped out.
    chance
        Feeds the search.

    Attributes
    ----------
    option
        Per entrant: the option they have, or ``NOWHERE``.
    left
        Per row: the room left.
    """

    def __init__(
        self,
        market: Market,
        entrants: Sequence[int],
        closed: NDArray[np.bool_],
        chance: np.random.Generator,
    ) -> None:
        self.options = [market.people[i] for i in entrants]
        self.turn = [int(market.turn[i]) for i in entrants]
        self.option = [NOWHERE] * len(entrants)
        self.left = market.room.copy()
        self._closed = closed if closed.any() else None
        self._chance = chance
        most = max((len(mine.cost) for mine in self.options), default=0)
        self._noise = chance.random(most + NOISE_LENGTH)
        self._there: dict[int, set[int]] = {}
        for mine in self.options:
            np.subtract.at(self.left, mine.taken, mine.taken_weights)

    def run(self) -> None:
        """Give a place to as many as can be found one."""
        everybody = range(len(self.option))
        for entrant in sorted(everybody, key=lambda e: self.turn[e]):
            self.admit(entrant, self.options[entrant].num_covering)
        self._improve([e for e in everybody if self.options[e].num_covering])
        for entrant in everybody:
            if self.option[entrant] == NOWHERE:
                self.admit(entrant, len(self.options[entrant].cost))

    def admit(self, entrant: int, most: int, noise: float = 0.0) -> bool:
        """Let ``entrant`` take the best that fits of their first ``most`` options."""
        option = self.cheapest_fitting(self.options[entrant], 0, most, noise)
        if option == NOWHERE:
            return False
        self.take(entrant, option)
        return True

    def cheapest_fitting(
        self, mine: PersonOptions, least: int, most: int, noise: float = 0.0
    ) -> int:
        """Return the cheapest fitting option from ``least`` up to ``most``, if any."""
        if most <= least:
            return NOWHERE
        begin, end = mine.starts[least], mine.starts[most]
        spare = self.left[mine.rows[begin:end]] >= mine.weights[begin:end]
        fits = np.logical_and.reduceat(spare, mine.starts[least:most] - begin)
        if self._closed is not None:
            fits &= ~self._closed[mine.place[least:most]]
        fitting = np.flatnonzero(fits)
        if not len(fitting):
            return NOWHERE
        cost = mine.cost[least:most][fitting]
        if noise:
            cost = cost + noise * self._blur(len(fitting))
        return least + int(fitting[cost.argmin()])

    def cheapest_at(self, mine: PersonOptions, place: int) -> int:
        """Return the cheapest fitting option at ``place`` that covers, if any."""
        here = np.flatnonzero(mine.place[: mine.num_covering] == place)
        for option in here[np.argsort(mine.cost[here], kind="stable")]:
            if self.cheapest_fitting(mine, int(option), int(option) + 1) != NOWHERE:
                return int(option)
        return NOWHERE

    def take(self, entrant: int, option: int) -> None:
        """Put ``entrant`` where ``option`` says."""
        mine = self.options[entrant]
        self.fill(mine, option)
        self.option[entrant] = option
        self._there.setdefault(int(mine.place[option]), set()).add(entrant)

    def leave(self, entrant: int) -> None:
        """Take ``entrant`` out of where they are."""
        mine, option = self.options[entrant], self.option[entrant]
        self.clear(mine, option)
        self.option[entrant] = NOWHERE
        self._there[int(mine.place[option])].discard(entrant)

    def fill(self, mine: PersonOptions, option: int) -> None:
        """Use the room of ``option``."""
        entries = mine.entries(option)
        self.left[mine.rows[entries]] -= mine.weights[entries]

    def clear(self, mine: PersonOptions, option: int) -> None:
        """Give the room of ``option`` back."""
        entries = mine.entries(option)
        self.left[mine.rows[entries]] += mine.weights[entries]

    def at(self, places: Sequence[int]) -> list[int]:
        """Return the entrants at ``places``, in their order."""
        return sorted(e for place in places for e in self._there.get(place, ()))

    def _improve(self, able: Sequence[int]) -> None:
        """Look again at the places around those who are outside, one at a time."""
        for _ in range(int(LOOKS * len(able))):
            outside = [e for e in able if self.option[e] == NOWHERE]
            if not outside:
                return
            self._let_in(outside[self._any(len(outside))])

    def _let_in(self, entrant: int) -> None:
        mine = self.options[entrant]
        places = self._some_places(mine)
        before = [(e, self.option[e]) for e in self.at(places)]
        for e, _ in before:
            self.leave(e)
        again = [before[i][0] for i in self._chance.permutation(len(before))]
        for e in (entrant, *again):
            self.admit(e, self.options[e].num_covering, NOISE)
        there = [e for e in (entrant, *again) if self.option[e] != NOWHERE]
        if self._is_worse(there, [e for e, _ in before]):
            for e in there:
                self.leave(e)
            for e, option in before:
                self.take(e, option)

    def _some_places(self, mine: PersonOptions) -> list[int]:
        """Return a few places among those that ask least of what is scarce."""
        most = mine.num_covering
        cost = mine.cost[:most] + NOISE * self._blur(most)
        nearest = np.argsort(cost)[: 8 * EMPTIED]
        return list(dict.fromkeys(mine.place[nearest].tolist()))[:EMPTIED]

    def _is_worse(self, now: Sequence[int], before: Sequence[int]) -> bool:
        """Tell whether fewer have a place, those who come first counted first."""
        turns = sorted({self.turn[e] for e in (*now, *before)})
        here = [sum(self.turn[e] == t for e in now) for t in turns]
        return here < [sum(self.turn[e] == t for e in before) for t in turns]

    def _blur(self, size: int) -> Floats:
        """Return ``size`` numbers between 0 and 1, out of a long list by chance."""
        begin = self._any(len(self._noise) - size)
        return self._noise[begin : begin + size]

    def _any(self, below: int) -> int:
        return int(self._chance.integers(below))
