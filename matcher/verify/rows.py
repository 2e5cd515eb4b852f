"""The capacity rows that a proof names, worked out again from the options."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from matcher.domain.policy import Policy
from matcher.domain.proof import ChoiceKey, JointRowKey, RowKey
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.options.ranges import narrowed
from matcher.verify.agreed_rows import AGREED_ROWS
from matcher.verify.over_choices import OverChoices
from matcher.verify.stays import NEVER, Held, Stays, limit_of, week_of
from matcher.verify.table import FalseProof

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CountedRows:
    """What each option weighs in each row, and what the rows hold.

    Attributes
    ----------
    weights
        ``(rows, options and answers)``: all options, then the answers to the choices.
    capacity
        ``(rows,)``, in the unit of the weights.
    unit
        ``(rows,)``: how many people, or minutes of a mentor, a weight of 1 is.
    choice
        ``(answers,)``, non-decreasing from 0: the choice that each is to.
    lacking
        ``(answers,)``: people whom a quota then lacks.
    """

    weights: csr_array
    capacity: Ints
    unit: Ints
    choice: Ints
    lacking: Ints


def counted_rows(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    keys: Sequence[RowKey | JointRowKey],
    choices: Sequence[ChoiceKey] = (),
) -> CountedRows:
    """Return what each row of ``keys`` is over all options and answers to ``choices``.

    A capacity below what running placements and given classes take is raised to that:
    they are facts. A row is divided by what divides all its weights, its capacity
    rounded down. Choices that are not named weigh nothing in any row.

    Raises
    ------
    FalseProof
        Where a row or choice names what there is not, or its rule has no rows.
    """
    over = OverChoices(scenario, policy, options, keys, choices)
    limits = row_limits(scenario, policy, [options], keys, over)
    weights = weights_of(scenario, policy, options, keys, limits, over)
    every = csr_array(hstack([weights, answers_in(limits, over)]))
    return CountedRows(every, limits.capacity, limits.unit, over.choice, over.lacking)


@dataclass(frozen=True, slots=True)
class RowLimits:
    """What rows hold, and their units, as in :class:`CountedRows`.

    ``spare`` is what those leave of each row of whom every option is in it.
    """

    capacity: Ints
    unit: Ints
    spare: Ints


def row_limits(
    scenario: Scenario,
    policy: Policy,
    blocks: Iterable[Options],
    keys: Sequence[RowKey | JointRowKey],
    over: OverChoices,
) -> RowLimits:
    """Return what each row of ``keys`` holds over the options of all ``blocks``.

    Each block has all options of its people; what rows over choices hold is in ``over``.

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
        for number, row in _rows(stays, keys):
            most[number] = row.most
            facts[number] += row.facts(people, sizes)
            unit[number] = np.gcd(unit[number], row.divisor())
    for number, row in over.rows.items():
        most[number], facts[number] = row.most, over.facts[number]
        unit[number] = row.divisor()
    unit = np.maximum(unit, 1)
    spare = np.maximum(most - facts, 0) // unit
    return RowLimits(np.maximum(most, facts) // unit, unit, spare)


def weights_of(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    keys: Sequence[RowKey | JointRowKey],
    limits: RowLimits,
    over: OverChoices,
) -> csr_array:
    """Return ``(rows, options)``: what each of ``options`` weighs in each row.

    They are all options of their people.
    """
    rows = dict(_rows(Stays(scenario, policy, options), keys))
    number = np.repeat(
        np.array([*rows], dtype=np.int64), [len(row.options) for row in rows.values()]
    )
    index = np.concatenate([_NONE, *(row.options for row in rows.values())])
    weights = np.concatenate([_NONE, *(row.taken() for row in rows.values())])
    entries = narrowed(weights // limits.unit[number])
    shape = (len(keys), len(options.columns))
    own = csr_array((entries, (number, index)), shape=shape)
    if not over.rows:
        return own
    people = np.unique(options.columns.participant_idx)
    return csr_array(own + _in_units(over.of_options(people), limits))


def beside_facts(weights: csr_array, limits: RowLimits) -> csr_array:
    """Return by how much each option of somebody ``limits`` do not know fills a row.

    ``weights`` are those of all their options. A row that has all of these is widened
    where facts leave no room for them: only what is left is taken from others.
    """
    rows = csr_array(weights)
    sizes = np.diff(rows.indptr)
    most = np.where(sizes == rows.shape[1], limits.spare, NEVER)
    filled = np.minimum(rows.data, np.repeat(most, sizes))
    return csr_array((filled, rows.indices, rows.indptr), shape=rows.shape)


def answers_in(limits: RowLimits, over: OverChoices) -> csr_array:
    """Return ``(rows, answers)``: what the answers to choices weigh in each row."""
    return _in_units(over.of_answers(), limits)


def _in_units(weights: csr_array, limits: RowLimits) -> csr_array:
    entries = weights.tocoo()
    row, column = entries.coords
    return csr_array(
        (entries.data // limits.unit[row], (row, column)), shape=weights.shape
    )


_NONE = np.zeros(0, dtype=np.int64)


def _rows(
    stays: Stays, keys: Sequence[RowKey | JointRowKey]
) -> Iterator[tuple[int, Held]]:
    """Yield the rows over options alone, by their number."""
    for number, key in enumerate(keys):
        if isinstance(key, RowKey):
            yield number, _row(stays, key)


def _row(stays: Stays, key: RowKey) -> Held:
    try:
        return stays.of_options(ROWS[key.rule](stays, key))
    except (KeyError, TypeError, ValueError) as error:
        raise FalseProof(f"row {key} names what there is not") from error


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
    own = stays.there(stays.at_place(number), week_of(key))
    return Held(own, stays.scenario.places[number].people_at_once)


def _employer_people(stays: Stays, key: RowKey) -> Held:
    employer = stays.employers[key.owner]
    own = stays.there(stays.at_employer(employer.id), week_of(key))
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
