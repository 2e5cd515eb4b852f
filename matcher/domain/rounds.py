"""Rounds of visits: when those who visit can be out, and how long ways take."""

from collections.abc import Iterator
from datetime import date

from matcher.domain.clock_hours import Hours, day_part, joined, outside, within
from matcher.domain.geography import Location, travel_minutes
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.specialists import JobSpecialist
from matcher.domain.teachers import TravellingTeacher
from matcher.domain.visit import Visitor
from matcher.domain.weeks import WeekGrid

Visiting = JobSpecialist | TravellingTeacher
"""Those who visit people at their places."""

Round = tuple[Hours, ...]
"""Hours of one journey from the base and back to it, in order; never empty."""


def visiting_by_visitor(scenario: Scenario) -> dict[Visitor, Visiting]:
    """Return those who visit, job specialists before teachers."""
    visiting: list[Visiting] = [*scenario.specialists, *scenario.teachers]
    return {one.visitor: one for one in visiting}


def hours_on_the_road(grid: WeekGrid, who: Visiting, weekday: int) -> tuple[Hours, ...]:
    """Return when ``who`` can be out visiting on a weekday (0 is Monday), but for class."""
    window, chosen = who.working_window, who.visit_slots
    parts = (
        day_part(grid, slot)
        for slot in grid.slots
        if slot.weekday == weekday and (chosen is None or slot.id in chosen)
    )
    return within(joined(parts), window.earliest_minute, window.latest_minute)


def minutes_between(
    policy: Policy, who: Visiting, a: Location | None, b: Location | None
) -> int:
    """Return the minutes ``who`` travels; 0 where a base is not known."""
    if a is None or b is None:
        return 0
    return travel_minutes(a, b, policy.speed(who.travel_mode))


class TeachersDays:
    """When teachers are at work, and when in class."""

    def __init__(self, scenario: Scenario) -> None:
        self._slots = scenario.grid.slots
        self._sections = scenario.sections_by_id()
        self._calendars = scenario.calendars_by_id()

    def is_at_work(self, teacher: TravellingTeacher, day: date) -> bool:
        """Tell whether any school the teacher has a class at has teaching on ``day``."""
        return any(self._teaches(section, day) for section in self._of(teacher))

    def classes(
        self, teacher: TravellingTeacher, day: date
    ) -> Iterator[tuple[ClassSection, Hours]]:
        """Yield the classes the teacher has on ``day``, and when."""
        for section in self._of(teacher):
            if self._teaches(section, day) and section.meets_in_week_of(day):
                for slot in self._slots:
                    if slot.weekday == day.weekday() and slot.id in section.menu:
                        yield section, Hours(slot.start_minute, slot.end_minute)

    def _of(self, teacher: TravellingTeacher) -> Iterator[ClassSection]:
        return (self._sections[one] for one in sorted(teacher.sections))

    def _teaches(self, section: ClassSection, day: date) -> bool:
        return self._calendars[section.calendar].has_teaching(day)


class Rounds:
    """The rounds that those who visit can make, day by day."""

    def __init__(self, scenario: Scenario, policy: Policy) -> None:
        self._grid, self._policy = scenario.grid, policy
        self._teachers = TeachersDays(scenario)
        self._on_the_road: dict[tuple[Visitor, int], tuple[Hours, ...]] = {}

    def on(self, who: Visiting, day: date) -> tuple[Round, ...]:
        """Return the rounds ``who`` can make on ``day``, in order of time.

        A job specialist makes one, in all hours of the day. A teacher is at the base
        between visits and class, so that what lies before a class and after it are two.
        """
        hours = self._hours(who, day.weekday())
        if isinstance(who, TravellingTeacher):
            if not self._teachers.is_at_work(who, day):
                return ()
            return tuple((one,) for one in outside(hours, self._in_class(who, day)))
        return (hours,) if hours else ()

    def _hours(self, who: Visiting, weekday: int) -> tuple[Hours, ...]:
        key = who.visitor, weekday
        if key not in self._on_the_road:
            self._on_the_road[key] = hours_on_the_road(self._grid, who, weekday)
        return self._on_the_road[key]

    def _in_class(self, teacher: TravellingTeacher, day: date) -> Iterator[Hours]:
        """Yield the hours of class, with the way from the base and back to it."""
        for section, hours in self._teachers.classes(teacher, day):
            way = minutes_between(self._policy, teacher, teacher.base, section.location)
            yield Hours(hours.start - way, hours.end + way)
