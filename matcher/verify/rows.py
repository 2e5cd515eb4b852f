"""The capacity rows that a proof names, worked out again from the options."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.policy import Policy
from matcher.domain.proof import RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.options.ranges import narrowed
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
    """Return what each row of ``keys`` is over all of ``options``.

    A capacity below what running placements and given classes take is raised to that:
    they are facts. A row is divided by what divides all its weights, its capacity
    rounded down.

    Raises
    ------
    FalseProof
        Where a row names what there is not, or its rule has no rows.
    """
    limits = row_limits(scenario, policy, [options], keys)
    weights = weights_of(scenario, policy, options, keys, limits)
    return CountedRows(weights, limits.capacity, limits.unit)


@dataclass(frozen=True, slots=True)
class RowLimits:
    """What rows hold, and their units, as in :class:`CountedRows`."""

    capacity: Ints
    unit: Ints


def row_limits(
    scenario: Scenario,
    policy: Policy,
    blocks: Iterable[Options],
    keys: Sequence[RowKey],
) -> RowLimits:
    """Return what each row of ``keys`` holds over the options of all ``blocks``.

    Each block has all options of its people.

    Raises
    ------
    FalseProof
        As :func:`counted_rows`.
    """
    most = np.zeros(len(keys), dtype=np.int64)
    facts, unit = np.zeros_like(most), np.zeros_like(most)
    for block in blocks:
        stays = Stays(scenario, policy, block)
        people = block.columns.participant_idx
        sizes = np.bincount(people)
        for number, key in enumerate(keys):
            row = _row(stays, key)
            most[number] = row.most
            facts[number] += _facts(row, people, sizes)
            unit[number] = np.gcd(unit[number], _divisor(row))
    unit = np.maximum(unit, 1)
    return RowLimits(np.maximum(most, facts) // unit, unit)


def weights_of(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    keys: Sequence[RowKey],
    limits: RowLimits,
) -> csr_array:
    """Return ``(rows, options)``: what each of ``options`` weighs in each row."""
    stays = Stays(scenario, policy, options)
    rows = [_row(stays, key) for key in keys]
    number = np.repeat(np.arange(len(rows)), [len(row.options) for row in rows])
    index = np.concatenate([_NONE, *(row.options for row in rows)])
    weights = np.concatenate([_NONE, *(_weights(row) for row in rows)])
    entries = narrowed(weights // limits.unit[number])
    return csr_array(
        (entries, (number, index)), shape=(len(rows), len(options.columns))
    )


_NONE = np.zeros(0, dtype=np.int64)


def _row(stays: Stays, key: RowKey) -> Held:
    try:
        return stays.of_options(ROWS[key.rule](stays, key))
    except (KeyError, TypeError) as error:
        raise FalseProof(f"row {key} names what there is not") from error


def _weights(row: Held) -> Ints:
    one = np.ones(len(row.options), dtype=np.int64)
    return one if row.weights is None else row.weights


def _divisor(row: Held) -> int:
    """Return what divides all weights of the row; 0 where it has none."""
    if row.weights is None:
        return min(1, len(row.options))
    return int(np.gcd.reduce(row.weights))


def _facts(row: Held, people: Ints, sizes: Ints) -> int:
    """Return what those take of the row of whom every option is in it."""
    person = people[row.options]
    first = np.flatnonzero(np.diff(person, prepend=-1))
    if not len(first):
        return 0
    least = np.minimum.reduceat(_weights(row), first)
    forced = np.diff(first, append=len(person)) == sizes[person[first]]
    return int(least[forced].sum())


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
