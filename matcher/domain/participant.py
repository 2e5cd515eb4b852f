"""A person in a programme run, as the engine needs to know them: no name, no sex."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.domain.absences import Absence, ComputedEnd
from matcher.domain.geography import Location
from matcher.domain.ids import (
    ConstraintCode,
    EmployerId,
    LanguageCode,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    QualificationCode,
    SectionId,
    SectorCode,
    SlotId,
    SpecialistId,
    SubjectCode,
    TemplateId,
)
from matcher.domain.language import CefrProfile
from matcher.domain.programme import EducationLevel, EndGoal
from matcher.domain.weeks import DateSpan


class TravelMode(StrEnum):
    """How a person gets to school and work."""

    WALK = "walk"
    BICYCLE = "bicycle"
    TRANSIT = "transit"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class WorkingWindow:
    """The clock times between which a person can be at work, in every slot.

    Childcare and the bus decide it. Minutes after midnight, ``earliest < latest``.
    """

    earliest_minute: int = 0
    latest_minute: int = 24 * 60


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant and everything a match may rest on.

    Attributes
    ----------
    home, home_key
        Position, and the text the file had for it: the ``from`` of ``travel.csv``.
    level, level_date
        CEFR per skill and when it was assessed (``None``: at the horizon's start).
    sector_wishes
        Ranked, best first; sectors in one inner tuple are equally wished. Empty: no
        wishes known, every sector is the same to them.
    sector_vetoes, employer_vetoes, place_vetoes
        Never to be offered to this person.
    available_slots
        Slots they can be at class or practice; ``None``: all of the grid.
    earliest_start, latest_end
        First and last day of a placement; ``None``: the horizon's.
    programme_start
        First day of the programme; legal deadlines count from it. ``None``: unknown,
        so no legal deadline can be worked out.
    programme_end
        Last day of the programme, absences made up for; ``None``: after the horizon.
    offer_date
        Day the programme was offered; chooses the version of the law. ``None``: as
        ``programme_start``.
    birth_year
        Only for age gates; ``None``: gates are taken as met, with a warning.
    waiting_since
        Day from which the wait for a place is counted; ``None``: no wait.
    secured_minutes_per_week
        Work-oriented content they already have (part-time job, course).
    life_skills_minutes
        Life skills they had before the calendar; they count towards the law's minimum
        (:func:`matcher.domain.life_skills.life_skills_minutes`).
    documented_practice_minutes
        Practice documented before the calendar, which that of the plan is added to;
        ``None``: nobody adds theirs up.
    school_start
        First day at a school they have been accepted at: the programme is a bridge to
        it and lasts to the day before. ``None``: none that is known of.
    subject_levels
        Their level in subjects that are taught in parallel groups, by subject.
    cannot
        Neutral constraint codes: what the work may not ask of them.
    mentor_minutes_per_week
        Of a mentor's time they need at any place; ``None``: what the policy takes for
        all (:func:`matcher.domain.mentoring.mentor_minutes`).
    section
        Their class, when it is given; ``None``: the plan chooses one.
    may_stay_on_step
        Somebody has found a reason for another placement on the same step: the policy's
        ``most_on_step`` does not count for them.
    specialist
        The job specialist who follows them, when it is given; ``None``: the plan chooses
        one, where there are any.
    end_goal
        With it the law says how long the programme may last; ``None``: unknown.
    extended
        An extension of the programme has been granted.
    absences
        Days on which they are away: neither class nor practice.
    computed_end
        Where ``programme_end`` comes from; ``None``: it is the stated one.
        :func:`matcher.domain.programme_length.with_programme_ends` keeps the two true.
    """

    id: ParticipantId
    municipality: MunicipalityId
    template: TemplateId
    home: Location
    level: CefrProfile
    home_key: str = ""
    level_date: date | None = None
    education: EducationLevel | None = None
    birth_year: int | None = None
    sector_wishes: tuple[tuple[SectorCode, ...], ...] = ()
    sector_vetoes: frozenset[SectorCode] = frozenset()
    employer_vetoes: frozenset[EmployerId] = frozenset()
    place_vetoes: frozenset[PlaceId] = frozenset()
    available_slots: frozenset[SlotId] | None = None
    working_window: WorkingWindow = field(default_factory=WorkingWindow)
    earliest_start: date | None = None
    latest_end: date | None = None
    programme_start: date | None = None
    programme_end: date | None = None
    offer_date: date | None = None
    waiting_since: date | None = None
    secured_minutes_per_week: int = 0
    travel_mode: TravelMode = TravelMode.TRANSIT
    travel_limit_minutes: int = 60
    cannot: frozenset[ConstraintCode] = frozenset()
    qualifications: frozenset[QualificationCode] = frozenset()
    languages: frozenset[LanguageCode] = frozenset()
    section: SectionId | None = None
    mentor_minutes_per_week: int | None = None
    may_stay_on_step: bool = False
    specialist: SpecialistId | None = None
    end_goal: EndGoal | None = None
    extended: bool = False
    absences: tuple[Absence, ...] = ()
    computed_end: ComputedEnd | None = None
    life_skills_minutes: int = 0
    subject_levels: tuple[tuple[SubjectCode, int], ...] = ()
    school_start: date | None = None
    documented_practice_minutes: int | None = None

    @property
    def stated_end(self) -> date | None:
        """Last day of the programme as the file states it."""
        computed = self.computed_end
        return self.programme_end if computed is None else computed.stated

    @property
    def away(self) -> tuple[DateSpan, ...]:
        """The days of their absences."""
        return tuple(absence.span for absence in self.absences)

    def wish_rank(self, sector: SectorCode) -> int | None:
        """Return the rank of ``sector`` (0 is best), or ``None`` if not wished."""
        for rank, tied in enumerate(self.sector_wishes):
            if sector in tied:
                return rank
        return None
