"""A placement problem as a linear program. Loads HiGHS: only inside a solver host."""

from collections.abc import Mapping

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def new_solver(seconds: float) -> highspy.Highs:
    """Return a silent, single-threaded HiGHS that stops after ``seconds``."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", max(0.0, seconds))
    return solver


def column_matrix(
    problem: Problem, groups: int, reached: Mapping[int, int]
) -> csc_array:
    """Return the coefficients of all columns of ``problem``.

    Rows in this order: all ``groups`` of the whole problem, of which this may be a
    part; earlier tiers in the order of ``reached``; capacity and cuts.
    """
    ahead = 1 + len(reached)
    per_column = np.diff(problem.first_member) + ahead
    first = np.concatenate([[0], np.cumsum(per_column)])
    index = np.zeros(first[-1], dtype=np.int32)
    data = np.ones(first[-1])
    index[first[:-1]] = problem.group
    for nth, tier in enumerate(reached, start=1):
        index[first[:-1] + nth] = groups + nth - 1
        data[first[:-1] + nth] = problem.values[tier]
    inner = np.arange(len(problem.member_row)) + np.repeat(
        first[:-1] + ahead - problem.first_member[:-1], np.diff(problem.first_member)
    )
    index[inner] = groups + len(reached) + problem.member_row
    data[inner] = problem.member_weight
    shape = (groups + len(reached) + problem.num_rows, problem.num_columns)
    return csc_array((data, index, first.astype(np.int32)), shape=shape)


def as_linear_program(
    problem: Problem, worth: Ints, reached: Mapping[int, int]
) -> highspy.HighsLp:
    """Return: maximise ``worth``, one column a group, capacity, earlier tiers kept."""
    matrix = column_matrix(problem, problem.num_groups, reached)
    infinite = highspy.kHighsInf
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = problem.num_columns, matrix.shape[0]
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = worth.astype(np.float64)
    program.col_lower_ = np.zeros(problem.num_columns)
    program.col_upper_ = np.ones(problem.num_columns)
    one_each = np.ones(problem.num_groups)
    floors = np.array(list(reached.values()), dtype=np.float64)
    program.row_lower_ = np.concatenate(
        [one_each, floors, np.full(problem.num_rows, -infinite)]
    )
    program.row_upper_ = np.concatenate(
        [one_each, np.full(len(floors), infinite), problem.capacity]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    return program
