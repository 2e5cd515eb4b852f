"""What the law and the programme ask of work-oriented content, by date.

Sources: integration act § 14 a (in force 1 January 2026) and its transition rule: the
duty holds for those offered a programme from that day on. The deadline of a match is the
programme's own promise (:attr:`ProgrammeTemplate.match_within_days`) and comes after it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from matcher.domain.calendars import SchoolCalendar
from matcher.domain.participant import Participant
from matcher.domain.programme import EducationLevel, ProgrammeTemplate
from matcher.domain.weeks import DateSpan, Horizon

WORK_DUTY_IN_FORCE = date(2026, 1, 1)
WORK_DUTY_MINUTES_PER_WEEK = 15 * 60
DAYS_PER_WEEK = 5


class Urgency(StrEnum):
    """The class in which a person is covered, most urgent first.

    ``OVERDUE`` and ``DUE``: the legal duty began before the horizon, or begins in its
    placement weeks. ``MATCH_LATE``: no legal deadline, but the person has waited longer
    for a match than the programme promises. ``OTHER``: neither.
    """

    OVERDUE = "overdue"
    DUE = "due"
    MATCH_LATE = "match-late"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Duty:
    """How much work-oriented content one person must have in this plan.

    Attributes
    ----------
    window
        Days that count; ``None`` where nothing is asked in this horizon.
    programme_days
        Weekdays of the window without holidays and absences: the denominator of the
        average.
    required_minutes
        Asked over the whole window.
    secured_minutes
        Had already over the window (part-time job, course).
    """

    urgency: Urgency
    window: DateSpan | None
    programme_days: int
    required_minutes: int
    secured_minutes: int

    @property
    def missing_minutes(self) -> int:
        """What a placement has to bring; 0 where nothing is missing."""
        return max(0, self.required_minutes - self.secured_minutes)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, cut to the length of that month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month0 + 1, min(day.day, last))


def legal_work_duty_from(
    participant: Participant, template: ProgrammeTemplate
) -> date | None:
    """Return the day from which § 14 a asks for 15 hours a week, or ``None``.

    3 months after programme start with upper secondary education or more, 6 months
    without (unknown education counts as without). ``None`` where the programme is not
    one that qualifies for work, the start is unknown, or it was offered before the
    rule was in force.
    """
    start = participant.programme_start
    if not template.work_duty or start is None:
        return None
    if (participant.offer_date or start) < WORK_DUTY_IN_FORCE:
        return None
    schooled = (
        participant.education is not None
        and participant.education >= EducationLevel.UPPER_SECONDARY
    )
    return add_months(start, 3 if schooled else 6)


def is_match_late(
    participant: Participant, template: ProgrammeTemplate, horizon: Horizon
) -> bool:
    """Tell whether the match is later than the programme promises.

    On the last promised day it is not yet. ``False`` without a promise or a wait.
    """
    promised, since = template.match_within_days, participant.waiting_since
    if promised is None or since is None:
        return False
    return (horizon.start - since).days > promised


def duty_of(
    participant: Participant,
    template: ProgrammeTemplate,
    calendar: SchoolCalendar,
    horizon: Horizon,
) -> Duty:
    """Return what ``participant`` must have, and how urgent it is.

    Where the legal duty begins before the end of the placement weeks, the window runs
    from it (at the earliest the horizon's start) and the larger of the law's and the
    template's demand counts. Otherwise the template's demand counts, from the day the
    person can start; a match that is late changes how urgent it is, never the hours.
    Holidays are out of the denominator, and so are the participant's absences: the law
    asks for hours a week of programme time. They do not put off the day from which it
    asks.

    ``calendar`` is the school's or the participant's own.
    """
    calendar = calendar.with_days_off(participant.away)
    span = horizon.placement_span
    end = min(span.last, participant.programme_end or span.last)
    duty_from = legal_work_duty_from(participant, template)
    per_week = template.work_minutes_per_week if template.steps else 0
    if duty_from is not None and duty_from <= end:
        urgency = Urgency.OVERDUE if duty_from < span.first else Urgency.DUE
        first = max(span.first, duty_from)
        per_week = max(per_week, WORK_DUTY_MINUTES_PER_WEEK)
    else:
        late = is_match_late(participant, template, horizon)
        urgency = Urgency.MATCH_LATE if late else Urgency.OTHER
        first = max(
            span.first,
            participant.earliest_start or span.first,
            participant.programme_start or span.first,
        )
    if first > end or per_week == 0:
        return Duty(urgency, None, 0, 0, 0)
    window = DateSpan(first, end)
    days = _programme_weekdays(calendar, window)
    return Duty(
        urgency,
        window,
        days,
        per_week * days // DAYS_PER_WEEK,
        participant.secured_minutes_per_week * days // DAYS_PER_WEEK,
    )


@lru_cache(maxsize=4096)
def _programme_weekdays(calendar: SchoolCalendar, window: DateSpan) -> int:
    """Return how many there are: many people have the same window."""
    return sum(1 for _ in calendar.programme_weekdays(window))
