"""What the choices beside everybody's options can be, once the options are chosen."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.ids import QuotaId
from matcher.domain.rules import RuleCode
from matcher.options import Options
from matcher.placement.rows.joint import OF_ALL, JointChoices

Ints = NDArray[np.int64]


class Answers:
    """Answers the joint choices of a scenario for any choice of options.

    Not those of job specialists, which hang on each other.

    Attributes
    ----------
    people
        Who has an option that the choices, or a rule that nobody can keep, are about.
    """

    def __init__(self, joint: JointChoices, options: Options) -> None:
        rows, columns = joint.rows, len(options.columns)
        rows = rows.take(np.flatnonzero(rows.owner != OF_ALL))
        shape = (len(rows), columns + len(joint.group))
        entries = (rows.member_row, rows.member_column)
        weights = csr_array((rows.member_weight, entries), shape=shape)
        self._joint, self._capacity = joint, rows.capacity
        self._options = weights[:, :columns].tocsc()
        self._answers = weights[:, columns:].tocoo()
        tied = rows.member_column[rows.member_column < columns]
        self.people: Ints = np.unique(options.columns.participant_idx[tied])

    def lacking(self, chosen: Ints) -> dict[QuotaId, int] | None:
        """Return how many people each lower quota lacks with the options ``chosen``.

        ``None`` where a place would open for too few, or one of a pair goes alone.
        """
        left = self._capacity - self._options[:, chosen].sum(axis=1)
        if (left < 0).any():
            return None
        fits = self._joint.group < len(self._joint.keys)
        fits[self._answers.col[self._answers.data > left[self._answers.row]]] = False
        if len(np.unique(self._joint.group[fits])) < len(self._joint.keys):
            return None
        possible = np.flatnonzero(fits)
        fewest = np.full(len(self._joint.keys), np.iinfo(np.int64).max)
        np.minimum.at(
            fewest, self._joint.group[possible], self._joint.lacking[possible]
        )
        return {
            QuotaId(key.owner): int(people)
            for key, people in zip(self._joint.keys, fewest, strict=True)
            if key.rule is RuleCode.QUOTA_LEAST
        }
