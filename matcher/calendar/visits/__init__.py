"""Visits of those who follow up and teach: who is visited on which day, in which order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from matcher.calendar.visits.routes import Point, Route, Routes, Stop, StopId
from matcher.calendar.visits.week import MISSED, Week, solve_week
from matcher.domain.clock_hours import Hours, in_both, outside, within
from matcher.domain.geography import Location
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement
from matcher.domain.policy import Policy
from matcher.domain.rounds import (
    Round,
    Rounds,
    Visiting,
    minutes_between,
    visiting_by_visitor,
)
from matcher.domain.scenario import Scenario
from matcher.domain.visit import Visit
from matcher.domain.visits import AskedVisit, PracticeDays, visits_asked

DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class PlannedVisits:
    """The visits of a plan.

    Attributes
    ----------
    visits
        By who comes, day and time.
    asked, missed
        How many are asked for, and how many of these are not made.
    missed_bound
        With these placements, and these people to follow, nobody can miss fewer.
    weeks, proved_weeks
        How many weeks of somebody with visits there are, and in how many of them no
        other days or order would be better, travel and evenness too, beside the visits
        that the same people have of those before.
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
    Each week of each job specialist and teacher is a problem of its own: most visits
    first, then the least travel, then even days. Equal weeks have equal answers. Nobody
    has two visitors at once: those who come later in the order of the visits asked go
    round those before.
    """
    asked = visits_asked(scenario, placements, practice)
    visits: list[Visit] = []
    weeks: list[Week] = []
    visiting, rounds = visiting_by_visitor(scenario), Rounds(scenario, policy)
    taken: Taken = defaultdict(list)
    for visitor, theirs in groupby(asked, key=lambda one: one.visitor):
        of_one = _Weeks(scenario, policy, rounds, visiting[visitor])
        own: list[Visit] = []
        for number, in_week in groupby(theirs, key=lambda one: one.week):
            week, made = of_one.planned(list(in_week), number, taken)
            weeks.append(week)
            own += made
        for visit in own:
            hours = Hours(visit.start_minute, visit.end_minute)
            taken[visit.participant, visit.day].append(hours)
        visits += own
    return PlannedVisits(
        tuple(visits),
        len(asked),
        sum(week.worth[0] for week in weeks),
        sum(week.bound for week in weeks),
        len(weeks),
        sum(week.is_proved for week in weeks),
    )


Taken = Mapping[tuple[ParticipantId, date], list[Hours]]
"""When people have somebody else with them, by person and day."""

Choice = Mapping[int, Stop]
"""Of one visit, by number of the week's rounds the stop it would be."""

RoundsOfWeek = Sequence[tuple[date, Round]]

Points = dict[Location, Point]
"""The number of each location, from 1."""


class _Weeks:
    """The weeks of one who visits."""

    def __init__(
        self, scenario: Scenario, policy: Policy, rounds: Rounds, who: Visiting
    ) -> None:
        self._horizon, self._policy, self._who = scenario.horizon, policy, who
        self._places = scenario.places_by_id()
        self._rounds = rounds
        self._points: Points = {}
        self._routes = Routes([[0]])
        self._solved: dict[object, Week] = {}

    def planned(
        self, asked: Sequence[AskedVisit], number: int, taken: Taken
    ) -> tuple[Week, list[Visit]]:
        """Return the best week with the visits ``asked``, and its visits by time.

        Planned as if alone; its rounds are kept beside others where they take no more
        travel. Whenever others come, nobody can miss fewer than its bound.
        """
        rounds = self._rounds_of(number)
        alone = [self._choice(visit, rounds) for visit in asked]
        week = self._week(alone)
        beside = [self._choice(_beside(visit, taken), rounds) for visit in asked]
        if beside != alone and not self._is_as_good(week, beside):
            week = replace(self._week(beside), bound=week.bound)
        return week, list(self._visits(asked, beside, rounds, week))

    def _rounds_of(self, number: int) -> RoundsOfWeek:
        monday = self._horizon.monday(number)
        days = (monday + timedelta(days=n) for n in range(DAYS_OF_WEEK))
        return [(day, one) for day in days for one in self._rounds.on(self._who, day)]

    def _week(self, choices: Sequence[Choice]) -> Week:
        """Return the best week, found before or now."""
        key = tuple(tuple(sorted(choice.items())) for choice in choices)
        if key not in self._solved:
            self._solved[key] = solve_week(choices, self._routes)
        return self._solved[key]

    def _is_as_good(self, week: Week, choices: Sequence[Choice]) -> bool:
        """Tell whether the rounds of ``week`` take no more travel with ``choices``."""
        for own, choice in zip(week.days, choices, strict=True):
            if own != MISSED and own not in choice:
                return False
        routes = [self._route(there) for _, there in self._stops(week, choices)]
        travel = sum(route.travel for route in routes if route is not None)
        return None not in routes and travel <= week.worth[1]

    def _stops(
        self, week: Week, choices: Sequence[Choice]
    ) -> Iterator[tuple[int, dict[int, StopId]]]:
        """Yield each round of ``week`` with the stop of each visit on it."""
        for chosen in sorted(set(week.days) - {MISSED}):
            yield (
                chosen,
                {
                    i: self._routes.number(choices[i][chosen])
                    for i, own in enumerate(week.days)
                    if own == chosen
                },
            )

    def _route(self, there: Mapping[int, StopId]) -> Route | None:
        return self._routes.best(tuple(sorted(there.values()))).route

    def _visits(
        self,
        asked: Sequence[AskedVisit],
        choices: Sequence[Choice],
        rounds: RoundsOfWeek,
        week: Week,
    ) -> Iterator[Visit]:
        for chosen, there in self._stops(week, choices):
            found = self._route(there)
            assert found is not None, "a round was chosen that can be made"
            for stop, start in self._routes.starts(found):
                i = next(i for i, number in there.items() if number == stop)
                del there[i]
                yield Visit(
                    asked[i].visitor,
                    asked[i].participant,
                    asked[i].place,
                    rounds[chosen][0],
                    start,
                    asked[i].minutes,
                    asked[i].kind,
                )

    def _choice(self, visit: AskedVisit, rounds: RoundsOfWeek) -> Choice:
        """Return on which rounds the visit can be made, the way there and back made."""
        point = self._point(visit.place)
        away, home = self._routes.minutes[0][point], self._routes.minutes[point][0]
        welcome, found = dict(visit.hours), {}
        for number, (day, own) in enumerate(rounds):
            reached = within(own, own[0].start + away, own[-1].end - home)
            both = in_both(reached, welcome.get(day, ()))
            hours = _long_enough(both, visit.minutes)
            if hours:
                found[number] = Stop(point, visit.minutes, hours)
        return found

    def _point(self, place: PlaceId) -> Point:
        """Return the number of a place's location; a new one gets its ways."""
        where = self._places[place].location
        if where not in self._points:
            self._points[where] = len(self._points) + 1
            known = [self._who.base, *self._points]
            self._routes.minutes = [
                [minutes_between(self._policy, self._who, a, b) for b in known]
                for a in known
            ]
        return self._points[where]


def _beside(visit: AskedVisit, taken: Taken) -> AskedVisit:
    """Return ``visit`` with the hours in which nobody else is with the person."""
    hours = (
        (day, outside(of_day, taken.get((visit.participant, day), ())))
        for day, of_day in visit.hours
    )
    return replace(visit, hours=tuple(hours))


def _long_enough(hours: Sequence[Hours], minutes: int) -> tuple[Hours, ...]:
    return tuple(one for one in hours if one.start + minutes <= one.end)
