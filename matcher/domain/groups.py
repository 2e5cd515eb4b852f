"""How a plan turned out for groups of people: counted afterwards, never aimed at.

Groups with few people are shown together, in every place a plan is written to, so that no
outcome of one person can be read from them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from matcher.domain.group_facts import Sex
from matcher.domain.ids import ParticipantId
from matcher.domain.participant import Participant
from matcher.domain.programme import EducationLevel

if TYPE_CHECKING:  # a scenario knows the plan in force, and plans know their groups
    from matcher.domain.scenario import Scenario

SMALLEST_GROUP = 5
"""Groups with fewer people are never shown alone."""

MOST_DAYS_WAITING = 999

UNKNOWN = "unknown"
"""The group of those of whom it is not known."""

SMALL_GROUPS = "small-groups"
"""The groups that are shown together."""

AGE_BANDS = (
    ("under-18", 17),
    ("18-25", 25),
    ("26-35", 35),
    ("36-45", 45),
    ("46-55", 55),
    ("over-55", 150),
)
"""Name and last year of age of each band: those in which Statistics Norway counts
participants in the introduction programme (table group ``introinnv``), and the younger."""


class Dimension(StrEnum):
    """What people are grouped by."""

    SEX = "sex"
    EDUCATION = "education"
    AGE_BAND = "age-band"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """What the plan gives one person.

    Attributes
    ----------
    first_day
        Of their placement; ``None`` without one.
    fit
        Points of the placement, 0–1000; 0 without one.
    """

    covered: bool
    first_day: date | None
    fit: int


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What the plan gives one group.

    Means are rounded down: exact sums of few people could be taken apart again.

    Attributes
    ----------
    group
        A value of :class:`~matcher.domain.group_facts.Sex`, an education level as
        ``upper-secondary``, a name in :data:`AGE_BANDS`, the number of a municipality,
        :data:`UNKNOWN` or :data:`SMALL_GROUPS`.
    participants
        People in it, at least :data:`SMALLEST_GROUP`.
    placed, covered
        Those with a placement, and those whose duty is met.
    mean_fit
        Points of fit of the placed; ``None`` where nobody is.
    mean_days_waiting
        Days from ``waiting_since`` to the first day of the placement, at most 999 each,
        of the placed who waited; ``None`` where nobody did.
    """

    dimension: Dimension
    group: str
    participants: int
    placed: int
    covered: int
    mean_fit: int | None
    mean_days_waiting: int | None


def age_band(birth_year: int | None, year: int) -> str:
    """Return the band of the age that is reached in ``year``."""
    if birth_year is None:
        return UNKNOWN
    return next(name for name, last in AGE_BANDS if year - birth_year <= last)


def _education(level: EducationLevel | None) -> str:
    return UNKNOWN if level is None else level.name.lower().replace("_", "-")


def _groups_in_order(scenario: "Scenario", dimension: Dimension) -> list[str]:
    known: Iterable[str]
    match dimension:
        case Dimension.SEX:
            known = Sex
        case Dimension.EDUCATION:
            known = map(_education, EducationLevel)
        case Dimension.AGE_BAND:
            known = (name for name, _ in AGE_BANDS)
        case Dimension.MUNICIPALITY:
            known = sorted({p.municipality for p in scenario.participants})
    return [*known, UNKNOWN]


def _group_of_each(
    scenario: "Scenario", dimension: Dimension
) -> Mapping[ParticipantId, str]:
    people, year = scenario.participants, scenario.horizon.start.year
    match dimension:
        case Dimension.SEX:
            sexes = {fact.participant: fact.sex for fact in scenario.group_facts}
            return {p.id: sexes.get(p.id, UNKNOWN) for p in people}
        case Dimension.EDUCATION:
            return {p.id: _education(p.education) for p in people}
        case Dimension.AGE_BAND:
            return {p.id: age_band(p.birth_year, year) for p in people}
        case Dimension.MUNICIPALITY:
            return {p.id: p.municipality for p in people}


def shown_together(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups that may not be shown alone.

    Those with too few people; and where they would be one group, or too few together,
    the next smallest too, since the whole is known and what is left of it would tell
    them apart.
    """
    by_size = sorted(sizes, key=lambda group: (sizes[group], group))
    hidden = [group for group in by_size if sizes[group] < SMALLEST_GROUP]
    if not hidden:
        return frozenset()
    for group in by_size[len(hidden) :]:
        if len(hidden) > 1 and sum(sizes[g] for g in hidden) >= SMALLEST_GROUP:
            break
        hidden.append(group)
    return frozenset(hidden)


def _mean(numbers: Sequence[int]) -> int | None:
    return sum(numbers) // len(numbers) if numbers else None


def _outcome(
    dimension: Dimension,
    group: str,
    people: Sequence[Participant],
    outcomes: Mapping[ParticipantId, PersonOutcome],
) -> GroupOutcome:
    first_days = {
        person.id: day
        for person in people
        if (day := outcomes[person.id].first_day) is not None
    }
    waited = [
        (first_days[person.id] - person.waiting_since).days
        for person in people
        if person.id in first_days and person.waiting_since is not None
    ]
    return GroupOutcome(
        dimension,
        group,
        participants=len(people),
        placed=len(first_days),
        covered=sum(outcomes[person.id].covered for person in people),
        mean_fit=_mean([outcomes[person].fit for person in first_days]),
        mean_days_waiting=_mean([min(MOST_DAYS_WAITING, max(0, d)) for d in waited]),
    )


def _by(
    dimension: Dimension,
    scenario: "Scenario",
    outcomes: Mapping[ParticipantId, PersonOutcome],
) -> list[GroupOutcome]:
    group_of = _group_of_each(scenario, dimension)
    hidden = shown_together(Counter(group_of.values()))
    members: dict[str, list[Participant]] = {}
    for person in scenario.participants:
        group = group_of[person.id]
        shown = SMALL_GROUPS if group in hidden else group
        members.setdefault(shown, []).append(person)
    order = [*_groups_in_order(scenario, dimension), SMALL_GROUPS]
    return [
        _outcome(dimension, group, members[group], outcomes)
        for group in order
        if group in members
    ]


def group_outcomes(
    scenario: "Scenario", outcomes: Mapping[ParticipantId, PersonOutcome]
) -> tuple[GroupOutcome, ...]:
    """Return what a plan gives each group, by dimension.

    A dimension in which only one group can be shown is left out: it would repeat the
    whole.

    Parameters
    ----------
    outcomes
        Of every participant of the scenario.
    """
    found = (_by(dimension, scenario, outcomes) for dimension in Dimension)
    return tuple(outcome for group in found if len(group) > 1 for outcome in group)
