"""Which menus to plan with: greedily, and where they are few all combinations."""

from collections.abc import Iterator, Sequence

from matcher.domain.menu_values import Changes
from matcher.domain.scenario import Scenario
from matcher.menus.desk import Desk
from matcher.menus.joined import (
    Crowd,
    crowds,
    every_combination,
    in_order,
    num_combinations,
    num_ways,
    ways_of,
)
from matcher.menus.trials import Trial, Trials

MOST_COMBINATIONS = 32
"""Where facts allow no more, every one is planned with in the end."""

AT_ONCE = 8
"""Where facts allow no more, they are planned with at once, and none is climbed to."""

MOST_LISTED = 4096
"""Combinations of which each is asked whether facts allow it."""

MOST_OF_CROWD = 8
"""Classes that share people change together where they have no more ways to."""

SHARE_OF_SINGLES = 0.6
"""Of the time, what goes to changes alone before they are put together."""


class Search:
    """Looks for the best combination: greedily, and where they are few through all."""

    def __init__(self, desk: Desk, trials: Trials, most_changes: int) -> None:
        self._desk, self._trials, self._most = desk, trials, most_changes
        self._size = num_combinations(desk.scenario, most_changes)
        self._crowds = list(_in_parts(desk.scenario))

    def run(self) -> None:
        """Plan with what may give something, the most hopeful first, then with the rest."""
        desk = self._desk
        singles = sorted(filter(desk.is_possible, desk.singles), key=self._hope)
        hopeful = [one for one in singles if desk.outlook(one).may_gain]
        if desk.together.may_gain:
            able = list(self._able())
            if len(able) > AT_ONCE or not able:
                self._make(hopeful, self._trials.seconds_left * SHARE_OF_SINGLES)
                self._climb()
            if len(able) <= MOST_COMBINATIONS:
                self._make([*hopeful, *self._gaining(able)])
        self._make(singles)

    def _able(self) -> Iterator[Changes]:
        """Yield the combinations that facts allow; none where there are too many to list."""
        if self._size <= MOST_LISTED:
            for one in every_combination(self._desk.scenario, self._most):
                if self._desk.is_possible(one):
                    yield one
                else:
                    self._desk.look(one)

    def _gaining(self, able: Sequence[Changes]) -> Iterator[Changes]:
        """Yield those of several changes that may give something, while there is time."""
        for one in able:
            in_time = len(one) > 1 and self._trials.seconds_left > 0
            if in_time and self._desk.look(one).may_gain:
                yield one

    def _make(self, wanted: Sequence[Changes], seconds: float | None = None) -> None:
        left = self._trials.seconds_left
        self._trials.make(wanted, left if seconds is None else seconds)

    def _hope(self, changes: Changes) -> int:
        return -self._desk.outlook(changes).at_most

    def _climb(self) -> None:
        """Go from the menus in force to better ones, one crowd of classes at a time.

        A crowd takes whichever of its menus together give most beside those of the
        others, and the fewest changes of those that give as much.
        """
        here: Changes = ()
        rank = self._rank(here)
        while True:
            moves = list(self._moves(here))
            self._make(moves)
            best = max(moves, key=self._rank, default=here)
            if self._rank(best) <= rank:
                return
            here, rank = best, self._rank(best)

    def _moves(self, here: Changes) -> Iterator[Changes]:
        """Yield ``here`` with other menus in one crowd, as far as facts allow."""
        scenario = self._desk.scenario
        for crowd in self._crowds:
            kept = [change for change in here if change.section not in crowd]
            for way in ways_of(scenario, crowd):
                moved = in_order(scenario, [*kept, *way])
                is_new = moved not in ((), here) and len(moved) <= self._most
                if is_new and self._desk.is_possible(moved):
                    yield moved

    def _rank(self, changes: Changes) -> tuple[tuple[int, ...], int]:
        """Return what orders combinations: the better plan, then the fewer changes."""
        trial = self._trials.made.get(changes)
        if trial is None or not self._desk.is_better(trial):
            return tuple(self._desk.reached.values()), -len(changes)
        return trial.values, -len(changes)

    def proposals(self) -> list[Trial]:
        """Return the best found with 1, 2, … changes, where it is better than with fewer."""
        every = [t for t in self._trials.made.values() if self._desk.is_better(t)]
        found: list[Trial] = []
        for trial in sorted(every, key=_fewest_first):
            if len(trial.changes) > self._most:
                continue
            if not found or trial.values > found[-1].values:
                same = bool(found) and len(found[-1].changes) == len(trial.changes)
                found[-1 if same else len(found) :] = [trial]
        return found

    def at_most(self) -> int:
        """Return how many more people the best combination covers at most."""
        desk, trials = self._desk, self._trials
        found = self.proposals()
        best = desk.extra(found[-1]) if found else 0
        everything = every_combination(desk.scenario, self._most)
        if self.num_tried() == self._size and all(
            desk.is_settled(one, trials) for one in everything
        ):
            return best
        return max(best, desk.together.at_most)

    def num_tried(self) -> int:
        """Return how many combinations were planned with, or are proved to give nothing."""
        if not self._desk.together.may_gain:
            return self._size
        return len({*self._trials.made, *self._desk.without_gain()})


def _in_parts(scenario: Scenario) -> Iterator[Crowd]:
    """Yield the crowds; the classes of large ones by themselves."""
    for crowd in crowds(scenario):
        if num_ways(scenario, crowd) <= MOST_OF_CROWD:
            yield crowd
        else:
            yield from ((section,) for section in crowd)


def _fewest_first(trial: Trial) -> tuple[int, list[int], Changes]:
    return len(trial.changes), [-value for value in trial.values], trial.changes
