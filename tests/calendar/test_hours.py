"""Hours of a week against 37.5 and against the 15-hour rule."""

from datetime import date, timedelta

import pytest

from matcher.calendar import build_calendar, summarise_hours
from matcher.domain.ids import SectionId
from matcher.domain.law import duty_of
from matcher.domain.weeks import FULL_TIME_MINUTES
from matcher.domain.work import is_practice_day, practice_minutes
from tests.helpers import builders as make
from tests.helpers.absences import absence, with_absences

CLASSES = {make.participant().id: make.section().id}
PLACED = make.placement(last=date(2027, 2, 12))


def hours(scenario, *placements):
    return summarise_hours(build_calendar(scenario, placements, CLASSES))


def test_plain_week_is_full():
    """Two class days and three practice days are 37.5 hours: nothing is short."""
    found = hours(make.scenario(), PLACED)
    assert found.taught[0, 0] == 900
    assert found.practised[0, 0] == 1350
    assert found.full_time_short[0, 0] == 0


def test_public_holiday_lowers_what_is_asked():
    """In the week of 17 May a fifth less is asked."""
    found = hours(make.scenario(), PLACED)
    week = make.scenario().horizon.week_of(date(2027, 5, 17))
    assert found.full_time[0, week] == FULL_TIME_MINUTES * 4 // 5
    assert found.full_time[0, week + 1] == FULL_TIME_MINUTES


def test_holiday_asks_nothing():
    """In a week of programme holiday neither full time nor work is asked."""
    school = make.calendar(programme_holiday=(make.span("2026-10-05", "2026-10-11"),))
    found = hours(make.scenario(calendars=(school,)), PLACED)
    assert found.full_time[0, 7] == 0
    assert found.work_asked[0, 7] == 0


def test_weeks_outside_the_programme_ask_nothing():
    """Before the programme's first day nothing is asked, and a week in part by day."""
    person = make.participant(programme_start=make.START + timedelta(days=9))
    found = hours(make.scenario([person]))
    assert found.full_time[0, :3].tolist() == [0, 1350, 2250]


def test_class_alone_falls_short():
    """Without a placement three days a week are missing, and all of the work duty."""
    found = hours(make.scenario())
    assert found.full_time_short[0, 0] == 1350
    assert found.work_short[0, 0] == 900
    assert found.metrics["people_below_work_hours"] == 1
    assert found.metrics["hours_short_legal"] == -(-found.work_missing[0] // 60)


def test_duty_met_by_the_placement():
    """Three practice days a week over the window meet the 15-hour rule."""
    found = hours(make.scenario(), PLACED)
    assert found.work_missing[0] == 0
    assert found.metrics["hours_short_legal"] == 0
    assert found.metrics["weeks_below_work_hours"] == 0


def test_average_over_the_window_decides():
    """Weeks below 15 hours can be made up: they are listed, the duty is met."""
    late = make.placement(first=date(2026, 9, 14))
    found = hours(make.scenario(), late)
    assert found.metrics["weeks_below_work_hours"] == 4
    assert found.metrics["people_below_work_hours"] == 0


def test_secured_hours_lower_the_demand():
    """A part-time job of 5 hours leaves 10 hours a week to bring."""
    person = make.participant(secured_minutes_per_week=300)
    found = hours(make.scenario([person]))
    assert found.work_asked[0, 0] == 600


def test_short_day_at_the_place_counts_its_own_minutes():
    """A place at work for five hours a day counts five hours, not the slot's 7.5."""
    place = make.place(start_minute=540, end_minute=840)
    found = hours(make.scenario(places=[place]), PLACED)
    assert found.practised[0, 0] == 3 * 300


@pytest.mark.parametrize("weeks", [4, 11, 17, 26])
def test_missing_minutes_are_the_definition_s(weeks):
    """What is missing equals the duty less the practice days counted one by one."""
    school = make.calendar(programme_holiday=(make.span("2026-10-05", "2026-10-11"),))
    place = make.place(closed=(make.span("2026-11-02", "2026-11-04"),))
    scenario = make.scenario(places=[place], calendars=(school,))
    last = make.START + timedelta(weeks=weeks, days=-3)
    found = hours(scenario, make.placement(last=last))
    duty = duty_of(scenario.participants[0], make.template(), school, scenario.horizon)
    assert duty.window is not None
    brought = 0
    for day in duty.window.days():
        at_work = day <= last and day.weekday() in (2, 3, 4)
        if at_work and is_practice_day(place, school, day):
            brought += practice_minutes(place, scenario.grid.slots[day.weekday()])
    assert found.work_missing[0] == max(0, duty.missing_minutes - brought)


def test_work_asked_adds_up():
    """Spread over the weeks, the demand adds up to the window's, with no rest."""
    school = make.calendar(programme_holiday=(make.span("2026-10-05", "2026-10-08"),))
    scenario = make.scenario(calendars=(school,))
    found = hours(scenario)
    duty = duty_of(scenario.participants[0], make.template(), school, scenario.horizon)
    assert found.work_asked.sum() == duty.missing_minutes


def test_metrics_count_hours_of_all():
    """Class and practice hours add up over people; free slots are the calendar's."""
    people = [make.participant("p1"), make.participant("p2", programme_end=make.START)]
    scenario = make.scenario(people)
    calendar = build_calendar(scenario, [], {people[1].id: SectionId("c1")})
    metrics = summarise_hours(calendar).metrics
    assert metrics["class_hours"] == 7
    assert metrics["practice_hours"] == 0
    assert metrics["slots_unfilled"] == len(calendar.free)


def test_no_people_has_no_hours():
    """Without participants every count is nought."""
    metrics = summarise_hours(build_calendar(make.scenario([], []), [], {})).metrics
    assert set(metrics.values()) == {0}


def test_days_away_ask_nothing():
    """In a week away neither full time nor work is asked, two days away ask for less."""
    leave = (
        absence("leave", "2026-10-05", "2026-10-09"),
        absence("pause", "2026-10-12", "2026-10-13"),
    )
    people = [make.participant("p1", absences=leave), make.participant("p2")]
    found = hours(make.scenario(people), PLACED)
    assert found.full_time[:, 7:9].tolist() == [[0, 1350], [2250, 2250]]
    assert found.work_asked[0, 7] == 0
    assert (found.taught + found.practised)[0, 7:9].tolist() == [0, 1350]


def test_what_the_duty_lacks_is_the_same_with_absences():
    """Hours asked and hours brought leave out the same days."""
    scenario = with_absences(3, make.scenario())
    (person,) = scenario.participants
    duty = duty_of(
        person, make.template(), scenario.calendar_of(person), scenario.horizon
    )
    found = hours(scenario)
    assert person.absences
    assert found.work_asked.sum() == found.work_missing[0] == duty.missing_minutes
