"""Everything a plan is made from, checked and immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matcher.domain.activities import GroupActivity
from matcher.domain.agreements import Pair, PairKind, Quota
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import Municipality
from matcher.domain.group_facts import GroupFact
from matcher.domain.ids import (
    CalendarId,
    EmployerId,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    SectionId,
    SpecialistId,
    TemplateId,
)
from matcher.domain.in_force import RowInForce
from matcher.domain.participant import Participant, TravelMode
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.section import ClassSection
from matcher.domain.specialists import JobSpecialist, Team, teams_by_person
from matcher.domain.subject_groups import SubjectGroup
from matcher.domain.teachers import TravellingTeacher
from matcher.domain.weeks import Horizon, WeekGrid, five_day_grid


@dataclass(frozen=True, slots=True)
class Scenario:
    """A municipality's or region's people, places and decisions for one period.

    Every reference between the parts resolves and every id is unique: the reader in
    ``matcher.io`` lets nothing else through. Sequences are sorted by id, so that the
    order of rows in a file never changes a plan.

    Attributes
    ----------
    travel
        Minutes one way from (home key or participant id, place, mode); goes before the
        estimate.
    freeze_date
        Placements that started before it stay; ``None``: the horizon's start.
    in_force
        The plan that people have been told of, where this is to take its place; empty:
        there is none. Of who is in it and what they have, not only of placements.
    group_facts
        Only for counting a plan's outcomes by group; the engine plans without them.
    """

    name: str
    horizon: Horizon
    municipalities: tuple[Municipality, ...]
    calendars: tuple[SchoolCalendar, ...]
    templates: tuple[ProgrammeTemplate, ...]
    participants: tuple[Participant, ...]
    employers: tuple[Employer, ...]
    places: tuple[PracticePlace, ...]
    sections: tuple[ClassSection, ...] = ()
    grid: WeekGrid = field(default_factory=five_day_grid)
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    running: tuple[RunningPlacement, ...] = ()
    earlier: tuple[EarlierPlacement, ...] = ()
    quotas: tuple[Quota, ...] = ()
    pairs: tuple[Pair, ...] = ()
    specialists: tuple[JobSpecialist, ...] = ()
    activities: tuple[GroupActivity, ...] = ()
    travel: Mapping[tuple[str, PlaceId, TravelMode], int] = field(default_factory=dict)
    freeze_date: date | None = None
    in_force: tuple[RowInForce, ...] = ()
    group_facts: tuple[GroupFact, ...] = ()
    subject_groups: tuple[SubjectGroup, ...] = ()
    teachers: tuple[TravellingTeacher, ...] = ()

    def opens_only_with(self) -> dict[PlaceId, int]:
        """Return how many people each place asks for that opens for no fewer.

        A place with a running placement is open already.
        """
        is_open = {running.place for running in self.running}
        return {
            place.id: place.opens_with
            for place in self.places
            if place.opens_with > 1 and place.id not in is_open
        }

    def pairs_together(self) -> dict[int, Pair]:
        """Return the pairs who go together, by position: none of them runs already."""
        is_running = {running.participant for running in self.running}
        return {
            i: pair
            for i, pair in enumerate(self.pairs)
            if pair.kind is PairKind.TOGETHER
            and is_running.isdisjoint((pair.participant, pair.other))
        }

    def teams(self) -> dict[ParticipantId, Team]:
        """Return which job specialists can follow each person whom any can follow."""
        return teams_by_person(
            self.participants, self.templates_by_id(), self.specialists
        )

    def room_of_specialists(self) -> dict[SpecialistId, int]:
        """Return how many people of the plan each job specialist can follow."""
        return {specialist.id: specialist.room for specialist in self.specialists}

    def teachers_of(self, section: SectionId | None) -> list[TravellingTeacher]:
        """Return the teachers who visit the people of a class; ``None``: of no class."""
        return [t for t in self.teachers if section in t.sections and t.visit_steps]

    def participants_by_id(self) -> dict[ParticipantId, Participant]:
        """Return the participants keyed by id."""
        return {p.id: p for p in self.participants}

    def places_by_id(self) -> dict[PlaceId, PracticePlace]:
        """Return the places keyed by id."""
        return {p.id: p for p in self.places}

    def employers_by_id(self) -> dict[EmployerId, Employer]:
        """Return the employers keyed by id."""
        return {e.id: e for e in self.employers}

    def sections_by_id(self) -> dict[SectionId, ClassSection]:
        """Return the class sections keyed by id."""
        return {s.id: s for s in self.sections}

    def alternating_sections(self) -> dict[SectionId, ClassSection]:
        """Return, keyed by id, the class sections that do not meet every week."""
        return {s.id: s for s in self.sections if s.alternation is not None}

    def templates_by_id(self) -> dict[TemplateId, ProgrammeTemplate]:
        """Return the programme templates keyed by id."""
        return {t.id: t for t in self.templates}

    def calendars_by_id(self) -> dict[CalendarId, SchoolCalendar]:
        """Return the school calendars keyed by id."""
        return {c.id: c for c in self.calendars}

    def municipalities_by_id(self) -> dict[MunicipalityId, Municipality]:
        """Return the municipalities keyed by id."""
        return {m.id: m for m in self.municipalities}

    def calendar_of(self, participant: Participant) -> SchoolCalendar:
        """Return the calendar of the participant: their municipality's, less absences."""
        school = self.calendar_in(participant.municipality)
        return school.with_days_off(participant.away)

    def own_calendars(self) -> tuple[list[SchoolCalendar], list[int]]:
        """Return the calendars there are, and the position of each participant's.

        The school calendars come first, in their order; then one for each participant
        with absences.
        """
        calendars = list(self.calendars)
        number = {calendar.id: i for i, calendar in enumerate(calendars)}
        school = {m.id: number[m.calendar] for m in self.municipalities}
        own = []
        for person in self.participants:
            position = school[person.municipality]
            if person.absences:
                calendars.append(calendars[position].with_days_off(person.away))
                position = len(calendars) - 1
            own.append(position)
        return calendars, own

    def calendar_in(self, municipality: MunicipalityId) -> SchoolCalendar:
        """Return the school calendar in force in ``municipality``."""
        calendar = next(m.calendar for m in self.municipalities if m.id == municipality)
        return next(c for c in self.calendars if c.id == calendar)
