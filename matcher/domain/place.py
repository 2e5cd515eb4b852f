"""Employers and their practice places."""

from dataclasses import dataclass
from datetime import date

from matcher.domain.geography import Location
from matcher.domain.ids import (
    ConstraintCode,
    EmployerId,
    LanguageCode,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    QualificationCode,
    SectorCode,
    SlotId,
)
from matcher.domain.language import NO_FLOOR, CefrProfile
from matcher.domain.programme import ProgrammeType
from matcher.domain.weeks import DateSpan


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer with the limits that hold across all its places.

    Attributes
    ----------
    people_at_once
        Most people in placement at the same time; ``None``: no limit of its own.
    starts_per_week
        Most placements that may start in one ISO week; ``None``: no limit.
    mentor_minutes_per_week
        Time its mentors have for people in placement, all places together; ``None``:
        no limit.
    staff
        People in paid work; ``None``: unknown, so no limit to unpaid placements.
    rest_weeks
        After a placement ends, so many weeks pass before its place takes the next
        person in its stead.
    hire_share_percent
        Share of the people placed here whom it has promised to hire, 1 to 100, rounded up
        to whole people; ``None``: no promise.
    jobs
        Open positions for them; ``None``: as many as it takes. Without a promise they
        limit nothing.
    """

    id: EmployerId
    people_at_once: int | None = None
    starts_per_week: int | None = None
    mentor_minutes_per_week: int | None = None
    staff: int | None = None
    rest_weeks: int = 0
    hire_share_percent: int | None = None
    jobs: int | None = None

    def promised_hires(self, people: int) -> int:
        """Return how many of ``people`` placed here it hires at least: ⌈people · share⌉.

        70 % of 9 is 7.
        """
        return -(-people * (self.hire_share_percent or 0) // 100)

    @property
    def most_with_jobs(self) -> int | None:
        """Most people in the whole plan for whose promised hires there are jobs."""
        if self.hire_share_percent is None or self.jobs is None:
            return None
        return self.jobs * 100 // self.hire_share_percent


@dataclass(frozen=True, slots=True)
class PracticePlace:
    """A place at an employer's workplace where participants practise.

    Attributes
    ----------
    seats
        Seats in each slot, as (slot, seats) pairs in the order of the week; a slot
        that is not named has none.
    people_at_once
        Most people followed up here in the same week; who has no practice in it, since
        class has it all, is none of them. Equal to the largest seat count unless the
        employer agreed to share seats (``shares_seats``).
    start_minute, end_minute
        Working hours in minutes after midnight; ``None``: those of the slot.
    open_from, open_to
        First and last day people may be here; ``None``: no limit.
    closed
        Days without practice, e.g. the summer closure.
    level_floor, level_wish
        CEFR asked (hard) and wished (soft) per skill.
    demands
        Neutral constraint codes: what the work asks.
    requires
        Qualifications a person must have.
    programmes
        Programmes accepted; ``None``: all.
    participant_vetoes
        People the employer does not want here.
    support_languages
        Spoken by colleagues.
    hired, hosted
        Record: how many of the people hosted were hired. ``0, 0``: no record.
    mentor_minutes_per_week
        Time the mentors here have for people in placement; ``None``: no limit.
    opens_with
        Fewest people in the whole plan for whom the place opens at all; 1: for anybody.
    step_level
        The step of the ladder from language practice to work that a placement here is
        on, 1 is the lowest; ``None``: it suits people on any step.
    visits_from_minute, visits_to_minute
        Between which clock times visits are welcome, in minutes after midnight;
        ``None``: whenever the person is there.
    """

    id: PlaceId
    employer: EmployerId
    municipality: MunicipalityId
    location: Location
    sector: SectorCode
    seats: tuple[tuple[SlotId, int], ...]
    people_at_once: int
    occupation: str | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    open_from: date | None = None
    open_to: date | None = None
    closed: tuple[DateSpan, ...] = ()
    level_floor: CefrProfile = NO_FLOOR
    level_wish: CefrProfile = NO_FLOOR
    demands: frozenset[ConstraintCode] = frozenset()
    requires: frozenset[QualificationCode] = frozenset()
    programmes: frozenset[ProgrammeType] | None = None
    participant_vetoes: frozenset[ParticipantId] = frozenset()
    support_languages: frozenset[LanguageCode] = frozenset()
    hired: int = 0
    hosted: int = 0
    min_age: int | None = None
    mentor_minutes_per_week: int | None = None
    opens_with: int = 1
    step_level: int | None = None
    visits_from_minute: int | None = None
    visits_to_minute: int | None = None

    @property
    def shares_seats(self) -> bool:
        """Whether more people may be here in a period than there are seats a day."""
        return self.people_at_once > self.most_seats

    @property
    def most_seats(self) -> int:
        """The largest seat count of any slot; 0 without seats."""
        return max((seats for _, seats in self.seats), default=0)

    def seats_in(self, slot: SlotId) -> int:
        """Return the seats in ``slot``; 0 where it is not named."""
        return next((seats for named, seats in self.seats if named == slot), 0)
