"""Second placements of those whose first of two in a row runs already."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain.chains import going_on
from matcher.domain.ids import ParticipantId
from matcher.domain.in_force import RowInForce
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.options.chains import may_follow, may_start, second_of
from matcher.options.columns import Columns, join_columns, no_columns
from matcher.options.in_force import weeks_in_force
from matcher.options.pattern_table import Kinds, PatternTable
from matcher.options.patterns import WeekPattern
from matcher.options.placements import (
    lengths_of,
    menu_masks,
    most_lengths,
    template_of,
)
from matcher.options.ranges import expand
from matcher.options.sections import SectionChoices

Ints = NDArray[np.int64]


def begun_chains(
    scenario: Scenario,
    policy: Policy,
    later: Candidates | None,
    running: Columns,
    choices: SectionChoices,
    table: PatternTable,
) -> tuple[Columns, Columns]:
    """Return chains of a placement that runs with each that may follow, and the second.

    One entry each, in no order. The steps of the one pattern go on at the second place
    where they were at the first; those in force may too, where their slots suit.

    Parameters
    ----------
    later
        Who may go where in any week; ``None`` where nobody has two placements.
    running
        The columns of running placements.
    """
    rows = going_on(scenario)
    if later is None or not rows:
        return no_columns(), no_columns()
    return _GoingOn(scenario, policy, later, choices, table).after(running, rows)


class _GoingOn:
    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        later: Candidates,
        choices: SectionChoices,
        table: PatternTable,
    ) -> None:
        self._scenario, self._policy, self._later = scenario, policy, later
        self._choices, self._table, self._kinds = choices, table, Kinds(scenario)
        self._known: dict[int, dict[WeekPattern, list[int]]] = {}

    def after(
        self, running: Columns, rows: Mapping[ParticipantId, RowInForce]
    ) -> tuple[Columns, Columns]:
        """Return the chains that begin with one of ``running``, and their second."""
        own = [rows.get(p.id) for p in self._scenario.participants]
        goes_on = np.array([row is not None for row in own], dtype=np.bool_)
        begun = running.take(goes_on[running.participant_idx])
        first, second = self._pairs(begun)
        first, second, kind, pattern, until = self._with_patterns(first, second, own)
        parts = [
            self._with_length(first, second, kind, pattern, until, nth)
            for nth in range(most_lengths(self._scenario))
        ]
        one, two = (join_columns(part) for part in zip(*parts, strict=True))
        return one, two

    def _pairs(self, begun: Columns) -> tuple[Columns, Ints]:
        """Join what runs with the person's candidates for a second placement."""
        others = self._later.participant_idx
        low = np.searchsorted(others, begun.participant_idx)
        high = np.searchsorted(others, begun.participant_idx, side="right")
        line, nth = expand(high - low)
        first, second = begun.take(line), low[line] + nth
        there = self._later.place_idx[second].astype(np.int64)
        may = may_follow(
            self._scenario, self._policy, first.participant_idx, first.place_idx, there
        )
        return first.take(may), second[may]

    def _with_patterns(
        self, first: Columns, second: Ints, own: list[RowInForce | None]
    ) -> tuple[Columns, Ints, Ints, Ints, Ints]:
        """Repeat the pairs with each pattern that goes on at the second place.

        Returns first placements, candidates, kinds, patterns, and the week in which each
        ends at the latest.
        """
        menus = menu_masks(self._scenario)[self._choices.menu_idx[first.choice_idx]]
        usable = self._later.slot_mask[second] & ~menus
        person, section = first.participant_idx, first.section_idx
        kind = self._kinds.of(template_of(self._scenario)[person], section, usable)
        found: list[tuple[int, int, int]] = []
        for i, (who, of_kind, number, mask) in enumerate(
            zip(
                person.tolist(),
                kind.tolist(),
                first.pattern_idx.tolist(),
                usable.tolist(),
                strict=True,
            )
        ):
            begun = self._table.patterns[number]
            found += [(i, n, NO_END) for n in self._following(of_kind, begun)]
            row = own[who]
            if row is not None and row.placement is not None:
                _, end, kept = weeks_in_force(
                    self._scenario, row.placement, begun.class_weeks
                )
                if not any(step & ~mask for step in kept.masks):
                    found.append((i, self._table.number(kept), end))
        at, pattern, until = np.array(found, dtype=np.int64).reshape(-1, 3).T
        return first.take(at), second[at], kind[at], pattern, until

    def _following(self, kind: int, begun: WeekPattern) -> list[int]:
        """Return how patterns of a kind that have ``begun`` so go on."""
        if kind not in self._known:
            template = self._kinds.template(kind)
            weeks = template.chain_first_weeks or 0
            known = defaultdict(list)
            for pattern in self._kinds.patterns(kind):
                then = pattern.since(weeks + template.chain_gap_weeks)
                known[pattern.within(weeks)].append(self._table.number(then))
            self._known[kind] = dict(known)
        return self._known[kind].get(begun, [])

    def _with_length(
        self,
        first: Columns,
        second: Ints,
        kind: Ints,
        pattern: Ints,
        until: Ints,
        nth: int,
    ) -> tuple[Columns, Columns]:
        """Keep the chains that can have their n-th length."""
        scenario, later, person = self._scenario, self._later, first.participant_idx
        lengths, longer, least = (part[person] for part in lengths_of(scenario, nth))
        gaps = [t.chain_gap_weeks for t in scenario.templates]
        gap = np.array(gaps, dtype=np.int64)[template_of(scenario)[person]]
        start, begins = first.start_week, first.end_week + gap
        last = later.last_week[second].astype(np.int64)
        end = np.minimum(start + lengths, last)
        kept = np.flatnonzero(
            (lengths > 0)
            & may_start(later, second, begins)
            & (end - begins >= np.maximum(1, least))
            & ((longer == 0) | (end < np.minimum(start + longer, last)))
            & (end <= until)
        )
        practised = self._kinds.has_week_without_class
        kept = kept[practised(kind[kept], begins[kept], end[kept])]
        steps = self._table.begun(pattern[kept], (end - begins)[kept])
        one = first.take(kept)
        return one, second_of(one, later, second[kept], begins[kept], end[kept], steps)


NO_END = 1 << 20
"""Of patterns that go on as long as the placement may."""
