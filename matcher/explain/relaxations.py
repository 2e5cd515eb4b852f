"""The smallest changes that would open places to people without a placement."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.reasons import Relaxation
from matcher.domain.scenario import Scenario
from matcher.eligibility import NearMisses, find_near_misses
from matcher.explain.crowding import Pairs, limits_in_the_way
from matcher.explain.needs import Needs, needs_of
from matcher.options.ranges import expand

Ints = NDArray[np.int64]

MOST_PAIRS_OF_CHANGES = 3


def relaxations(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
    asked: Sequence[int],
) -> dict[int, tuple[Relaxation, ...]]:
    """Return the relaxations of the people at ``asked`` (positions in the scenario).

    Counted are examined places that fail no other rules than those changed; to meet a
    rule may open more. Every single change that opens a place is told: none is contained
    in another that opens as many. Two changes together are told where they open more
    places than any single one, the three most helpful. First those that open most places
    with room.
    """
    if not asked:
        return {}
    near = find_near_misses(scenario, policy, asked)
    if not len(near):
        return {}
    each, words = needs_of(scenario, near)
    needs, number = each.distinct()
    room = _has_room(scenario, policy, near, placements, class_sections)
    opened = _opened(needs, np.bincount(number, minlength=len(needs)))
    with_room = _opened(
        needs, np.bincount(number[room], minlength=len(needs)).astype(np.int64)
    )
    found: dict[int, list[Relaxation]] = {}
    for at in _told(needs, opened, with_room).tolist():
        found.setdefault(int(needs.person[at]), []).append(
            Relaxation(words.changes(needs, at), int(opened[at]), int(with_room[at]))
        )
    return {person: tuple(told) for person, told in found.items()}


def _has_room(
    scenario: Scenario,
    policy: Policy,
    near: NearMisses,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> NDArray[np.bool_]:
    pairs = Pairs(
        near.participant_idx.astype(np.int64),
        near.place_idx.astype(np.int64),
        near.slot_mask,
        near.earliest_start,
        near.latest_start,
        near.last_week,
    )
    limits = limits_in_the_way(scenario, policy, pairs, placements, class_sections)
    has_room: NDArray[np.bool_] = limits == 0
    return has_room


def _opened(needs: Needs, places: Ints) -> Ints:
    """Return how many ``places`` each need opens, its own and those of smaller ones."""
    first = np.searchsorted(needs.person, needs.person)
    after = np.searchsorted(needs.person, needs.person, side="right")
    larger, nth = expand(after - first)
    smaller = first[larger] + nth
    met = needs.covers(larger, smaller)
    opened = np.zeros(len(needs), dtype=np.int64)
    np.add.at(opened, larger[met], places[smaller[met]])
    return opened


def _told(needs: Needs, opened: Ints, with_room: Ints) -> Ints:
    """Return the needs to tell of, by person, in the order they are told."""
    double = np.bitwise_count(needs.failed) > 1
    most_alone = np.zeros(int(needs.person.max(initial=0)) + 1, dtype=np.int64)
    np.maximum.at(most_alone, needs.person[~double], opened[~double])
    worth = ~double | (opened > most_alone[needs.person])
    order = np.lexsort((-opened, -with_room, double, needs.person))
    order = order[worth[order]]
    group = needs.person[order] * 2 + double[order]
    nth = np.arange(len(order)) - np.searchsorted(group, group)
    return order[~double[order] | (nth < MOST_PAIRS_OF_CHANGES)]
