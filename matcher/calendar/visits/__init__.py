"""Visits of the job specialists: who is visited on which day, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from matcher.calendar.visits.routes import Point, Routes, Stop
from matcher.calendar.visits.week import MISSED, Week, solve_week
from matcher.domain.geography import Location
from matcher.domain.ids import PlaceId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import JobSpecialist
from matcher.domain.visit import Visit
from matcher.domain.visits import (
    AskedVisit,
    Hours,
    PracticeDays,
    hours_on_the_road,
    in_both,
    minutes_between,
    visits_asked,
    within,
)

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class PlannedVisits:
    """The visits of a plan.

    Attributes
    ----------
    visits
        By specialist, day and time.
    asked, missed
        How many the programmes ask for, and how many of these are not made.
    missed_bound
        With these placements, and these people to follow, nobody can miss fewer.
    weeks, proved_weeks
        How many weeks of a job specialist with visits there are, and in how many of them
        no other days or order would be better, travel and evenness too.
    """

    visits: tuple[Visit, ...]
    asked: int
    missed: int
    missed_bound: int
    weeks: int
    proved_weeks: int

    @property
    def metrics(self) -> Mapping[str, int]:
        """The counts that a plan states."""
        return {
            "visits_asked": self.asked,
            "visits_missed": self.missed,
            "visits_missed_bound": self.missed_bound,
            "visit_weeks": self.weeks,
            "visit_weeks_proved": self.proved_weeks,
        }


def plan_visits(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    practice: PracticeDays | None = None,
) -> PlannedVisits:
    """Return days and times of the visits that ``placements`` ask for.

    ``practice`` is that of the calendar; ``None``: as the placements alone have it.
    Each week of each job specialist is a problem of its own: most visits first, then the
    least travel, then even days. Equal weeks have equal answers.
    """
    asked = visits_asked(scenario, placements, practice)
    visits: list[Visit] = []
    weeks: list[Week] = []
    specialists = {s.id: s for s in scenario.specialists}
    for specialist, theirs in groupby(asked, key=lambda one: one.specialist):
        rounds = _Rounds(scenario, policy, specialists[specialist])
        for number, in_week in groupby(theirs, key=lambda one: one.week):
            group = list(in_week)
            week = rounds.solved(group)
            weeks.append(week)
            visits += rounds.visits(group, number, week)
    return PlannedVisits(
        tuple(visits),
        len(asked),
        sum(week.worth[0] for week in weeks),
        sum(week.bound for week in weeks),
        len(weeks),
        sum(week.is_proved for week in weeks),
    )


Choice = Mapping[int, Stop]
"""Of one visit, by weekday the stop it would be."""

Points = dict[Location, Point]
"""The number of each location, from 1."""


class _Rounds:
    """The weeks of one job specialist."""

    def __init__(
        self, scenario: Scenario, policy: Policy, specialist: JobSpecialist
    ) -> None:
        self._scenario, self._policy, self._specialist = scenario, policy, specialist
        self._places = scenario.places_by_id()
        self._hours = [
            hours_on_the_road(scenario.grid, specialist, weekday)
            for weekday in range(DAYS_OF_WEEK)
        ]
        self._points: Points = {}
        self._routes = Routes([[0]])
        self._solved: dict[object, Week] = {}

    def solved(self, asked: Sequence[AskedVisit]) -> Week:
        """Return the best week with the visits ``asked``, found before or now."""
        choices = [self._choice(visit) for visit in asked]
        key = tuple(tuple(sorted(choice.items())) for choice in choices)
        if key not in self._solved:
            self._solved[key] = solve_week(choices, self._routes)
        return self._solved[key]

    def visits(
        self, asked: Sequence[AskedVisit], number: int, week: Week
    ) -> Iterator[Visit]:
        """Yield the visits of a week in order of time."""
        monday = self._scenario.horizon.monday(number)
        for weekday in sorted(set(week.days) - {MISSED}):
            there = {
                i: self._routes.number(self._choice(asked[i])[weekday])
                for i, day in enumerate(week.days)
                if day == weekday
            }
            found = self._routes.best(tuple(sorted(there.values()))).route
            assert found is not None, "a day was chosen that can be done"
            for stop, start in self._routes.starts(found):
                i = next(i for i, number in there.items() if number == stop)
                del there[i]
                yield Visit(
                    asked[i].specialist,
                    asked[i].participant,
                    asked[i].place,
                    monday + timedelta(days=weekday),
                    start,
                    asked[i].minutes,
                    asked[i].kind,
                )

    def _choice(self, visit: AskedVisit) -> Choice:
        """Return on which weekdays the visit can be made, the way there and back made."""
        point = self._point(visit.place)
        away, home = self._routes.minutes[0][point], self._routes.minutes[point][0]
        found = {}
        for day, welcome in visit.hours:
            own = self._hours[day.weekday()]
            if own:
                reached = within(own, own[0].start + away, own[-1].end - home)
                hours = _long_enough(in_both(reached, welcome), visit.minutes)
                if hours:
                    found[day.weekday()] = Stop(point, visit.minutes, hours)
        return found

    def _point(self, place: PlaceId) -> Point:
        """Return the number of a place's location; a new one gets its ways."""
        where = self._places[place].location
        if where not in self._points:
            self._points[where] = len(self._points) + 1
            known = [self._specialist.base, *self._points]
            self._routes.minutes = [
                [minutes_between(self._policy, self._specialist, a, b) for b in known]
                for a in known
            ]
        return self._points[where]


def _long_enough(hours: Sequence[Hours], minutes: int) -> tuple[Hours, ...]:
    return tuple(one for one in hours if one.start + minutes <= one.end)
