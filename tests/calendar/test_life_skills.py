"""Life skills go first to those who lack the law's hours, and the lack is counted."""

import pytest

from matcher.calendar import (
    Activity,
    build_calendar,
    fill_calendar,
    life_skills_metrics,
    shortage_bounds,
)
from matcher.domain.activities import GroupActivity
from matcher.domain.ids import ActivityId, MunicipalityId
from matcher.domain.life_skills import life_skills_asked, life_skills_minutes
from matcher.domain.programme import EducationLevel, ProgrammeType
from tests.helpers import builders as make


def offer(days: str = "ons", kind: Activity = Activity.LIFE_SKILLS, **changes):
    return GroupActivity(ActivityId(kind.word), kind, make.slots(days), **changes)


def world(people, *offers):
    return make.scenario(people, [], activities=offers)


def filled(scenario):
    return fill_calendar(build_calendar(scenario, [], {}), [])


def sessions_of(scenario):
    """Sessions of life skills by person."""
    whose = [
        row.participant
        for row in filled(scenario).rows()
        if row.activity == Activity.LIFE_SKILLS
    ]
    return {p.id: whose.count(p.id) for p in scenario.participants}


@pytest.mark.parametrize(
    ("education", "had", "minutes"),
    [
        (EducationLevel.LOWER_SECONDARY, 0, 25 * 60),
        (None, 0, 25 * 60),
        (EducationLevel.UPPER_SECONDARY, 0, 15 * 60),
        (EducationLevel.NONE, 24 * 60, 60),
        (EducationLevel.HIGHER, 24 * 60, 0),
    ],
)
def test_minimum_by_education(education, had, minutes):
    """25 hours, 15 with upper secondary; hours had already are taken off."""
    person = make.participant(education=education, life_skills_minutes=had)
    assert life_skills_minutes(person, make.template()) == minutes


@pytest.mark.parametrize("programme", [p for p in ProgrammeType if p.value != "intro"])
def test_only_introduction_programmes_are_asked(programme):
    """The minimum is the introduction programme's alone."""
    template = make.template(programme=programme)
    assert life_skills_minutes(make.participant(), template) == 0


def test_asked_only_where_the_municipality_offers_any():
    """Without an offer to the municipality nobody is asked, and no metric is there."""
    elsewhere = offer(municipalities=frozenset({MunicipalityId("9999")}))
    for offers in ((), (elsewhere,), (offer(kind=Activity.TEACHING),)):
        scenario = world([make.participant()], *offers)
        assert life_skills_asked(scenario) == (0,)
        assert life_skills_metrics(filled(scenario)) == {}


def test_the_only_seat_goes_to_who_lacks_hours():
    """One seat for four weeks: all of it is hers who has had none."""
    people = [
        make.participant("p1", life_skills_minutes=25 * 60),
        make.participant("p2"),
    ]
    last = make.span("2026-08-17", "2026-09-13").last
    scenario = world(people, offer(seats=1, last=last))
    assert sessions_of(scenario) == {"p1": 0, "p2": 4}


def test_scarce_hours_are_shared_evenly():
    """Four sessions with one seat, two people who lack as much: two each."""
    people = [make.participant("p1"), make.participant("p2")]
    last = make.span("2026-08-17", "2026-09-13").last
    scenario = world(people, offer(seats=1, last=last))
    assert sessions_of(scenario) == {"p1": 2, "p2": 2}


def test_life_skills_go_before_the_duty():
    """Where a job club is at the same time, the law's hours of life skills go first."""
    last = make.span("2026-08-17", "2026-09-13").last
    both = (offer(last=last), offer(kind=Activity.JOB_CLUB, last=last))
    scenario = world([make.participant()], *both)
    assert sessions_of(scenario) == {"p1": 4}
    assert life_skills_metrics(filled(scenario)) == {"life_skills_hours_short": 0}


def test_a_course_takes_first_who_lacks_life_skills():
    """A course of life skills with one seat is hers who has had none."""
    people = [
        make.participant("p1", life_skills_minutes=25 * 60),
        make.participant("p2"),
    ]
    week = make.span("2026-08-17", "2026-08-21")
    course = offer("man tir ons", seats=1, is_whole=True, first=week.first,
                   last=week.last)  # fmt: skip
    assert sessions_of(world(people, course)) == {"p1": 0, "p2": 3}


def test_what_is_lacking_stands_beside_its_bound():
    """Two sessions of 7.5 hours with two seats, 50 hours asked: 20 lack at least."""
    people = [make.participant("p1"), make.participant("p2")]
    last = make.span("2026-08-17", "2026-08-30").last
    scenario = world(people, offer(seats=2, last=last))
    base = build_calendar(scenario, [], {})
    assert life_skills_metrics(fill_calendar(base, [])) == {
        "life_skills_hours_short": 20
    }
    assert shortage_bounds(base, [])["life_skills_hours_short_bound"] == 20
