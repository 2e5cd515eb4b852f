"""Finds out whether the capacity rows nest, so that the problem is a network flow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem, chunks

Ints = NDArray[np.int64]

NO_ROW = -1
NOT_SEEN = -2


@dataclass(frozen=True, slots=True)
class RowTree:
    """Capacity rows in which any two are apart or one lies in the other.

    Attributes
    ----------
    parent
        Per row, the smallest row that contains it; ``NO_ROW`` for an outermost one.
    leaf
        Per column, the innermost row it lies in; ``NO_ROW`` for none.
    """

    parent: Ints
    leaf: Ints


def row_tree(problem: Problem) -> RowTree | None:
    """Return how the rows nest, ``None`` where they are not a network.

    Rows nest exactly when every column of a row has the same next larger row. Columns
    must weigh 1 throughout: a flow counts heads.
    """
    if (problem.member_weight != 1).any():
        return None
    size = np.zeros(problem.num_rows, dtype=np.int64)
    for rows in chunks(problem.member_row):
        size += np.bincount(rows, minlength=problem.num_rows)
    parent = np.full(problem.num_rows, NOT_SEEN, dtype=np.int64)
    leaf = np.full(problem.num_columns, NO_ROW, dtype=np.int64)
    for columns in chunks(np.arange(problem.num_columns)):
        first, entry = problem.entries_of(columns)
        row = problem.member_row[entry]
        column = np.repeat(columns, np.diff(first))
        order = np.lexsort((row, -size[row], column))
        row, column = row[order], column[order]
        outer = np.full(len(row), NO_ROW, dtype=np.int64)
        follows = column[1:] == column[:-1]
        outer[1:][follows] = row[:-1][follows]
        new = parent[row] == NOT_SEEN
        parent[row[new]] = outer[new]
        if not np.array_equal(parent[row], outer):
            return None
        leaf[column] = row  # sorted outermost first: the last one written is innermost
    parent[parent == NOT_SEEN] = NO_ROW
    return RowTree(parent, leaf)
