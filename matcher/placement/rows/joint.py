"""Choices that belong to nobody alone, and the rows that tie people's options to them.

A row of the problem can only say *at most*. *At least* n of the people P is said by those
left over: everybody has exactly one option, so that Σ inside ≥ n is Σ outside ≤ |P| − n
over all options of P. Where the n hangs on something, that is a choice of its own, with
columns of its own that weigh in the row: how many people a quota lacks, whether a place
opens, where and when a pair goes together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.placement.rows.agreed import options_counted_by
from matcher.placement.rows.table import ROW_RULES, Rows, as_few_as_can_be, join_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_QUOTA = -1


@dataclass(frozen=True, slots=True)
class JointChoices:
    """Choices to be made beside everybody's own, each one of its columns.

    Attributes
    ----------
    group
        ``(columns,)``, non-decreasing from 0: the choice of each column.
    lacking
        ``(columns,)``: people that a quota then lacks; 0 for all other choices.
    is_safe
        ``(columns,)``: one of each choice, which keeps every row if nobody new is placed.
    quota
        Per choice: position of the quota it is about, or ``NO_QUOTA``.
    rows
        Their rows; the columns of choices are numbered on from the last option.
    """

    group: Ints
    lacking: Ints
    is_safe: Bools
    quota: Ints
    rows: Rows


@dataclass(frozen=True, slots=True)
class _Choice:
    """One choice: its columns as in :class:`JointChoices`."""

    lacking: Ints
    safe: int
    quota: int = NO_QUOTA


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its options, each weighing 1, and columns of one choice.

    ``choice`` counts from the first choice of its agreement; the columns of it that are
    in the row have ``weights`` above 0.
    """

    rule: RuleCode
    owner: int
    capacity: int
    options: Ints
    weights: Ints | None = None
    choice: int = 0


@dataclass(frozen=True, slots=True)
class _Agreement:
    """What one agreement adds: choices, and rows over them."""

    choices: Sequence[_Choice]
    rows: Sequence[_Row]


def joint_choices(scenario: Scenario, options: Options) -> JointChoices | None:
    """Return the choices of lower quotas, openings and pairs; ``None`` without any.

    Rows that cannot bind are left out; the choice then stands in none.
    """
    found = [
        *_lower_quotas(scenario, options),
        *_openings(scenario, options),
        *_pairs_together(scenario, options),
    ]
    if not found:
        return None
    choices = [choice for agreement in found for choice in agreement.choices]
    sizes = np.array([len(choice.lacking) for choice in choices], dtype=np.int64)
    first = len(options.columns) + np.concatenate([[0], np.cumsum(sizes)])[:-1]
    rows, done = [], 0
    for agreement in found:
        mine = first[done : done + len(agreement.choices)]
        rows += [_numbered(row, mine) for row in agreement.rows]
        done += len(agreement.choices)
    group = np.repeat(np.arange(len(choices)), sizes)
    people = options.columns.participant_idx
    owners = np.concatenate([people, group + len(scenario.participants)])
    return JointChoices(
        group,
        _joined([choice.lacking for choice in choices]),
        _joined([np.arange(len(c.lacking)) == c.safe for c in choices]).astype(
            np.bool_
        ),
        np.array([choice.quota for choice in choices], dtype=np.int64),
        as_few_as_can_be(join_rows([Rows.none(), *rows]), owners),
    )


