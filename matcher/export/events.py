"""What happens when, to whom and where: the one thing every export is made from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.calendar import Activity, Calendar
from matcher.domain.activities import GroupActivity
from matcher.domain.ids import (
    ActivityId,
    ParticipantId,
    PlaceId,
    SectionId,
    SlotId,
    SubjectGroupId,
)
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.domain.subject_groups import groups_by_hour
from matcher.domain.visit import Visit, VisitKind, Visitor, VisitorRole
from matcher.domain.visits import hours_at_place
from matcher.domain.weeks import Slot

Clock = tuple[int | None, int | None]

WHOLE_DAY = frozenset({Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY, Activity.ABSENCE})
"""Activities without clock times: a day off is off from midnight to midnight."""


VISITS = {
    VisitKind.FOLLOW_UP: "visit",
    VisitKind.TRIANGLE: "meeting",
    VisitKind.GUIDANCE: "teacher-visit",
}
"""What the catalogues call visits by their kind."""

_SLOTS = {VisitorRole.SPECIALIST: "visit", VisitorRole.TEACHER: "teacher-visit"}
"""Tells the visits of a person on a day apart; entries that were sent go by it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens on one day.

    Attributes
    ----------
    slot
        Where in the day: a slot of the week grid, or a word of its own kind. No two
        events of a person have the same slot on the same day.
    start_minute, end_minute
        Minutes after midnight as clocks in Norway show them; both ``None``: the whole
        day.
    activity
        The word of an :class:`~matcher.calendar.Activity`, or another that the
        catalogues know as ``export.activity.…``.
    participants
        Who takes part, in the order of their ids; never empty.
    place, section, group_activity, visitor, subject_group
        Where it is, with which class, as what that a municipality offers, the job
        specialist or teacher who comes, and the group in the class's hours; ``None``
        where there is none.
    """

    day: date
    slot: str
    start_minute: int | None
    end_minute: int | None
    activity: str
    participants: tuple[ParticipantId, ...]
    place: PlaceId | None = None
    section: SectionId | None = None
    group_activity: ActivityId | None = None
    visitor: Visitor | None = None
    subject_group: SubjectGroupId | None = None

    @property
    def in_order(self) -> tuple[date, int, str]:
        """Sorts events by time; those of the whole day come first."""
        return (
            self.day,
            -1 if self.start_minute is None else self.start_minute,
            self.slot,
        )


def calendar_events(calendar: Calendar) -> Iterator[Event]:
    """Yield what everybody does, by person and time.

    Days off are one event a day, whatever slots they have.
    """
    scenario = calendar.scenario
    slots = {slot.id: slot for slot in scenario.grid.slots}
    offered = {activity.id: activity for activity in scenario.activities}
    clocks = _clocks(scenario)
    day_off: tuple[ParticipantId, date] | None = None
    for row in calendar.rows():
        slot, clock = str(row.slot), clocks[row.slot, None]
        if row.place is not None:
            clock = clocks.get((row.slot, row.place), clock)
        if row.group_activity is not None:
            clock = _session(offered[row.group_activity], slots[row.slot])
        if row.activity in WHOLE_DAY:
            if day_off == (row.participant, row.date):
                continue
            day_off = row.participant, row.date
            slot, clock = f"day-{slots[row.slot].weekday}", (None, None)
        yield Event(
            row.date,
            slot,
            *clock,
            row.activity.word,
            (row.participant,),
            row.place,
            row.section,
            row.group_activity,
        )


def events_of(
    events: Iterable[Event], people: frozenset[ParticipantId]
) -> Iterator[Event]:
    """Yield the events of ``people``, as if nobody else took part in them.

    Who sees only some of the people gets calendars of classes and places in which only
    they are.
    """
    for event in events:
        theirs = tuple(person for person in event.participants if person in people)
        if theirs:
            yield replace(event, participants=theirs)


def visit_events(visits: Iterable[Visit]) -> Iterator[Event]:
    """Yield the visits of job specialists and teachers, in their order."""
    for visit in visits:
        yield Event(
            visit.day,
            f"{_SLOTS[visit.visitor.role]}-{visit.visitor.id}-{visit.participant}",
            visit.start_minute,
            visit.end_minute,
            VISITS[visit.kind],
            (visit.participant,),
            visit.place,
            visitor=visit.visitor,
        )


def plan_events(plan: Plan, calendar: Calendar) -> Iterator[Event]:
    """Yield all that happens in ``plan``, whose calendar is given."""
    groups = groups_by_hour(calendar.scenario.subject_groups, plan.subject_seats)
    for event in calendar_events(calendar):
        if event.section is None:
            yield event
        else:
            hour = event.participants[0], SlotId(event.slot)
            yield replace(event, subject_group=groups.get(hour))
    yield from visit_events(plan.visits or ())


def _session(offered: GroupActivity, slot: Slot) -> Clock:
    """Return when a session begins and ends; a shorter one ends before its slot."""
    if offered.minutes is None:
        return slot.start_minute, slot.end_minute
    return slot.start_minute, min(slot.start_minute + offered.minutes, slot.end_minute)


def mondays_of(days: Iterable[date]) -> list[date]:
    """Return the Monday of every week from the first of ``days`` to the last."""
    weeks = [day - timedelta(days=day.weekday()) for day in days]
    first, last = min(weeks), max(weeks)
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]


def _clocks(scenario: Scenario) -> dict[tuple[SlotId, PlaceId | None], Clock]:
    """Return when each slot begins and ends at each place, and anywhere else."""
    clocks: dict[tuple[SlotId, PlaceId | None], Clock] = {}
    for slot in scenario.grid.slots:
        clocks[slot.id, None] = slot.start_minute, slot.end_minute
        for place in scenario.places:
            # A sound plan has nobody there in a slot without any of the place's hours.
            for hours in hours_at_place(scenario.grid, place, slot):
                clocks[slot.id, place.id] = hours.start, hours.end
    return clocks
