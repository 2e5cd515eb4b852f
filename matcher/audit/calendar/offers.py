"""Second reading of the activities that municipalities offer."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.judged import Judged
from matcher.audit.calendar.telling import date_of
from matcher.audit.reading import Person
from matcher.audit.violations import Violation
from matcher.domain.activities import OFFERED, GroupActivity
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import Slot

Bools = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]

ASPECTS = ("person", "time")
"""Why somebody cannot be at a session: it is not for them, or not held for them then."""


def offer_violations(judged: Judged) -> Iterator[Violation]:
    """Yield sessions that are not held so, have too many or too few, or not all."""
    yield from _session_violations(judged)
    at = np.isin(judged.entries.activity, OFFERED)
    for number, activity in enumerate(judged.standing.reading.scenario.activities):
        offer = _Offer(judged, activity, at & (judged.entries.where == number))
        if offer.at.any():
            yield from offer.people_violations()
            yield from offer.whole_violations()


def _session_violations(judged: Judged) -> Iterator[Violation]:
    scenario, entries = judged.standing.reading.scenario, judged.entries
    added = judged.added_as(*OFFERED)
    halls = [_Hall(judged, activity) for activity in scenario.activities]
    faults = np.full(len(added), "", dtype=object)
    faults[added] = [
        halls[where].fault(person, moment)
        for person, moment, where in zip(
            entries.person[added].tolist(),
            entries.moment[added].tolist(),
            entries.where[added].tolist(),
            strict=True,
        )
    ]
    parts = [{"details": {"activity": str(one.id)}} for one in scenario.activities]
    for aspect in ASPECTS:
        wrong = faults == aspect
        rule, where = RuleCode.ACTIVITY_SESSION, entries.where
        yield from judged.told(rule, aspect, wrong, parts, where)


class _Hall:
    """Who may come in to an activity, and when."""

    def __init__(self, judged: Judged, activity: GroupActivity) -> None:
        self._judged = judged
        self._activity = activity
        self._is_for: dict[int, bool] = {}
        self._is_held: dict[tuple[str, int], bool] = {}

    def fault(self, person: int, moment: int) -> str:
        """Return why ``person`` cannot be there then; empty where they can."""
        who = self._judged.people[person]
        if person not in self._is_for:
            self._is_for[person] = self._activity.is_for(who.participant)
        if not self._is_for[person]:
            return "person"
        key = who.calendar.id, moment
        if key not in self._is_held:
            day, slot = self._judged.standing.moments.when(moment)
            self._is_held[key] = self._held(who, day, slot)
        return "" if self._is_held[key] else "time"

    def _held(self, person: Person, day: date, slot: Slot) -> bool:
        horizon = self._judged.standing.reading.scenario.horizon
        return self._activity.is_held(
            horizon, day, slot
        ) and self._activity.suits_calendar(person.calendar, day)


class _Offer:
    """The entries of one activity; ``at`` tells which they are."""

    def __init__(self, judged: Judged, activity: GroupActivity, at: Bools) -> None:
        self._judged = judged
        self._activity = activity
        self.at = at
        self._person = judged.entries.person[at]
        self._moment = judged.entries.moment[at]

    def people_violations(self) -> Iterator[Violation]:
        """Yield sessions with more people than seats, or fewer than they open with."""
        moments, people = np.unique(self._moment, return_counts=True)
        if self._activity.seats is not None:
            full = people > self._activity.seats
            most = int(people.max())
            yield from self._crowd("full", moments[full], most, self._activity.seats)
        if self._activity.is_whole:
            people = np.full(len(moments), len(np.unique(self._person)))
        few, least = people < self._activity.opens_with, int(people.min())
        yield from self._crowd("few", moments[few], least, self._activity.opens_with)

    def _crowd(
        self, aspect: str, moments: Ints, found: int, allowed: int
    ) -> Iterator[Violation]:
        if not len(moments):
            return
        scenario = self._judged.standing.reading.scenario
        there = np.unique(self._person[np.isin(self._moment, moments)])
        days = self._judged.standing.moments.day[moments]
        yield Violation(
            RuleCode.ACTIVITY_PEOPLE,
            tuple(scenario.participants[i].id for i in there.tolist()),
            aspect=aspect,
            first=date_of(scenario, int(days.min())),
            last=date_of(scenario, int(days.max())),
            found=found,
            allowed=allowed,
            details={"activity": str(self._activity.id)},
        )

    def whole_violations(self) -> Iterator[Violation]:
        """Yield those who miss sessions of a course that is taken as a whole."""
        if not self._activity.is_whole:
            return
        sessions: dict[str, int] = {}
        people, times = np.unique(self._person, return_counts=True)
        for person, there in zip(people.tolist(), times.tolist(), strict=True):
            who = self._judged.people[person]
            if who.calendar.id not in sessions:
                sessions[who.calendar.id] = self._sessions(who.calendar)
            if there < sessions[who.calendar.id]:
                yield Violation(
                    RuleCode.ACTIVITY_WHOLE,
                    (who.id,),
                    found=there,
                    allowed=sessions[who.calendar.id],
                    details={"activity": str(self._activity.id)},
                )

    def _sessions(self, calendar: SchoolCalendar) -> int:
        """Return how many sessions there are for people with that calendar.

        Those on their holidays are among them.
        """
        horizon = self._judged.standing.reading.scenario.horizon
        return sum(
            self._activity.is_held(horizon, day, slot)
            and not (
                self._activity.only_without_teaching and calendar.has_teaching(day)
            )
            for day, slot in self._judged.standing.moments.all()
        )
