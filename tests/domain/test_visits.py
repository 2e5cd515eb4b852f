"""When programmes ask for visits, and when they can be made."""

from dataclasses import replace
from datetime import date

from matcher.domain.absences import Absence, AbsenceKind
from matcher.domain.clock_hours import Hours
from matcher.domain.ids import SlotId, SpecialistId, TeacherId
from matcher.domain.programme import VisitStep
from matcher.domain.visit import Visit, VisitKind
from matcher.domain.visits import (
    hours_at_place,
    kinds_by_week,
    practice_days,
    visits_asked,
    visits_missed,
)
from matcher.domain.weeks import five_day_grid
from tests.helpers import builders as make
from tests.io.strategies import HALF_DAYS

FOLLOW_UP, TRIANGLE = VisitKind.FOLLOW_UP, VisitKind.TRIANGLE
GUIDANCE = VisitKind.GUIDANCE
NO_MEETINGS = make.template(meeting_minutes=0)
S1 = SpecialistId("s1")


def weeks(template, practice, start=0):
    return list(kinds_by_week(template, start, list(practice)))


def world(template=NO_MEETINGS, place=None, **changes):
    return make.scenario(
        places=[place or make.place()],
        templates=[template],
        specialists=(make.specialist("s1"),),
        **changes,
    )


def followed(**changes):
    return replace(make.placement(**changes), specialist=S1)


def test_visits_are_weekly_and_then_thinner():
    """Every week for eight weeks, then every second: in 14 weeks eleven."""
    assert weeks(NO_MEETINGS, range(14)) == [*range(8), 8, 10, 12]


def test_a_rhythm_may_end():
    """Steps that do not last to the end leave the rest without visits."""
    short = replace(NO_MEETINGS, visit_steps=(VisitStep(2, 3),))
    assert weeks(short, range(9)) == [0, 2]


def test_the_rhythm_counts_from_the_start_of_the_placement():
    """Somebody who begins in week 4 is visited in 4, 6, 8."""
    second = replace(NO_MEETINGS, visit_steps=(VisitStep(2),))
    assert weeks(second, range(4, 9), start=4) == [4, 6, 8]


def test_what_falls_due_without_practice_is_made_good():
    """A visit of a week of holiday is asked for in the next week, once."""
    second = replace(NO_MEETINGS, visit_steps=(VisitStep(2),))
    assert weeks(second, [0, 1, 3, 4, 5, 6]) == [0, 3, 4, 6]


def test_triangle_meetings_at_start_middle_and_end():
    """Three meetings, in weeks with practice, instead of an ordinary visit."""
    third = make.template(visit_steps=(VisitStep(3),))
    assert kinds_by_week(third, 0, [*range(5), *range(7, 11)]) == {
        0: TRIANGLE,
        3: FOLLOW_UP,
        7: TRIANGLE,
        9: FOLLOW_UP,
        10: TRIANGLE,
    }


def test_a_placement_of_a_week_has_one_meeting():
    """Start, middle and end fall together."""
    assert kinds_by_week(make.template(), 3, [3]) == {3: TRIANGLE}


def test_nobody_who_is_not_followed_is_visited():
    """Without a specialist, or with one the scenario does not know, none is asked."""
    scenario = world()
    unknown = replace(make.placement(), specialist=SpecialistId("s9"))
    assert visits_asked(scenario, [make.placement(), unknown]) == []
    assert len(visits_asked(scenario, [followed()])) == 17


def test_a_visit_is_asked_where_and_as_long_as_the_programme_says():
    """Person, place, minutes, and the hours of each day of practice."""
    short = followed(practice="ons fre", last=date(2026, 8, 21))
    [asked] = visits_asked(world(replace(NO_MEETINGS, visit_minutes=30)), [short])
    assert (asked.week, asked.place, asked.minutes) == (0, "q1", 30)
    hours = (Hours(480, 930),)
    assert asked.hours == ((date(2026, 8, 19), hours), (date(2026, 8, 21), hours))


def test_a_visit_lies_when_the_place_welcomes_it():
    """Working hours of the place, cut to those in which visits are welcome."""
    late = make.place(
        start_minute=600,
        end_minute=1200,
        visits_from_minute=1080,
        visits_to_minute=1260,
    )
    short = followed(practice="ons", last=date(2026, 8, 21))
    [asked] = visits_asked(world(place=late), [short])
    assert asked.hours == ((date(2026, 8, 19), (Hours(1080, 1200),)),)


def test_a_visit_nobody_can_be_there_for_is_asked_all_the_same():
    """Where the place welcomes visits only after practice, the visit has no hours."""
    evening = make.place(visits_from_minute=1020)
    short = followed(practice="ons", last=date(2026, 8, 21))
    [asked] = visits_asked(world(place=evening), [short])
    assert asked.hours == ()


def test_nobody_is_visited_while_they_are_away():
    """A week of leave asks for no visit; a day of absence is no day for one."""
    week = Absence(AbsenceKind.LEAVE, date(2026, 8, 24), date(2026, 8, 30))
    day = Absence(AbsenceKind.ABSENCE, date(2026, 8, 19), date(2026, 8, 19))
    person = make.participant(absences=(day, week))
    scenario = replace(world(), participants=(person,))
    asked = visits_asked(scenario, [followed(last=date(2026, 9, 4))])
    assert [one.week for one in asked] == [0, 2]
    assert [on for on, _ in asked[0].hours] == [date(2026, 8, 20), date(2026, 8, 21)]


