"""Days of absence in the calendar."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.activities import Activity
from matcher.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Away:
    """Everybody's absences, one entry each, sorted by person.

    ``first_day`` and ``last_day`` are days after the horizon's start, both included.
    """

    person_idx: NDArray[np.int64]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]

    def mark(
        self, activity: NDArray[np.int8], begin: int, day: NDArray[np.int64]
    ) -> None:
        """Turn free slots into absence where the person is away, in place.

        Parameters
        ----------
        activity
            ``(people, slots)``: of the people from ``begin`` on.
        day
            Per slot: days after the horizon's start.
        """
        low, high = np.searchsorted(self.person_idx, [begin, begin + len(activity)])
        for entry in range(low, high):
            row = activity[self.person_idx[entry] - begin]
            there = (self.first_day[entry] <= day) & (day <= self.last_day[entry])
            row[there & (row == Activity.FREE)] = Activity.ABSENCE


def away(scenario: Scenario) -> Away:
    """Return the absences of all participants."""
    start = scenario.horizon.start
    rows = [
        (number, (absence.first - start).days, (absence.last - start).days)
        for number, person in enumerate(scenario.participants)
        for absence in person.absences
    ]
    return Away(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)
