"""The crowd that is told is the one that matters, not all who happen to be near."""

import numpy as np
from scipy.sparse import csr_array

from matcher.verify.claims import chosen_claims
from matcher.verify.crowds import Crowd


def crowd_at(rows_of_each, capacity):
    """People with one option for each row they name."""
    person = np.repeat(np.arange(len(rows_of_each)), [len(r) for r in rows_of_each])
    rows = np.concatenate([*map(np.array, rows_of_each)])
    entries = (np.ones(len(rows), dtype=np.int64), (np.arange(len(rows)), rows))
    weights = csr_array(entries, shape=(len(rows), len(capacity)))
    people, first = np.unique(person, return_index=True)
    return Crowd(people, first, weights, np.array(capacity))


def claims_of(crowd, prices, wanted):
    asked = np.isin(np.arange(len(crowd.people)), wanted)
    return list(chosen_claims(crowd, [np.array(prices)], asked))


def test_two_crowds_apart_are_two_claims():
    """Three at a place for two, four at another for one: each hears of their own."""
    crowd = crowd_at([[0]] * 3 + [[1]] * 4, [2, 1])
    found = claims_of(crowd, [5, 5], [0, 3])
    told = sorted((claim.people.tolist(), claim.at_most) for claim in found)
    assert told == [([0, 1, 2], 2), ([3, 4, 5, 6], 1)]


def test_a_small_crowd_goes_before_the_large_one_it_is_part_of():
    """Somebody who can only go to one seat is told of that seat, not of the region."""
    chain = [[0]] * 2 + [[k, k + 1] for k in range(8)]
    [claim] = claims_of(crowd_at(chain, [1] * 9), [7] * 9, [0])
    assert claim.people.tolist() == [0, 1]
    assert claim.at_most == 1


def test_rows_that_nobody_needs_go():
    """A priced row that no option of the crowd is in is no limit they compete for."""
    crowd = crowd_at([[0]] * 3, [1, 1])
    [claim] = claims_of(crowd, [4, 4], [1])
    assert np.flatnonzero(claim.prices).tolist() == [0]
    assert claim.at_most == 1


def test_dear_rows_cost_no_more_than_a_unit():
    """A price that serves an earlier tier too does not spoil the claim."""
    crowd = crowd_at([[0]] * 2 + [[1]] * 2, [1, 1])
    found = claims_of(crowd, [1, 1000], [0, 2])
    assert [claim.at_most for claim in found] == [1, 1]


def test_enough_room_is_no_claim():
    """Where everybody fits nothing is said."""
    assert claims_of(crowd_at([[0]] * 2, [2]), [1], [0, 1]) == []
