"""Growing practice of people whose class meets in some weeks only, in a break."""

from datetime import timedelta

import pytest

from matcher.calendar.class_weeks import days_kept_for_class
from matcher.domain.alternation import Alternation
from matcher.domain.programme import PatternStep
from matcher.domain.weeks import WEEKDAYS
from tests.helpers import builders as make

EVERY_DAY = " ".join(WEEKDAYS[:5])
ROWS = [
    make.placement(f"p{i}", practice=EVERY_DAY, class_section=f"c{i}") for i in (1, 2)
]
FIRST_TWO_WEEKS = [True] * 14 + [False] * 14


def opposite(place, **changes):
    """Two people in opposite phases of two weeks each; ``p1`` begins in class."""
    later = make.START + timedelta(weeks=2)
    return make.scenario(
        [make.participant("p1"), make.participant("p2")],
        [place],
        templates=[make.template(class_slots=5, steps=(PatternStep(5),))],
        sections=[
            make.section(name, EVERY_DAY, alternation=Alternation((2, 2), begins))
            for name, begins in (("c1", make.START), ("c2", later))
        ],
        **changes,
    )


def kept(scenario, rows=ROWS):
    """Of the first four weeks and both people: the days on which nothing grows."""
    one, other = days_kept_for_class(scenario, rows)[:, :28].tolist()
    return one, other


def test_where_both_could_be_at_once_practice_grows_in_weeks_of_class():
    """People at once for two, and nobody's mentors are asked how long they have."""
    scenario = opposite(make.place(seats_each_slot=2))
    assert not any(map(any, kept(scenario)))


@pytest.mark.parametrize(
    ("place", "employer"),
    [
        (make.place(seats_each_slot=2, people_at_once=1), {}),
        (make.place(seats_each_slot=2), {"people_at_once": 1}),
        (make.place(seats_each_slot=2, mentor_minutes_per_week=500), {}),
        (make.place(seats_each_slot=2), {"mentor_minutes_per_week": 500}),
    ],
)
def test_the_weeks_of_class_of_one_are_kept_for_the_other(place, employer):
    """Room for one at a time is the other's, break or not."""
    scenario = opposite(place, employers=[make.employer(**employer)])
    assert kept(scenario) == (FIRST_TWO_WEEKS, FIRST_TWO_WEEKS[::-1])


def test_somebody_alone_at_the_place_may_always_come():
    """Nobody else's placement lies in those weeks."""
    scenario = opposite(make.place(seats_each_slot=2, people_at_once=1))
    assert not any(map(any, kept(scenario, ROWS[:1])))


def test_days_beside_the_class_keep_people_there_in_its_weeks():
    """Practice on a day without class in those weeks: the person is there anyway."""
    scenario = opposite(make.place(seats_each_slot=2, people_at_once=1))
    menu = make.section("c1", "man tir", alternation=Alternation((2, 2), make.START))
    scenario = make.scenario(
        scenario.participants,
        scenario.places,
        templates=scenario.templates,
        sections=[menu, scenario.sections_by_id()["c2"]],
    )
    assert kept(scenario)[0] == [False] * 28
