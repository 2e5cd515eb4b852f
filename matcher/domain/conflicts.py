"""Why what was asked cannot all hold, and what would be the least to change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.ids import (
    EmployerId,
    ParticipantId,
    PlaceId,
    QuotaId,
    SectionId,
    SlotId,
    SpecialistId,
)
from matcher.domain.rules import RuleCode


class DemandKind(StrEnum):
    """What is asked, or what stands.

    The first four are asked and may be given up: the place, the class and the start of
    a pin, and the class that a programme needs. ``RUNNING`` and ``GIVEN_CLASS`` are
    facts. ``RULE`` keeps one person from one place or class, or from all of them;
    ``LIMIT`` is what a place, an employer, a class or an agreement has room for.
    """

    PINNED_PLACE = "pinned-place"
    PINNED_SECTION = "pinned-section"
    PINNED_START = "pinned-start"
    CLASS_NEEDED = "class-needed"
    RUNNING = "running"
    GIVEN_CLASS = "given-class"
    RULE = "rule"
    LIMIT = "limit"


PINNED = (
    DemandKind.PINNED_PLACE,
    DemandKind.PINNED_SECTION,
    DemandKind.PINNED_START,
)
"""The parts of a pin."""

ASKED = (*PINNED, DemandKind.CLASS_NEEDED)
"""What a plan may give up, at the cost of tier ``repair``."""

NEEDS_OTHERS = frozenset({RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER})
"""Limits for which others are needed, whoever they are: they take room, and may come."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that is asked or stands; parts that do not belong to it are ``None``.

    Attributes
    ----------
    participant, other
        Whose it is; ``other`` only of a limit between two people, kept apart or together.
    place, section
        Where. A rule that names neither keeps the person from all places, and
        ``section-fit`` from all classes.
    start_date
        Of a pinned start: the week it lies in is what counts.
    rule
        Of a rule or a limit.
    employer, quota, slot, specialist
        What a limit belongs to, where it is not the place or the class.
    count
        What a limit holds: people, starts a week, minutes of mentors, or weeks of rest;
        for how many a place opens. Of a lower quota what the plan keeps of it.
        Of a rule about figures what there is: minutes of travel, or the person's level
        as its integer.
    needed
        Of a rule about figures what may be or must be, in the same unit.
    """

    kind: DemandKind
    participant: ParticipantId | None = None
    other: ParticipantId | None = None
    place: PlaceId | None = None
    section: SectionId | None = None
    start_date: date | None = None
    rule: RuleCode | None = None
    employer: EmployerId | None = None
    quota: QuotaId | None = None
    slot: SlotId | None = None
    count: int | None = None
    needed: int | None = None
    specialist: SpecialistId | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a plan may give it up."""
        return self.kind in ASKED


class ChangeKind(StrEnum):
    """A way out: give up what is asked, make more room, or make an exception."""

    GIVE_UP = "give-up"
    MORE_ROOM = "more-room"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the scenario.

    Attributes
    ----------
    demand
        What is given up, the limit that is raised, or the rule that is not applied to
        this person. A ``seat-day`` limit without a slot stands for one more seat on all
        days of the place, and one more person at once.
    amount
        How much: people, starts, minutes, weeks, levels; 1 where there is nothing to
        count.
    """

    kind: ChangeKind
    demand: Demand
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes after which tier ``repair`` of the whole plan is ``gain`` better.

    ``gain`` is at least 1 and found by planning again.
    """

    changes: tuple[Change, ...]
    gain: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot all hold.

    Attributes
    ----------
    given_up
        The people who pay for it in this plan. The demands are those of the first;
        with each of the others in the place of the first they cannot hold either. Empty
        where a lower quota pays for it: it is to have one more than the plan gives it.
    demands
        Without any one of them the others could all hold, where ``shrunk`` is true.
    shrunk
        False where the search for a smaller conflict reached its limit of work.
    repairs
        The cheapest ways out, all with the same number of changes, the smallest amounts
        first; empty where none was found.
    """

    given_up: tuple[ParticipantId, ...]
    demands: tuple[Demand, ...]
    shrunk: bool = True
    repairs: tuple[Repair, ...] = ()

    @property
    def missed(self) -> QuotaId | None:
        """The lower quota that pays for it, where nobody does."""
        asked = (d.quota for d in self.demands if d.rule is RuleCode.QUOTA_LEAST)
        return None if self.given_up else next(asked, None)

    @property
    def participants(self) -> tuple[ParticipantId, ...]:
        """Everybody whose demands are part of it, each once."""
        named = (d.participant for d in self.demands if d.kind is not DemandKind.LIMIT)
        return tuple(dict.fromkeys(p for p in named if p is not None))


def conflicts_about(
    conflicts: Iterable[Conflict], participant: ParticipantId
) -> tuple[Conflict, ...]:
    """Return those of ``conflicts`` for which ``participant`` gave something up."""
    return tuple(c for c in conflicts if participant in c.given_up)
