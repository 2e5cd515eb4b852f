"""Everybody's options and the choices beside them as one problem.

Options are looked at a block of people at a time, and of each person only those are kept
that no better one makes pointless: the rest never exists beside its rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Columns, Options
from matcher.options.ranges import Store, Whole
from matcher.placement.dominance import gaining_tiers, undominated
from matcher.placement.problem import Problem, build_problem
from matcher.placement.problem_store import ProblemStore
from matcher.placement.rows import Rows
from matcher.placement.rows.in_blocks import RowsInBlocks
from matcher.placement.rows.joint import JointChoices, joint_choices
from matcher.placement.rows.table import join_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Kept = Callable[[Problem, range], Ints]
"""Returns the columns of a block to keep; told the tiers that may gain by a loss."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the columns, rows and groups of the whole problem stand for.

    Attributes
    ----------
    columns
        Per column: its position among the options; those of choices that
        belong to nobody are numbered on from the last.
    rows
        Those of the problem with what they belong to, without entries.
    place_idx
        Per column; ``NO_PLACE`` for class only, and for choices that belong to nobody.
    quota_of_choice
        Per group after the people's: position of its quota, ``NO_QUOTA`` for others.
    """

    columns: Whole
    rows: Rows
    place_idx: Whole
    quota_of_choice: Ints


def whole_problem(
    scenario: Scenario, policy: Policy, options: Options, kept_of: Kept = undominated
) -> tuple[Problem, Origin]:
    """Return the problem of all participants, and of what they decide together.

    In numbers as narrow as hold them.
    """
    maker = _Maker(scenario, policy, options)
    problem, columns = ProblemStore(len(policy.tiers)), Store()
    for first, part in maker.parts():
        kept = kept_of(part, maker.gaining)
        problem.put(part.take(kept))
        columns.put(first + kept)
    every = columns.numbers()
    people = every[every < len(options.columns)]
    place = np.full(len(every), NO_PLACE, dtype=options.columns.place_idx.dtype)
    place[: len(people)] = options.columns.place_idx[people]
    origin = Origin(every, maker.rows, place, maker.joint.quota)
    return problem.problem(), origin


class _Maker:
    """Makes the problem block by block, all with the same rows.

    Attributes
    ----------
    rows
        Those of the options, then those of the joint choices; without entries.
    gaining
        The tiers that may gain by a loss.
    """

    def __init__(self, scenario: Scenario, policy: Policy, options: Options) -> None:
        self._options, self._tiers = options, policy.tiers
        self._loss = tuple(policy.loss_permille(tier) for tier in policy.tiers)
        self._in_blocks = RowsInBlocks.of(scenario, policy, options)
        found = joint_choices(scenario, options)
        self._is_joint = found is not None
        self.joint = found or JointChoices.none()
        self._num_people = len(scenario.participants)
        self._joint_values = _values(policy, self.joint)
        self.gaining = self._gaining()
        shift = len(self._in_blocks.rows)
        joint = self.joint.rows
        order = np.argsort(joint.member_column, kind="stable")
        self._joint_row = joint.member_row[order] + shift
        self._joint_column = joint.member_column[order]
        self._joint_weight = joint.member_weight[order]
        self.rows = join_rows([self._in_blocks.rows, joint.without_entries()])

    def parts(self) -> Iterator[tuple[int, Problem]]:
        """Yield the problem of a block of people after another, then the joint choices.

        Each with the position of its first column.
        """
        for first, block in self._options.blocks():
            entries = self._in_blocks.entries(block)
            values = np.stack([block.values[tier] for tier in self._tiers])
            safe = _safe_options(block.columns, entries[1]) if self._is_joint else None
            group = block.columns.participant_idx
            yield first, self._problem(first, group, values, entries, safe)
        if self._is_joint:
            none = np.zeros(0, dtype=np.int64)
            yield (
                len(self._options.columns),
                self._problem(
                    len(self._options.columns),
                    self._num_people + self.joint.group,
                    self._joint_values,
                    (none, none, none),
                    self.joint.is_safe,
                ),
            )

    def _problem(
        self,
        first: int,
        group: Ints,
        values: Ints,
        entries: tuple[Ints, Ints, Ints],
        safe: Bools | None,
    ) -> Problem:
        """Return the problem of the columns from ``first`` on, with the joint rows."""
        inside = slice(
            *np.searchsorted(self._joint_column, [first, first + len(group)])
        )
        row, column, weight = entries
        rows = replace(
            self.rows,
            member_row=np.concatenate([row, self._joint_row[inside]]),
            member_column=np.concatenate([column, self._joint_column[inside] - first]),
            member_weight=np.concatenate([weight, self._joint_weight[inside]]),
        )
        return replace(
            build_problem(group, values, rows), loss=self._loss, is_safe=safe
        )

    def _gaining(self) -> range:
        """Return the tiers that may gain by a loss, as all options have them."""
        values = [self._options.values[tier] for tier in self._tiers]
        joint = self._joint_values
        return gaining_tiers(
            self._loss,
            lambda one, other: (
                np.array_equal(values[one], values[other])
                and np.array_equal(joint[one], joint[other])
            ),
        )


def _values(policy: Policy, joint: JointChoices) -> Ints:
    """Return what the columns of choices are worth: people lacking cost ``repair``."""
    values = np.zeros((len(policy.tiers), len(joint.group)), dtype=np.int64)
    for i, tier in enumerate(policy.tiers):
        if tier is Tier.REPAIR:
            values[i] = -joint.lacking
    return values


def _safe_options(columns: Columns, member_column: Ints) -> Bools:
    """Return one option of everybody that is always possible, as flags.

    Class only, or for running placements these, in the fewest rows.
    """
    people = columns.participant_idx
    placed = columns.place_idx != NO_PLACE
    sizes = np.bincount(member_column, minlength=len(people))
    ranked = np.lexsort((sizes, placed, people))
    safe = np.zeros(len(people), dtype=np.bool_)
    safe[ranked[np.flatnonzero(np.diff(people[ranked], prepend=-1))]] = True
    return safe
