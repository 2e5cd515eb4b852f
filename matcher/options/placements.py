"""Columns with a placement: every section, start, length and pattern of a candidate.

Made for a block of people at a time, so that memory follows what is kept of them. All
are made in canonical order, so that nothing has to be sorted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.school_starts import placement_lengths
from matcher.eligibility import Candidates
from matcher.options.columns import NO_NEXT, Columns
from matcher.options.pattern_table import (
    Kinds,
    PatternMenu,
    PatternTable,
    stay_of,
)
from matcher.options.ranges import edges_of_blocks, expand
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]

MOST_STAYS = 500_000
"""Stays of a block of people, before those that cannot be are left out."""


@dataclass(frozen=True, slots=True)
class _Stays:
    """Candidates in one class each from one week to another, in canonical order.

    Attributes
    ----------
    pair, choice
        Positions in the candidates and the section choices.
    kind
        Template, weeks of class and usable slots
        (:meth:`matcher.options.pattern_table.Kinds.of`).
    """

    pair: Ints
    choice: Ints
    kind: Ints
    start: Ints
    end: Ints

    def take(self, chosen: NDArray[np.bool_]) -> "_Stays":
        """Return the stays at ``chosen``."""
        return _Stays(*(getattr(self, f.name)[chosen] for f in fields(self)))


def menu_masks(scenario: Scenario) -> Ints:
    """Return the slots in which each class meets every week; none for no class, the last."""
    masks = [*(scenario.grid.mask(s.slots_every_week) for s in scenario.sections), 0]
    return np.array(masks, dtype=np.int64)


def template_of(scenario: Scenario) -> Ints:
    """Return the position of each participant's template."""
    number = {t.id: i for i, t in enumerate(scenario.templates)}
    return np.array([number[p.template] for p in scenario.participants], dtype=np.int64)


class PlacementColumns:
    """Makes the columns with a placement, block by block of people.

    Attributes
    ----------
    edges
        Block ``i`` is the people from position ``edges[i]`` to ``edges[i + 1]``.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        candidates: Candidates,
        choices: SectionChoices,
        table: PatternTable,
    ) -> None:
        self._candidates, self._choices = candidates, choices
        self._scenario, self._policy = scenario, policy
        people = len(scenario.participants)
        owner, _ = expand(np.diff(choices.first))
        self._by_section = np.lexsort((choices.section_idx, owner))
        self._menus, self._kinds = menu_masks(scenario), Kinds(scenario)
        self._template = template_of(scenario)
        self._lengths = [lengths_of(scenario, n) for n in range(most_lengths(scenario))]
        self._first = np.searchsorted(candidates.participant_idx, np.arange(people + 1))
        sizes = np.diff(self._first) * np.diff(choices.first) * len(self._weeks())
        self.edges = edges_of_blocks(sizes, MOST_STAYS)
        self._menu = self._pattern_menu(table)

    def of(self, first: int, last: int) -> Columns:
        """Return the columns of the people at the positions from ``first`` to ``last``."""
        _, stays = self._stays(first, last)
        line, pattern = self._menu.of_each(stay_of(stays.kind, stays.end - stays.start))
        pair, choice = stays.pair[line], stays.choice[line]
        found = self._candidates
        return Columns(
            found.participant_idx[pair].astype(np.int64),
            found.place_idx[pair].astype(np.int64),
            self._choices.section_idx[choice],
            choice,
            found.travel_minutes[pair].astype(np.int64),
            stays.start[line],
            stays.end[line],
            pattern,
            np.full(len(line), NO_NEXT, dtype=np.int64),
        )

    def _pattern_menu(self, table: PatternTable) -> PatternMenu:
        """Return the patterns of all stays that there are."""
        kinds: set[int] = set()
        lasting: set[int] = set()
        for first, last in pairwise(self.edges):
            seen, stays = self._stays(first, last)
            kinds.update(np.unique(seen).tolist())
            weeks = stays.end - stays.start
            lasting.update(np.unique(stay_of(stays.kind, weeks)).tolist())
        return PatternMenu.of(self._kinds, table, sorted(kinds), sorted(lasting))

    def _weeks(self) -> Sequence[tuple[int, int]]:
        """Return every start with every length, by number: shorter ones first."""
        policy = self._policy
        starts = range(0, policy.latest_start_week + 1, policy.start_every_weeks)
        lengths = range(len(self._lengths) - 1, -1, -1)
        return [(start, nth) for start in starts for nth in lengths]

    def _stays(self, first: int, last: int) -> tuple[Ints, _Stays]:
        """Return the stays of a block of people, and the kinds of all that might be."""
        found, choices = self._candidates, self._choices
        pairs = np.arange(self._first[first], self._first[last])
        line, nth = expand(np.diff(choices.first)[found.participant_idx[pairs]])
        pair = pairs[line]
        person = found.participant_idx[pair].astype(np.int64)
        choice = self._by_section[choices.first[person] + nth]
        usable = found.slot_mask[pair] & ~self._menus[choices.menu_idx[choice]]
        section = choices.section_idx[choice]
        kind = self._kinds.of(self._template[person], section, usable)
        weeks = self._weeks()
        ends = np.zeros((len(pair), len(weeks)), dtype=np.int16)
        can_be = np.zeros(ends.shape, dtype=np.bool_)
        for i, (can, end) in enumerate(self._offered(pair, person, weeks)):
            can_be[:, i], ends[:, i] = can, end
        line, at = np.nonzero(can_be)
        start = np.array([start for start, _ in weeks], dtype=np.int64)[at]
        end = ends[line, at].astype(np.int64)
        stays = _Stays(pair[line], choice[line], kind[line], start, end)
        practised = self._kinds.has_week_without_class(stays.kind, start, end)
        return kind, stays.take(practised)

    def _offered(
        self, pair: Ints, person: Ints, weeks: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[NDArray[np.bool_], Ints]]:
        """Yield for each start and length who is offered it, and when it then ends.

        A length that is cut to the same end as a longer one is not offered twice.
        """
        found = self._candidates
        final = found.last_week[pair].astype(np.int64)
        begins = np.maximum(found.earliest_start[pair], found.floor_week[pair])
        latest = found.latest_start[pair]
        for start, nth in weeks:
            length, longer, least = (part[person] for part in self._lengths[nth])
            end = np.minimum(start + length, final)
            can = (length > 0) & (start >= begins) & (start <= latest)
            can &= end - start >= least
            can &= (longer == 0) | (end < np.minimum(start + longer, final))
            yield can, end


def most_lengths(scenario: Scenario) -> int:
    """Return how many lengths the participant with the most has."""
    return max(map(len, _lengths_by_person(scenario)), default=0)


def lengths_of(scenario: Scenario, nth: int) -> tuple[Ints, Ints, Ints]:
    """Return per participant the n-th longest length, the next longer, the least.

    0 stands for a length that there is not.
    """
    templates = scenario.templates_by_id()
    rows = []
    for person, lengths in zip(
        scenario.participants, _lengths_by_person(scenario), strict=True
    ):
        this = lengths[nth] if nth < len(lengths) else 0
        longer = lengths[nth - 1] if 0 < nth <= len(lengths) else 0
        rows.append((this, longer, templates[person.template].min_weeks))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _lengths_by_person(scenario: Scenario) -> list[tuple[int, ...]]:
    """Return the lengths of each participant's placements, longest first."""
    templates, known = scenario.templates_by_id(), {}
    found = []
    for person in scenario.participants:
        alike = person.template, person.school_start is not None
        if alike not in known:
            template = templates[person.template]
            known[alike] = placement_lengths(person, template, scenario.horizon)
        found.append(known[alike])
    return found
