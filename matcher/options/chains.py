"""Options of two consecutive placements, and what they are worth together.

A chain is one option: its column is that of the first placement and points to the second
in a table beside the columns, where chains with the same second placement share it.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import people_with_chains
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates, find_candidates
from matcher.options.columns import (
    NO_NEXT,
    Columns,
    PatternTable,
    join_columns,
    lengths_of,
    with_patterns,
)
from matcher.options.ranges import expand
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_STEP = 0
"""Of places that suit people on any step."""


def no_columns() -> Columns:
    """Return no columns at all."""
    return Columns(*[np.zeros(0, dtype=np.int64) for _ in fields(Columns)])


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


def chain_columns(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    choices: SectionChoices,
    table: PatternTable,
) -> tuple[Columns, Columns]:
    """Return the columns of all chains, and the second placements they point to.

    The first placement starts on the start grid; the second starts when the first is
    over, on the grid or not, and is judged as of that week. Both keep the slots of one
    pattern, which goes on from the first to the second.
    """
    chained = people_with_chains(scenario)
    may = np.array([p.id in chained for p in scenario.participants], dtype=np.bool_)
    if not may[candidates.participant_idx].any():
        return no_columns(), no_columns()
    in_any_week = replace(
        policy,
        start_every_weeks=1,
        latest_start_week=scenario.horizon.placement_weeks - 1,
    )
    later = find_candidates(scenario, in_any_week)
    pairs = _pairs(scenario, policy, candidates, later, may)
    person = candidates.participant_idx[pairs.first].astype(np.int64)
    line, nth = expand(np.diff(choices.first)[person])
    choice = choices.first[person[line]] + nth
    menus = np.array(
        [*(scenario.grid.mask(s.menu) for s in scenario.sections), 0], dtype=np.int64
    )
    both = candidates.slot_mask[pairs.first] & later.slot_mask[pairs.second]
    usable = both[line] & ~menus[choices.menu_idx[choice]]
    at, pattern = with_patterns(scenario, person[line], usable, table)
    pairs, choice = pairs.take(line[at]), choice[at]
    parts = [
        _with_weeks(
            scenario, candidates, later, pairs, choice, pattern, choices, start, nth
        )
        for start in range(0, policy.latest_start_week + 1, policy.start_every_weeks)
        for nth in range(max(len(t.lengths_weeks) for t in scenario.templates))
    ]
    first = _joined([one for one, _ in parts])
    second = _joined([two for _, two in parts])
    return _numbered(*_with_steps(first, second, table))


def _pairs(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    later: Candidates,
    may: Bools,
) -> _Pairs:
    """Join each person's candidates with their later ones, at other employers.

    The second is on no lower step than the first, and on the same one only where the
    person may take it two times more.
    """
    first = np.flatnonzero(may[candidates.participant_idx])
    second = np.flatnonzero(may[later.participant_idx])
    own, others = candidates.participant_idx[first], later.participant_idx[second]
    low = np.searchsorted(others, own)
    line, nth = expand(np.searchsorted(others, own, side="right") - low)
    pairs = _Pairs(first[line], second[low[line] + nth])
    number = {e.id: i for i, e in enumerate(scenario.employers)}
    employer = np.array([number[p.employer] for p in scenario.places], dtype=np.int64)
    step = np.array([p.step_level or NO_STEP for p in scenario.places], dtype=np.int64)
    a, b = candidates.place_idx[pairs.first], later.place_idx[pairs.second]
    person = candidates.participant_idx[pairs.first]
    falls = (step[b] != NO_STEP) & (step[b] < step[a])
    too_often = (step[a] == step[b]) & _not_twice(scenario, policy)[person, step[a]]
    return pairs.take((employer[a] != employer[b]) & ~falls & ~too_often)


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


def _with_weeks(
    scenario: Scenario,
    candidates: Candidates,
    later: Candidates,
    pairs: _Pairs,
    choice: Ints,
    pattern: Ints,
    choices: SectionChoices,
    start: int,
    nth_length: int,
) -> tuple[Columns, Columns]:
    """Keep the chains that can start in week ``start`` with their n-th length."""
    person = candidates.participant_idx[pairs.first].astype(np.int64)
    lengths, longer, least = (part[person] for part in lengths_of(scenario, nth_length))
    weeks, gap = (part[person] for part in _weeks_of_first(scenario))
    over, begins = start + weeks, start + weeks + gap
    last = later.last_week[pairs.second].astype(np.int64)
    end = np.minimum(start + lengths, last)
    keep = (
        (lengths > 0)
        & _may_start(candidates, pairs.first, np.full(len(person), start))
        & _may_start(later, pairs.second, begins)
        & (over <= candidates.last_week[pairs.first])
        & (weeks >= least)
        & (end - begins >= np.maximum(1, least))
        & ((longer == 0) | (end < np.minimum(start + longer, last)))
    )
    kept = np.flatnonzero(keep)
    one, two = pairs.first[kept], pairs.second[kept]
    alone = np.full(len(kept), NO_NEXT, dtype=np.int64)
    section = choices.section_idx[choice[kept]]
    first = Columns(
        person[kept],
        candidates.place_idx[one].astype(np.int64),
        section,
        choice[kept],
        candidates.travel_minutes[one].astype(np.int64),
        np.full(len(kept), start, dtype=np.int64),
        over[kept],
        pattern[kept],
        alone,
    )
    second = replace(
        first,
        place_idx=later.place_idx[two].astype(np.int64),
        travel_minutes=later.travel_minutes[two].astype(np.int64),
        start_week=begins[kept],
        end_week=end[kept],
    )
    return first, second


def _may_start(candidates: Candidates, own: Ints, week: Ints) -> Bools:
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


def _joined(parts: list[Columns]) -> Columns:
    """Return all ``parts`` one after another."""
    return Columns(
        *(
            np.concatenate([getattr(part, f.name) for part in parts])
            for f in fields(Columns)
        )
    )


def _with_steps(
    first: Columns, second: Columns, table: PatternTable
) -> tuple[Columns, Columns]:
    """Return both with the steps of the one pattern that are theirs."""
    after = second.start_week - first.start_week
    goes_on = table.since(second.pattern_idx, after) if len(second) else after
    return (
        replace(
            first,
            pattern_idx=table.begun(
                first.pattern_idx, first.end_week - first.start_week
            ),
        ),
        replace(
            second,
            pattern_idx=table.begun(goes_on, second.end_week - second.start_week),
        ),
    )


def _numbered(first: Columns, second: Columns) -> tuple[Columns, Columns]:
    """Return the columns, each chain once, and each second placement once."""
    rows = np.stack([getattr(second, f.name) for f in fields(Columns)])
    kinds, next_idx = np.unique(rows, axis=1, return_inverse=True)
    first = replace(first, next_idx=next_idx.reshape(-1).astype(np.int64))
    return join_columns([first]).distinct(), Columns(*kinds)
