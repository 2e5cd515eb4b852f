"""Everybody's options and the choices beside them as one problem."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import ChoiceKey, JointRowKey
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.placement.problem import Problem, build_problem
from matcher.placement.rows import Rows, capacity_rows
from matcher.placement.rows.joint import JointChoices, joint_choices
from matcher.placement.rows.table import join_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WholeProblem:
    """The problem before it is cut up.

    Attributes
    ----------
    rows
        Those of ``problem``, with what they belong to.
    place_idx
        Per column; ``NO_PLACE`` for class only, and for choices that belong to nobody.
    choices
        What each group after the people's is about.
    joint_rows
        What the rows of joint rules are about, by their group.
    """

    problem: Problem
    rows: Rows
    place_idx: Ints
    choices: tuple[ChoiceKey, ...] = ()
    joint_rows: tuple[JointRowKey, ...] = ()


def whole_problem(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    tiers: Sequence[Tier] | None = None,
) -> WholeProblem:
    """Return the problem of all participants, and of what they decide together.

    ``tiers``: those of the policy unless told.
    """
    tiers = policy.tiers if tiers is None else tiers
    loss = tuple(policy.loss_permille(tier) for tier in tiers)
    values = np.stack([options.values[tier] for tier in tiers])
    people, place = options.columns.participant_idx, options.columns.place_idx
    rows = capacity_rows(scenario, policy, options)
    joint = joint_choices(scenario, options)
    if joint is None:
        problem = build_problem(people, values, rows)
        return WholeProblem(replace(problem, loss=loss), rows, place)
    is_safe = np.concatenate([_safe_options(options, rows), joint.is_safe])
    rows = join_rows([rows, joint.rows])
    problem = build_problem(
        np.concatenate([people, len(scenario.participants) + joint.group]),
        np.concatenate([values, _values(tiers, joint)], axis=1),
        rows,
    )
    nowhere = np.full(len(joint.group), NO_PLACE, dtype=np.int64)
    return WholeProblem(
        replace(problem, loss=loss, is_safe=is_safe),
        rows,
        np.concatenate([place, nowhere]),
        joint.keys,
        joint.row_keys,
    )


def _values(tiers: Sequence[Tier], joint: JointChoices) -> Ints:
    """Return what the columns of choices are worth: people lacking cost ``repair``."""
    values = np.zeros((len(tiers), len(joint.group)), dtype=np.int64)
    for i, tier in enumerate(tiers):
        if tier is Tier.REPAIR:
            values[i] = -joint.lacking
    return values


def _safe_options(options: Options, rows: Rows) -> Bools:
    """Return one option of everybody that is always possible, as flags.

    Class only, or for running placements these, in the fewest rows.
    """
    people = options.columns.participant_idx
    placed = options.columns.place_idx != NO_PLACE
    sizes = np.bincount(rows.member_column, minlength=len(people))
    ranked = np.lexsort((sizes, placed, people))
    safe = np.zeros(len(people), dtype=np.bool_)
    safe[ranked[np.flatnonzero(np.diff(people, prepend=-1))]] = True
    return safe