def test_the_calendar_says_when_somebody_is_there():
    """A week of holiday asks for no visit; a day that was added is one for a visit."""
    entries = [
        (day, slot)
        for day, slot in ((date(2026, 8, 19), "ons"), (date(2026, 9, 1), "tir"))
    ]
    who = make.participant().id, make.place().id
    practice = practice_days((*who, day, SlotId(slot)) for day, slot in entries)
    row = followed(last=date(2026, 9, 4))
    asked = visits_asked(world(), [row], practice)
    assert [one.week for one in asked] == [0, 2]
    assert [on for one in asked for on, _ in one.hours] == [day for day, _ in entries]


def test_before_the_calendar_the_placement_says_when_somebody_is_there():
    """The meeting of the first week was before, and the middle is that of all weeks."""
    template = replace(make.template(), visit_steps=())
    row = followed(practice="ons", first=date(2026, 7, 27), last=date(2026, 8, 30))
    days = [date(2026, 8, 19), date(2026, 8, 26)]
    who = make.participant().id, make.place().id
    practice = practice_days((*who, day, SlotId("ons")) for day in days)
    asked = visits_asked(world(template), [row], practice)
    assert [one.week for one in asked] == [1]


def test_only_weeks_of_the_calendar_are_asked_about():
    """A placement that began before keeps its rhythm; weeks before do not count."""
    before = followed(first=date(2026, 7, 27), last=date(2026, 11, 1))
    asked = visits_asked(world(), [before])
    assert [one.week for one in asked] == [0, 1, 2, 3, 4, 5, 7, 9]


def test_missed_are_those_without_an_answer_in_their_week():
    """A visit a week late answers nothing."""
    short = followed(practice="ons", last=date(2026, 8, 28))
    scenario = world()
    asked = visits_asked(scenario, [short])
    visit = Visit(
        make.visitor("s1"),
        asked[0].participant,
        asked[0].place,
        date(2026, 8, 19),
        500,
        45,
    )
    assert len(asked) == 2
    assert visits_missed(scenario, asked, [visit]) == 1
    assert visits_missed(scenario, asked, [visit, visit]) == 1
    assert visits_missed(scenario, asked, []) == 2


def test_working_hours_of_a_place_go_before_those_of_the_slot():
    """In the evening somebody is there in the only slot of the day."""
    evening = make.place(start_minute=960, end_minute=1320)
    slot = five_day_grid().slots[0]
    assert hours_at_place(five_day_grid(), evening, slot) == (Hours(960, 1320),)


def test_half_days_part_the_hours_of_a_place():
    """In the morning somebody is there till the afternoon slot begins."""
    am, pm = HALF_DAYS.slots[:2]
    day = make.place(start_minute=420, end_minute=960)
    assert hours_at_place(HALF_DAYS, day, am) == (Hours(420, 720),)
    assert hours_at_place(HALF_DAYS, day, pm) == (Hours(720, 960),)
    assert hours_at_place(HALF_DAYS, make.place(), am) == (Hours(480, 690),)


def taught(**changes):
    """One class with one travelling teacher, and nobody who follows anybody."""
    return make.scenario(teachers=(make.teacher(**changes),))


def test_a_teacher_visits_the_people_of_the_class_every_week():
    """As long as the teacher says, without meetings; people of another class are not."""
    month = make.placement(last=date(2026, 9, 13))
    asked = visits_asked(taught(visit_minutes=30), [month])
    assert [(one.week, one.kind, one.minutes) for one in asked] == [
        (week, GUIDANCE, 30) for week in range(4)
    ]
    assert {one.visitor for one in asked} == {make.visitor("t1")}
    elsewhere = make.placement(class_section=None)
    assert visits_asked(taught(), [elsewhere]) == []


def test_a_teacher_s_rhythm_counts_from_the_start_of_the_placement():
    """Every second week from the second week on."""
    row = make.placement(first=date(2026, 8, 24), last=date(2026, 9, 20))
    asked = visits_asked(taught(visit_steps=(VisitStep(2),)), [row])
    assert [one.week for one in asked] == [1, 3]


def test_a_teacher_visits_in_weeks_with_teaching():
    """What falls due in a week without teachers is asked for in the next with some."""
    school = make.calendar(no_teaching=(make.span("2026-08-24", "2026-08-30"),))
    scenario = replace(
        taught(visit_steps=(VisitStep(3, 3), VisitStep(1, 1))), calendars=(school,)
    )
    late = make.placement(first=date(2026, 8, 24), last=date(2026, 9, 20))
    assert [one.week for one in visits_asked(scenario, [late])] == [2, 4]


def test_practice_on_days_without_teachers_alone_asks_for_no_visit():
    """The school has planning days when the person is at work."""
    school = make.calendar(no_teaching=(make.span("2026-08-19", "2026-08-21"),))
    scenario = replace(taught(), calendars=(school,))
    row = make.placement(last=date(2026, 8, 30))
    assert [one.week for one in visits_asked(scenario, [row])] == [1]


def test_specialist_and_teacher_both_visit():
    """Each in a rhythm of their own; the job specialist comes first in the order."""
    scenario = replace(world(), teachers=(make.teacher(),))
    asked = visits_asked(scenario, [followed(last=date(2026, 8, 30))])
    assert [(one.visitor.id, one.week) for one in asked] == [
        ("s1", 0),
        ("s1", 1),
        ("t1", 0),
        ("t1", 1),
    ]


def test_two_may_have_the_same_id():
    """A job specialist and a teacher of one id are two who come."""
    scenario = replace(world(), teachers=(replace(make.teacher(), id=TeacherId("s1")),))
    asked = visits_asked(scenario, [followed(last=date(2026, 8, 21))])
    visits = [
        Visit(one.visitor, one.participant, one.place, date(2026, 8, 19), 500, 45)
        for one in asked
    ]
    assert visits_missed(scenario, asked, visits[:1]) == 1
    assert visits_missed(scenario, asked, visits) == 0
