"""The choices that a proof names, and the rows over them, over everybody's options."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.policy import Policy
from matcher.domain.proof import ChoiceKey, JointRowKey, RowKey
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.verify.joint_rows import JOINT_ROWS, Choices
from matcher.verify.stays import Held, Stays
from matcher.verify.table import FalseProof

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class OverChoices:
    """Rows over choices, which hang on people of any component.

    Attributes
    ----------
    rows
        By their number among all rows of the proof: over all options, and then the
        answers to the choices.
    facts
        By the same number: what those take of it of whom every option is in it.
    choice
        ``(answers,)``, non-decreasing from 0: the choice that each is to.
    lacking
        ``(answers,)``: people whom a quota then lacks.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        options: Options,
        keys: Sequence[RowKey | JointRowKey],
        choices: Sequence[ChoiceKey],
    ) -> None:
        self._person = options.columns.participant_idx
        self._num_rows = len(keys)
        self.choice = self.lacking = np.zeros(0, dtype=np.int64)
        self.rows: Mapping[int, Held] = {}
        self.facts: Mapping[int, int] = {}
        joint = {n: key for n, key in enumerate(keys) if isinstance(key, JointRowKey)}
        if joint or choices:
            self._count(_choices(Stays(scenario, policy, options), choices), joint)
        self._weights = self._matrix()

    def _count(self, made: Choices, joint: Mapping[int, JointRowKey]) -> None:
        self.choice, self.lacking = made.choice, made.lacking
        after = int(self._person.max(initial=-1)) + 1
        people = np.concatenate([self._person, after + self.choice])
        sizes = np.bincount(people)
        self.rows = {number: _row(made, key) for number, key in joint.items()}
        self.facts = {n: row.facts(people, sizes) for n, row in self.rows.items()}

    def _matrix(self) -> csr_array:
        none = np.zeros(0, dtype=np.int64)
        rows = self.rows.values()
        number = np.repeat([*self.rows], [len(row.options) for row in rows])
        column = np.concatenate([none, *(row.options for row in rows)])
        weight = np.concatenate([none, *(row.taken() for row in rows)])
        shape = (self._num_rows, len(self._person) + len(self.choice))
        return csr_array((weight, (number.astype(np.int64), column)), shape=shape)

    def of_options(self, people: Ints) -> csr_array:
        """Return ``(rows, options of people)``: what they take of the rows over choices."""
        return self._weights[:, np.flatnonzero(np.isin(self._person, people))]

    def of_answers(self) -> csr_array:
        """Return ``(rows, answers)``: what the answers take."""
        return self._weights[:, len(self._person) :]


def _choices(stays: Stays, keys: Sequence[ChoiceKey]) -> Choices:
    if len(set(keys)) != len(keys):
        raise FalseProof("a choice is made twice")
    try:
        return Choices(stays, keys)
    except (KeyError, TypeError, ValueError) as error:
        raise FalseProof("a choice names what there is not") from error


def _row(choices: Choices, key: JointRowKey) -> Held:
    try:
        return JOINT_ROWS[key.rule](choices, key)
    except (KeyError, TypeError, ValueError) as error:
        raise FalseProof(f"row {key} names what there is not") from error
