"""What municipalities offer to fill the programme with: assumptions, nothing is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.geography import Municipality
from matcher.domain.ids import ActivityId, SlotId
from matcher.domain.participant import Participant
from matcher.domain.weeks import WEEKDAYS, DateSpan, Horizon
from matcher.generate.school import AUTUMN_BREAK_WEEK, WINTER_BREAK_WEEK, weeks_span


@dataclass(frozen=True, slots=True)
class WeeklyOffer:
    """What is held every week.

    Attributes
    ----------
    share
        Seats, as a share of the municipality's participants.
    """

    kind: Activity
    days: tuple[int, ...]
    share: float
    only_without_teaching: bool = False


WEEKLY = (
    WeeklyOffer(Activity.JOB_CLUB, (1, 3), 0.12),
    WeeklyOffer(Activity.SOCIAL_STUDIES, (0,), 0.15),
    WeeklyOffer(Activity.VOLUNTEERING, (2, 4), 0.3),
    WeeklyOffer(Activity.TEACHING, (0, 1, 2, 3, 4), 0.6, only_without_teaching=True),
)

FEWEST_SEATS = 4
COURSE_SEATS, COURSE_OPENS_WITH = 12, 6
COURSE_FROM = 40
"""A municipality with so many participants has courses of its own in the breaks."""


def offered_activities(
    municipalities: Sequence[Municipality],
    participants: Sequence[Participant],
    horizon: Horizon,
) -> tuple[GroupActivity, ...]:
    """Return what each municipality offers its own participants, by id."""
    found: list[GroupActivity] = []
    for municipality in municipalities:
        own = sum(p.municipality == municipality.id for p in participants)
        if own:
            found += _weekly(municipality, own)
        if own >= COURSE_FROM:
            found += _courses(municipality, horizon)
    return tuple(sorted(found, key=lambda activity: activity.id))


def _weekly(municipality: Municipality, people: int) -> Iterator[GroupActivity]:
    for offer in WEEKLY:
        yield GroupActivity(
            ActivityId(f"{offer.kind.word}-{municipality.id}"),
            offer.kind,
            frozenset(SlotId(WEEKDAYS[day]) for day in offer.days),
            frozenset({municipality.id}),
            seats=max(FEWEST_SEATS, ceil(people * offer.share)),
            only_without_teaching=offer.only_without_teaching,
        )


def _courses(municipality: Municipality, horizon: Horizon) -> Iterator[GroupActivity]:
    for span in _breaks(horizon):
        year, week, _ = span.first.isocalendar()
        yield GroupActivity(
            ActivityId(f"course-{municipality.id}-{year}-{week:02d}"),
            Activity.COURSE,
            frozenset(SlotId(day) for day in WEEKDAYS[:5]),
            frozenset({municipality.id}),
            first=span.first,
            last=span.last,
            seats=COURSE_SEATS,
            opens_with=COURSE_OPENS_WITH,
            is_whole=True,
        )


def _breaks(horizon: Horizon) -> Iterator[DateSpan]:
    """Yield the autumn and winter breaks that lie in the calendar."""
    whole = horizon.calendar_span
    for year in range(whole.first.year, whole.last.year + 1):
        for week in (WINTER_BREAK_WEEK, AUTUMN_BREAK_WEEK):
            span = weeks_span(year, week, week)
            if span.first in whole and span.last in whole:
                yield span
