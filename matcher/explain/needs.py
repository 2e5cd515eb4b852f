"""What each near miss would need, as columns that can be compared with each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.domain.language import SKILLS, CefrLevel
from matcher.domain.reasons import Change
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import NearMisses
from matcher.eligibility.sparse import bit_words, numbering

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MINUTES_STEP = 15
"""Travel limits are told in quarters of an hour."""

NONE = -1


@dataclass(frozen=True, slots=True)
class Needs:
    """One entry per need; a column that the failed rules do not speak of is 0 or NONE.

    Attributes
    ----------
    failed
        Bit mask over ``PAIR_RULES``.
    minutes
        Travel limit, rounded up to ``MINUTES_STEP``.
    levels
        ``(needs, 4)``: level today in the skills that fall short.
    sector, employer
        Position in :class:`NeedWords`.
    lacking, impossible
        ``(needs, words)``: qualifications to be had and demands to be managed, as bits.
    """

    person: Ints
    failed: Ints
    minutes: Ints
    levels: Ints
    sector: Ints
    employer: Ints
    lacking: NDArray[np.uint64]
    impossible: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.person)

    def take(self, chosen: Ints) -> "Needs":
        """Return the needs at ``chosen``, in that order."""
        return Needs(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def distinct(self) -> tuple["Needs", Ints]:
        """Return each need once, sorted by person, and the number of each entry."""
        keys = [
            column.reshape(len(self), -1).astype(np.int64)
            for column in (getattr(self, field.name) for field in fields(self))
        ]
        table = np.concatenate(keys, axis=1)
        order = np.lexsort(table.T[::-1])
        ordered = table[order]
        new = np.ones(len(self), dtype=np.bool_)
        new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
        number = np.zeros(len(self), dtype=np.int64)
        number[order] = np.cumsum(new) - 1
        return self.take(order[new]), number

    def covers(self, larger: Ints, smaller: Ints) -> Bools:
        """Tell where who meets need ``larger`` also meets need ``smaller``."""
        met: Bools = self.failed[smaller] & ~self.failed[larger] == 0
        met &= self.minutes[smaller] <= self.minutes[larger]
        met &= (self.levels[smaller] <= self.levels[larger]).all(axis=1)
        for words in (self.lacking, self.impossible):
            met &= (words[smaller] & ~words[larger] == 0).all(axis=1)
        for subject in (self.sector, self.employer):
            met &= (subject[smaller] == NONE) | (subject[smaller] == subject[larger])
        return met


@dataclass(frozen=True, slots=True)
class NeedWords:
    """What the numbers of :class:`Needs` stand for."""

    sectors: Sequence[str]
    employers: Sequence[str]
    qualifications: Sequence[str]
    demands: Sequence[str]

    def changes(self, needs: Needs, at: int) -> tuple[Change, ...]:
        """Return the need at ``at`` as changes, in the order of the rules."""
        failed = int(needs.failed[at])
        subjects = self._subjects(needs, at)
        return tuple(
            Change(
                rule,
                int(needs.minutes[at]) if rule is RuleCode.TRAVEL_LIMIT else None,
                _levels(needs.levels[at]) if rule is RuleCode.CEFR_FLOOR else (),
                subjects.get(rule, ()),
            )
            for position, rule in enumerate(PAIR_RULES)
            if failed >> position & 1
        )

    def _subjects(self, needs: Needs, at: int) -> Mapping[RuleCode, tuple[str, ...]]:
        employer = tuple(self.employers[i] for i in (needs.employer[at],) if i != NONE)
        return {
            RuleCode.SECTOR_VETO: tuple(
                self.sectors[i] for i in (needs.sector[at],) if i != NONE
            ),
            RuleCode.EMPLOYER_VETO: employer,
            RuleCode.REPEAT_EMPLOYER: employer,
            RuleCode.REQUIREMENT: _named(self.qualifications, needs.lacking[at]),
            RuleCode.DEMAND: _named(self.demands, needs.impossible[at]),
        }


def _levels(levels: Ints) -> tuple[tuple[str, CefrLevel], ...]:
    return tuple(
        (skill, CefrLevel(level))
        for skill, level in zip(SKILLS, levels.tolist(), strict=True)
        if level
    )


def _named(words: Sequence[str], bits: NDArray[np.uint64]) -> tuple[str, ...]:
    return tuple(
        word for i, word in enumerate(words) if int(bits[i // 64]) >> i % 64 & 1
    )


def needs_of(scenario: Scenario, near: NearMisses) -> tuple[Needs, NeedWords]:
    """Return what each of the near misses needs."""
    people, places = scenario.participants, scenario.places
    sectors = sorted({place.sector for place in places})
    employers = [employer.id for employer in scenario.employers]
    qualifications = numbering(place.requires for place in places)
    demands = numbering(place.demands for place in places)
    person, place = near.participant_idx, near.place_idx
    required = _bits([p.requires for p in places], qualifications)
    has = _bits([p.qualifications for p in people], qualifications)
    demanded = _bits([p.demands for p in places], demands)
    cannot = _bits([p.cannot for p in people], demands)
    needs = Needs(
        person.astype(np.int64),
        near.failed,
        np.where(
            _fails(near, RuleCode.TRAVEL_LIMIT),
            -(-near.travel_minutes.astype(np.int64) // MINUTES_STEP) * MINUTES_STEP,
            0,
        ),
        _levels_short(scenario, near),
        _subject(near, [sectors.index(p.sector) for p in places], RuleCode.SECTOR_VETO),
        _subject(
            near,
            [employers.index(p.employer) for p in places],
            RuleCode.EMPLOYER_VETO,
            RuleCode.REPEAT_EMPLOYER,
        ),
        required[place] & ~has[person],
        demanded[place] & cannot[person],
    )
    return needs, NeedWords(sectors, employers, list(qualifications), list(demands))


def _fails(near: NearMisses, *rules: RuleCode) -> Bools:
    bits = sum(1 << PAIR_RULES.index(rule) for rule in rules)
    return near.failed & bits > 0


def _levels_short(scenario: Scenario, near: NearMisses) -> Ints:
    """Return per skill the level needed where it falls short, else 0."""
    has = np.array([p.level.levels for p in scenario.participants], dtype=np.int64)
    needed = near.level_needed.astype(np.int64)
    short = needed > has.reshape(-1, len(SKILLS))[near.participant_idx]
    return np.where(_fails(near, RuleCode.CEFR_FLOOR)[:, None] & short, needed, 0)


def _subject(near: NearMisses, of_place: Sequence[int], *rules: RuleCode) -> Ints:
    """Return the subject of each near miss that fails one of ``rules``, else NONE."""
    subject = np.array(of_place, dtype=np.int64)[near.place_idx]
    return np.where(_fails(near, *rules), subject, NONE)


def _bits(sets: Sequence[frozenset[str]], number: dict[str, int]) -> NDArray[np.uint64]:
    words = bit_words(sets, number)
    return np.array(words, dtype=np.uint64).reshape(len(words), len(sets)).T
