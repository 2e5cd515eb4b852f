"""The decision columns: every way in which each participant can be placed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import Whole

Ints = NDArray[np.int64]

NO_PLACE = -1
NO_PATTERN = -1
NO_NEXT = -1


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry per option, sorted by participant and then by all other parts.

    A scenario has millions: all of them are kept in numbers as narrow as hold them, to
    be compared and looked up with. Those to reckon with are taken first.

    Attributes
    ----------
    participant_idx, place_idx, section_idx
        Positions in the scenario; ``NO_PLACE`` for class-only.
    choice_idx
        Position in the section choices.
    travel_minutes
        One way to the place; 0 for class-only.
    start_week, end_week
        Half-open; 0 and 0 for class-only.
    pattern_idx
        Index into the patterns; ``NO_PATTERN`` for class-only.
    next_idx
        Index into the second placements; ``NO_NEXT`` where the first is the only one.
    """

    participant_idx: Whole
    place_idx: Whole
    section_idx: Whole
    choice_idx: Whole
    travel_minutes: Whole
    start_week: Whole
    end_week: Whole
    pattern_idx: Whole
    next_idx: Whole

    def __len__(self) -> int:
        return len(self.participant_idx)

    def take(self, chosen: Ints | NDArray[np.bool_] | slice) -> "Columns":
        """Return the columns at ``chosen``, in that order, as numbers of full width."""
        return Columns(
            *(
                getattr(self, f.name)[chosen].astype(np.int64, copy=False)
                for f in fields(self)
            )
        )

    def sorted(self) -> "Columns":
        """Return the columns in canonical order."""
        keys = (
            self.next_idx,
            self.pattern_idx,
            self.end_week,
            self.start_week,
            self.section_idx,
            self.place_idx,
            self.participant_idx,
        )
        return self.take(np.lexsort(keys))


def no_columns() -> Columns:
    """Return no columns at all."""
    return Columns(*[np.zeros(0, dtype=np.int64) for _ in fields(Columns)])


def join_columns(parts: Sequence[Columns]) -> Columns:
    """Return all ``parts`` in one, one after another."""
    return Columns(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Columns)
        )
    )
