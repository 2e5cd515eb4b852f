"""Visits of whole plans: what comes of any placements passes the audit."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from matcher.audit import audit_plan
from matcher.calendar import planned_calendar
from matcher.calendar.visits import plan_visits
from matcher.domain.ids import SectionId, SlotId, SpecialistId
from matcher.domain.participant import TravelMode, WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.programme import VisitStep
from matcher.domain.rules import RuleCode
from matcher.domain.visit import VisitKind
from matcher.domain.weeks import DateSpan, Horizon, Slot, WeekGrid, five_day_grid
from tests.helpers import builders as make
from tests.io.strategies import HALF_DAYS

VISIT_RULES = {rule for rule in RuleCode if rule.name.startswith("VISIT_")}


def random_world(seed):
    """A few people at a few places with any hours, and one or two specialists."""
    random = Random(seed)
    grid = random.choice([five_day_grid(), HALF_DAYS])
    slots = [slot.id for slot in grid.slots]

    def some_slots(least):
        return frozenset(random.sample(slots, random.randint(least, len(slots))))

    def somewhere():
        return make.north_of(make.HERE, random.uniform(-25, 25))

    places = [
        make.place(
            f"q{i}",
            location=somewhere(),
            start_minute=random.choice([None, 360, 540, 960]),
            end_minute=random.choice([None, 1080, 1320]),
            visits_from_minute=random.choice([None, None, 600, 1020]),
            visits_to_minute=random.choice([None, None, 1100]),
            closed=(DateSpan(make.START, make.START + timedelta(days=9)),)[:i],
        )
        for i in range(3)
    ]
    specialists = [
        make.specialist(
            f"s{i}",
            base=random.choice([None, somewhere()]),
            visit_slots=random.choice([None, some_slots(1)]),
            working_window=WorkingWindow(480, random.choice([720, 960, 1200])),
            travel_mode=random.choice(list(TravelMode)),
        )
        for i in range(2)
    ]
    people = [make.participant(f"p{i}") for i in range(random.randint(1, 9))]
    scenario = make.scenario(
        people,
        places,
        grid=grid,
        horizon=Horizon(make.START, 6, 8),
        sections=(),
        specialists=tuple(specialists),
        templates=[
            make.template(
                visit_steps=random.choice([(), (VisitStep(1, 2), VisitStep(2))]),
                visit_minutes=random.choice([30, 33, 45]),
                meeting_minutes=random.choice([0, 60]),
            )
        ],
    )
    return scenario, [_placement(random, person.id, slots) for person in people]


def _placement(random, person, slots):
    first = make.START + timedelta(weeks=random.randint(-3, 3))
    practice = " ".join(random.sample(slots, random.randint(1, len(slots))))
    row = make.placement(
        person,
        f"q{random.randrange(3)}",
        practice,
        first,
        first + timedelta(weeks=random.randint(1, 7), days=4),
        None,
    )
    return replace(row, specialist=SpecialistId(random.choice(["s0", "s1"])))


def taught_world(seed):
    """A random world with two classes, and teachers who visit beside the specialists."""
    scenario, placements = random_world(seed)
    random = Random(1000 + seed)
    slots = [slot.id for slot in scenario.grid.slots]

    def somewhere():
        return make.north_of(make.HERE, random.uniform(-15, 15))

    sections = tuple(
        make.section(
            name,
            " ".join(random.sample(slots, random.randint(1, 3))),
            location=somewhere(),
        )
        for name in ("c1", "c2")
    )
    teachers = tuple(
        make.teacher(
            name,
            classes,
            base=somewhere(),
            visit_minutes=random.choice([30, 45]),
            visit_slots=random.choice([None, frozenset(random.sample(slots, 3))]),
            working_window=WorkingWindow(360, random.choice([960, 1200])),
        )
        for name, classes in (("t1", "c1"), ("t2", "c1 c2"))
    )
    school = make.calendar(no_teaching=(make.span("2026-08-26", "2026-09-06"),))
    scenario = replace(
        scenario, sections=sections, teachers=teachers, calendars=(school,)
    )
    placements = [
        replace(row, section=SectionId(random.choice(["c1", "c2"])))
        for row in placements
    ]
    return scenario, placements


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("world", [random_world, taught_world])
def test_any_placements_give_visits_that_pass_the_audit(world, seed):
    """No rule of visits is broken, and the counts are those the audit makes."""
    scenario, placements = world(seed)
    made = plan_visits(scenario, Policy(), placements)
    plan = replace(
        make.plan(placements), visits=made.visits, metrics=dict(made.metrics)
    )
    report = audit_plan(scenario, Policy(), plan)
    assert [v for v in report.violations if v.rule in VISIT_RULES] == []
    stated = {name: report.metrics[name] for name in ("visits_asked", "visits_missed")}
    assert stated == {k: v for k, v in made.metrics.items() if k in stated}
    assert made.asked - made.missed == len(made.visits)
    assert 0 <= made.missed_bound <= made.missed


def random_calendar(seed):
    """A random world with a week without teachers and people's own holidays."""
    scenario, placements = random_world(seed)
    school = make.calendar(no_teaching=(make.span("2026-08-24", "2026-08-30"),))
    scenario = replace(scenario, calendars=(school,))
    return scenario, placements, planned_calendar(scenario, placements, {})


