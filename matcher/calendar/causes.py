"""Why slots stay free, and which hours of a full programme lack for which reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import NOWHERE, Calendar
from matcher.calendar.hours import summarise_hours
from matcher.calendar.sessions import Sessions, find_sessions, is_available
from matcher.domain.activities import Activity
from matcher.domain.ids import ActivityId, ParticipantId, PlaceId
from matcher.domain.plan import Placement

Ints = NDArray[np.int64]


class Cause(StrEnum):
    """Why a slot of the programme stays free, or hours of it lack.

    ``SLOTS_USED`` is of hours only: no slot is free, and what fills them is too short.
    """

    NOT_NEEDED = "not-needed"
    NOT_AVAILABLE = "not-available"
    NOTHING_OFFERED = "nothing-offered"
    PLACE_FULL = "place-full"
    ACTIVITY_FULL = "activity-full"
    SLOTS_USED = "slots-used"

    @property
    def metric(self) -> str:
        """The cause in the name of a metric."""
        return self.value.replace("-", "_")


OF_SLOTS = tuple(cause for cause in Cause if cause is not Cause.SLOTS_USED)

FIRST_TO_BLAME = (
    Cause.ACTIVITY_FULL,
    Cause.PLACE_FULL,
    Cause.NOTHING_OFFERED,
    Cause.NOT_AVAILABLE,
)
"""In a week with more free slots than hours that lack: what is nearest to help first."""


@dataclass(frozen=True, slots=True)
class LackingHours:
    """Hours of a full programme that somebody lacks in a week for one reason.

    Attributes
    ----------
    monday
        Of the week.
    minutes
        More than 0.
    place, group_activity
        What has no seat left; an activity may also be one that too few would come to.
        The first of several; ``None`` where it is neither.
    """

    participant: ParticipantId
    monday: date
    cause: Cause
    minutes: int
    place: PlaceId | None = None
    group_activity: ActivityId | None = None


def causes_of_free_slots(
    filled: Calendar, placements: Sequence[Placement]
) -> Mapping[Cause, int]:
    """Return how many free slots there are by cause.

    In a week that is full no slot is needed, whatever else could be said of it. A slot
    in which the person could have gone to an activity, had it not been full or
    had enough others come, counts there even if their place is full too.
    """
    causes = _Causes.of(filled, placements)
    counts = np.bincount(causes.cause, minlength=len(OF_SLOTS)).tolist()
    return dict(zip(OF_SLOTS, counts, strict=True))


def lacking_hours(
    filled: Calendar, placements: Sequence[Placement]
) -> Iterator[LackingHours]:
    """Yield all that lacks of full programmes, by person and week.

    Added up it is what the calendar lacks, in minutes: ``hours_short_full_time``.
    """
    causes, free = _Causes.of(filled, placements), filled.free
    scenario, week = filled.scenario, free.day // 7
    left = summarise_hours(filled).full_time_short.copy()
    whole = np.array([slot.minutes for slot in scenario.grid.slots], dtype=np.int64)
    first = np.array([OF_SLOTS.index(cause) for cause in FIRST_TO_BLAME])
    rank = np.full(len(OF_SLOTS), len(first))
    rank[first] = np.arange(len(first))
    blamed: dict[tuple[int, int, int, int], int] = {}
    turn = np.lexsort(
        (causes.where, rank[causes.cause], week, free.participant_idx)
    ).tolist()
    for cell in turn:
        who, when = int(free.participant_idx[cell]), int(week[cell])
        minutes = min(int(left[who, when]), int(whole[free.slot_idx[cell]]))
        if minutes > 0:
            key = who, when, int(causes.cause[cell]), int(causes.where[cell])
            blamed[key] = blamed.get(key, 0) + minutes
            left[who, when] -= minutes
    for who, when in np.argwhere(left > 0).tolist():
        blamed[who, when, len(OF_SLOTS), NOWHERE] = int(left[who, when])
    for (who, when, cause, where), minutes in sorted(
        blamed.items(), key=lambda item: item[0][:2]
    ):
        yield _lacking(filled, who, when, tuple(Cause)[cause], where, minutes)


def _lacking(
    filled: Calendar, who: int, week: int, cause: Cause, where: int, minutes: int
) -> LackingHours:
    scenario = filled.scenario
    return LackingHours(
        scenario.participants[who].id,
        scenario.horizon.monday(week),
        cause,
        minutes,
        scenario.places[where].id if cause is Cause.PLACE_FULL else None,
        scenario.activities[where].id if cause is Cause.ACTIVITY_FULL else None,
    )


@dataclass(frozen=True, slots=True)
class _Causes:
    """Per free slot its cause, as a position in ``OF_SLOTS``, and what is full."""

    cause: Ints
    where: Ints

    @classmethod
    def of(cls, filled: Calendar, placements: Sequence[Placement]) -> "_Causes":
        sessions = find_sessions(filled, placements)
        free = filled.free
        short = summarise_hours(filled).full_time_short
        needed = short[free.participant_idx, free.day // 7] > 0
        is_practice = sessions.activity[sessions.session] == Activity.PRACTICE
        at_place = _first_where(sessions, is_practice, len(free))
        offered = _first_where(sessions, ~is_practice, len(free))
        cause = np.select(
            [
                ~needed,
                ~is_available(filled),
                offered != NOWHERE,
                at_place != NOWHERE,
            ],
            [
                OF_SLOTS.index(one)
                for one in (
                    Cause.NOT_NEEDED,
                    Cause.NOT_AVAILABLE,
                    Cause.ACTIVITY_FULL,
                    Cause.PLACE_FULL,
                )
            ],
            OF_SLOTS.index(Cause.NOTHING_OFFERED),
        )
        return cls(cause, np.where(offered != NOWHERE, offered, at_place))


def _first_where(sessions: Sessions, pairs: NDArray[np.bool_], cells: int) -> Ints:
    """Return where the first session of each free slot is, among some of the pairs."""
    where = np.full(cells, NOWHERE, dtype=np.int64)
    session = sessions.session[pairs][::-1]
    where[sessions.cell[pairs][::-1]] = sessions.where_idx[session]
    return where
