"""The hours of the calendar: week by week, and who lacks what the duty asks."""

from dataclasses import dataclass
from math import ceil

from matcher.calendar import Hours
from matcher.domain.scenario import Scenario
from matcher.report.wording import Named, Wording

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of everybody together, as text.

    Attributes
    ----------
    taught, practised
        Hours of class and of practice.
    other
        Hours of activities and of self-study.
    full_time_short
        Hours lacking of full programmes.
    people_below_full_time, people_below_work
        People with less than a full programme, and with fewer work-oriented hours than
        their duty asks on average.
    """

    week: str
    monday: str
    taught: str
    practised: str
    other: str
    full_time_short: str
    people_below_full_time: str
    people_below_work: str


@dataclass(frozen=True, slots=True)
class LackingRow:
    """A person whose duty is not met, and how many hours it lacks, rounded up."""

    participant: Named
    hours: str


@dataclass(frozen=True, slots=True)
class HoursTables:
    """What the report tells about hours."""

    weeks: tuple[WeekRow, ...]
    lacking: tuple[LackingRow, ...]


def hours_tables(scenario: Scenario, hours: Hours, wording: Wording) -> HoursTables:
    """Return the hours of every calendar week, and the people who lack some."""
    weeks = range(scenario.horizon.calendar_weeks)
    return HoursTables(
        tuple(_week(scenario, hours, week, wording) for week in weeks),
        tuple(
            LackingRow(
                wording.named(person.id),
                wording.number(ceil(lacking / MINUTES_PER_HOUR)),
            )
            for person, lacking in zip(
                scenario.participants, hours.work_missing.tolist(), strict=True
            )
            if lacking
        ),
    )


def _week(scenario: Scenario, hours: Hours, week: int, wording: Wording) -> WeekRow:
    monday = scenario.horizon.monday(week)
    full_time, work = hours.full_time_short[:, week], hours.work_short[:, week]

    def in_hours(minutes: int) -> str:
        return wording.number(minutes // MINUTES_PER_HOUR)

    return WeekRow(
        week=str(monday.isocalendar().week),
        monday=wording.day(monday),
        taught=in_hours(int(hours.taught[:, week].sum())),
        practised=in_hours(int(hours.practised[:, week].sum())),
        other=in_hours(
            int((hours.counted - hours.taught - hours.practised)[:, week].sum())
        ),
        full_time_short=in_hours(int(full_time.sum())),
        people_below_full_time=wording.number(int((full_time > 0).sum())),
        people_below_work=wording.number(int((work > 0).sum())),
    )
