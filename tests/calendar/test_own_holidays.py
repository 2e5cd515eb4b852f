"""People's own holiday: how much, in which weeks, and what it takes off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.calendar import (
    Activity,
    build_calendar,
    fill_calendar,
    holiday_metrics,
    lay_holidays,
    summarise_hours,
)
from matcher.calendar.days_off import days_off
from matcher.domain.ids import SlotId
from matcher.domain.own_holidays import earned_holiday, is_in_summer
from matcher.domain.weeks import Slot, WeekGrid
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make
from tests.helpers.absences import absence

SUMMER = make.span("2027-06-21", "2027-08-15")
WITH_SUMMER = make.calendar(no_teaching=(SUMMER,))
CLASSES = {make.participant().id: make.section().id}


def built(scenario, *placements):
    return build_calendar(scenario, placements, CLASSES)


def laid(scenario, *placements):
    return lay_holidays(built(scenario, *placements))


def days_laid(calendar) -> list[date]:
    start = calendar.scenario.horizon.start
    return [start + timedelta(days=int(day)) for day in days_off(calendar).day]


def weeks_laid(calendar) -> list[date]:
    """Mondays of the weeks with holiday of the one person's own."""
    return sorted({day - timedelta(days=day.weekday()) for day in days_laid(calendar)})


def classes(calendar) -> int:
    return int((calendar.activity == Activity.CLASS).sum())


def one_person(school=WITH_SUMMER, **changes):
    """Without a duty unless told, so that any week may be holiday."""
    template = changes.pop("template", make.template(steps=(), work_duty=False))
    person = make.participant(**changes)
    return make.scenario([person], calendars=[school], templates=[template])


@pytest.mark.parametrize(
    ("days", "holiday"), [(364, 25), (182, 12), (14, 0), (400, 25)]
)
def test_holiday_is_earned_by_the_year(days, holiday):
    """25 weekdays for a whole year, in proportion for less, never more."""
    assert earned_holiday(days) == holiday


def test_school_that_gives_five_weeks_leaves_the_calendar_as_it_is():
    """25 weekdays of programme holiday: nothing is due, also of those who end before."""
    given = (make.span("2027-07-05", "2027-08-08"),)
    school = replace(WITH_SUMMER, programme_holiday=given)
    for end in (None, date(2027, 1, 29)):
        base = built(one_person(school, programme_end=end))
        assert lay_holidays(base) is base
        assert holiday_metrics(base) == {}


def test_five_weeks_are_laid_where_nothing_is_lost():
    """Whoever has no holiday from school gets five weeks while there are no teachers."""
    calendar = laid(one_person())
    assert holiday_metrics(calendar) == {
        "holiday_days_due": 25,
        "holiday_days_laid": 25,
    }
    assert all(day in SUMMER for day in days_laid(calendar))
    assert len(weeks_laid(calendar)) == 5
    assert (
        not (calendar.activity == Activity.CLASS).sum()
        < (built(one_person()).activity == Activity.CLASS).sum()
    )


def test_three_weeks_in_a_row_in_the_summer():
    """With breaks all over the year three of the weeks are together in the summer."""
    breaks = [f"2026-{day}" for day in ("10-05", "11-02", "11-23", "12-07", "12-14")]
    spans = [
        make.span(day, str(date.fromisoformat(day) + timedelta(6))) for day in breaks
    ]
    calendar = laid(one_person(make.calendar(no_teaching=tuple(spans))))
    weeks = weeks_laid(calendar)
    in_summer = [week for week in weeks if is_in_summer(week)]
    assert [week.isoformat() for week in weeks if week not in in_summer] == breaks[:2]
    assert in_summer[2] - in_summer[0] == timedelta(weeks=2)


def test_school_that_gives_three_summer_weeks_needs_no_others():
    """Three weeks of the school's in July: the other two are where least is lost."""
    autumn = make.span("2026-10-05", "2026-10-18")
    july = make.span("2027-07-05", "2027-07-25")
    school = make.calendar(no_teaching=(autumn,), programme_holiday=(july,))
    calendar = laid(one_person(school))
    assert holiday_metrics(calendar)["holiday_days_due"] == 10
    assert [week.isoformat() for week in weeks_laid(calendar)] == [
        "2026-10-05",
        "2026-10-12",
    ]


