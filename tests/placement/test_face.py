"""What the tiers of a flow leave, and what is noted of it."""

import numpy as np

from matcher.placement.face import Face
from matcher.placement.proof import SCALE
from tests.placement.problems import make_problem


def one_seat(first, second):
    """Two people and a seat: each is worth (first, second) there, and nothing outside."""
    return make_problem(
        [[([0, 0], []), ([a, b], [0])] for a, b in (first, second)], [1]
    )


def closed(problem, *gains):
    face = Face(problem)
    for gain in gains:
        face.close(np.array([gain], dtype=np.int64))
    return face


def test_what_is_worse_in_a_tier_is_left_behind():
    """The one who is worth less in the seat does not keep it."""
    face = closed(one_seat((5, 0), (3, 9)), 3)
    assert face.bounds == [5]
    assert face.alive.tolist() == [1, 2, 3]
    assert face.full_rows.tolist() == [True]


def test_a_price_is_what_one_more_seat_is_worth():
    """The step names the row and the gain."""
    [step] = closed(one_seat((5, 0), (3, 9)), 3).evidence().steps
    assert step.grounds.prices.tolist() == [3 * SCALE]
    assert step.keep == 5


def test_a_burden_is_weighed_against_the_tier_that_filled_the_row():
    """A seat that must be taken for the first tier costs the second: no negative price."""
    face = closed(one_seat((4, -6), (4, -8)), 4, -6)
    assert face.bounds == [4, -6]
    _, step = face.evidence().steps
    assert dict(step.grounds.weights) == {0: 3 * SCALE // 2}
    assert dict(step.grounds.reached) == {0: 4}
    assert step.grounds.rows.tolist() == []


def test_sums_that_do_not_fit_are_not_noted():
    """The bounds stand, but nobody could add them up exactly."""
    face = closed(one_seat((5, 1 << 42), (3, 9)), 3, 9)
    assert face.bounds == [5, 1 << 42]
    assert [step.tier for step in face.evidence().steps] == [0]
