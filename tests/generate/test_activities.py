"""What municipalities of generated scenarios offer."""

from datetime import date

import pytest

from matcher.domain.activities import OFFERED, Activity
from matcher.domain.weeks import Horizon
from matcher.generate.activities import COURSE_FROM, offered_activities
from tests.helpers import builders as make

HORIZON = Horizon(date(2026, 8, 17))


def offers(people, horizon=HORIZON, municipalities=("4003",)):
    everybody = [make.participant(f"p{i}") for i in range(people)]
    return offered_activities(
        [make.municipality(one) for one in municipalities], everybody, horizon
    )


@pytest.fixture(scope="module")
def many():
    return offers(COURSE_FROM)


def test_every_offer_is_for_its_own_municipality(many):
    """Nobody is sent to another municipality's activities."""
    assert {one.municipalities for one in many} == {frozenset({make.MUNICIPALITY})}


def test_where_nobody_lives_nothing_is_offered():
    """A municipality without participants has no activities."""
    assert offers(0) == ()
    named = offers(3, municipalities=("4001", "4003"))
    assert {m for one in named for m in one.municipalities or ()} == {"4003"}


def test_a_small_municipality_has_no_courses():
    """Below so many people there are weekly offers only."""
    assert {one.kind for one in offers(COURSE_FROM - 1)} == {
        Activity.JOB_CLUB,
        Activity.SOCIAL_STUDIES,
        Activity.VOLUNTEERING,
        Activity.TEACHING,
    }


def test_a_large_one_has_courses_in_both_breaks(many):
    """A whole week in autumn and one in winter, taken from first to last day."""
    courses = [one for one in many if one.kind is Activity.COURSE]
    assert [one.first for one in courses] == [date(2026, 10, 5), date(2027, 2, 22)]
    assert all(one.is_whole and len(one.slots) == 5 for one in courses)


def test_a_break_outside_the_calendar_has_no_course():
    """A calendar of ten weeks ends with the autumn break, before the winter's."""
    courses = [
        one
        for one in offers(COURSE_FROM, Horizon(HORIZON.start, 10, 10))
        if one.kind is Activity.COURSE
    ]
    assert len(courses) == 1


def test_seats_follow_the_number_of_people():
    """More people, more seats; never fewer than four."""
    small, large = ({one.id: one.seats for one in offers(n)} for n in (4, 30))
    assert min(small.values()) == 4
    assert all(large[key] >= seats for key, seats in small.items())
    assert large != small


def test_offers_can_be_held(many):
    """Each opens with no more people than it has seats for, and is of an offered kind."""
    assert all(one.opens_with <= (one.seats or one.opens_with) for one in many)
    assert all(one.kind in OFFERED for one in many)


def test_extra_teaching_is_for_days_without_teachers(many):
    """The only weekly offer that waits for them."""
    waiting = {one.kind for one in many if one.only_without_teaching}
    assert waiting == {Activity.TEACHING}


def test_nothing_is_drawn(many):
    """The same people have the same offers, in the order of their ids."""
    assert offers(COURSE_FROM) == many
    assert [one.id for one in many] == sorted(one.id for one in many)
