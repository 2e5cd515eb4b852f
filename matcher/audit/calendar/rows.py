"""A calendar's rows in words, as columns of numbers."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.audit.violations import Violation
from matcher.domain.activities import OFFERED, Activity, CalendarRow
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import iso_week_label

Ints = NDArray[np.int32]

NOWHERE = -1
SELF_CONTRADICTING = -2
"""Where an entry is whose week is not that of its day, or whose place, class or offer
does not belong to its activity."""


class Columns(NamedTuple):
    """A calendar as columns; see :class:`~matcher.audit.calendar.CalendarColumns`."""

    participant_idx: Ints
    day: Ints
    slot_idx: Ints
    activity: Ints
    where_idx: Ints


class _Ids:
    """Positions of ids, and those that nobody knows, each noted once a person."""

    def __init__(self, scenario: Scenario) -> None:
        self.people = _positions(scenario.participants)
        self.slots = _positions(scenario.grid.slots)
        self._where = {
            "place": _positions(scenario.places),
            "section": _positions(scenario.sections),
            "activity": _positions(scenario.activities),
        }
        self.unknown: dict[tuple[str, str, str], Violation] = {}

    def are_known(self, row: CalendarRow) -> bool:
        """Tell whether the scenario has all that ``row`` names; note what it lacks."""
        named = {
            "participant": (row.participant, self.people),
            "slot": (row.slot, self.slots),
            "place": (row.place, self._where["place"]),
            "section": (row.section, self._where["section"]),
            "activity": (row.group_activity, self._where["activity"]),
        }
        lacking = [
            (kind, str(value))
            for kind, (value, known) in named.items()
            if value is not None and value not in known
        ]
        for kind, value in lacking:
            self.unknown[kind, value, row.participant] = Violation(
                RuleCode.UNKNOWN_ID,
                (row.participant,),
                aspect=kind,
                details={"value": value},
            )
        return not lacking

    def where(self, row: CalendarRow) -> int:
        """Return where ``row`` is: what its activity takes, and nothing else."""
        named = {
            kind: self._where[kind][value]
            for kind, value in (
                ("place", row.place),
                ("section", row.section),
                ("activity", row.group_activity),
            )
            if value is not None
        }
        taken = _where_of(row.activity)
        if named.keys() != taken:
            return SELF_CONTRADICTING
        return named.popitem()[1] if named else NOWHERE


def _where_of(activity: Activity) -> set[str]:
    if activity is Activity.PRACTICE:
        return {"place"}
    if activity is Activity.CLASS:
        return {"section"}
    return {"activity"} if activity in OFFERED else set()


def _positions(things: Iterable[Any]) -> dict[str, int]:
    return {thing.id: position for position, thing in enumerate(things)}


def columns_of(
    scenario: Scenario, rows: Sequence[CalendarRow]
) -> tuple[Columns, tuple[Violation, ...]]:
    """Return the columns of ``rows``, and the ids that are not in the scenario."""
    ids, start = _Ids(scenario), scenario.horizon.start
    weeks = {day: iso_week_label(day) for day in {row.date for row in rows}}
    known = [
        (
            ids.people[row.participant],
            (row.date - start).days,
            ids.slots[row.slot],
            row.activity,
            ids.where(row) if row.iso_week == weeks[row.date] else SELF_CONTRADICTING,
        )
        for row in rows
        if ids.are_known(row)
    ]
    table = np.array(known, dtype=np.int32).reshape(-1, len(Columns._fields))
    return Columns(*table.T), tuple(ids.unknown.values())
