"""How well a placement suits the person: the definition, part by part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.domain.ids import SlotId
from matcher.domain.language import SKILLS, levels_gained, predicted
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.reasons import Criterion, CriterionShare
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.travel import minutes_to_class, minutes_to_place
from matcher.domain.weeks import WeekGrid


@dataclass(frozen=True, slots=True)
class FitParts:
    """Points of each part, from 0 to its weight in :class:`FitWeights` at the place."""

    wish: int
    language: int
    travel: int
    hire: int
    support_language: int
    step_up: int

    @property
    def total(self) -> int:
        """The fit of the placement, 0 to 1000."""
        known = self.wish + self.language + self.travel + self.hire
        return known + self.support_language + self.step_up


NO_FIT = FitParts(0, 0, 0, 0, 0, 0)
"""The fit of class without a placement."""


def skills_reaching_wish(
    participant: Participant, place: PracticePlace, assessed: date, at: date, weeks: int
) -> int:
    """Return in how many of the four skills the level predicted for ``at`` is enough.

    ``weeks`` are those per level; ``assessed`` holds where the person has no date.
    """
    gained = levels_gained(participant.level_date or assessed, at, weeks)
    mine = predicted(participant.level, gained).levels
    asked = place.level_wish.levels
    return sum(have >= want for have, want in zip(mine, asked, strict=True))


def weekdays(grid: WeekGrid, slots: Iterable[SlotId]) -> int:
    """Return on how many different weekdays ``slots`` lie."""
    return len({grid.slots[grid.index(slot)].weekday for slot in slots})


def wish_points(participant: Participant, place: PracticePlace, weight: int) -> int:
    """Return the points for the sector: full for rank 0, or where none is wished."""
    ranks = len(participant.sector_wishes)
    if ranks == 0:
        return weight
    rank = participant.wish_rank(place.sector)
    return 0 if rank is None else weight * (ranks - rank) // ranks


def travel_points(weekly: int, limit: int, weight: int) -> int:
    """Return the points for ``weekly`` minutes of travel; a ``limit`` of 0 gives none."""
    if limit <= 0:
        return 0
    return min(weight, max(0, weight * (limit - weekly) // limit))


def highest_step(
    scenario: Scenario, participant: Participant, after: PracticePlace | None
) -> int:
    """Return the highest step the person has been on when they leave ``after``.

    Earlier placements count, and so does the first of two in a row; 0: none is known.
    """
    steps = [
        earlier.step_level or 0
        for earlier in scenario.earlier
        if earlier.participant == participant.id
    ]
    return max((*steps, 0 if after is None else after.step_level or 0))


@dataclass(frozen=True, slots=True)
class WeekTravel:
    """Minutes of travel in a week with both ways every practice and class day."""

    minutes: int
    limit: int


def week_travel(
    scenario: Scenario,
    policy: Policy,
    participant: Participant,
    place: PracticePlace,
    section: ClassSection | None,
    practice_slots: Iterable[SlotId],
) -> WeekTravel:
    """Return the travel of a week of the last step, and the person's limit for it."""
    practice_days = weekdays(scenario.grid, practice_slots)
    class_days = weekdays(scenario.grid, section.menu) if section else 0
    to_place = minutes_to_place(scenario, policy, participant, place)
    to_class = minutes_to_class(policy, participant, section)
    return WeekTravel(
        2 * (practice_days * to_place + class_days * to_class),
        2 * participant.travel_limit_minutes * (practice_days + class_days),
    )


def criterion_shares(
    scenario: Scenario,
    policy: Policy,
    participant: Participant,
    place: PracticePlace,
    section: ClassSection | None,
    start: date,
    practice_slots: Iterable[SlotId],
    after: PracticePlace | None = None,
) -> tuple[CriterionShare, ...]:
    """Return each part of :func:`fit_parts` with the fact behind it.

    A step up is spoken of where the place states its step.
    """
    parts = fit_parts(
        scenario, policy, participant, place, section, start, practice_slots, after
    )
    weights = policy.fit.at(place)
    rank = participant.wish_rank(place.sector)
    skills = skills_reaching_wish(
        participant, place, scenario.horizon.start, start, policy.weeks_per_level
    )
    facts = {
        Criterion.WISH: (
            None if rank is None else rank + 1,
            len(participant.sector_wishes),
        ),
        Criterion.LANGUAGE: (skills, len(SKILLS)),
        Criterion.TRAVEL: (
            minutes_to_place(scenario, policy, participant, place),
            participant.travel_limit_minutes,
        ),
        Criterion.HIRE: (place.hired, place.hosted),
        Criterion.SUPPORT_LANGUAGE: (
            len(participant.languages & place.support_languages),
            len(place.support_languages),
        ),
    }
    if place.step_level is not None:
        before = highest_step(scenario, participant, after)
        facts[Criterion.STEP_UP] = (place.step_level, before)
    return tuple(
        CriterionShare(
            criterion,
            getattr(parts, criterion.name.lower()),
            getattr(weights, criterion.name.lower()),
            *facts[criterion],
        )
        for criterion in Criterion
        if criterion in facts
    )


def fit_parts(
    scenario: Scenario,
    policy: Policy,
    participant: Participant,
    place: PracticePlace,
    section: ClassSection | None,
    start: date,
    practice_slots: Iterable[SlotId],
    after: PracticePlace | None = None,
) -> FitParts:
    """Return the fit of a placement.

    Parameters
    ----------
    start
        Monday of the week in which the placement starts.
    practice_slots
        Practice slots of the last step.
    after
        Where the person is before, in the first of two placements in a row; ``None``:
        the placement is the first.
    """
    weights = policy.fit.at(place)
    skills = skills_reaching_wish(
        participant, place, scenario.horizon.start, start, policy.weeks_per_level
    )
    travel = week_travel(scenario, policy, participant, place, section, practice_slots)
    hosted = place.hosted + policy.hire_prior_hosted
    return FitParts(
        wish=wish_points(participant, place, weights.wish),
        language=weights.language * skills // len(SKILLS),
        travel=travel_points(travel.minutes, travel.limit, weights.travel),
        hire=weights.hire * (place.hired + policy.hire_prior_hired) // hosted,
        support_language=(
            weights.support_language
            if participant.languages & place.support_languages
            else 0
        ),
        step_up=(
            weights.step_up
            if place.step_level is not None
            and place.step_level > highest_step(scenario, participant, after)
            else 0
        ),
    )
