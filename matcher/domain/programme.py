"""Programmes: who may take part, and what a week looks like."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from matcher.domain.ids import TemplateId


class ProgrammeType(StrEnum):
    """The scheme a programme belongs to; decides which law asks for what."""

    INTRO = "intro"
    JOBBSJANSEN = "jobbsjansen"
    KVP = "kvp"
    NAV_MEASURE = "nav-measure"
    TRADE_TRAINING = "trade-training"
    OTHER = "other"


class EducationLevel(IntEnum):
    """Highest finished education; the integer only orders them."""

    NONE = 0
    PRIMARY = 1
    LOWER_SECONDARY = 2
    UPPER_SECONDARY = 3
    HIGHER = 4


class EndGoal(StrEnum):
    """What a programme is to end in; decides how long it may last by law.

    ``WORK``: one that qualifies for work. ``UPPER_SECONDARY_PARTS`` and
    ``UPPER_SECONDARY``: subjects of, or the whole of, upper secondary school.
    """

    WORK = "work"
    UPPER_SECONDARY_PARTS = "upper-secondary-parts"
    UPPER_SECONDARY = "upper-secondary"
    TRADE_TRAINING = "trade-training"
    HIGHER_EDUCATION = "higher-education"


@dataclass(frozen=True, slots=True)
class PatternStep:
    """One step of the weekly pattern.

    Attributes
    ----------
    practice_slots
        Slots of practice a week in this step, at least 1.
    weeks
        Length in weeks; ``None`` for the last step, which lasts to the end.
    """

    practice_slots: int
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class VisitStep:
    """A visit every ``every_weeks`` weeks, for ``weeks`` weeks.

    ``weeks`` is ``None`` for the last step, which lasts to the end.
    """

    every_weeks: int
    weeks: int | None = None


DEFAULT_VISIT_STEPS = (VisitStep(1, 8), VisitStep(2))
"""Weekly first, then thinner: that is how projects describe it (weekly visits in Kvinner
i Lørenskog). That it thins out after eight weeks, to every second, is our assumption."""


@dataclass(frozen=True, slots=True)
class ProgrammeTemplate:
    """A programme as data: gates, weekly needs and length of placements.

    Attributes
    ----------
    steps
        Practice per week, step by step, never falling (a later pattern contains the
        earlier one). Empty: the programme has no practice, people are class-only.
    min_practice_slots
        Where a person or place has fewer free slots than a step asks, the step is cut
        to what there is; below this count no placement is offered.
    class_slots
        Slots of class a week. 0: no class section is needed.
    work_duty
        Whether it is a programme that qualifies for work under the integration act,
        so that § 14 a asks for 15 hours a week of work-oriented content.
    work_minutes_per_week
        What the template itself asks of work-oriented content; 0 for nothing.
    lengths_weeks
        Allowed placement lengths in weeks, longest first; each is cut where the
        horizon, the place or the person ends.
    min_weeks
        A placement shorter than this is not offered.
    paid
        Whether people in practice get wages, as apprentices do; they are then no
        unpaid placement.
    min_age, max_age
        In whole years at the start of the placement, both included; ``None``: no gate.
    min_education, max_education
        Both included; ``None``: no gate.
    match_within_days
        Days after ``waiting_since`` within which the programme promises a match, e.g. 14
        where people are to be matched within two weeks; ``None``: it promises nothing.
    chain_first_weeks
        The placement may be two placements, one after the other: the first lasts so many
        weeks, the second to the end of a length. Both are ``min_weeks`` long at least.
        ``None``: it is one.
    chain_gap_weeks
        Weeks between the two.
    self_study_minutes_per_week
        Of a full programme that people may study by themselves. 37.5 hours a week may be
        30 where the rest is own study (IMDi on full time, 2021): 7.5 hours.
    visit_steps
        How often the job specialist visits, step by step from the first week of the
        placement; empty: only for the triangle meetings.
    visit_minutes, meeting_minutes
        Length of a visit and of a triangle meeting; without minutes there are no
        meetings. The defaults are our assumption: no programme tells.
    """

    id: TemplateId
    programme: ProgrammeType = ProgrammeType.INTRO
    steps: tuple[PatternStep, ...] = (PatternStep(3),)
    min_practice_slots: int = 2
    class_slots: int = 2
    work_duty: bool = True
    work_minutes_per_week: int = 900
    lengths_weeks: tuple[int, ...] = (26,)
    min_weeks: int = 8
    min_age: int | None = None
    max_age: int | None = None
    min_education: EducationLevel | None = None
    max_education: EducationLevel | None = None
    match_within_days: int | None = None
    paid: bool = False
    chain_first_weeks: int | None = None
    chain_gap_weeks: int = 0
    self_study_minutes_per_week: int = 450
    visit_steps: tuple[VisitStep, ...] = DEFAULT_VISIT_STEPS
    visit_minutes: int = 45
    meeting_minutes: int = 60

    @property
    def max_practice_slots(self) -> int:
        """Practice slots a week in the last step; 0 without practice."""
        return self.steps[-1].practice_slots if self.steps else 0
