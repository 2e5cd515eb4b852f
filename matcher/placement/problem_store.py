"""A problem put together from blocks of people."""

from dataclasses import replace

import numpy as np

from matcher.options.ranges import Store, narrowed
from matcher.placement.problem import Problem


class ProblemStore:
    """Puts problems with the same rows one after another, in narrow numbers."""

    def __init__(self, num_tiers: int) -> None:
        self._values = [Store() for _ in range(num_tiers)]
        self._group, self._size = Store(), Store()
        self._row, self._weight, self._safe = Store(), Store(), Store()

    def put(self, part: Problem) -> None:
        """Add the columns of ``part``; the last one gives the rest of the problem."""
        for store, worth in zip(self._values, part.values, strict=True):
            store.put(worth)
        self._group.put(part.group)
        self._size.put(np.diff(part.first_member))
        self._row.put(part.member_row)
        self._weight.put(part.member_weight)
        if part.is_safe is not None:
            self._safe.put(part.is_safe.astype(np.int8))
        self._last = part

    def problem(self) -> Problem:
        """Return the problem of all columns."""
        sizes = self._size.numbers()
        safe = self._safe.numbers()
        return replace(
            self._last,
            group=self._group.numbers(),
            values=np.stack([store.numbers() for store in self._values]),
            first_member=narrowed(np.concatenate([[0], np.cumsum(sizes)])),
            member_row=self._row.numbers(),
            member_weight=self._weight.numbers(),
            is_safe=safe.astype(np.bool_) if len(safe) else None,
        )
