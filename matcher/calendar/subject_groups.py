"""Gives everybody a group in each subject that their class has in parallel groups.

Groups of one subject are taught at the same time and subjects at different times, so that
only seats limit who goes where: a largest flow from people to groups. Those who lack most
go first. Who is left without a seat stands in a crowd: groups in which nobody could make
way, since nobody there fits anywhere else. So the flow is the largest by Hall's theorem,
and the crowd is the proof.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.calendar.fair_flow import NO_SESSION, Network, fairest, share_seats
from matcher.domain.ids import ParticipantId, SectionId, SubjectGroupId
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import AskedSeat, NoGroup, SubjectSeat, asked_seats


@dataclass(frozen=True, slots=True)
class SharedGroups:
    """The seats given, by person and subject, and what they amount to by name."""

    seats: tuple[SubjectSeat, ...]
    metrics: Mapping[str, int]


def share_groups(
    scenario: Scenario, sections: Mapping[ParticipantId, SectionId]
) -> SharedGroups:
    """Return the groups of everybody whose class, given by ``sections``, has any.

    No metrics where nobody's class has.
    """
    asked = list(asked_seats(scenario.participants, scenario.subject_groups, sections))
    if not asked:
        return SharedGroups((), {})
    given = _given(scenario, asked)
    seats = tuple(_seat(one, asked, given) for one in range(len(asked)))
    missing = sum(seat.group is None for seat in seats)
    counts = {
        "subject_seats_asked": len(seats),
        "subject_seats_missing": missing,
        "subject_seats_missing_bound": missing,
    }
    return SharedGroups(seats, counts)


def _given(
    scenario: Scenario, asked: Sequence[AskedSeat]
) -> list[SubjectGroupId | None]:
    """Return the group of each seat that is asked for; as many as can be have one."""
    groups = [group.id for group in scenario.subject_groups]
    number = {group: i for i, group in enumerate(groups)}
    people = {
        name: i for i, name in enumerate(dict.fromkeys(a.participant for a in asked))
    }
    pairs = [
        (slot, number[group])
        for slot, one in enumerate(asked)
        for group in sorted(one.fitting)
    ]
    slot, session = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    person = np.array([people[one.participant] for one in asked], dtype=np.int64)
    network = Network(person, slot, session, len(groups))
    lack = np.bincount(person, minlength=len(people))
    room = np.array([group.seats for group in scenario.subject_groups], dtype=np.int64)
    chosen = share_seats(network, fairest(lack, np.ones_like(lack)), room)
    return [None if one == NO_SESSION else groups[one] for one in chosen.tolist()]


def _seat(
    nth: int, asked: Sequence[AskedSeat], given: Sequence[SubjectGroupId | None]
) -> SubjectSeat:
    one, group = asked[nth], given[nth]
    if group is not None:
        return SubjectSeat(one.participant, one.subject, group)
    if one.level is None:
        return SubjectSeat(one.participant, one.subject, None, NoGroup.LEVEL_UNKNOWN)
    if not one.fitting:
        return SubjectSeat(one.participant, one.subject, None, NoGroup.NO_LEVEL)
    crowd = _crowd(one, asked, given)
    return SubjectSeat(one.participant, one.subject, None, NoGroup.FULL, crowd)


def _crowd(
    one: AskedSeat,
    asked: Sequence[AskedSeat],
    given: Sequence[SubjectGroupId | None],
) -> tuple[SubjectGroupId, ...]:
    """Return the groups that fit, those that fit whoever sits there, and so on."""
    inside: dict[SubjectGroupId, set[SubjectGroupId]] = defaultdict(set)
    for other, group in zip(asked, given, strict=True):
        if group is not None:
            inside[group] |= other.fitting
    crowd, queue = set(one.fitting), sorted(one.fitting)
    for group in queue:
        further = inside[group] - crowd
        crowd |= further
        queue += sorted(further)
    return tuple(sorted(crowd))
