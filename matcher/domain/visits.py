"""Visits of job specialists and teachers: when they are asked for and can be made.

One definition for the model, the audit and the counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.clock_hours import MIDNIGHT, Hours, day_part, joined, within
from matcher.domain.ids import ParticipantId, PlaceId, SlotId
from matcher.domain.metrics import days_on, practice_spans
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.programme import ProgrammeTemplate, VisitStep
from matcher.domain.rounds import TeachersDays, Visiting
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import JobSpecialist
from matcher.domain.teachers import TravellingTeacher
from matcher.domain.visit import Visit, VisitKind, Visitor
from matcher.domain.weeks import Slot, WeekGrid
from matcher.domain.work import is_practice_day

PracticeDays = Mapping[tuple[ParticipantId, PlaceId], Collection[tuple[date, SlotId]]]
"""When people are at practice by the calendar: days and slots, by person and place."""


def practice_days(
    entries: Iterable[tuple[ParticipantId, PlaceId, date, SlotId]],
) -> PracticeDays:
    """Return the entries of a calendar that are practice, by person and place."""
    days: dict[tuple[ParticipantId, PlaceId], list[tuple[date, SlotId]]] = {}
    for person, place, day, slot in entries:
        days.setdefault((person, place), []).append((day, slot))
    return days


def hours_at_place(
    grid: WeekGrid, place: PracticePlace, slot: Slot
) -> tuple[Hours, ...]:
    """Return when somebody with practice in ``slot`` is at ``place``: one span or none.

    The working hours of the place, else of the slot, as far as they lie in the slot's
    part of the day.
    """
    part = day_part(grid, slot)
    start = slot.start_minute if place.start_minute is None else place.start_minute
    end = slot.end_minute if place.end_minute is None else place.end_minute
    return within([part], start, end)


def is_due(steps: Sequence[VisitStep], week: int) -> bool:
    """Tell whether the rhythm asks for a visit ``week`` weeks after the first one."""
    for step in steps:
        if step.weeks is None or week < step.weeks:
            return week % step.every_weeks == 0
        week -= step.weeks
    return False


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """A visit that is to be made in a week.

    Attributes
    ----------
    week
        Of the calendar, 0 is the first.
    hours
        Per day of the week on which it can be made: when the person is at practice and
        the place welcomes visits. Empty: it cannot be made.
    """

    visitor: Visitor
    participant: ParticipantId
    place: PlaceId
    week: int
    kind: VisitKind
    minutes: int
    hours: tuple[tuple[date, tuple[Hours, ...]], ...]


def visits_asked(
    scenario: Scenario,
    placements: Iterable[Placement],
    practice: PracticeDays | None = None,
) -> list[AskedVisit]:
    """Return the visits asked in the weeks of the calendar.

    People are at practice when ``practice`` says so, which is of the calendar: without
    their own holidays, and with practice that fills weeks without teachers. ``None``: as
    the placements say, and so it is before the calendar begins and after it ends.

    Sorted by who comes, week, place and person. Placements that name somebody or
    something the scenario does not know ask for none, nor do those whom neither a job
    specialist nor a teacher of their class visits.
    """
    asking = _Asking(scenario, practice)
    asked = [visit for placement in placements for visit in asking.of(placement)]
    return sorted(
        asked, key=lambda v: (v.visitor, v.week, v.place, v.participant, v.kind)
    )


def weeks_due(
    steps: Sequence[VisitStep], start_week: int, weeks: Sequence[int]
) -> list[int]:
    """Return those of ``weeks``, in order, in which the rhythm asks for a visit.

    It is counted from ``start_week``; what falls due in another week is asked for in
    the next of ``weeks``, once.
    """
    due, there, is_owed = [], set(weeks), False
    for week in range(start_week, weeks[-1] + 1) if weeks else ():
        is_owed |= is_due(steps, week - start_week)
        if is_owed and week in there:
            due.append(week)
            is_owed = False
    return due


def kinds_by_week(
    template: ProgrammeTemplate, start_week: int, practice_weeks: Sequence[int]
) -> dict[int, VisitKind]:
    """Return the weeks in which a job specialist's visit is asked for, and which kind.

    Weeks are numbers of the calendar's, which may be negative; ``practice_weeks``, in
    order, are those in which the person is at the place at all. The first of them, the
    first after half of the time, and the last have a triangle meeting, the others what
    is due in the rhythm of the programme.
    """
    due = weeks_due(template.visit_steps, start_week, practice_weeks)
    kinds = dict.fromkeys(due, VisitKind.FOLLOW_UP)
    if practice_weeks and template.meeting_minutes:
        first, last = practice_weeks[0], practice_weeks[-1]
        middle = next(week for week in practice_weeks if 2 * week >= first + last)
        kinds |= dict.fromkeys((first, middle, last), VisitKind.TRIANGLE)
    return kinds


_PracticeByWeek = dict[int, dict[date, list[Hours]]]
"""The hours of practice at a place, by week of the calendar and day."""


def _minutes(who: Visiting, template: ProgrammeTemplate, kind: VisitKind) -> int:
    if isinstance(who, TravellingTeacher):
        return who.visit_minutes
    if kind is VisitKind.TRIANGLE:
        return template.meeting_minutes
    return template.visit_minutes


class _Asking:
    """Asks placement by placement; what they share is looked up once."""

    def __init__(self, scenario: Scenario, practice: PracticeDays | None) -> None:
        self._calendar_practice = practice
        self._horizon, self._grid = scenario.horizon, scenario.grid
        self._slots = {slot.id: slot for slot in scenario.grid.slots}
        self._people = scenario.participants_by_id()
        self._places = scenario.places_by_id()
        self._templates = scenario.templates_by_id()
        self._specialists = {s.id: s for s in scenario.specialists}
        self._teachers_days = TeachersDays(scenario)
        self._teachers_of = scenario.teachers_of
        self._alternating = scenario.alternating_sections()
        calendars, own = scenario.own_calendars()
        self._calendars = {
            person.id: calendars[number]
            for person, number in zip(scenario.participants, own, strict=True)
        }

    def of(self, placement: Placement) -> Iterator[AskedVisit]:
        person = self._people.get(placement.participant)
        place = self._places.get(placement.place)
        coming = self._coming_to(placement)
        if person is None or place is None or not coming:
            return
        template = self._templates[person.template]
        weeks = self._practice(placement, person, place)
        start = self._horizon.week_of(placement.start_date)
        for who in coming:
            for week, kind in self._kinds(who, template, start, weeks).items():
                if 0 <= week < self._horizon.calendar_weeks:
                    yield AskedVisit(
                        who.visitor,
                        person.id,
                        place.id,
                        week,
                        kind,
                        _minutes(who, template, kind),
                        self._welcome(place, weeks[week]),
                    )

    def _coming_to(self, placement: Placement) -> list[Visiting]:
        """Return who follows the person, and those who teach their class and travel."""
        found: list[Visiting] = []
        if placement.specialist in self._specialists:
            found.append(self._specialists[placement.specialist])
        return [*found, *self._teachers_of(placement.section)]

    def _kinds(
        self,
        who: Visiting,
        template: ProgrammeTemplate,
        start: int,
        weeks: _PracticeByWeek,
    ) -> dict[int, VisitKind]:
        """Return the weeks in which a visit of ``who`` is asked for, and of which kind."""
        if isinstance(who, JobSpecialist):
            return kinds_by_week(template, start, sorted(weeks))
        at_work = [
            week
            for week in sorted(weeks)
            if any(self._teachers_days.is_at_work(who, day) for day in weeks[week])
        ]
        due = weeks_due(who.visit_steps, start, at_work)
        return dict.fromkeys(due, VisitKind.GUIDANCE)

    def _practice(
        self, placement: Placement, person: Participant, place: PracticePlace
    ) -> _PracticeByWeek:
        weeks: _PracticeByWeek = defaultdict(lambda: defaultdict(list))
        for day, slot in self._days(placement, person, place):
            hours = hours_at_place(self._grid, place, slot)
            weeks[self._horizon.week_of(day)][day] += hours
        return weeks

    def _days(
        self, placement: Placement, person: Participant, place: PracticePlace
    ) -> Iterator[tuple[date, Slot]]:
        """Yield days and slots of practice, of the calendar where it is known."""
        known = self._calendar_practice
        whole = None if known is None else self._horizon.calendar_span
        if known is not None:
            for day, name in known.get((person.id, place.id), ()):
                if placement.start_date <= day <= placement.end_date:
                    yield day, self._slots[name]
        for span, slots in practice_spans(placement, self._alternating):
            for slot in self._known(slots):
                for day in days_on(slot.weekday, span):
                    told = whole is not None and day in whole
                    if not told and self._is_practice_day(person, place, day):
                        yield day, slot

    def _is_practice_day(
        self, person: Participant, place: PracticePlace, day: date
    ) -> bool:
        return is_practice_day(place, self._calendars[person.id], day)

    def _known(self, slots: Iterable[SlotId]) -> list[Slot]:
        return [self._slots[slot] for slot in slots if slot in self._slots]

    @staticmethod
    def _welcome(
        place: PracticePlace, days: dict[date, list[Hours]]
    ) -> tuple[tuple[date, tuple[Hours, ...]], ...]:
        start = place.visits_from_minute or 0
        end = place.visits_to_minute or MIDNIGHT
        welcome = ((day, within(joined(days[day]), start, end)) for day in sorted(days))
        return tuple((day, hours) for day, hours in welcome if hours)


def visits_missed(
    scenario: Scenario, asked: Iterable[AskedVisit], visits: Iterable[Visit]
) -> int:
    """Return how many of the visits ``asked`` for none of ``visits`` answers."""
    week_of = scenario.horizon.week_of
    made = {(v.visitor, v.participant, v.place, week_of(v.day)) for v in visits}
    return sum(
        (one.visitor, one.participant, one.place, one.week) not in made for one in asked
    )
