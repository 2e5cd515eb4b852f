"""Choices that belong to nobody alone, and the rows that tie people's options to them.

A row of the problem can only say *at most*. *At least* n of the people P is said by those
left over: everybody has exactly one option, so that Σ inside ≥ n is Σ outside ≤ |P| − n
over all options of P. Where the n hangs on something, that is a choice of its own, with
columns of its own that weigh in the row: how many people a quota lacks, whether a place
opens, where and when a pair goes together, how many people of a team each job specialist
follows where rows alone are too many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import SpecialistId
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Team, followed
from matcher.options import NO_PLACE, Options
from matcher.placement.rows.agreed import counted_by
from matcher.placement.rows.caseloads import tangled_parts
from matcher.placement.rows.table import ROW_RULES, Rows, as_few_as_can_be, join_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_QUOTA = -1

OF_ALL = -1
"""The owner of a row that belongs to no set of specialists."""


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

    @classmethod
    def none(cls) -> Self:
        """Return no choices."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none.astype(np.bool_), none, Rows.none())


@dataclass(frozen=True, slots=True)
class _Choice:
    """One choice: its columns as in :class:`JointChoices`."""

    lacking: Ints
    safe: int
    quota: int = NO_QUOTA


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its options, each weighing 1, and columns of choices.

    ``answers`` names choices, increasing, counted from the first of the agreement, and
    what each of its columns weighs; those that weigh 0 are not in the row.
    """

    rule: RuleCode
    owner: int
    capacity: int
    options: Ints
    answers: tuple[tuple[int, Ints], ...] = ()


@dataclass(frozen=True, slots=True)
class _Agreement:
    """What one agreement adds: choices, and rows over them."""

    choices: Sequence[_Choice]
    rows: Sequence[_Row]


def joint_choices(scenario: Scenario, options: Options) -> JointChoices | None:
    """Return the choices of lower quotas, openings, pairs and specialists.

    ``None`` without any.

    Rows that cannot bind are left out; the choice then stands in none.
    """
    found = [
        *_lower_quotas(scenario, options),
        *_openings(scenario, options),
        *_pairs_together(scenario, options),
        *_shared_out(scenario, options),
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
    member, weight = [np.sort(row.options)], [np.ones_like(row.options)]
    for choice, weights in row.answers:
        inside = np.flatnonzero(weights)
        member.append(first[choice] + inside)
        weight.append(weights[inside])
    members = np.concatenate(member)
    return Rows(
        np.array([ROW_RULES.index(row.rule)]),
        np.array([row.owner]),
        np.array([row.owner]),
        np.zeros(1, dtype=np.int64),
        np.array([row.capacity]),
        np.zeros(len(members), dtype=np.int64),
        members,
        np.concatenate(weight),
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
    lower = [(n, quota) for n, quota in enumerate(scenario.quotas) if quota.least]
    if not lower:
        return
    stays = options.stays()
    placed = np.flatnonzero(stays.columns.place_idx != NO_PLACE)
    for number, quota in lower:
        inside = np.zeros(len(options.columns), dtype=np.bool_)
        counted = counted_by(quota, scenario, stays, placed)
        inside[options.of_stays(counted)] = True
        people, outside = _outside(options, inside)
        lacking = np.arange(max(0, quota.least - people), quota.least + 1)
        there = quota.least - lacking
        row = _Row(RuleCode.QUOTA_LEAST, number, people, outside, ((0, there),))
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
    asked = scenario.opens_only_with()
    at = options.stays().columns.place_idx if asked else people
    for place, least in asked.items():
        inside = np.zeros(len(options.columns), dtype=np.bool_)
        inside[options.of_stays(np.flatnonzero(at == number[place]))] = True
        could, outside = _outside(options, inside)
        if could < least:
            yield _Agreement((), (_never(RuleCode.OPENS_WITH, number[place], inside),))
            continue
        here = np.flatnonzero(inside)
        by_person = np.split(here, np.flatnonzero(np.diff(people[here])) + 1)
        none_if_closed = [
            _Row(RuleCode.OPENS_WITH, number[place], 1, own, ((0, IF_CLOSED),))
            for own in by_person
        ]
        enough = _Row(
            RuleCode.OPENS_WITH,
            number[place],
            could,
            outside,
            ((0, least * IF_OPEN),),
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
    place = options.columns.place_idx.astype(np.int64)
    weeks = _weeks_named(options)
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
    columns = options.columns.take(slice(None))
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
            yield _Row(RuleCode.TOGETHER, pair, 1, mine, ((choice, others),))


def _shared_out(scenario: Scenario, options: Options) -> Iterator[_Agreement]:
    """Yield how many people of each team each specialist follows, where that is asked.

    Of a team no more are placed than its specialists follow: people placed +
    Σ (most − followed) ≤ Σ most; and a specialist follows no more than they have room for.
    """
    teams = scenario.teams()
    parts = tangled_parts(teams.values())
    if not parts:
        return
    room, running = _room_beside_facts(scenario)
    team_of = [teams.get(person.id) for person in scenario.participants]
    placed = np.flatnonzero(options.columns.place_idx != NO_PLACE)
    for part in parts:
        choices: list[_Choice] = []
        by_team, by_specialist = [], defaultdict(list)
        for team in part:
            own = np.array([one == team for one in team_of], dtype=np.bool_)
            answers = []
            for specialist in sorted(team):
                most = min(room[specialist], int(own.sum()))
                some = np.arange(most + 1)
                answers.append((len(choices), most - some))
                by_specialist[specialist].append((len(choices), some))
                choices.append(_Choice(0 * some, running[team, specialist]))
            here = placed[own[options.columns.participant_idx[placed]]]
            most_of_all = sum(int(weights[0]) for _, weights in answers)
            by_team.append(
                _Row(RuleCode.CASELOAD, OF_ALL, most_of_all, here, tuple(answers))
            )
        nobody = np.zeros(0, dtype=np.int64)
        limits = [
            _Row(RuleCode.CASELOAD, OF_ALL, room[one], nobody, tuple(answers))
            for one, answers in by_specialist.items()
        ]
        yield _Agreement(choices, [*by_team, *limits])


def _room_beside_facts(
    scenario: Scenario,
) -> tuple[dict[SpecialistId, int], Counter[tuple[Team, SpecialistId]]]:
    """Return the room of specialists, and how running placements can be shared out.

    Those who are too many are with the first of their team, whose room is larger by
    them: where they are too many nobody new can be followed, whoever has them.
    """
    teams, room = scenario.teams(), scenario.room_of_specialists()
    running = sorted({r.participant for r in scenario.running} & teams.keys())
    loads = followed({person: teams[person] for person in running}, room)
    found: Counter[tuple[Team, SpecialistId]] = Counter()
    for person in running:
        if person not in loads.with_whom:
            loads.give(person, min(teams[person]))
            room[loads.with_whom[person]] += 1
        found[teams[person], loads.with_whom[person]] += 1
    return room, found
