"""Why people have no placement: no place passes, or the places are full."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import NotPlaced, NotPlacedKind, NotPlacedReason, Placement
from matcher.domain.policy import Policy
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.explain.crowding import LIMITS, limits_in_the_way, pairs_of
from matcher.explain.relaxations import relaxations

Ints = NDArray[np.int64]

NO_PLACES = NotPlacedReason(RuleCode.NO_PLACES, NotPlacedKind.ELIGIBILITY, 0, 0)


def not_placed_reasons(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> tuple[NotPlaced, ...]:
    """Return everybody without a placement, with reasons, in the scenario's order.

    Without a candidate the reasons are the pair rules that fail, with both counts.
    Otherwise they are the limits that are reached in ``placements``: ``fails`` counts
    the person's candidates where the limit keeps out the option that is nearest to
    having room, ``fails_only`` those where no other limit does. Candidates with room
    left count under ``room-left``. Those a change would help most come first, and
    there is always one. Relaxations are told in both cases.
    """
    placed = {placement.participant for placement in placements}
    waiting = [i for i, p in enumerate(scenario.participants) if p.id not in placed]
    return reasons_of(scenario, policy, candidates, placements, class_sections, waiting)


def reasons_of(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
    waiting: Sequence[int],
) -> tuple[NotPlaced, ...]:
    """Return why those at ``waiting`` (positions), of whom none is placed, are not."""
    crowded = _crowded_out(
        scenario, policy, candidates, placements, class_sections, waiting
    )
    opened = relaxations(scenario, policy, placements, class_sections, waiting)
    return tuple(
        NotPlaced(
            scenario.participants[i].id,
            crowded.get(i) or _ineligible(candidates, i) or (NO_PLACES,),
            class_sections.get(scenario.participants[i].id),
            opened.get(i, ()),
        )
        for i in waiting
    )


def _in_order(
    counts: Sequence[tuple[RuleCode, int, int]], kind: NotPlacedKind
) -> tuple[NotPlacedReason, ...]:
    found = [
        NotPlacedReason(rule, kind, fails, only)
        for rule, fails, only in counts
        if fails
    ]
    return tuple(sorted(found, key=lambda r: (-r.fails_only, -r.fails)))


def _ineligible(candidates: Candidates, person: int) -> tuple[NotPlacedReason, ...]:
    counts = zip(
        PAIR_RULES,
        candidates.fails[person].tolist(),
        candidates.fails_only[person].tolist(),
        strict=True,
    )
    return _in_order(list(counts), NotPlacedKind.ELIGIBILITY)


def _crowded_out(
    scenario: Scenario,
    policy: Policy,
    candidates: Candidates,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
    waiting: Sequence[int],
) -> dict[int, tuple[NotPlacedReason, ...]]:
    """Return the reasons of those ``waiting`` who have candidates, by position."""
    asked = np.isin(candidates.participant_idx, waiting)
    pairs = pairs_of(candidates, asked)
    limits = limits_in_the_way(scenario, policy, pairs, placements, class_sections)
    person = pairs.person
    size = len(scenario.participants)
    with_room = np.bincount(person[limits == 0], minlength=size)
    counts = [(RuleCode.ROOM_LEFT, with_room, with_room)]
    for bit, rule in enumerate(LIMITS):
        there, alone = limits >> bit & 1 == 1, limits == 1 << bit
        counts.append(
            (
                rule,
                np.bincount(person[there], minlength=size),
                np.bincount(person[alone], minlength=size),
            )
        )
    return {
        i: _in_order(
            [(rule, int(fails[i]), int(only[i])) for rule, fails, only in counts],
            NotPlacedKind.CROWDED_OUT,
        )
        for i in np.unique(person).tolist()
    }