def _joined(parts: Sequence[NDArray[np.generic]]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _numbered(row: _Row, first: Ints) -> Rows:
    """Return ``row`` alone; ``first`` is the first column of each choice there is."""
    weights = np.zeros(0, dtype=np.int64) if row.weights is None else row.weights
    inside = np.flatnonzero(weights)
    start = first[row.choice] if len(inside) else 0
    member = np.concatenate([np.sort(row.options), start + inside])
    one = np.ones(len(row.options), dtype=np.int64)
    return Rows(
        np.array([ROW_RULES.index(row.rule)]),
        np.array([row.owner]),
        np.array([row.owner]),
        np.zeros(1, dtype=np.int64),
        np.array([row.capacity]),
        np.zeros(len(member), dtype=np.int64),
        member,
        np.concatenate([one, weights[inside]]),
    )


def _outside(options: Options, inside: Bools) -> tuple[int, Ints]:
    """Return how many people have an option ``inside``, and all their others."""
    people = options.columns.participant_idx
    could = np.unique(people[inside])
    return len(could), np.flatnonzero(np.isin(people, could) & ~inside)


def _lower_quotas(scenario: Scenario, options: Options) -> Iterator[_Agreement]:
    """Yield per lower quota the choice of how many it lacks.

    Lacking k of n: outside weigh at most |P| − (n − k).
    """
    for number, quota in enumerate(scenario.quotas):
        if not quota.least:
            continue
        inside = np.zeros(len(options.columns), dtype=np.bool_)
        inside[options_counted_by(quota, scenario, options)] = True
        people, outside = _outside(options, inside)
        lacking = np.arange(max(0, quota.least - people), quota.least + 1)
        there = quota.least - lacking
        row = _Row(RuleCode.QUOTA_LEAST, number, people, outside, there)
        choice = _Choice(lacking, len(lacking) - 1, number)
        yield _Agreement((choice,), (row,))


CLOSED_OR_OPEN = _Choice(np.zeros(2, dtype=np.int64), 0)
IF_CLOSED, IF_OPEN = np.array([1, 0]), np.array([0, 1])


def _openings(scenario: Scenario, options: Options) -> Iterator[_Agreement]:
    """Yield per place that opens only with n whether it opens.

    Closed: none of P is there, said of each of them. Open: |P| − n may be elsewhere.
    """
    number = {place.id: i for i, place in enumerate(scenario.places)}
    people = options.columns.participant_idx
    stays, of_option = options.stays()
    for place, least in scenario.opens_only_with().items():
        inside = np.zeros(len(options.columns), dtype=np.bool_)
        inside[of_option[stays.columns.place_idx == number[place]]] = True
        could, outside = _outside(options, inside)
        if could < least:
            yield _Agreement((), (_never(RuleCode.OPENS_WITH, number[place], inside),))
            continue
        here = np.flatnonzero(inside)
        by_person = np.split(here, np.flatnonzero(np.diff(people[here])) + 1)
        none_if_closed = [
            _Row(RuleCode.OPENS_WITH, number[place], 1, own, IF_CLOSED)
            for own in by_person
        ]
        enough = _Row(
            RuleCode.OPENS_WITH, number[place], could, outside, least * IF_OPEN
        )
        yield _Agreement((CLOSED_OR_OPEN,), (*none_if_closed, enough))


def _never(rule: RuleCode, owner: int, inside: Bools) -> _Row:
    """Return the row that keeps everybody from the options ``inside``."""
    return _Row(rule, owner, 0, np.flatnonzero(inside))


def _pairs_together(scenario: Scenario, options: Options) -> Iterator[_Agreement]:
    """Yield per pair that goes together where they go, and when.

    Each of the two is at a place as often as the choice of it says, and so as often as
    the other; the same holds for weeks. What only one of them could have is out.
    """
    pairs = scenario.pairs_together()
    if not pairs:
        return
    people = options.columns.participant_idx
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    place, weeks = options.columns.place_idx, _weeks_named(options)
    for nth, pair in pairs.items():
        one, other = (
            np.flatnonzero(people == number[p]) for p in (pair.participant, pair.other)
        )
        stay = place * (int(weeks.max()) + 2) + weeks
        common = np.intersect1d(stay[one], stay[other])
        both = np.union1d(one, other)
        shared = np.isin(stay[both], common)
        rows = [_Row(RuleCode.TOGETHER, nth, 0, both[~shared])]
        choices: list[_Choice] = []
        for name in (place, weeks) if len(common) > 1 else ():
            rows += _the_same(nth, len(choices), people, name, both[shared])
            values = len(np.unique(name[both[shared]]))
            choices.append(_Choice(np.zeros(values, dtype=np.int64), 0))
        yield _Agreement(choices, rows)


def _weeks_named(options: Options) -> Ints:
    """Return a number for the weeks of each option; ``NO_PLACE`` for class only."""
    columns = options.columns
    start, end = columns.start_week, columns.end_week
    named = (start - start.min()) * (int(end.max()) + 1) + end
    return np.where(columns.place_idx == NO_PLACE, NO_PLACE, named)


def _the_same(
    pair: int, choice: int, people: Ints, name: Ints, options: Ints
) -> Iterator[_Row]:
    """Yield the rows by which each person's options are named as the choice says.

    Of a person, those of one name and the choice of any other name are one at most; class
    only, the first name, is one too.
    """
    values, value = np.unique(name[options], return_inverse=True)
    for v in range(len(values)):
        others = (np.arange(len(values)) != v).astype(np.int64)
        here = options[value == v]
        for person in np.unique(people[options]):
            mine = here[people[here] == person]
            yield _Row(RuleCode.TOGETHER, pair, 1, mine, others, choice)
