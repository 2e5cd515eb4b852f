"""When those who visit can be out, and how long ways take."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.alternation import Alternation
from matcher.domain.clock_hours import Hours
from matcher.domain.ids import SlotId
from matcher.domain.participant import WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.rounds import Rounds, hours_on_the_road, minutes_between
from tests.helpers import builders as make
from tests.io.strategies import HALF_DAYS

MONDAY, WEDNESDAY = date(2026, 8, 17), date(2026, 8, 19)
OFFICE = Hours(480, 960)
FAR = make.north_of(make.HERE, 25)
"""44 minutes by car."""


def rounds(who, day, **changes):
    """The rounds of ``who`` on a day, beside a class on Monday and Tuesday."""
    return Rounds(make.scenario(**changes), Policy()).on(who, day)


@pytest.mark.parametrize(
    ("chosen", "hours"),
    [
        (None, (Hours(540, 960),)),
        ({"man-am"}, (Hours(540, 720),)),
        ({"man-am", "man-pm"}, (Hours(540, 960),)),
        ({"tir-am"}, ()),
    ],
)
def test_a_specialist_is_out_in_slots_and_hours(chosen, hours):
    """Chosen slots, as parts of the day, cut to the working hours."""
    slots = None if chosen is None else frozenset(map(SlotId, chosen))
    who = make.specialist(visit_slots=slots, working_window=WorkingWindow(540, 960))
    assert hours_on_the_road(HALF_DAYS, who, 0) == hours


def test_the_way_is_estimated_by_the_specialist_s_mode():
    """25 km by car as for people; to an unknown base it counts nothing."""
    who = make.specialist()
    assert minutes_between(Policy(), who, make.HERE, FAR) == 44
    assert minutes_between(Policy(), who, None, FAR) == 0


def test_a_specialist_makes_one_round_a_day():
    """Class and school holidays mean nothing to them."""
    school = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-21"),))
    who = make.specialist()
    assert rounds(who, MONDAY, calendars=(school,)) == ((OFFICE,),)


def test_a_teacher_is_out_when_the_class_does_not_meet():
    """All of Wednesday; on Monday the half hour after class."""
    assert rounds(make.teacher(), WEDNESDAY) == ((OFFICE,),)
    assert rounds(make.teacher(), MONDAY) == ((Hours(930, 960),),)


def test_before_class_and_after_it_are_two_rounds():
    """A class from 8.30 to 11.30 leaves half an hour and an afternoon."""
    own = make.section(menu="man-am")
    late = replace(HALF_DAYS.slots[0], start_minute=510)
    grid = replace(HALF_DAYS, slots=(late, *HALF_DAYS.slots[1:]))
    found = rounds(make.teacher(), MONDAY, grid=grid, sections=(own,))
    assert found == ((Hours(480, 510),), (Hours(690, 960),))


def test_a_class_away_from_the_base_takes_the_way_too():
    """Back from a class 44 minutes away the teacher is out 44 minutes later."""
    own = make.section(menu="man-am", location=FAR)
    found = rounds(make.teacher(), MONDAY, grid=HALF_DAYS, sections=(own,))
    assert found == ((Hours(690 + 44, 960),),)


def test_a_teacher_does_not_work_while_the_school_has_no_teaching():
    """No rounds on school holidays, nor on a public holiday."""
    school = make.calendar(no_teaching=(make.span("2026-08-19", "2026-08-19"),))
    assert rounds(make.teacher(), WEDNESDAY, calendars=(school,)) == ()
    assert rounds(make.teacher(), date(2027, 5, 17)) == ()


def test_a_teacher_of_two_schools_works_when_either_has_teaching():
    """And is in both classes when they meet."""
    closed = make.calendar("rest", no_teaching=(make.span("2026-08-19", "2026-08-19"),))
    sections = (make.section(), make.section("c2", "ons", calendar=closed.id))
    who = make.teacher(sections="c1 c2")
    both = {"calendars": (make.calendar(), closed), "sections": sections}
    assert rounds(who, WEDNESDAY, **both) == ((OFFICE,),)
    assert rounds(who, date(2026, 8, 26), **both) == ((Hours(930, 960),),)


def test_in_weeks_without_class_a_teacher_is_out_all_week():
    """Where school and practice alternate by week."""
    own = make.section(alternation=Alternation((1, 1), MONDAY))
    assert rounds(make.teacher(), MONDAY, sections=(own,)) == ((Hours(930, 960),),)
    week_after = date(2026, 8, 24)
    assert rounds(make.teacher(), week_after, sections=(own,)) == ((OFFICE,),)
