"""Options of two consecutive placements, and what they are worth together.

A chain is one option: its column is that of the first placement and points to the second
in a table beside the columns, where chains with the same second placement share it.
"""

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import going_on, people_with_chains
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates, find_candidates
from matcher.options.columns import NO_NEXT, Columns, join_columns
from matcher.options.pattern_table import MOST_WEEKS, Kinds, PatternTable
from matcher.options.placements import (
    lengths_of,
    menu_masks,
    most_lengths,
    template_of,
)
from matcher.options.ranges import edges_of_blocks, expand
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_STEP = 0
"""Of places that suit people on any step."""

MOST_PAIRS = 500_000
"""Pairs of placements of a block of people, before those that cannot be are left out."""


@dataclass(frozen=True, slots=True)
class Following:
    """The second placements of some columns.

    Attributes
    ----------
    at
        Which of the columns have one, increasing.
    second
        Each second placement once, as if it were an option.
    nth
        Per entry of ``at``: position in ``second``.
    """

    at: Ints
    second: Columns
    nth: Ints

    @classmethod
    def of(cls, columns: Columns, second: Columns) -> Self:
        """Return those of ``columns``, which point into ``second``."""
        at = np.flatnonzero(columns.next_idx != NO_NEXT)
        used, nth = np.unique(columns.next_idx[at], return_inverse=True)
        return cls(at, second.take(used.astype(np.int64)), nth)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Two candidates of one person, the first placement and the second; an entry each.

    ``first`` and ``second`` are positions in the candidates of each.
    """

    first: Ints
    second: Ints

    def take(self, chosen: Ints | Bools) -> "_Pairs":
        """Return the pairs at ``chosen``."""
        return _Pairs(self.first[chosen], self.second[chosen])


class ChainColumns:
    """Makes the columns of chains, of some people after others.

    The first placement starts on the start grid; the second starts when the first is
    over, on the grid or not, and is judged as of that week. Both keep the slots of one
    pattern, which goes on from the first to the second.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        candidates: Candidates,
        later: Candidates | None,
        choices: SectionChoices,
        table: PatternTable,
        begun: tuple[Columns, Columns],
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._candidates, self._choices, self._table = candidates, choices, table
        chained = people_with_chains(scenario) - going_on(scenario).keys()
        people = [p.id in chained for p in scenario.participants]
        self._may = np.array(people, dtype=np.bool_)
        self._later, self._begun = later, begun
        self._kinds = Kinds(scenario)
        self._sizes = self._pairs_of_each()
        self._menus = self._numbered_patterns()

    def edges(self, first: int, last: int) -> list[int]:
        """Return where to cut the people from ``first`` to ``last`` into blocks."""
        edges = edges_of_blocks(self._sizes[first:last], MOST_PAIRS)
        return [first + edge for edge in edges]

    def of(self, first: int, last: int) -> tuple[Columns, Columns]:
        """Return the chains of a block of people, and the second placements they point to.

        In no order, each chain once, and each second placement once.
        """
        parts = [self._begun_of(first, last)]
        if self._later is not None and self._sizes[first:last].any():
            parts.append(self._made(self._later, first, last))
        one, two = (join_columns(part) for part in zip(*parts, strict=True))
        return _numbered(one, two)

    def _begun_of(self, first: int, last: int) -> tuple[Columns, Columns]:
        """Return those of a block of people whose first placement runs already."""
        one, two = self._begun
        own = (first <= one.participant_idx) & (one.participant_idx < last)
        return one.take(own), two.take(own)

    def _made(
        self, later: Candidates, first: int, last: int
    ) -> tuple[Columns, Columns]:
        """Return the first and the second placement of each new chain, in no order."""
        pairs = self._pairs(later, first, last)
        pairs, choice, kind, pattern = self._with_patterns(later, pairs)
        every = self._policy.start_every_weeks
        parts = [
            self._with_weeks(later, pairs, choice, kind, pattern, start, nth)
            for start in range(0, self._policy.latest_start_week + 1, every)
            for nth in range(most_lengths(self._scenario))
        ]
        one, two = (join_columns(part) for part in zip(*parts, strict=True))
        return self._with_steps(one, two)

    def _pairs_of_each(self) -> Ints:
        """Return per participant how many pairs there might be, in any class and week."""
        people = len(self._may)
        if self._later is None:
            return np.zeros(people, dtype=np.int64)
        now, then = (
            np.bincount(found.participant_idx, minlength=people)
            for found in (self._candidates, self._later)
        )
        starts = self._policy.latest_start_week // self._policy.start_every_weeks + 1
        sizes: Ints = now * then * np.diff(self._choices.first) * starts * self._may
        return sizes

    def _pairs(self, later: Candidates, begin: int, end: int) -> _Pairs:
        """Join each person's candidates with their later ones that may follow."""
        candidates = self._candidates
        first, second = (
            self._of_people(found, begin, end) for found in (candidates, later)
        )
        own, others = candidates.participant_idx[first], later.participant_idx[second]
        low = np.searchsorted(others, own)
        line, nth = expand(np.searchsorted(others, own, side="right") - low)
        pairs = _Pairs(first[line], second[low[line] + nth])
        person, a, b = (
            part.astype(np.int64)
            for part in (
                candidates.participant_idx[pairs.first],
                candidates.place_idx[pairs.first],
                later.place_idx[pairs.second],
            )
        )
        return pairs.take(may_follow(self._scenario, self._policy, person, a, b))

    def _of_people(self, found: Candidates, begin: int, end: int) -> Ints:
        """Return the positions of those in a block of people who may have chains."""
        people = found.participant_idx
        inside = (begin <= people) & (people < end)
        return np.flatnonzero(inside & self._may[people])

    def _in_classes(
        self, later: Candidates, pairs: _Pairs
    ) -> tuple[_Pairs, Ints, Ints]:
        """Repeat the pairs in each class: pairs, choice, and kind of slots for both."""
        choices, found = self._choices, self._candidates
        person = found.participant_idx[pairs.first].astype(np.int64)
        line, nth = expand(np.diff(choices.first)[person])
        choice = choices.first[person[line]] + nth
        both = found.slot_mask[pairs.first] & later.slot_mask[pairs.second]
        busy = menu_masks(self._scenario)[choices.menu_idx[choice]]
        template = template_of(self._scenario)[person[line]]
        section = choices.section_idx[choice]
        kind = self._kinds.of(template, section, both[line] & ~busy)
        return pairs.take(line), choice, kind

    def _with_patterns(
        self, later: Candidates, pairs: _Pairs
    ) -> tuple[_Pairs, Ints, Ints, Ints]:
        """Repeat the pairs in each class and week pattern on the slots that suit both.

        Returns pairs, choice, kind and pattern.
        """
        pairs, choice, kind = self._in_classes(later, pairs)
        kinds, which = np.unique(kind, return_inverse=True)
        menus = [self._menus[one] for one in kinds.tolist()]
        sizes = np.array([len(menu) for menu in menus], dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        numbers = np.array([n for menu in menus for n in menu], dtype=np.int64)
        at, nth = expand(sizes[which])
        pattern = numbers[begins[which[at]] + nth]
        return pairs.take(at), choice[at], kind[at], pattern

    def _numbered_patterns(self) -> dict[int, list[int]]:
        """Return the patterns of each kind of slots, as long as they may be.

        All their parts that a first or a second placement can have get numbers too: in
        whatever blocks people are looked at, they are the same.
        """
        if self._later is None:
            return {}
        kinds: set[int] = set()
        for first, last in pairwise(self.edges(0, len(self._may))):
            pairs = self._pairs(self._later, first, last)
            _, _, kind = self._in_classes(self._later, pairs)
            kinds.update(np.unique(kind).tolist())
        return {kind: self._patterns_of(kind) for kind in sorted(kinds)}

    def _patterns_of(self, kind: int) -> list[int]:
        number, template = self._table.number, self._kinds.template(kind)
        weeks = template.chain_first_weeks or 0
        patterns = self._kinds.patterns(kind)
        found = [number(pattern) for pattern in patterns]
        for pattern in patterns:
            number(pattern.within(weeks))
            goes_on = pattern.since(weeks + template.chain_gap_weeks)
            for begun in (*goes_on.from_weeks[1:], MOST_WEEKS):
                number(goes_on.within(begun))
        return found

    def _with_weeks(
        self,
        later: Candidates,
        pairs: _Pairs,
        choice: Ints,
        kind: Ints,
        pattern: Ints,
        start: int,
        nth_length: int,
    ) -> tuple[Columns, Columns]:
        """Keep the chains that can start in week ``start`` with their n-th length."""
        scenario, candidates = self._scenario, self._candidates
        person = candidates.participant_idx[pairs.first].astype(np.int64)
        lengths, longer, least = (
            part[person] for part in lengths_of(scenario, nth_length)
        )
        weeks, gap = (part[person] for part in _weeks_of_first(scenario))
        over, begins = start + weeks, start + weeks + gap
        last = later.last_week[pairs.second].astype(np.int64)
        end = np.minimum(start + lengths, last)
        keep = (
            (lengths > 0)
            & may_start(candidates, pairs.first, np.full(len(person), start))
            & may_start(later, pairs.second, begins)
            & (over <= candidates.last_week[pairs.first])
            & (weeks >= least)
            & (end - begins >= np.maximum(1, least))
            & ((longer == 0) | (end < np.minimum(start + longer, last)))
        )
        kept = np.flatnonzero(keep)
        practised = self._kinds.has_week_without_class
        begin = np.full(len(kept), start, dtype=np.int64)
        kept = kept[
            practised(kind[kept], begin, over[kept])
            & practised(kind[kept], begins[kept], end[kept])
        ]
        one, two = pairs.first[kept], pairs.second[kept]
        first = Columns(
            person[kept],
            candidates.place_idx[one].astype(np.int64),
            self._choices.section_idx[choice[kept]],
            choice[kept],
            candidates.travel_minutes[one].astype(np.int64),
            np.full(len(kept), start, dtype=np.int64),
            over[kept],
            pattern[kept],
            np.full(len(kept), NO_NEXT, dtype=np.int64),
        )
        second = second_of(first, later, two, begins[kept], end[kept], pattern[kept])
        return first, second

    def _with_steps(self, first: Columns, second: Columns) -> tuple[Columns, Columns]:
        """Return both with the steps of the one pattern that are theirs."""
        after = second.start_week - first.start_week
        goes_on = self._table.since(second.pattern_idx, after)
        begun = self._table.begun
        one = begun(first.pattern_idx, first.end_week - first.start_week)
        two = begun(goes_on, second.end_week - second.start_week)
        return replace(first, pattern_idx=one), replace(second, pattern_idx=two)


def second_of(
    first: Columns,
    later: Candidates,
    candidate: Ints,
    begins: Ints,
    end: Ints,
    pattern: Ints,
) -> Columns:
    """Return the placements after ``first`` at candidates of ``later``, by position."""
    return replace(
        first,
        place_idx=later.place_idx[candidate].astype(np.int64),
        travel_minutes=later.travel_minutes[candidate].astype(np.int64),
        start_week=begins,
        end_week=end,
        pattern_idx=pattern,
    )


def may_follow(
    scenario: Scenario, policy: Policy, person: Ints, first: Ints, second: Ints
) -> Bools:
    """Tell where people may go from the first place to the second, all by position.

    The second is another employer's. It is on no lower step than the first, and on the
    same one only where the person may take it two times more.
    """
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    employer = np.array([number[p.employer] for p in scenario.places], np.int64)
    step = np.array([p.step_level or NO_STEP for p in scenario.places], np.int64)
    falls = (step[second] != NO_STEP) & (step[second] < step[first])
    often = _not_twice(scenario, policy)[person, step[first]]
    too_often = (step[first] == step[second]) & often
    found: Bools = (employer[first] != employer[second]) & ~falls & ~too_often
    return found


def later_candidates(scenario: Scenario, policy: Policy) -> Candidates | None:
    """Return the candidates for a second placement, which may begin in any week.

    ``None`` where nobody may have one.
    """
    if not people_with_chains(scenario):
        return None
    return find_candidates(
        scenario,
        replace(
            policy,
            start_every_weeks=1,
            latest_start_week=scenario.horizon.placement_weeks - 1,
        ),
    )


def _not_twice(scenario: Scenario, policy: Policy) -> Bools:
    """Tell by participant and step who may not take it two times more."""
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    top = max((p.step_level or NO_STEP for p in scenario.places), default=NO_STEP)
    taken = np.zeros((len(number), top + 1), dtype=np.int64)
    for earlier in scenario.earlier:
        if earlier.step_level is not None and earlier.step_level <= top:
            taken[number[earlier.participant], earlier.step_level] += 1
    stays = np.array([p.may_stay_on_step for p in scenario.participants], np.bool_)
    limited = (policy.most_on_step > 0) & ~stays
    full: Bools = limited[:, None] & (taken + 2 > policy.most_on_step)
    full[:, NO_STEP] = False
    return full


def may_start(candidates: Candidates, own: Ints, week: Ints) -> Bools:
    """Tell which of ``own`` candidates may begin in their ``week``."""
    earliest = np.maximum(candidates.earliest_start, candidates.floor_week)[own]
    may: Bools = (earliest <= week) & (week <= candidates.latest_start[own])
    return may


def _weeks_of_first(scenario: Scenario) -> tuple[Ints, Ints]:
    """Return per participant the weeks of a first placement, and those after it."""
    weeks = {
        t.id: (t.chain_first_weeks or 0, t.chain_gap_weeks) for t in scenario.templates
    }
    rows = [weeks[p.template] for p in scenario.participants]
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _numbered(first: Columns, second: Columns) -> tuple[Columns, Columns]:
    """Return the columns, each chain once, and each second placement once."""
    kinds, next_idx = _distinct(second)
    chains, _ = _distinct(replace(first, next_idx=next_idx))
    return chains, kinds


def _distinct(columns: Columns) -> tuple[Columns, Ints]:
    """Return the distinct ones of ``columns``, sorted, and which of them each is."""
    rows = np.stack([getattr(columns, f.name) for f in fields(Columns)])
    order = np.lexsort(rows[::-1])
    ordered = rows[:, order]
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = np.any(ordered[:, 1:] != ordered[:, :-1], axis=0)
    which = np.empty(len(order), dtype=np.int64)
    which[order] = np.cumsum(is_new) - 1
    return Columns(*ordered[:, is_new]), which
