"""What is left of a search's evidence where some rows and groups are unknown."""

import numpy as np

from matcher.domain.proof import HalfCut
from matcher.placement.ledger import Evidence, Step
from matcher.placement.proof import Grounds
from matcher.placement.proved_part import proved_part


def priced(*rows):
    numbers = np.array(rows, dtype=np.int64)
    return Step(0, -1, Grounds(numbers, 10 * numbers, {}, {}))


def left(evidence):
    """Of two people and a choice, and two rows known and two not."""
    return proved_part(evidence, 2, 4, 2)


def test_prices_of_unknown_rows_are_left_out():
    """Those of known rows and of cuts stay."""
    (step,) = left(Evidence((priced(1, 3, 4),), {4: HalfCut((0,), (1,))})).steps
    assert step.grounds.rows.tolist() == [1, 4]
    assert step.grounds.prices.tolist() == [10, 40]


def test_a_cut_rests_on_what_is_known_of_it():
    """Unknown rows and choices that belong to nobody fall out of the sum."""
    found = left(Evidence((), {4: HalfCut((0, 2), (1, 2))}))
    assert found.cuts == {4: HalfCut((0,), (1,))}


def test_a_cut_of_unknown_rows_alone_is_gone():
    """Together with its price, and in every cut that rests on it."""
    cuts = {4: HalfCut((2, 3), (2,)), 5: HalfCut((1, 4), ())}
    found = left(Evidence((priced(4, 5),), cuts))
    assert found.cuts == {5: HalfCut((1,), ())}
    assert found.steps[0].grounds.rows.tolist() == [5]


def test_where_all_is_known_nothing_changes():
    """Without joint rules a proof is what the search noted."""
    evidence = Evidence((priced(1, 4),), {4: HalfCut((0, 1), (0,))})
    found = proved_part(evidence, 4, 4, 3)
    assert found.cuts == evidence.cuts
    assert found.steps[0].grounds.rows.tolist() == [1, 4]
