"""Days on which a participant is away, and how they move the programme's last day.

Sources: regulation to the integration act §§ 10 and 19: absence and leave that together
are more than 10 working days are added to the length of the programme; holiday and listed
days off are not. Read here as: what is beyond the 10 is added. Of pauses neither act nor
regulation speaks as far as we know: a pause stops the programme, so all of it is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from matcher.domain.ids import ParticipantId
from matcher.domain.weeks import DateSpan, in_any

if TYPE_CHECKING:
    from matcher.domain.calendars import SchoolCalendar

FREE_WORKING_DAYS = 10
"""Absence and leave of a whole programme that are not made up for."""

DAY = timedelta(days=1)


class AbsenceKind(StrEnum):
    """What sort of absence it is; why somebody is away is never asked nor kept."""

    ABSENCE = "absence"
    LEAVE = "leave"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Absence:
    """Days from ``first`` to ``last``, both included, on which a participant is away.

    After the last day of a pause the programme goes on.
    """

    kind: AbsenceKind
    first: date
    last: date

    @property
    def span(self) -> DateSpan:
        """The days away."""
        return DateSpan(self.first, self.last)


@dataclass(frozen=True, slots=True)
class ComputedEnd:
    """Where the last day of a programme comes from when it is not the stated one.

    Attributes
    ----------
    stated
        As the file has it; ``None``: it says nothing, the latest by law was taken.
    unmoved
        The last day before absences are made up for.
    working_days
        By so many the absences move it; 0: they do not.
    school_start
        The day school starts, where that is why: it is the day after the last one,
        whatever is stated and whoever was away; else ``None``.
    """

    stated: date | None
    unmoved: date
    working_days: int
    school_start: date | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeEnd:
    """The last day of a participant's programme where it is not the stated one."""

    participant: ParticipantId
    last: date
    computed: ComputedEnd


def moved_end(
    unmoved: date,
    begin: date | None,
    absences: Sequence[Absence],
    calendar: "SchoolCalendar",
) -> tuple[date, int]:
    """Return the programme's last day with absences made up for.

    Parameters
    ----------
    unmoved
        The last day without them.
    begin
        First day of the programme; days away before it do not count. ``None``: unknown.
    absences
        May overlap: a day is away once, and paused if any of them is a pause.
    calendar
        Monday to Friday are working days where it has neither public holiday nor
        programme holiday; after the years it knows, only public holidays are left out.

    Returns
    -------
    tuple[date, int]
        The day, and how many working days it is after ``unmoved``. Who is away in the
        days that are added makes up for them too.
    """
    paused = [a.span for a in absences if a.kind is AbsenceKind.PAUSE]
    away = [a.span for a in absences if a.kind is not AbsenceKind.PAUSE]
    day = min((a.first for a in absences), default=unmoved)
    day = day if begin is None else max(day, begin)
    free, owed, added = FREE_WORKING_DAYS, 0, 0
    while day <= unmoved or owed:
        if day.weekday() < 5 and calendar.is_programme_day(day):
            if in_any(day, paused) or (in_any(day, away) and free == 0):
                owed += 1
            elif in_any(day, away):
                free -= 1
            if day > unmoved:
                owed -= 1
                added += 1
        day += DAY
    return (day - DAY if added else unmoved), added
