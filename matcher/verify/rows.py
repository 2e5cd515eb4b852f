"""The capacity rows that a proof names, worked out again from the options."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.policy import Policy
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.verify.agreed_rows import AGREED_ROWS
from matcher.verify.stays import Held, Stays, limit_of, week_of
from matcher.verify.table import FalseProof

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CountedRows:
    """What each option weighs in each row, and what the rows hold.

    Attributes
    ----------
    weights
        ``(rows, options)``.
    capacity
        ``(rows,)``, in the unit of the weights.
    unit
        ``(rows,)``: how many people, or minutes of a mentor, a weight of 1 is.
    """

    weights: csr_array
    capacity: Ints
    unit: Ints


def counted_rows(
    scenario: Scenario, policy: Policy, options: Options, keys: Sequence[RowKey]
) -> CountedRows:
    """Return what each row of ``keys`` is over all options.

    A capacity below what running placements and given classes take is raised to that:
    they are facts. A row is divided by what divides all its weights, its capacity
    rounded down.

    Raises
    ------
    FalseProof
        Where a row names what there is not, or its rule has no rows.
    """
    stays = Stays(scenario, policy, options)
    people = options.columns.participant_idx
    sizes = np.bincount(people)
    rows = [_raised(_row(stays, key), people, sizes) for key in keys]
    unit = np.array([_divisor(row) for row in rows], dtype=np.int64)
    capacity = np.array([row.most for row in rows], dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    number = np.repeat(np.arange(len(rows)), [len(row.options) for row in rows])
    index = np.concatenate([none, *(row.options for row in rows)])
    weights = np.concatenate([none, *(_weights(row) for row in rows)]) // unit[number]
    shape = (len(rows), len(people))
    matrix = csr_array((weights, (number, index)), shape=shape)
    return CountedRows(matrix, capacity // unit, unit)


def _row(stays: Stays, key: RowKey) -> Held:
    try:
        return stays.of_options(ROWS[key.rule](stays, key))
    except (KeyError, TypeError) as error:
        raise FalseProof(f"row {key} names what there is not") from error


def _weights(row: Held) -> Ints:
    one = np.ones(len(row.options), dtype=np.int64)
    return one if row.weights is None else row.weights


def _divisor(row: Held) -> int:
    return 1 if row.weights is None else max(1, int(np.gcd.reduce(row.weights)))


def _raised(row: Held, people: Ints, sizes: Ints) -> Held:
    """Return ``row`` with room for those of whom every option is in it."""
    person = people[row.options]
    first = np.flatnonzero(np.diff(person, prepend=-1))
    if not len(first):
        return row
    least = np.minimum.reduceat(_weights(row), first)
    forced = np.diff(first, append=len(person)) == sizes[person[first]]
    return Held(row.options, max(row.most, int(least[forced].sum())), row.weights)


def _section_seats(stays: Stays, key: RowKey) -> Held:
    number = stays.sections[key.owner]
    inside = np.flatnonzero(stays.columns.section_idx == number)
    return Held(inside, stays.scenario.sections[number].seats)


def _seat_day(stays: Stays, key: RowKey) -> Held:
    number, position = stays.places[key.owner], stays.slots[key.slot]
    seats = stays.scenario.places[number].seats_in(
        stays.scenario.grid.slots[position].id
    )
    own = stays.at_place(number)
    return Held(stays.seated(own, week_of(key), position), seats)


def _people_at_once(stays: Stays, key: RowKey) -> Held:
    number = stays.places[key.owner]
    own = stays.in_week(stays.at_place(number), week_of(key))
    return Held(own, stays.scenario.places[number].people_at_once)


def _employer_people(stays: Stays, key: RowKey) -> Held:
    employer = stays.employers[key.owner]
    own = stays.in_week(stays.at_employer(employer.id), week_of(key))
    return Held(own, limit_of(employer.people_at_once))


def _employer_starts(stays: Stays, key: RowKey) -> Held:
    employer = stays.employers[key.owner]
    own = stays.at_employer(employer.id)
    begin = own[stays.columns.start_week[own] == week_of(key)]
    return Held(begin, limit_of(employer.starts_per_week))


ROWS: Mapping[RuleCode, Callable[[Stays, RowKey], Held]] = {
    RuleCode.SECTION_SEATS: _section_seats,
    RuleCode.SEAT_DAY: _seat_day,
    RuleCode.PEOPLE_AT_ONCE: _people_at_once,
    RuleCode.EMPLOYER_PEOPLE: _employer_people,
    RuleCode.EMPLOYER_STARTS: _employer_starts,
    **AGREED_ROWS,
}