def test_part_of_a_year_earns_a_part():
    """Half a year earns 12 days: two weeks and the last two days of a third."""
    calendar = laid(one_person(programme_end=date(2027, 2, 14)))
    days = days_laid(calendar)
    assert len(days) == 12
    assert [day.weekday() for day in days[-2:]] == [3, 4]


def test_duty_that_lacks_bars_its_window():
    """Who lacks work-oriented hours has no holiday within the window of the duty."""
    scenario = one_person(make.calendar(), template=make.template())
    end = scenario.horizon.placement_span.last
    found = days_laid(laid(scenario))
    assert len(found) == 25
    assert min(found) > end


def test_calendar_of_the_duty_alone_lays_nothing():
    """Where the lacking duty has the whole calendar, all that is due stays due."""
    short = replace(make.scenario().horizon, calendar_weeks=26)
    scenario = replace(one_person(template=make.template()), horizon=short)
    assert holiday_metrics(laid(scenario)) == {
        "holiday_days_due": 12,
        "holiday_days_laid": 0,
    }


def test_practice_beyond_the_duty_may_be_holiday():
    """Practice of the whole year: the five weeks are laid, and the duty still met."""
    placed = make.placement(last=date(2027, 8, 13))
    scenario = one_person(make.calendar(), template=make.template())
    before = summarise_hours(built(scenario, placed))
    after = laid(scenario, placed)
    assert before.work_missing.tolist() == [0]
    assert summarise_hours(after).work_missing.tolist() == [0]
    assert len(days_laid(after)) == 25


def test_week_with_absence_is_no_holiday():
    """Who is away in the only week without teachers has holiday in other weeks."""
    school = make.calendar(no_teaching=(make.span("2026-10-05", "2026-10-11"),))
    there = one_person(school, programme_end=date(2026, 10, 30))
    away = (absence("leave", "2026-10-07", "2026-10-07"),)
    person = replace(there.participants[0], absences=away)
    break_week = date(2026, 10, 5)
    assert break_week in weeks_laid(laid(there))
    assert break_week not in weeks_laid(laid(replace(there, participants=(person,))))


def test_week_of_own_holiday_asks_nothing():
    """Neither full time nor led hours are asked in it, and nothing is filled in."""
    base = laid(one_person())
    week = base.scenario.horizon.week_of(weeks_laid(base)[0])
    hours = summarise_hours(fill_calendar(base, []))
    assert hours.full_time[0, week] == hours.led_asked[0, week] == 0
    assert hours.counted[0, week] == 0


def test_day_without_slots_is_holiday_with_its_week():
    """A grid of four days: a week that is off asks nothing on the fifth either."""
    four = tuple(Slot(SlotId(name), day, 480, 960, 450)
                 for day, name in enumerate(make.WORKDAYS[:4]))  # fmt: skip
    calendar = laid(replace(one_person(), grid=WeekGrid(four)))
    week = calendar.scenario.horizon.week_of(weeks_laid(calendar)[0])
    assert summarise_hours(calendar).full_time[0, week] == 0


def placements_of(scenario):
    """Everybody's practice in the middle of the week, for as long as it may last."""
    span = scenario.horizon.placement_span
    days = " ".join(slot.id for slot in scenario.grid.slots[2:4])
    return [
        make.placement(
            person.id, scenario.places[0].id, days, span.first, span.last, None
        )
        for person in scenario.participants[: 3 * len(scenario.places)]
    ]


@pytest.mark.parametrize("seed", range(12))
def test_never_more_than_due_and_never_less_duty(seed):
    """Nobody's duty lacks more, no more is laid than due, and no slot is there twice."""
    scenario, _ = random_scenario(seed)
    base = build_calendar(scenario, placements_of(scenario), {})
    after = lay_holidays(base)
    due = holiday_metrics(base).get("holiday_days_due", 0)
    assert len(days_off(after).day) <= due
    missing = summarise_hours(base).work_missing
    assert (summarise_hours(after).work_missing <= missing).all()
    slots = set(zip(after.participant_idx, after.day, after.slot_idx, strict=True))
    assert len(slots) == len(after)
    assert len(after) + len(after.free) == len(base) + len(base.free)
