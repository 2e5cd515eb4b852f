"""Keeps what every bound of a search rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import HalfCut, PlaceCut
from matcher.placement.proof import Grounds

Ints = NDArray[np.int64]

NO_STEP = -1


@dataclass(frozen=True, slots=True)
class Step:
    """Grounds for a bound of a tier, and the value for which they dropped columns."""

    tier: int
    parent: int
    grounds: Grounds
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The steps of a search, and the cuts that their prices name."""

    steps: tuple[Step, ...]
    cuts: Mapping[int, HalfCut | PlaceCut]


@dataclass(slots=True)
class Ledger:
    """The cuts found so far, numbered on from the rows, and the steps taken.

    Attributes
    ----------
    parent
        The step whose columns are the ones left now.
    """

    first_cut: int
    parent: int = NO_STEP
    _origins: list[HalfCut | PlaceCut] = field(default_factory=list)
    _steps: list[Step] = field(default_factory=list)

    def number(self, origins: Sequence[HalfCut | PlaceCut]) -> Ints:
        """Note cuts and return their numbers."""
        first = self.first_cut + len(self._origins)
        self._origins.extend(origins)
        return np.arange(first, first + len(origins))

    def origin(self, number: int) -> HalfCut | PlaceCut:
        """Return what the cut of that number follows from."""
        return self._origins[number - self.first_cut]

    def note(self, tier: int, grounds: Grounds) -> None:
        """Note that ``grounds`` hold for ``tier`` on the columns that are left."""
        last = self._steps[-1] if self._steps else None
        if last is None or last.grounds is not grounds:
            self._steps.append(Step(tier, self.parent, grounds))

    def note_drop(self, tier: int, grounds: Grounds, keep: int) -> None:
        """Note that all columns with which ``tier`` is below ``keep`` are dropped."""
        self.note(tier, grounds)
        if self._steps[-1].keep is not None:
            self._steps.append(replace(self._steps[-1], parent=self.parent))
        self._steps[-1] = replace(self._steps[-1], keep=keep)
        self.parent = len(self._steps) - 1

    def evidence(self) -> Evidence:
        """Return the steps, and of the cuts only those that they rest on."""
        named: set[int] = set()
        waiting = {
            int(number)
            for step in self._steps
            for number in step.grounds.rows
            if number >= self.first_cut
        }
        while waiting:
            named |= waiting
            waiting = self._parents(waiting) - named
        cuts = {n: self.origin(n) for n in sorted(named)}
        return Evidence(tuple(self._steps), cuts)

    def _parents(self, numbers: Iterable[int]) -> set[int]:
        origins = map(self.origin, numbers)
        return {
            row
            for origin in origins
            if isinstance(origin, HalfCut)
            for row in origin.rows
            if row >= self.first_cut
        }
