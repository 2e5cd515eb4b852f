"""Choices that belong to nobody, and the rows over them: counted anew for checking."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import PlaceId
from matcher.domain.proof import ChoiceKey, JointRowKey, Shared
from matcher.domain.rules import RuleCode
from matcher.options import NO_PLACE
from matcher.verify.stays import Held, Stays

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CLOSED, OPEN = 0, 1

Answer = int | tuple[int, int] | None
"""People lacking; closed or open; a place by position, or a first week and the one after
the last, that two people share, ``None`` for no placement."""


class Choices:
    """The answers to some choices, as columns after everybody's options.

    Attributes
    ----------
    choice
        ``(answers,)``, non-decreasing from 0: the choice of each.
    lacking
        ``(answers,)``: people that a quota then lacks; 0 for all other choices.
    """

    def __init__(self, stays: Stays, keys: Sequence[ChoiceKey]) -> None:
        self.stays = stays
        self._answers = {key: list(_answers_to(self, key)) for key in keys}
        sizes = [len(answers) for answers in self._answers.values()]
        self.choice = np.repeat(np.arange(len(sizes)), sizes)
        self.lacking = np.array(
            [
                answer if key.rule is RuleCode.QUOTA_LEAST else 0
                for key, answers in self._answers.items()
                for answer in answers
            ],
            dtype=np.int64,
        )
        first = np.cumsum([len(stays.options), *sizes])[:-1].tolist()
        self._first = dict(zip(self._answers, first, strict=True))

    def held(
        self,
        options: Ints,
        most: int,
        about: ChoiceKey,
        weight: Callable[[Any], int],
    ) -> Held:
        """Return the row of ``options`` and of what each answer weighs.

        A choice that is none of these weighs nothing.
        """
        answers = self._answers.get(about, [])
        weights = np.array([weight(answer) for answer in answers], dtype=np.int64)
        inside = np.flatnonzero(weights)
        one = np.ones(len(options), dtype=np.int64)
        return Held(
            np.concatenate([options, self._first.get(about, 0) + inside]),
            most,
            np.concatenate([one, weights[inside]]),
        )

    def of_pair(self, about: ChoiceKey) -> tuple[Ints, Ints]:
        """Return the options of two people who go together: shared, and of only one."""
        stays = self.stays
        if about.pair not in {
            (pair.participant, pair.other)
            for pair in stays.scenario.pairs_together().values()
        }:
            raise KeyError(about.pair)
        one, other = map(stays.of_person, about.pair)
        both = np.sort(np.concatenate([one, other]))
        stay, is_one = _stay(stays, both), np.isin(both, one)
        is_shared = np.isin(stay, np.intersect1d(stay[is_one], stay[~is_one]))
        return both[is_shared], both[~is_shared]


def _stay(stays: Stays, options: Ints) -> Ints:
    """Return a number per option, the same for the same place and weeks."""
    columns = stays.options.take(options)
    named = np.stack([columns.place_idx, columns.start_week, columns.end_week])
    named[:, columns.place_idx == NO_PLACE] = NO_PLACE
    number: Ints = np.unique(named, axis=1, return_inverse=True)[1]
    return number.reshape(-1)


def _answers_to(choices: Choices, key: ChoiceKey) -> Iterator[Answer]:
    """Yield every answer that a plan may have."""
    if key.rule is RuleCode.QUOTA_LEAST:
        inside, least = _of_quota(choices.stays, key)
        could = len(_people(choices.stays, inside))
        yield from range(max(0, least - could), least + 1)
    elif key.rule is RuleCode.OPENS_WITH:
        _of_opening(choices.stays, key)
        yield from (CLOSED, OPEN)
    else:
        shared, _ = choices.of_pair(key)
        yield from dict.fromkeys(_told(choices.stays, key, shared))


def _told(stays: Stays, key: ChoiceKey, options: Ints) -> list[Answer]:
    """Return what each of ``options`` answers to the choice of a pair."""
    columns = stays.options
    place = columns.place_idx[options].tolist()
    weeks = zip(
        columns.start_week[options].tolist(),
        columns.end_week[options].tolist(),
        strict=True,
    )
    named = {Shared.PLACE: place, Shared.WEEKS: weeks}[Shared(key.shared or "")]
    return [
        None if at == NO_PLACE else answer
        for at, answer in zip(place, named, strict=True)
    ]


def _people(stays: Stays, own: Ints) -> Ints:
    return np.unique(stays.options.participant_idx[own])


def _elsewhere(stays: Stays, inside: Ints) -> Ints:
    """Return the other options of whoever has one ``inside``."""
    other = np.isin(stays.options.participant_idx, _people(stays, inside))
    other[inside] = False
    return np.flatnonzero(other)


def _of_quota(stays: Stays, key: ChoiceKey) -> tuple[Ints, int]:
    """Return the options that a lower quota counts, and how many people it asks."""
    quota = {str(q.id): q for q in stays.scenario.quotas if q.least}[key.owner]
    return stays.options_of(stays.counted_by(quota)), quota.least


def _of_opening(stays: Stays, key: ChoiceKey) -> tuple[Ints, int]:
    """Return the options at a place that opens only with some, and with how many."""
    least = stays.scenario.opens_only_with()[PlaceId(key.owner)]
    return stays.options_of(stays.at_place(stays.places[key.owner])), least


def _quota_least(choices: Choices, key: JointRowKey) -> Held:
    """Hold who is elsewhere: everybody but those whom the quota does not lack."""
    inside, least = _of_quota(choices.stays, key.about)
    return choices.held(
        _elsewhere(choices.stays, inside),
        len(_people(choices.stays, inside)),
        key.about,
        lambda lacking: least - lacking,
    )


def _opens_with(choices: Choices, key: JointRowKey) -> Held:
    """Hold one person's options there, or who is elsewhere: for an open place not all.

    Where fewer could come than it asks nobody is there.
    """
    stays = choices.stays
    inside, least = _of_opening(stays, key.about)
    could = len(_people(stays, inside))
    if could < least:
        return Held(inside, 0)
    if key.participant is None:
        outside = _elsewhere(stays, inside)
        return choices.held(outside, could, key.about, lambda at: least * (at == OPEN))
    own = stays.options.participant_idx[inside] == stays.people[key.participant]
    return choices.held(inside[own], 1, key.about, lambda at: int(at == CLOSED))


def _together(choices: Choices, key: JointRowKey) -> Held:
    """Hold one person's options of one answer, and all other answers: one at most.

    Without a person what only one of the two could have, which nobody gets.
    """
    stays = choices.stays
    shared, alone = choices.of_pair(key.about)
    if key.participant is None:
        return Held(alone, 0)
    if key.participant not in (key.about.pair or ()):
        raise KeyError(key.participant)
    answer = key.weeks if key.place is None else stays.places[key.place]
    own = shared[stays.options.participant_idx[shared] == stays.people[key.participant]]
    named = [told == answer for told in _told(stays, key.about, own)]
    return choices.held(
        own[np.array(named, dtype=np.bool_)],
        1,
        key.about,
        lambda other: int(other != answer),
    )


JOINT_ROWS: Mapping[RuleCode, Callable[[Choices, JointRowKey], Held]] = {
    RuleCode.QUOTA_LEAST: _quota_least,
    RuleCode.OPENS_WITH: _opens_with,
    RuleCode.TOGETHER: _together,
}
