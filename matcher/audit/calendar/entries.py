"""The entries of a calendar, from rows in words or from columns of numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.rows import NOWHERE, Columns, columns_of
from matcher.audit.calendar.telling import violations_by_person
from matcher.audit.violations import Violation
from matcher.domain.activities import OFFERED, Activity, CalendarRow
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario

Bools = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]
Ints = NDArray[np.int32]

_AS_STORED = ("<i4", "<i4", "<i2", "i1", "<i4")
"""Types of the columns in the calendar's hash, in their order."""


class CalendarColumns(Protocol):
    """A calendar as columns of numbers, one position an entry.

    Positions of participants, slots, places, sections and activities are those in the
    scenario; days count from the horizon's start; ``where_idx`` is -1 for what is
    nowhere.
    """

    @property
    def participant_idx(self) -> Integers:
        """Who."""
        ...

    @property
    def day(self) -> Integers:
        """When."""
        ...

    @property
    def slot_idx(self) -> Integers:
        """Slot of the week."""
        ...

    @property
    def activity(self) -> Integers:
        """An :class:`~matcher.domain.activities.Activity`."""
        ...

    @property
    def where_idx(self) -> Integers:
        """Place of practice, section of class, activity of what is offered."""
        ...


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries that mean something, no two quite alike; all columns ``(entries,)``.

    Attributes
    ----------
    person, where
        Positions in the scenario; ``where`` as in :class:`CalendarColumns`.
    moment
        Position in the slots of all weeks of the calendar, in order of time.
    activity
        An :class:`~matcher.domain.activities.Activity`.
    faults
        What was left out since it means nothing, and what stands twice.
    sha256
        Hash of the content, whatever the order; empty where ids are unknown.
    """

    person: Ints
    moment: Ints
    activity: Ints
    where: Ints
    faults: tuple[Violation, ...]
    sha256: str

    def __len__(self) -> int:
        return len(self.person)


def read_entries(
    scenario: Scenario, calendar: CalendarColumns | Sequence[CalendarRow]
) -> Entries:
    """Return the entries of ``calendar``; rows with unknown ids are left out."""
    if isinstance(calendar, Sequence):
        columns, unknown = columns_of(scenario, calendar)
    else:
        columns, unknown = _narrowed(calendar), ()
    sound = _means_something(scenario, columns)
    kept = Columns(*(column[sound] for column in columns))
    clashing = _in_one_slot(scenario, kept)
    once = _without_repeats(kept) if clashing.any() else kept
    faults = (
        *unknown,
        *_told(scenario, columns, ~sound, RuleCode.CALENDAR_DAY, "contradicting"),
        *_told(scenario, kept, clashing, RuleCode.CALENDAR_CLASH),
    )
    return Entries(
        once.participant_idx,
        once.day // 7 * len(scenario.grid.slots) + once.slot_idx,
        once.activity,
        once.where_idx,
        faults,
        "" if unknown else _sha256(scenario, columns),
    )


def _narrowed(calendar: CalendarColumns) -> Columns:
    columns = (
        calendar.participant_idx,
        calendar.day,
        calendar.slot_idx,
        calendar.activity,
        calendar.where_idx,
    )
    return Columns(*(np.asarray(column, dtype=np.int32) for column in columns))


def _without_repeats(columns: Columns) -> Columns:
    return Columns(*np.unique(np.column_stack(columns), axis=0).T)


def _told(
    scenario: Scenario, columns: Columns, wrong: Bools, rule: RuleCode, aspect: str = ""
) -> Iterator[Violation]:
    person, day = columns.participant_idx[wrong], columns.day[wrong]
    return violations_by_person(scenario, rule, person, day, aspect)


def _means_something(scenario: Scenario, columns: Columns) -> Bools:
    """Tell which entries have a person, a slot of their day, and where they belong."""
    person, day, slot, activity, where = columns
    slots, days = scenario.grid.slots, 7 * scenario.horizon.calendar_weeks
    fits = (
        _is_within(person, 0, len(scenario.participants))
        & _is_within(day, 0, days)
        & _is_within(slot, 0, len(slots))
        & _is_within(activity, Activity.FREE + 1, len(Activity))
    )
    weekday = np.array([one.weekday for one in slots])
    fits[fits] = weekday[slot[fits]] == day[fits] % 7
    lowest, end = _where_by_activity(scenario)
    done = activity[fits]
    fits[fits] = _is_within(where[fits], lowest[done], end[done])
    offered = fits & np.isin(activity, OFFERED)
    kinds = np.array([one.kind for one in scenario.activities], dtype=np.int32)
    fits[offered] = kinds[where[offered]] == activity[offered]
    return fits


def _is_within(numbers: Ints, first: int | Ints, end: int | Ints) -> Bools:
    within: Bools = (first <= numbers) & (numbers < end)
    return within


def _where_by_activity(scenario: Scenario) -> tuple[Ints, Ints]:
    """Return, by activity, the first position where it can be and the one after the last."""
    lowest = np.full(len(Activity), NOWHERE)
    end = np.full(len(Activity), NOWHERE + 1)
    for activities, where in (
        ((Activity.PRACTICE,), scenario.places),
        ((Activity.CLASS,), scenario.sections),
        (OFFERED, scenario.activities),
    ):
        lowest[list(activities)], end[list(activities)] = 0, len(where)
    return lowest, end


def _in_one_slot(scenario: Scenario, columns: Columns) -> Bools:
    """Tell which entries are not the first of their person's slot of a day."""
    days, slots = 7 * scenario.horizon.calendar_weeks, len(scenario.grid.slots)
    person, day, slot = columns[:3]
    _, first = np.unique(
        (person.astype(np.int64) * days + day) * slots + slot, return_index=True
    )
    clashing = np.ones(len(person), dtype=np.bool_)
    clashing[first] = False
    return clashing


def _sha256(scenario: Scenario, columns: Columns) -> str:
    """Return the hash of the content that ``plan.json`` has of its calendar."""
    person, day, slot, *_ = columns
    order = np.lexsort((slot, day, person))
    names = [
        scenario.horizon.start.isoformat(),
        *(one.id for one in scenario.grid.slots),
        *(one.id for one in scenario.participants),
        *(one.id for one in scenario.places),
        *(one.id for one in scenario.sections),
        *(one.id for one in scenario.activities),
    ]
    digest = sha256("\n".join(names).encode())
    for column, stored in zip(columns, _AS_STORED, strict=True):
        digest.update(column[order].astype(stored).tobytes())
    return digest.hexdigest()
