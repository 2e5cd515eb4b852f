"""Stays of people whose class meets in some weeks only, cut to the weeks they are there."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.alternation import Alternation
from matcher.domain.scenario import Scenario
from matcher.options import NEVER, Options
from matcher.options.patterns import ClassWeeks, WeekPattern
from matcher.options.ranges import expand
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]
Cut = tuple[Ints, Ints, Ints]
"""Stays, by position, with first weeks and ends; a stay may be there several times."""


class Alternating:
    """Cuts the stays of people whose class meets in some weeks only."""

    def __init__(self, scenario: Scenario, options: Options) -> None:
        self._patterns, self._columns = options.patterns, options.columns
        beside = [pattern.class_weeks for pattern in options.patterns]
        self._weeks = {
            one: _weeks_without(scenario, one.alternation)
            for one in dict.fromkeys(beside)
            if one is not None
        }

    def seated(
        self, position: int, here: Ints, pattern: Ints, start: Ints, end: Ints
    ) -> Cut:
        """Return the stays ``here`` with the weeks in which they need a seat of a slot.

        Of a stay that gives way to class in that slot there is one for each block of
        weeks without class.
        """
        parts = [(here, start[here], end[here])]
        for one in self._weeks:
            if one.mask >> position & 1:
                stay, begin, after = parts[0]
                mine = self._beside(one)[pattern[stay]]
                parts[0] = stay[~mine], begin[~mine], after[~mine]
                parts.append(self._without(one, stay[mine], begin[mine], after[mine]))
        return _joined(parts)

    def weeks_there(self, stays: Stays) -> Stays:
        """Return ``stays`` without the weeks in which class takes all their practice."""
        if not self._weeks:
            return stays
        every = np.arange(len(stays.column))
        parts = [(every, stays.start, stays.end)]
        pattern = self._columns.pattern_idx[stays.column]
        for one in self._weeks:
            stay, begin, after = parts[0]
            hidden = self._hidden(one)[pattern[stay]]
            mine = hidden > 0
            parts[0] = stay[~mine], begin[~mine], after[~mine]
            stay, begin, after = stay[mine], begin[mine], after[mine]
            shown = np.minimum(begin + hidden[mine], after)
            parts.append(self._without(one, stay, begin, shown))
            later = shown < after
            parts.append((stay[later], shown[later], after[later]))
        stay, begin, after = _joined(parts)
        return Stays(
            stays.rule,
            stays.group[stay],
            stays.owner[stay],
            begin,
            after,
            stays.column[stay],
            stays.capacity[stay],
            None if stays.weight is None else stays.weight[stay],
        )

    def _beside(self, one: ClassWeeks) -> NDArray[np.bool_]:
        """Tell which patterns give way to that class."""
        return np.array([p.class_weeks == one for p in self._patterns], np.bool_)

    def _hidden(self, one: ClassWeeks) -> Ints:
        """Return per pattern for how many weeks all its slots are in that class."""
        weeks = [
            _weeks_inside(p, one.mask) if p.class_weeks == one else 0
            for p in self._patterns
        ]
        return np.array(weeks, dtype=np.int64)

    def _without(self, one: ClassWeeks, stay: Ints, begin: Ints, after: Ints) -> Cut:
        """Return the blocks without class that lie in each of these weeks."""
        first, last = self._weeks[one]
        low = np.searchsorted(last, begin, side="right")
        high = np.searchsorted(first, after, side="left")
        line, nth = expand(high - low)
        block = low[line] + nth
        return (
            stay[line],
            np.maximum(begin[line], first[block]),
            np.minimum(after[line], last[block]),
        )


def _joined(parts: list[Cut]) -> Cut:
    stays, begins, ends = zip(*parts, strict=True)
    return np.concatenate(stays), np.concatenate(begins), np.concatenate(ends)


def _weeks_inside(pattern: WeekPattern, mask: int) -> int:
    """Return how many weeks pass until a step has a slot outside ``mask``."""
    steps = zip(pattern.masks, pattern.from_weeks, strict=True)
    return next((since for slots, since in steps if slots & ~mask), NEVER)


def _weeks_without(scenario: Scenario, alternation: Alternation) -> tuple[Ints, Ints]:
    """Return the blocks of weeks without class, half-open: first weeks and ends.

    From before any running placement began that still is.
    """
    begun = [scenario.horizon.week_of(r.start_date) for r in scenario.running]
    weeks = range(min([0, *begun]), scenario.horizon.placement_weeks)
    free = [not alternation.has_class_on(scenario.horizon.monday(w)) for w in weeks]
    change = np.diff(np.array([False, *free, False]).astype(np.int8))
    first, last = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return first + weeks.start, last + weeks.start
