"""The calendar as columns of numbers, and its rows as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from matcher.domain.activities import OFFERED, Activity, CalendarRow
from matcher.domain.scenario import Scenario
from matcher.domain.visits import PracticeDays, practice_days
from matcher.domain.weeks import iso_week_label

NOWHERE = -1


CALENDAR_COLUMNS = (
    "participant",
    "iso_week",
    "date",
    "slot",
    "activity",
    "place",
    "section",
    "group_activity",
)
"""The columns of ``calendar.csv``, in order."""


@dataclass(frozen=True, slots=True)
class FreeSlots:
    """Slots of people's programmes that nothing fills, in the order of the calendar.

    No holidays. The columns mean what they do in :class:`Calendar`.
    """

    participant_idx: NDArray[np.int32]
    day: NDArray[np.int32]
    slot_idx: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.participant_idx)

    def take(self, kept: NDArray[np.bool_]) -> "FreeSlots":
        """Return those that are ``kept``."""
        return FreeSlots(
            self.participant_idx[kept], self.day[kept], self.slot_idx[kept]
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everybody's entries, sorted by participant, day and slot; no two alike.

    Attributes
    ----------
    participant_idx
        Position in ``scenario.participants``.
    day
        Days after the horizon's start.
    slot_idx
        Position in the week grid.
    activity
        An :class:`Activity`.
    where_idx
        Position of the place for practice, of the section for class, of the activity
        for those that are offered, else ``NOWHERE``.
    free
        What no entry fills.
    """

    scenario: Scenario
    participant_idx: NDArray[np.int32]
    day: NDArray[np.int32]
    slot_idx: NDArray[np.int16]
    activity: NDArray[np.int8]
    where_idx: NDArray[np.int32]
    free: FreeSlots

    def __len__(self) -> int:
        return len(self.participant_idx)

    def rows(self) -> Iterator[CalendarRow]:
        """Yield the entries in words, in order."""
        scenario = self.scenario
        slots = [slot.id for slot in scenario.grid.slots]
        days = [
            scenario.horizon.start + timedelta(days=n)
            for n in range(7 * scenario.horizon.calendar_weeks)
        ]
        weeks = [iso_week_label(day) for day in days]
        for person, day, slot, done, where in zip(
            self.participant_idx.tolist(),
            self.day.tolist(),
            self.slot_idx.tolist(),
            self.activity.tolist(),
            self.where_idx.tolist(),
            strict=True,
        ):
            practice, taught = done == Activity.PRACTICE, done == Activity.CLASS
            offered = done in OFFERED
            yield CalendarRow(
                scenario.participants[person].id,
                weeks[day],
                days[day],
                slots[slot],
                Activity(done),
                scenario.places[where].id if practice else None,
                scenario.sections[where].id if taught else None,
                scenario.activities[where].id if offered else None,
            )

    def practice(self) -> PracticeDays:
        """Return when everybody is at practice where."""
        return practice_days(
            (row.participant, row.place, row.date, row.slot)
            for row in self.rows()
            if row.place is not None
        )

    def sha256(self) -> str:
        """Return the hash of the calendar's content: equal calendars, equal hash.

        Over the ids that positions refer to and the columns as little-endian bytes.
        """
        scenario = self.scenario
        names = [
            scenario.horizon.start.isoformat(),
            *(slot.id for slot in scenario.grid.slots),
            *(person.id for person in scenario.participants),
            *(place.id for place in scenario.places),
            *(section.id for section in scenario.sections),
            *(activity.id for activity in scenario.activities),
        ]
        digest = sha256("\n".join(names).encode())
        for column in (
            self.participant_idx,
            self.day,
            self.slot_idx,
            self.activity,
            self.where_idx,
        ):
            digest.update(column.astype(column.dtype.newbyteorder("<")).tobytes())
        return digest.hexdigest()
