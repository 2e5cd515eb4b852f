"""The capacity rows that a proof names, worked out again from the options."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.verify.table import FalseProof

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class CountedRows:
    """What rows hold, and how much: one person each."""

    weights: csr_array
    capacity: Ints


def counted_rows(
    scenario: Scenario, options: Options, keys: Sequence[RowKey]
) -> CountedRows:
    """Return who is in each row of ``keys``, over all options, and its capacity.

    A row of a rule that is not known here holds nobody: a proof without it is weaker,
    never false. A capacity below what running placements and given classes take is
    raised to that: they are facts.

    Raises
    ------
    FalseProof
        Where a row names an owner or a slot that there is not.
    """
    reader = _Reader(scenario, options)
    people = options.columns.participant_idx
    sizes = np.bincount(people)
    members, capacity = [], []
    for key in keys:
        inside, most = reader.row(key)
        mine = np.bincount(people[inside], minlength=len(sizes))
        facts = int(np.count_nonzero((mine == sizes) & (mine > 0)))
        members.append(inside)
        capacity.append(max(most, facts))
    first = np.cumsum([0, *(len(inside) for inside in members)])
    index = np.concatenate([np.zeros(0, dtype=np.int64), *members])
    one = np.ones(len(index), dtype=np.int64)
    row = np.repeat(np.arange(len(keys)), np.diff(first))
    weights = csr_array((one, (row, index)), shape=(len(keys), len(people)))
    return CountedRows(weights, np.array(capacity, dtype=np.int64))


class _Reader:
    """Finds the options in a row by the place, employer or class they belong to."""

    def __init__(self, scenario: Scenario, options: Options) -> None:
        self._scenario, self._options = scenario, options
        columns = options.columns
        self._places: dict[str, int] = {p.id: i for i, p in enumerate(scenario.places)}
        self._employers: dict[str, int] = {
            e.id: i for i, e in enumerate(scenario.employers)
        }
        self._sections: dict[str, int] = {
            s.id: i for i, s in enumerate(scenario.sections)
        }
        self._slots: dict[str | None, int] = {
            slot.id: i for i, slot in enumerate(scenario.grid.slots)
        }
        order = np.argsort(columns.place_idx, kind="stable")
        sorted_places = columns.place_idx[order]
        self._at_place = {
            place: np.sort(
                order[slice(*np.searchsorted(sorted_places, [place, place + 1]))]
            )
            for place in range(len(scenario.places))
        }
        self._places_of: dict[str, list[int]] = defaultdict(list)
        for i, place in enumerate(scenario.places):
            self._places_of[place.employer].append(i)
        number = {p.id: i for i, p in enumerate(scenario.participants)}
        self._running = {number[r.participant]: r for r in scenario.running}
        self._is_running = np.zeros(len(scenario.participants), dtype=np.bool_)
        self._is_running[list(self._running)] = True

    def row(self, key: RowKey) -> tuple[Ints, int]:
        """Return the options in the row, increasing, and how many people it holds."""
        try:
            return self._row(key)
        except (KeyError, TypeError) as error:
            raise FalseProof(f"row {key} names what there is not") from error

    def _row(self, key: RowKey) -> tuple[Ints, int]:
        week = -1 if key.week is None else key.week
        if key.rule is RuleCode.SECTION_SEATS:
            number = self._sections[key.owner]
            inside = np.flatnonzero(self._options.columns.section_idx == number)
            return inside, self._scenario.sections[number].seats
        if key.rule in (RuleCode.SEAT_DAY, RuleCode.PEOPLE_AT_ONCE):
            number = self._places[key.owner]
            place, own = self._scenario.places[number], self._at_place[number]
            if key.rule is RuleCode.PEOPLE_AT_ONCE:
                return own[self._is_there(own, week)], place.people_at_once
            position = self._slots[key.slot]
            seats = place.seats_in(self._scenario.grid.slots[position].id)
            return own[self._has_seat(own, week, position)], seats
        if key.rule not in (RuleCode.EMPLOYER_PEOPLE, RuleCode.EMPLOYER_STARTS):
            return np.zeros(0, dtype=np.int64), 0
        employer = self._scenario.employers[self._employers[key.owner]]
        none = np.zeros(0, dtype=np.int64)
        places = self._places_of[key.owner]
        own = np.sort(np.concatenate([none, *(self._at_place[p] for p in places)]))
        if key.rule is RuleCode.EMPLOYER_PEOPLE:
            return own[self._is_there(own, week)], _limit(employer.people_at_once)
        starts = self._options.columns.start_week[own] == week
        return own[starts], _limit(employer.starts_per_week)

    def _is_there(self, own: Ints, week: int) -> Bools:
        columns = self._options.columns
        assert (columns.place_idx[own] != NO_PLACE).all()
        there: Bools = (columns.start_week[own] <= week) & (
            week < columns.end_week[own]
        )
        return there

    def _has_seat(self, own: Ints, week: int, position: int) -> Bools:
        """Tell which of ``own`` have a seat in the slot at ``position`` of ``week``."""
        begins = np.array(
            [
                min(
                    (
                        since
                        for mask, since in zip(p.masks, p.from_weeks, strict=True)
                        if mask >> position & 1
                    ),
                    default=NEVER,
                )
                for p in self._options.patterns
            ],
            dtype=np.int64,
        )
        columns = self._options.columns
        since = columns.start_week[own] + begins[columns.pattern_idx[own]]
        seated = (since <= week) & self._is_there(own, week)
        scenario = self._scenario
        weekday = scenario.grid.slots[position].weekday
        day = scenario.horizon.start + timedelta(days=7 * week + weekday)
        person = columns.participant_idx[own]
        for i in np.flatnonzero(seated & self._is_running[person]):
            running = self._running[int(person[i])]
            seated[i] = running.start_date <= day <= running.end_date
        return seated


def _limit(limit: int | None) -> int:
    return NEVER if limit is None else limit