def audited_with(scenario, placements, made, calendar, at_hand=True):
    plan = replace(
        make.plan(placements),
        visits=made.visits,
        metrics=dict(made.metrics),
        calendar_sha256=calendar.sha256(),
    )
    report = audit_plan(scenario, Policy(), plan, calendar if at_hand else None)
    return report, {v.rule for v in report.violations} & VISIT_RULES


@pytest.mark.parametrize("seed", range(20))
def test_visits_by_the_calendar_pass_the_audit_with_it(seed):
    """People are there on the day, and the counts are those the audit makes."""
    scenario, placements, calendar = random_calendar(seed)
    practice = calendar.practice()
    made = plan_visits(scenario, Policy(), placements, practice)
    report, broken = audited_with(scenario, placements, made, calendar)
    assert broken == set()
    assert report.metrics["visits_asked"] == made.asked
    assert report.metrics["visits_missed"] == made.missed
    for visit in made.visits:
        days = practice[visit.participant, visit.place]
        assert visit.day in {day for day, _ in days}


def test_a_visit_on_somebody_s_own_holiday_is_found():
    """Planned by the placements alone, some fall on holidays; without the calendar
    at hand nothing is said of it."""
    found = set()
    for seed in range(25):
        scenario, placements, calendar = random_calendar(seed)
        made = plan_visits(scenario, Policy(), placements)
        _, broken = audited_with(scenario, placements, made, calendar)
        found |= broken
        _, untold = audited_with(scenario, placements, made, calendar, at_hand=False)
        assert untold == set()
    assert found == {RuleCode.VISIT_ASKED, RuleCode.VISIT_PRESENCE}


def alone(**changes):
    """One person with one specialist, and their placement of four weeks."""
    scenario = make.scenario(specialists=(make.specialist("s1", **changes),))
    row = make.placement(last=make.START + timedelta(weeks=4, days=-3))
    return scenario, [replace(row, specialist=SpecialistId("s1"))]


def test_without_specialists_there_are_no_visits():
    """Nobody is followed, and nothing is asked."""
    made = plan_visits(make.scenario(), Policy(), [make.placement()])
    assert made.visits == ()
    assert set(made.metrics.values()) == {0}


def test_meetings_and_visits_of_a_month():
    """Meetings in the first, third and last week, a visit in the second, all made."""
    scenario, placements = alone()
    made = plan_visits(scenario, Policy(), placements)
    meeting, visit = (VisitKind.TRIANGLE, 60), (VisitKind.FOLLOW_UP, 45)
    found = [(v.kind, v.minutes) for v in made.visits]
    assert found == [meeting, visit, meeting, meeting]
    assert made.metrics["visits_missed"] == 0


def test_a_specialist_who_is_never_there_misses_all():
    """Out on days in class only: every visit is missed, which is proved."""
    scenario, placements = alone(visit_slots=frozenset({SlotId("man")}))
    made = plan_visits(scenario, Policy(), placements)
    assert made.visits == ()
    assert made.asked == made.missed == made.missed_bound == 4


