"""Subjects laid in parallel: level 1 English beside level 3 mathematics.

A subject is taught in several groups at the same time, each for some levels. Everybody in
the classes it is for goes to the group of their own level in that subject.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.ids import (
    ParticipantId,
    SectionId,
    SlotId,
    SubjectCode,
    SubjectGroupId,
)
from matcher.domain.participant import Participant


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """One of the groups of a subject that are taught at the same time.

    Attributes
    ----------
    sections
        The classes whose people go to it, in the slots it has.
    level_from, level_to
        Levels of the subject, both included; whatever the school counts by.
    slots
        Part of the classes' hours, the same for all groups of the subject in a class.
    """

    id: SubjectGroupId
    subject: SubjectCode
    sections: frozenset[SectionId]
    level_from: int
    level_to: int
    slots: frozenset[SlotId]
    seats: int


class NoGroup(StrEnum):
    """Why somebody has no group: nobody knows their level, none is for it, or all are full."""

    LEVEL_UNKNOWN = "level-unknown"
    NO_LEVEL = "no-level"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class SubjectSeat:
    """The group of one person in one subject.

    Attributes
    ----------
    group
        ``None``: none, because of ``cause``.
    crowd
        Where all are full: groups of which more people need one than have a seat. Whoever
        sits in one of them fits in no other group.
    """

    participant: ParticipantId
    subject: SubjectCode
    group: SubjectGroupId | None
    cause: NoGroup | None = None
    crowd: tuple[SubjectGroupId, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedSeat:
    """A subject that somebody's class has, and the groups for their level.

    ``level`` is ``None`` where it is not known.
    """

    participant: ParticipantId
    subject: SubjectCode
    level: int | None
    fitting: frozenset[SubjectGroupId]


def asked_seats(
    people: Iterable[Participant],
    groups: Iterable[SubjectGroup],
    sections: Mapping[ParticipantId, SectionId],
) -> Iterator[AskedSeat]:
    """Yield the subjects of everybody's class, by person and subject."""
    groups = tuple(groups)
    for person in people:
        own = [g for g in groups if sections.get(person.id) in g.sections]
        levels = dict(person.subject_levels)
        for subject in sorted({group.subject for group in own}):
            level = levels.get(subject)
            fitting = frozenset(
                group.id
                for group in own
                if group.subject == subject
                and level is not None
                and group.level_from <= level <= group.level_to
            )
            yield AskedSeat(person.id, subject, level, fitting)


def groups_by_hour(
    groups: Iterable[SubjectGroup], seats: Iterable[SubjectSeat]
) -> dict[tuple[ParticipantId, SlotId], SubjectGroupId]:
    """Return the group of each person in each slot of their class that has groups."""
    slots = {group.id: group.slots for group in groups}
    return {
        (seat.participant, slot): seat.group
        for seat in seats
        if seat.group is not None
        for slot in slots.get(seat.group, ())
    }
