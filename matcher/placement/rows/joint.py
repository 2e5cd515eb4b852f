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
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import SpecialistId
from matcher.domain.proof import ChoiceKey, JointRowKey, Shared
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Team, followed
from matcher.options import NO_PLACE, Options
from matcher.placement.rows.agreed import counted_by
from matcher.placement.rows.caseloads import tangled_parts
from matcher.placement.rows.table import ROW_RULES, Rows, as_few_as_can_be, join_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OF_ALL = -1
"""The owner of a row that belongs to no set of specialists, and that no proof knows."""


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
    keys
        Per choice: what it is about; without those of job specialists, which come last
        and which no proof knows.
    rows
        Their rows; the columns of choices are numbered on from the last option. Those
        of specialists come last, and are owned by ``OF_ALL``.
    row_keys
        What the other rows are about; the group of a row is its position here.
    """

    group: Ints
    lacking: Ints
    is_safe: Bools
    keys: tuple[ChoiceKey, ...]
    rows: Rows
    row_keys: tuple[JointRowKey, ...]

    @classmethod
    def none(cls) -> Self:
        """Return no choices."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, none.astype(np.bool_), (), Rows.none(), ())


@dataclass(frozen=True, slots=True)
class _Choice:
    """One choice: its columns as in :class:`JointChoices`; no ``key``: of specialists."""

    key: ChoiceKey | None
    lacking: Ints
    safe: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its options, each weighing 1, and columns of choices.

    ``answers`` names choices, increasing, counted from the first of the agreement, and
    what each of its columns weighs; those that weigh 0 are not in the row. A row of
    specialists has no ``key``.
    """

    key: JointRowKey | None
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
    row_keys: list[JointRowKey] = []
    for agreement in found:
        mine = first[done : done + len(agreement.choices)]
        for row in agreement.rows:
            rows.append(_numbered(row, len(row_keys), mine))
            if row.key is not None:
                row_keys.append(row.key)
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
        tuple(choice.key for choice in choices if choice.key is not None),
        as_few_as_can_be(join_rows([Rows.none(), *rows]), owners),
        tuple(row_keys),
    )


def _joined(parts: Sequence[NDArray[np.generic]]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _numbered(row: _Row, number: int, first: Ints) -> Rows:
    """Return ``row`` alone; ``first`` is the first column of each choice there is."""
    member, weight = [np.sort(row.options)], [np.ones_like(row.options)]
    for choice, weights in row.answers:
        inside = np.flatnonzero(weights)
        member.append(first[choice] + inside)
        weight.append(weights[inside])
    members = np.concatenate(member)
    return Rows(
        np.array([ROW_RULES.index(row.key.rule if row.key else RuleCode.CASELOAD)]),
        np.array([row.owner]),
        np.array([number]),
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
        key = ChoiceKey(RuleCode.QUOTA_LEAST, quota.id)
        row = _Row(JointRowKey(key), number, people, outside, ((0, there),))
        choice = _Choice(key, lacking, len(lacking) - 1)
        yield _Agreement((choice,), (row,))


IF_CLOSED, IF_OPEN = np.array([1, 0]), np.array([0, 1])


def _openings(scenario: Scenario, options: Options) -> Iterator[_Agreement]:
    """Yield per place that opens only with n whether it opens.

    Closed: none of P is there, said of each of them. Open: |P| − n may be elsewhere.
    """
    number = {place.id: i for i, place in enumerate(scenario.places)}
    people = options.columns.participant_idx
    ids = [participant.id for participant in scenario.participants]
    asked = scenario.opens_only_with()
    at = options.stays().columns.place_idx if asked else people
    for place, least in asked.items():
        inside = np.zeros(len(options.columns), dtype=np.bool_)
        inside[options.of_stays(np.flatnonzero(at == number[place]))] = True
        could, outside = _outside(options, inside)
        key, owner = ChoiceKey(RuleCode.OPENS_WITH, place), number[place]
        if could < least:
            never = _Row(JointRowKey(key), owner, 0, np.flatnonzero(inside))
            yield _Agreement((), (never,))
            continue
        here = np.flatnonzero(inside)
        by_person = np.split(here, np.flatnonzero(np.diff(people[here])) + 1)
        none_if_closed = [
            _Row(
                JointRowKey(key, ids[people[own[0]]]), owner, 1, own, ((0, IF_CLOSED),)
            )
            for own in by_person
        ]
        answers = ((0, least * IF_OPEN),)
        enough = _Row(JointRowKey(key), owner, could, outside, answers)
        closed_or_open = _Choice(key, np.zeros(2, dtype=np.int64))
        yield _Agreement((closed_or_open,), (*none_if_closed, enough))


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
        key = ChoiceKey(RuleCode.TOGETHER, pair=(pair.participant, pair.other))
        rows = [_Row(JointRowKey(key), nth, 0, both[~shared])]
        choices: list[_Choice] = []
        named = ((Shared.PLACE, place), (Shared.WEEKS, weeks))
        for what, name in named if len(common) > 1 else ():
            about = replace(key, shared=what)
            asked = _Asked(scenario, options, about, nth, len(choices))
            rows += _the_same(asked, name, both[shared])
            values = len(np.unique(name[both[shared]]))
            choices.append(_Choice(about, np.zeros(values, dtype=np.int64)))
        yield _Agreement(choices, rows)


def _weeks_named(options: Options) -> Ints:
    """Return a number for the weeks of each option; ``NO_PLACE`` for class only."""
    columns = options.columns.take(slice(None))
    start, end = columns.start_week, columns.end_week
    named = (start - start.min()) * (int(end.max()) + 1) + end
    return np.where(columns.place_idx == NO_PLACE, NO_PLACE, named)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a pair has in common: the choice of it, and its number of the agreement."""

    scenario: Scenario
    options: Options
    about: ChoiceKey
    pair: int
    choice: int

    def key(self, option: int) -> JointRowKey:
        """Return what a row of options like ``option`` is about."""
        columns = self.options.columns
        participant = self.scenario.participants[columns.participant_idx[option]].id
        place = int(columns.place_idx[option])
        if place == NO_PLACE:
            return JointRowKey(self.about, participant)
        if self.about.shared is Shared.PLACE:
            return JointRowKey(self.about, participant, self.scenario.places[place].id)
        weeks = int(columns.start_week[option]), int(columns.end_week[option])
        return JointRowKey(self.about, participant, weeks=weeks)


def _the_same(asked: _Asked, name: Ints, options: Ints) -> Iterator[_Row]:
    """Yield the rows by which each person's options are named as the choice says.

    Of a person, those of one name and the choice of any other name are one at most; class
    only, the first name, is one too.
    """
    people = asked.options.columns.participant_idx
    values, value = np.unique(name[options], return_inverse=True)
    for v in range(len(values)):
        others = (np.arange(len(values)) != v).astype(np.int64)
        here = options[value == v]
        for person in np.unique(people[options]):
            mine = here[people[here] == person]
            key = asked.key(int(mine[0]))
            yield _Row(key, asked.pair, 1, mine, ((asked.choice, others),))


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
                choices.append(_Choice(None, 0 * some, running[team, specialist]))
            here = placed[own[options.columns.participant_idx[placed]]]
            most_of_all = sum(int(weights[0]) for _, weights in answers)
            by_team.append(_Row(None, OF_ALL, most_of_all, here, tuple(answers)))
        nobody = np.zeros(0, dtype=np.int64)
        limits = [
            _Row(None, OF_ALL, room[one], nobody, tuple(answers))
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
