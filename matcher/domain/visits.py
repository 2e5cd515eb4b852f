"""Visits of job specialists at workplaces: when they are asked for and can be made.

One definition for the model, the audit and the counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.geography import Location, travel_minutes
from matcher.domain.ids import ParticipantId, PlaceId, SlotId, SpecialistId
from matcher.domain.metrics import days_on, practice_spans
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.programme import ProgrammeTemplate, VisitStep
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import JobSpecialist
from matcher.domain.visit import Visit, VisitKind
from matcher.domain.weeks import Slot, WeekGrid
from matcher.domain.work import is_practice_day

MIDNIGHT = 24 * 60

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


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Clock hours of a day, in minutes after midnight, ``start < end``."""

    start: int
    end: int


def joined(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return ``hours`` in order, those that touch as one."""
    found: list[Hours] = []
    for one in sorted(hours):
        if found and one.start <= found[-1].end:
            found[-1] = Hours(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def within(hours: Iterable[Hours], start: int, end: int) -> tuple[Hours, ...]:
    """Return the parts of ``hours`` from ``start`` to ``end``."""
    parts = (Hours(max(h.start, start), min(h.end, end)) for h in hours)
    return tuple(part for part in parts if part.start < part.end)


def in_both(some: Iterable[Hours], others: Sequence[Hours]) -> tuple[Hours, ...]:
    """Return the hours that are in both."""
    return tuple(part for one in some for part in within(others, one.start, one.end))


def day_part(grid: WeekGrid, slot: Slot) -> Hours:
    """Return the part of its day a slot stands for.

    A day without its slots' clock times is parted by where they begin: the first slot
    begins at midnight, the last one ends there. Working hours outside the slot's own are
    thereby still somebody's: an evening at a place is part of the day's only slot.
    """
    starts = sorted(s.start_minute for s in grid.slots if s.weekday == slot.weekday)
    number = starts.index(slot.start_minute)
    is_last = number == len(starts) - 1
    return Hours(
        slot.start_minute if number else 0,
        MIDNIGHT if is_last else starts[number + 1],
    )


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


def hours_on_the_road(
    grid: WeekGrid, specialist: JobSpecialist, weekday: int
) -> tuple[Hours, ...]:
    """Return when ``specialist`` can be out visiting on a weekday (0 is Monday)."""
    window, chosen = specialist.working_window, specialist.visit_slots
    parts = (
        day_part(grid, slot)
        for slot in grid.slots
        if slot.weekday == weekday and (chosen is None or slot.id in chosen)
    )
    return within(joined(parts), window.earliest_minute, window.latest_minute)


def minutes_between(
    policy: Policy, specialist: JobSpecialist, a: Location | None, b: Location | None
) -> int:
    """Return the minutes the specialist travels; 0 where a base is not known."""
    if a is None or b is None:
        return 0
    return travel_minutes(a, b, policy.speed(specialist.travel_mode))


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

    specialist: SpecialistId
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

    Sorted by specialist, week, place and person. Placements that name somebody or
    something the scenario does not know ask for none, nor do those without a specialist.
    """
    asking = _Asking(scenario, practice)
    asked = [visit for placement in placements for visit in asking.of(placement)]
    return sorted(
        asked, key=lambda v: (v.specialist, v.week, v.place, v.participant, v.kind)
    )


def kinds_by_week(
    template: ProgrammeTemplate, start_week: int, practice_weeks: Sequence[int]
) -> dict[int, VisitKind]:
    """Return the weeks of a placement in which a visit is asked for, and of which kind.

    Weeks are numbers of the calendar's, which may be negative; ``practice_weeks``, in
    order, are those in which the person is at the place at all. The first of them, the
    first after half of the time, and the last have a triangle meeting. The rhythm is
    counted from ``start_week``; what falls due in a week without practice is asked for
    in the next with some.
    """
    kinds: dict[int, VisitKind] = {}
    if not practice_weeks:
        return kinds
    first, last, there = practice_weeks[0], practice_weeks[-1], set(practice_weeks)
    is_owed = False
    for week in range(start_week, last + 1):
        is_owed |= is_due(template.visit_steps, week - start_week)
        if is_owed and week in there:
            kinds[week] = VisitKind.FOLLOW_UP
            is_owed = False
    if template.meeting_minutes:
        middle = next(week for week in practice_weeks if 2 * week >= first + last)
        kinds |= dict.fromkeys((first, middle, last), VisitKind.TRIANGLE)
    return kinds


class _Asking:
    """Asks placement by placement; what they share is looked up once."""

    def __init__(self, scenario: Scenario, practice: PracticeDays | None) -> None:
        self._calendar_practice = practice
        self._horizon, self._grid = scenario.horizon, scenario.grid
        self._slots = {slot.id: slot for slot in scenario.grid.slots}
        self._people = scenario.participants_by_id()
        self._places = scenario.places_by_id()
        self._templates = scenario.templates_by_id()
        self._specialists = {s.id for s in scenario.specialists}
        self._alternating = scenario.alternating_sections()
        calendars, own = scenario.own_calendars()
        self._calendars = {
            person.id: calendars[number]
            for person, number in zip(scenario.participants, own, strict=True)
        }

    def of(self, placement: Placement) -> Iterator[AskedVisit]:
        person = self._people.get(placement.participant)
        place = self._places.get(placement.place)
        specialist = placement.specialist
        if person is None or place is None or specialist not in self._specialists:
            return
        template = self._templates[person.template]
        weeks = self._practice(placement, person, place)
        start = self._horizon.week_of(placement.start_date)
        minutes = {
            VisitKind.FOLLOW_UP: template.visit_minutes,
            VisitKind.TRIANGLE: template.meeting_minutes,
        }
        for week, kind in kinds_by_week(template, start, sorted(weeks)).items():
            if 0 <= week < self._horizon.calendar_weeks:
                yield AskedVisit(
                    specialist,
                    person.id,
                    place.id,
                    week,
                    kind,
                    minutes[kind],
                    self._welcome(place, weeks[week]),
                )

    def _practice(
        self, placement: Placement, person: Participant, place: PracticePlace
    ) -> dict[int, dict[date, list[Hours]]]:
        """Return the hours of practice by week and day."""
        weeks: dict[int, dict[date, list[Hours]]] = defaultdict(
            lambda: defaultdict(list)
        )
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
    made = {(v.specialist, v.participant, v.place, week_of(v.day)) for v in visits}
    return sum(
        (one.specialist, one.participant, one.place, one.week) not in made
        for one in asked
    )
