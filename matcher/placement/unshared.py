"""What the same seats would do if each were one person for the whole period."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import COVERAGE_TIERS
from matcher.domain.scenario import Scenario
from matcher.options import NO_NEXT, NO_PLACE, Options
from matcher.placement.problem import NO_BUNDLE, Problem

Ints = NDArray[np.int64]


def unshared_problem(scenario: Scenario, options: Options) -> Problem:
    """Return the problem of covering people when a seat is one person's throughout.

    Every place takes as many people as its largest seat count, or as are there already,
    whatever their days and weeks; limits of employers and classes are left out, so that
    the comparison is kind to the old way of counting. Two placements of a person are no
    seat for the whole period and are left out. The rows nest: it is a flow.
    """
    columns = options.columns
    running = np.ones(len(scenario.participants), dtype=np.bool_)
    running[columns.participant_idx[columns.place_idx == NO_PLACE]] = False
    covers = sum(options.values[tier] for tier in COVERAGE_TIERS)
    key = columns.participant_idx * (len(scenario.places) + 1) + columns.place_idx + 1
    useful = np.flatnonzero(
        (columns.next_idx == NO_NEXT)
        & (
            (np.asarray(covers) > 0)
            | (columns.place_idx == NO_PLACE)
            | running[columns.participant_idx]
        )
    )
    # A person's columns at one place are worth the same here: keep the first that covers.
    order = useful[np.lexsort((useful, -np.asarray(covers)[useful], key[useful]))]
    _, first = np.unique(key[order], return_index=True)
    kept = np.sort(order[first])
    place = columns.place_idx[kept]
    placed = place != NO_PLACE
    used, row = np.unique(place[placed], return_inverse=True)
    seats = np.array([p.most_seats for p in scenario.places], dtype=np.int64)
    taken = np.bincount(
        place[running[columns.participant_idx[kept]]], minlength=len(seats)
    )
    return Problem(
        columns.participant_idx[kept],
        np.stack([options.values[tier][kept] for tier in COVERAGE_TIERS]),
        np.maximum(seats, taken)[used],
        np.concatenate([[0], np.cumsum(placed)]),
        row.astype(np.int64),
        np.ones(len(row), dtype=np.int64),
        np.full(len(used), NO_BUNDLE, dtype=np.int64),
    )