def test_equal_weeks_have_equal_visits():
    """The same people to visit means the same weekdays and hours."""
    scenario, placements = alone()
    first, _, third, fourth = plan_visits(scenario, Policy(), placements).visits
    assert third.day - first.day == timedelta(weeks=2)
    assert fourth.start_minute == third.start_minute == first.start_minute


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_placements_changes_nothing(seed):
    """The same visits whatever order the rows come in."""
    scenario, placements = random_world(seed)
    forward = plan_visits(scenario, Policy(), placements)
    assert plan_visits(scenario, Policy(), placements[::-1]) == forward


def test_nobody_has_two_visitors_at_once():
    """In forty worlds people meet both, on some days one right after the other."""
    both = 0
    for seed in range(40):
        scenario, placements = taught_world(seed)
        made = plan_visits(scenario, Policy(), placements)
        days = defaultdict(list)
        for visit in made.visits:
            days[visit.participant, visit.day].append(visit)
        for of_day in days.values():
            in_time = sorted(of_day, key=lambda visit: visit.start_minute)
            both += len({visit.visitor for visit in of_day}) > 1
            for before, after in pairwise(in_time):
                assert before.end_minute <= after.start_minute
    assert both


def busy(**teacher):
    """Somebody at work on Wednesdays for an hour, whom two come to see."""
    place = make.place(start_minute=600, end_minute=660)
    scenario = make.scenario(
        places=[place],
        templates=[make.template(visit_minutes=45, meeting_minutes=0)],
        specialists=(make.specialist("s1"),),
        teachers=(make.teacher(**teacher),),
    )
    row = make.placement(practice="ons", last=make.START + timedelta(days=4))
    return scenario, [replace(row, specialist=SpecialistId("s1"))]


def test_who_comes_later_goes_round_who_came_before():
    """A quarter of an hour is left for the teacher beside the job specialist."""
    first, second = plan_visits(*with_policy(busy(visit_minutes=15))).visits
    assert (first.visitor, first.minutes) == (make.visitor("s1"), 45)
    assert (second.visitor, second.kind) == (make.visitor("t1"), VisitKind.GUIDANCE)
    assert second.start_minute >= first.end_minute or (
        second.end_minute <= first.start_minute
    )


def test_the_bound_holds_whenever_others_come():
    """One of two has to go without, which the bound does not know: it is true, not tight."""
    made = plan_visits(*with_policy(busy()))
    assert (made.asked, made.missed, made.missed_bound) == (2, 1, 0)


def with_policy(world):
    scenario, placements = world
    return scenario, Policy(), placements


def test_a_teacher_is_back_between_two_rounds():
    """Visits before class and after it, each with the way of 44 minutes to the school."""
    noon = (Slot(SlotId("man-noon"), 0, 660, 720, 60),)
    ends = (
        Slot(SlotId("man-am"), 0, 480, 660, 180),
        Slot(SlotId("man-pm"), 0, 720, 960, 240),
    )
    grid = WeekGrid((ends[0], *noon, ends[1]))
    far = make.north_of(make.HERE, 25)
    people = [make.participant(f"p{i}") for i in range(4)]
    scenario = make.scenario(
        people,
        [make.place("q1", {"man-am": 4, "man-pm": 4}, location=far)],
        grid=grid,
        sections=(make.section(menu="man-noon"),),
        teachers=(make.teacher(),),
    )
    rows = [
        make.placement(p.id, "q1", "man-am man-pm", last=make.START + timedelta(days=4))
        for p in people
    ]
    made = plan_visits(scenario, Policy(), rows)
    times = [(visit.start_minute, visit.end_minute) for visit in made.visits]
    assert (made.missed, len(times)) == (0, 4)
    assert all(
        (start >= 480 + 44 and end <= 660 - 44)
        or (start >= 720 + 44 and end <= 960 - 44)
        for start, end in times
    )
    assert {start < 660 for start, _ in times} == {True, False}
