"""What a plan says for itself, person by person: codes and numbers, no words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.ids import PlaceId, SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode


class Criterion(StrEnum):
    """A part of the fit, in the order they are told."""

    WISH = "wish"
    LANGUAGE = "language"
    TRAVEL = "travel"
    HIRE = "hire"
    SUPPORT_LANGUAGE = "support-language"
    STEP_UP = "step-up"


@dataclass(frozen=True, slots=True)
class CriterionShare:
    """One criterion's share in the fit of a placement.

    Attributes
    ----------
    points, of
        Reached, and the most the policy gives.
    number, out_of
        The fact behind it: the wish's rank (1 is best, ``None`` not wished) of the
        ranks there are · skills whose wished level is reached, of four · minutes one way
        to the place, of the person's limit · people hired, of those hosted · common
        languages, of those supported at the place · the place's step, and the highest
        that the person has been on before, 0 where none is known.
    """

    criterion: Criterion
    points: int
    of: int
    number: int | None
    out_of: int


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A rule that kept the person from other places; counts as in a reason against."""

    rule: RuleCode
    fails: int
    fails_only: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The place was decided beforehand: ``pinned`` or ``running-kept``."""

    rule: RuleCode


PlacedReason = Decided | CriterionShare | RuledOut


class WhyNot(StrEnum):
    """Why the runner-up is not what the person got.

    ``full``: it would be better for the person, and others have the room. ``worse``: it
    is no better for the person, room or not. ``room-left``: it is better and has room;
    the plan was not proved best, or another aim forbids it.
    """

    FULL = "full"
    WORSE = "worse"
    ROOM_LEFT = "room-left"


@dataclass(frozen=True, slots=True)
class StayAt:
    """A placement in short, with the practice slots of its last step."""

    place: PlaceId
    start_date: date
    end_date: date
    slots: tuple[SlotId, ...]


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best other place, or two in a row, for a person who is placed.

    Attributes
    ----------
    start_date, end_date, section, slots
        Of the option, with the practice slots of its last step; of two placements in a
        row those of the first.
    fit
        The option's points, 0–1000.
    limits
        What keeps it out, given everybody else's placement; only where it is full.
    tier, by
        The first tier of the policy in which it differs from what the person has, and
        by how much; below 0 it is worse. ``None`` and 0 where it differs in none.
    after
        The second of two placements in a row; ``None`` where there is none.
    """

    place: PlaceId
    start_date: date
    end_date: date
    section: SectionId | None
    slots: tuple[SlotId, ...]
    fit: int
    why_not: WhyNot
    limits: tuple[RuleCode, ...]
    tier: Tier | None
    by: int
    after: StayAt | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to be different for one pair rule to be met.

    Attributes
    ----------
    minutes
        The travel limit needed, of ``travel-limit``.
    levels
        Skill and level the person would need today, of ``cefr-floor``.
    subjects
        Sector or employer to be allowed, qualifications to be had, or demands to be
        managed; empty where the rule speaks of none.
    """

    rule: RuleCode
    minutes: int | None = None
    levels: tuple[tuple[str, CefrLevel], ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change, or two together, that would open places to a person.

    Attributes
    ----------
    places
        Examined places that fail only these rules and would become candidates by these
        changes or smaller ones; others may open besides.
    with_room
        Those of them that have room for the person beside the plan.
    """

    changes: tuple[Change, ...]
    places: int
    with_room: int
