"""What the same seats would do if each were one person's for the whole period."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import COVERAGE_TIERS
from matcher.domain.scenario import Scenario
from matcher.options import NO_NEXT, NO_PLACE, Options
from matcher.options.ranges import expand

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def covered_if_unshared(scenario: Scenario, options: Options) -> int:
    """Return how many could be covered if a seat were one person's throughout.

    Every place takes as many people as its largest seat count, or as are there already,
    whatever their days and weeks; limits of employers and classes are left out, so that
    the comparison is kind to the old way of counting. Two placements of a person are no
    seat for the whole period and are left out. It is a largest matching of people and
    seats; who is covered by class alone, or in a running placement, takes no part.
    """
    key, covers = _pairs(scenario, options)
    person, place = np.divmod(key, len(scenario.places) + 1)
    place -= 1
    running = np.ones(len(scenario.participants), dtype=np.bool_)
    running[person[place == NO_PLACE]] = False
    is_covered = np.zeros(len(scenario.participants), dtype=np.bool_)
    is_covered[person[covers & (running[person] | (place == NO_PLACE))]] = True
    taken = np.unique(key[running[person]])
    seats = np.array([p.most_seats for p in scenario.places], dtype=np.int64)
    seats -= np.bincount(taken % (len(seats) + 1) - 1, minlength=len(seats))
    seeks = covers & ~running[person] & ~is_covered[person]
    matched = _largest_matching(person[seeks], place[seeks], np.maximum(0, seats))
    return int(np.count_nonzero(is_covered)) + matched


def _pairs(scenario: Scenario, options: Options) -> tuple[Ints, Bools]:
    """Return each person and place that meet in an option, once.

    As one number, places counted from 1 and 0 for none; and whether any such option
    covers the person.
    """
    keys, covering = [], []
    for _, block in options.blocks():
        columns = block.columns
        alone = np.flatnonzero(columns.next_idx == NO_NEXT)
        key = columns.participant_idx * (len(scenario.places) + 1)
        key = (key + columns.place_idx - NO_PLACE)[alone]
        covers = sum(block.values[tier][alone] for tier in COVERAGE_TIERS)
        keys.append(np.unique(key))
        covering.append(np.unique(key[np.asarray(covers) > 0]))
    every = np.concatenate(keys)
    return every, np.isin(every, np.concatenate(covering))


def _largest_matching(person: Ints, place: Ints, seats: Ints) -> int:
    """Return how many people at most get a seat, each at one of their places."""
    from scipy.sparse import csr_array  # slow, and no solver host needs it
    from scipy.sparse.csgraph import maximum_bipartite_matching

    if not len(person):
        return 0
    wanted = np.minimum(seats, np.bincount(place, minlength=len(seats)))
    first = np.cumsum(wanted) - wanted
    line, nth = expand(wanted[place])
    seat = first[place[line]] + nth
    people, row = np.unique(person[line], return_inverse=True)
    shape = (len(people), int(wanted.sum()))
    graph = csr_array((np.ones(len(seat), dtype=np.int8), (row, seat)), shape=shape)
    return int(np.count_nonzero(maximum_bipartite_matching(graph) >= 0))
