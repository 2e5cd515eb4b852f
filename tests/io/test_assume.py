"""What is taken for granted."""

from datetime import date

import pytest

from matcher.domain.language import CefrLevel
from matcher.domain.weeks import Horizon, five_day_grid
from matcher.io.assume import (
    ASSUMED_START,
    assumed_calendar,
    assumed_sections,
    years_of,
)
from tests.helpers import builders

YEARS = range(2024, 2041)


@pytest.mark.parametrize("year", YEARS)
def test_the_programme_has_25_weekdays_of_holiday_a_year(year):
    """Public holidays do not count among them."""
    calendar = assumed_calendar([year])
    days = {
        day
        for span in calendar.programme_holiday
        for day in span.days()
        if day.weekday() < 5 and builders.calendar().is_programme_day(day)
    }
    assert len(days) == 25
    assert {day.year for day in days} == {year}


@pytest.mark.parametrize("year", YEARS)
def test_a_school_year_has_about_190_days(year):
    """From August to June it is the customary number, give or take a week."""
    calendar = assumed_calendar([year, year + 1])
    first, last = date(year, 8, 1).toordinal(), date(year + 1, 7, 1).toordinal()
    days = [date.fromordinal(day) for day in range(first, last)]
    taught = [d for d in days if d.weekday() < 5 and calendar.has_teaching(d)]
    assert 185 <= len(taught) <= 195


def test_the_assumed_start_is_a_monday():
    """A plan begins on a Monday."""
    assert ASSUMED_START.weekday() == 0


def test_the_calendar_covers_every_year_of_the_plan():
    """A plan over New Year needs both years."""
    assert list(years_of(Horizon(date(2026, 8, 17), 26, 52))) == [2026, 2027]


def test_assumed_classes_have_a_seat_for_everyone_of_their_kind():
    """One class per municipality, level band and number of class slots."""
    people = [
        builders.participant("p1", level=builders.level("A1")),
        builders.participant("p2", level=builders.level("PRE_A1")),
        builders.participant("p3", level=builders.level("B2")),
        builders.participant("p4", template="bare-praksis"),
    ]
    templates = [builders.template(), builders.template("bare-praksis", class_slots=0)]
    homes = [builders.municipality()]
    made = assumed_sections(people, templates, homes, five_day_grid())
    bands = [(s.level_from, s.level_to, s.seats, len(s.menu)) for s in made]
    assert bands == [
        (CefrLevel.PRE_A1, CefrLevel.A1, 2, 2),
        (CefrLevel.B1, CefrLevel.C2, 1, 2),
    ]


def test_a_given_class_is_not_assumed_again():
    """Who has a class needs no other."""
    person = builders.participant(section="c1")
    templates, homes = [builders.template()], [builders.municipality()]
    assert assumed_sections([person], templates, homes, five_day_grid()) == ()
