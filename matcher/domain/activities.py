"""What people do in a slot, and the activities that fill what class and practice leave."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from matcher.domain.calendars import SchoolCalendar, public_holiday_name
from matcher.domain.ids import (
    ActivityId,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    SectionId,
    SlotId,
    TemplateId,
)
from matcher.domain.language import CefrLevel
from matcher.domain.participant import Participant
from matcher.domain.weeks import DateSpan, Horizon, Slot

LED_MINUTES_PER_WEEK = 15 * 60
"""A programme week with fewer led minutes is an empty one, our own definition."""


class Activity(IntEnum):
    """What a person does in a slot; the integer is only for columns.

    ``HOLIDAY`` is the programme's own; on a programme day in ``ABSENCE`` the person is
    away, whatever would have been there. ``FREE`` never occurs as an entry: it is a slot
    of the programme that nothing fills. From ``TEACHING`` to ``TEST`` they are offered as
    a :class:`GroupActivity`; ``SELF_STUDY`` needs none.
    """

    FREE = 0
    CLASS = 1
    PRACTICE = 2
    HOLIDAY = 3
    PUBLIC_HOLIDAY = 4
    SELF_STUDY = 5
    TEACHING = 6
    COURSE = 7
    JOB_CLUB = 8
    GUIDANCE = 9
    SOCIAL_STUDIES = 10
    LIFE_SKILLS = 11
    PARENTAL_GUIDANCE = 12
    VOLUNTEERING = 13
    TEST = 14
    ABSENCE = 15

    @property
    def word(self) -> str:
        """The activity as files have it, e.g. ``public-holiday``."""
        return self.name.lower().replace("_", "-")

    @property
    def is_full_time(self) -> bool:
        """Whether its minutes count towards a full programme."""
        return self not in (
            Activity.FREE,
            Activity.HOLIDAY,
            Activity.PUBLIC_HOLIDAY,
            Activity.ABSENCE,
        )

    @property
    def is_led(self) -> bool:
        """Whether somebody leads it: all that counts, but what people study alone."""
        return self.is_full_time and self is not Activity.SELF_STUDY

    @property
    def is_work_oriented(self) -> bool:
        """Whether it counts towards the 15 hours, where an offer does not say.

        Practice, short trade or sector courses, NAV measures and the like (integration
        act § 14 a); that a job club and guidance at work are alike is our reading.
        """
        return self in (
            Activity.PRACTICE,
            Activity.COURSE,
            Activity.JOB_CLUB,
            Activity.GUIDANCE,
        )


OFFERED = tuple(one for one in Activity if Activity.TEACHING <= one <= Activity.TEST)
"""The kinds of activities that are offered to groups."""


@dataclass(frozen=True, slots=True)
class GroupActivity:
    """Something a municipality offers to fill the programme with.

    Attributes
    ----------
    kind
        One of :data:`OFFERED`.
    slots
        Of the week, in which it is held.
    municipalities, templates
        Whose participants may come; ``None``: all.
    first, last
        Days between which it is held, both included; ``None``: the calendar's.
    every_weeks
        It is held in the week of its first day, and every so many weeks after.
    seats
        People at each session; ``None``: no limit.
    opens_with
        A session, or the whole course, is held only for so many.
    is_whole
        Who takes part takes part in every session, as in a course; otherwise each
        session is for itself.
    minutes
        Programme minutes of a session, never more than its slot's; ``None``: the
        slot's.
    only_without_teaching
        Held only on days when the participants' school has no teachers.
    work_oriented
        Whether it counts as work-oriented; ``None``: as its kind does.
    level_from, level_to
        Overall CEFR level of those who may come, both included.
    """

    id: ActivityId
    kind: Activity
    slots: frozenset[SlotId]
    municipalities: frozenset[MunicipalityId] | None = None
    templates: frozenset[TemplateId] | None = None
    first: date | None = None
    last: date | None = None
    every_weeks: int = 1
    seats: int | None = None
    opens_with: int = 1
    is_whole: bool = False
    minutes: int | None = None
    only_without_teaching: bool = False
    work_oriented: bool | None = None
    level_from: CefrLevel = CefrLevel.PRE_A1
    level_to: CefrLevel = CefrLevel.C2

    @property
    def is_work_oriented(self) -> bool:
        """Whether its minutes count towards the duty of work-oriented content."""
        if self.work_oriented is None:
            return self.kind.is_work_oriented
        return self.work_oriented

    def minutes_in(self, slot: Slot) -> int:
        """Return the programme minutes of a session in ``slot``."""
        return slot.minutes if self.minutes is None else min(self.minutes, slot.minutes)

    def is_for(self, person: Participant) -> bool:
        """Tell whether ``person`` may come, by municipality, programme and level."""
        return (
            (self.municipalities is None or person.municipality in self.municipalities)
            and (self.templates is None or person.template in self.templates)
            and self.level_from <= person.level.overall <= self.level_to
        )

    def span(self, horizon: Horizon) -> DateSpan:
        """Return the days of the calendar between which it is held; maybe none."""
        whole = horizon.calendar_span
        return DateSpan(
            max(self.first or whole.first, whole.first),
            min(self.last or whole.last, whole.last),
        )

    def is_held(self, horizon: Horizon, day: date, slot: Slot) -> bool:
        """Tell whether there is a session on ``day`` in ``slot``.

        None on a public holiday. Who it is for is :meth:`is_for` and
        :meth:`suits_calendar`.
        """
        return (
            slot.id in self.slots
            and day.weekday() == slot.weekday
            and day in self.span(horizon)
            and public_holiday_name(day) is None
            and self._weeks_since_first(horizon, day) % self.every_weeks == 0
        )

    def _weeks_since_first(self, horizon: Horizon, day: date) -> int:
        return horizon.week_of(day) - horizon.week_of(self.first or horizon.start)

    def suits_calendar(self, calendar: SchoolCalendar, day: date) -> bool:
        """Tell whether people with this school calendar can come on ``day``."""
        if not calendar.is_programme_day(day):
            return False
        return not (self.only_without_teaching and calendar.has_teaching(day))


class CalendarRow(NamedTuple):
    """One entry in words: a person, a slot of a day, what and where."""

    participant: ParticipantId
    iso_week: str
    date: date
    slot: SlotId
    activity: Activity
    place: PlaceId | None
    section: SectionId | None
    group_activity: ActivityId | None
