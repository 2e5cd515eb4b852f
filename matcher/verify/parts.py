"""A component by all options of its people and all answers to its choices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import ComponentProof
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.verify.rows import counted_rows
from matcher.verify.table import Part

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WholePart:
    """What a component is made of, nothing dropped.

    Attributes
    ----------
    options
        All options of its people, increasing.
    part
        These and then the answers to its choices.
    unit
        That of :class:`~matcher.verify.rows.CountedRows`.
    """

    options: Ints
    part: Part
    unit: Ints


def whole_part(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    proof: ComponentProof,
    tiers: Sequence[Tier],
) -> WholePart:
    """Return the people and choices of ``proof``, and what ``tiers`` are worth to them.

    Raises
    ------
    FalseProof
        Where a row or a choice is named that there is not.
    """
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    people = np.array([number[p] for p in proof.participants], dtype=np.int64)
    person = options.columns.participant_idx
    mine = np.flatnonzero(np.isin(person, people))
    rows = counted_rows(scenario, policy, options, proof.rows, proof.choices)
    answers = len(person) + np.arange(len(rows.choice))
    nothing = np.zeros(len(answers), dtype=np.int64)
    values = {
        tier: np.concatenate(
            [
                options.values[tier][mine],
                -rows.lacking if tier is Tier.REPAIR else nothing,
            ]
        )
        for tier in tiers
    }
    part = Part(
        np.concatenate(
            [np.searchsorted(people, person[mine]), len(people) + rows.choice]
        ),
        values,
        rows.weights[:, np.concatenate([mine, answers])],
        rows.capacity,
    )
    return WholePart(mine, part, rows.unit)
