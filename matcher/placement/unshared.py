"""What the same seats would do if each were one person's for the whole period."""

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
    kept = np.concatenate(
        [first + _one_a_place(scenario, block) for first, block in options.blocks()]
    )
    few = options.take(kept)
    person, place = few.columns.participant_idx, few.columns.place_idx
    placed = place != NO_PLACE
    used, row = np.unique(place[placed], return_inverse=True)
    seats = np.array([p.most_seats for p in scenario.places], dtype=np.int64)
    taken = np.bincount(place[_is_running(scenario, few)[person]], minlength=len(seats))
    return Problem(
        person,
        np.stack([few.values[tier] for tier in COVERAGE_TIERS]),
        np.maximum(seats, taken)[used],
        np.concatenate([[0], np.cumsum(placed)]),
        row.astype(np.int64),
        np.ones(len(row), dtype=np.int64),
        np.full(len(used), NO_BUNDLE, dtype=np.int64),
    )


def _is_running(scenario: Scenario, options: Options) -> NDArray[np.bool_]:
    """Tell of each participant of ``options`` whether being placed is all they can be."""
    columns = options.columns
    running = np.ones(len(scenario.participants), dtype=np.bool_)
    running[columns.participant_idx[columns.place_idx == NO_PLACE]] = False
    return running


def _one_a_place(scenario: Scenario, options: Options) -> Ints:
    """Return one option of each person at each place: the first that covers, if any.

    All else is worth the same here. Class only stays, and what is running.
    """
    columns = options.columns
    person, place = columns.participant_idx, columns.place_idx
    covers = np.sum([options.values[tier] for tier in COVERAGE_TIERS], axis=0)
    useful = np.flatnonzero(
        (columns.next_idx == NO_NEXT)
        & ((covers > 0) | (place == NO_PLACE) | _is_running(scenario, options)[person])
    )
    key = person * (len(scenario.places) + 1) + place + 1
    order = useful[np.lexsort((useful, -covers[useful], key[useful]))]
    _, first = np.unique(key[order], return_index=True)
    return np.sort(order[first])
