"""Capacity rows: who would be where at the same time, and how many fit."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NEVER, NO_PLACE, NO_SECTION, Options, slot_offsets
from matcher.options.ranges import expand

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Capacity rows, each Σ x over its members ≤ its capacity.

    Attributes
    ----------
    rule, owner
        Per row: its rule as an index into ``ROW_RULES``, and the place, employer or
        section it belongs to.
    until_week
        Per row: it stands for the weeks up to this one (half-open).
    capacity
        Per row.
    member_row, member_column
        One entry per (row, column) pair, sorted by row and then column.
    """

    rule: Ints
    owner: Ints
    until_week: Ints
    capacity: Ints
    member_row: Ints
    member_column: Ints

    def __len__(self) -> int:
        return len(self.capacity)

    def take(self, chosen: Ints) -> "Rows":
        """Return the rows at ``chosen`` (increasing), renumbered."""
        number = np.full(len(self), -1, dtype=np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = number[self.member_row] >= 0
        return Rows(
            self.rule[chosen],
            self.owner[chosen],
            self.until_week[chosen],
            self.capacity[chosen],
            number[self.member_row[kept]],
            self.member_column[kept],
        )


ROW_RULES = (
    RuleCode.SEAT_DAY,
    RuleCode.PEOPLE_AT_ONCE,
    RuleCode.EMPLOYER_PEOPLE,
    RuleCode.EMPLOYER_STARTS,
    RuleCode.SECTION_SEATS,
)


@dataclass(frozen=True, slots=True)
class _Stays:
    """Who would be where in which weeks: one entry per stay of a column.

    ``owner`` shares one capacity (``capacity[i]`` of entry ``i``) within ``group``.
    """

    rule: RuleCode
    group: Ints
    owner: Ints
    start: Ints
    end: Ints
    column: Ints
    capacity: Ints


def capacity_rows(scenario: Scenario, options: Options) -> Rows:
    """Return every capacity row that can bind.

    People at the same time need a row only in the weeks in which the set of columns
    there is largest: those are the maximal cliques of an interval graph, one for each
    end that follows a start. Rows are then made as few as can be:

    * a seat row goes where the people at once of its place are no more than the seats;
    * an employer's row goes where the employer has one place and it is no tighter;
    * a row with no more people than capacity goes; of rows with the same columns the
      tightest stays.

    Running placements and given classes are facts: a capacity they exceed is raised to
    what they use, so that nobody new can be added and nobody is thrown out.
    """
    placed = np.flatnonzero(options.columns.place_idx != NO_PLACE)
    stays = [
        *_seat_stays(scenario, options, placed),
        _place_stays(scenario, options, placed),
        _employer_stays(scenario, options, placed),
        _start_stays(scenario, options, placed),
        _section_stays(scenario, options),
    ]
    people = options.columns.participant_idx
    rows = _raised_to_facts(_join([_rows_of(one) for one in stays]), people)
    return _without_twins(_without_slack(rows, people))


def _seat_stays(scenario: Scenario, options: Options, placed: Ints) -> list[_Stays]:
    columns = options.columns.take(placed)
    found = []
    at_once = np.array([p.people_at_once for p in scenario.places], dtype=np.int64)
    for position, slot in enumerate(scenario.grid.slots):
        seats = np.array([p.seats_in(slot.id) for p in scenario.places], dtype=np.int64)
        offset = slot_offsets(position, options.patterns)[columns.pattern_idx]
        needs_row = (at_once > seats)[columns.place_idx]
        first, after = _running_weeks(scenario, slot.weekday)
        start = np.maximum(columns.start_week + offset, first[columns.participant_idx])
        end = np.minimum(columns.end_week, after[columns.participant_idx])
        here = np.flatnonzero((offset < NEVER) & needs_row & (start < end))
        place = columns.place_idx[here]
        found.append(
            _Stays(
                RuleCode.SEAT_DAY,
                place * len(scenario.grid.slots) + position,
                place,
                start[here],
                end[here],
                placed[here],
                seats[place],
            )
        )
    return found


def _running_weeks(scenario: Scenario, weekday: int) -> tuple[Ints, Ints]:
    """Return the weeks, half-open, in which each person may be on ``weekday``.

    Only a running placement limits them: it may begin and end inside a week, and the
    seats of the days before and after are free.
    """
    first = np.full(len(scenario.participants), -NEVER, dtype=np.int64)
    after = np.full(len(scenario.participants), NEVER, dtype=np.int64)
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    start = scenario.horizon.start
    for running in scenario.running:
        i = people[running.participant]
        first[i] = -((weekday - (running.start_date - start).days) // 7)
        after[i] = ((running.end_date - start).days - weekday) // 7 + 1
    return first, after


def _place_stays(scenario: Scenario, options: Options, placed: Ints) -> _Stays:
    columns = options.columns.take(placed)
    at_once = np.array([p.people_at_once for p in scenario.places], dtype=np.int64)
    place = columns.place_idx
    return _Stays(
        RuleCode.PEOPLE_AT_ONCE,
        place,
        place,
        columns.start_week,
        columns.end_week,
        placed,
        at_once[place],
    )


def _employer_of(scenario: Scenario) -> Ints:
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    return np.array([number[p.employer] for p in scenario.places], dtype=np.int64)


def _employer_stays(scenario: Scenario, options: Options, placed: Ints) -> _Stays:
    columns = options.columns.take(placed)
    owner = _employer_of(scenario)[columns.place_idx]
    limit = np.array(
        [
            -1 if e.people_at_once is None else e.people_at_once
            for e in scenario.employers
        ],
        dtype=np.int64,
    )
    at_once = np.array([p.people_at_once for p in scenario.places], dtype=np.int64)
    held = np.bincount(
        _employer_of(scenario), weights=at_once, minlength=len(scenario.employers)
    )
    here = np.flatnonzero((limit[owner] >= 0) & (limit[owner] < held[owner]))
    owner = owner[here]
    return _Stays(
        RuleCode.EMPLOYER_PEOPLE,
        owner,
        owner,
        columns.start_week[here],
        columns.end_week[here],
        placed[here],
        limit[owner],
    )


def _start_stays(scenario: Scenario, options: Options, placed: Ints) -> _Stays:
    columns = options.columns.take(placed)
    owner = _employer_of(scenario)[columns.place_idx]
    limit = np.array(
        [
            -1 if e.starts_per_week is None else e.starts_per_week
            for e in scenario.employers
        ],
        dtype=np.int64,
    )
    here = np.flatnonzero((limit[owner] >= 0) & (columns.start_week >= 0))
    owner, week = owner[here], columns.start_week[here]
    return _Stays(
        RuleCode.EMPLOYER_STARTS,
        owner,
        owner,
        week,
        week + 1,
        placed[here],
        limit[owner],
    )


def _section_stays(scenario: Scenario, options: Options) -> _Stays:
    section = options.columns.section_idx
    here = np.flatnonzero(section != NO_SECTION)
    seats = np.array([s.seats for s in scenario.sections], dtype=np.int64)
    zero = np.zeros(len(here), dtype=np.int64)
    return _Stays(
        RuleCode.SECTION_SEATS,
        section[here],
        section[here],
        zero,
        zero + 1,
        here,
        seats[section[here]],
    )


def _rows_of(stays: _Stays) -> Rows:
    """Return one row per group and maximal set of stays at the same time."""
    if not len(stays.group):
        empty = np.zeros(0, dtype=np.int64)
        return Rows(empty, empty, empty, empty, empty, empty)
    shift = min(0, int(stays.start.min()))
    span = int(stays.end.max()) - shift + 1
    first = stays.group * span + stays.start - shift
    last = stays.group * span + stays.end - shift
    ends = np.unique(last)
    # A set of stays is largest just before the first end after somebody's start.
    kept = ends[np.unique(np.searchsorted(ends, first, side="right"))]
    low = np.searchsorted(kept, first, side="right")
    high = np.searchsorted(kept, last, side="right")
    stay, nth = expand(high - low)
    row = low[stay] + nth
    order = np.lexsort((stays.column[stay], row))
    row, stay = row[order], stay[order]
    one = np.zeros(len(kept), dtype=np.int64)
    one[row] = stay
    code = np.full(len(kept), ROW_RULES.index(stays.rule), dtype=np.int64)
    return Rows(
        code,
        stays.owner[one],
        kept % span + shift,
        stays.capacity[one],
        row,
        stays.column[stay],
    )


def _join(parts: list[Rows]) -> Rows:
    shift = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return Rows(
        np.concatenate([p.rule for p in parts]),
        np.concatenate([p.owner for p in parts]),
        np.concatenate([p.until_week for p in parts]),
        np.concatenate([p.capacity for p in parts]),
        np.concatenate([p.member_row + s for p, s in zip(parts, shift, strict=True)]),
        np.concatenate([p.member_column for p in parts]),
    )


def _people_in(rows: Rows, people: Ints) -> tuple[Ints, Ints, Ints]:
    """Return row, person and number of columns for every person in every row."""
    most = int(people.max(initial=0)) + 1
    key, columns = np.unique(
        rows.member_row * most + people[rows.member_column], return_counts=True
    )
    return key // most, key % most, columns


def _raised_to_facts(rows: Rows, people: Ints) -> Rows:
    """Raise each capacity to the number of people who are in the row whatever is done."""
    row, person, columns = _people_in(rows, people)
    forced = columns == np.bincount(people)[person]
    facts = np.bincount(row[forced], minlength=len(rows))
    return replace(rows, capacity=np.maximum(rows.capacity, facts))


def _without_slack(rows: Rows, people: Ints) -> Rows:
    """Drop the rows that cannot bind: no more people than capacity."""
    row, _, _ = _people_in(rows, people)
    most = np.bincount(row, minlength=len(rows))
    return rows.take(np.flatnonzero(most > rows.capacity))


def _without_twins(rows: Rows) -> Rows:
    """Of rows with the same columns keep the tightest, the first where they tie."""
    first = np.searchsorted(rows.member_row, np.arange(len(rows) + 1))
    best: dict[bytes, int] = {}
    for row in range(len(rows)):
        columns = rows.member_column[first[row] : first[row + 1]].tobytes()
        twin = best.setdefault(columns, row)
        if rows.capacity[row] < rows.capacity[twin]:
            best[columns] = row
    return rows.take(np.array(sorted(best.values()), dtype=np.int64))
