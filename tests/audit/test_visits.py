"""Visits of job specialists, judged one rule at a time."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit import audit_plan
from matcher.domain.ids import ParticipantId, PlaceId, SlotId, SpecialistId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.visit import Visit, VisitKind
from tests.audit.plans import honest_plan
from tests.helpers import builders as make

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 8, day) for day in (19, 20, 21))
FAR = make.north_of(make.HERE, 25)
"""44 minutes by car."""


def visit(person="p1", start="09:00", day=WEDNESDAY, **changes):
    """Of s1, 45 minutes; p1 is at q1 and p2 at q2."""
    hours, minutes = start.split(":")
    plain = Visit(
        make.visitor("s1"),
        ParticipantId(person),
        PlaceId(person.replace("p", "q")),
        day,
        60 * int(hours) + int(minutes),
        45,
    )
    return replace(plain, **changes)


def world(q2=make.HERE, **specialist):
    """Two people, each at a place with room for one, in a programme without meetings."""
    return make.scenario(
        [make.participant("p1"), make.participant("p2", travel_limit_minutes=90)],
        [make.place("q1"), make.place("q2", location=q2)],
        templates=[make.template(meeting_minutes=0)],
        specialists=(make.specialist("s1", 2, **specialist),),
    )


def audited(scenario, *visits, **metrics):
    """The audit of a plan with both people placed, and with these visits."""
    rows = (
        replace(make.placement(p, f"q{p[1]}"), specialist=SpecialistId("s1"))
        for p in ("p1", "p2")
    )
    plan = honest_plan(scenario, *rows)
    counts = {
        "visits_asked": 34,
        "visits_missed": 34 - len(visits),
        "visits_missed_bound": 0,
    }
    return audit_plan(
        scenario,
        Policy(),
        replace(plan, visits=visits, metrics={**plan.metrics, **counts, **metrics}),
    )


def the_violation(scenario, *visits, **metrics):
    [found] = audited(scenario, *visits, **metrics).violations
    return found


def assert_sound(scenario, *visits):
    assert audited(scenario, *visits).violations == ()


def test_neutral():
    """A plan without visits breaks none of their rules, and all asked are missed."""
    report = audited(world())
    assert report.violations == ()
    assert report.metrics["visits_missed"] == report.metrics["visits_asked"] == 34


def test_a_plan_that_says_nothing_of_visits_is_not_blamed():
    """Of plans from before there were visits nothing is counted."""
    scenario = world()
    report = audit_plan(scenario, Policy(), honest_plan(scenario))
    assert "visits_asked" not in report.metrics


# visit-asked


@pytest.mark.parametrize(
    ("wrong", "aspect"),
    [
        ({"day": date(2027, 2, 17)}, "nobody"),
        ({"place": PlaceId("q2")}, "nobody"),
        ({"visitor": make.visitor("s9")}, "nobody"),
        ({"participant": ParticipantId("p9")}, "nobody"),
        ({"minutes": 30}, "length"),
        ({"kind": VisitKind.TRIANGLE}, "kind"),
    ],
)
def test_asked_forced_wrong(wrong, aspect):
    """After the end, elsewhere, by or to somebody else, too short, of another kind."""
    missed = 34 if aspect == "nobody" else 33
    found = the_violation(world(), visit(**wrong), visits_missed=missed)
    assert (found.rule, found.aspect) == (RuleCode.VISIT_ASKED, aspect)


def test_a_second_visit_in_a_week_is_not_asked():
    """Once a week is enough; the later of the two is named."""
    twice = visit(), visit(day=THURSDAY)
    found = the_violation(world(), *twice, visits_missed=33)
    assert (found.rule, found.aspect) == (RuleCode.VISIT_ASKED, "twice")
    assert (found.first, found.found, found.allowed) == (THURSDAY, 2, 1)


def test_asked_forced_right():
    """A visit in each of two weeks."""
    assert_sound(world(), visit(), visit(day=date(2026, 8, 26)))


# visit-presence


@pytest.mark.parametrize("wrong", [{"start": "14:46"}, {"day": date(2026, 8, 17)}])
def test_presence_forced_wrong(wrong):
    """A minute after practice, or on a day in class."""
    found = the_violation(world(), visit(**wrong))
    assert found.rule is RuleCode.VISIT_PRESENCE
    assert (found.participants, found.place) == (("p1",), "q1")


def test_presence_forced_wrong_by_the_place():
    """The person is there, but visits are welcome later."""
    scenario = world()
    later = replace(scenario.places[0], visits_from_minute=10 * 60)
    scenario = replace(scenario, places=(later, scenario.places[1]))
    assert the_violation(scenario, visit()).rule is RuleCode.VISIT_PRESENCE
    assert_sound(scenario, visit(start="10:00"))


def test_presence_forced_right():
    """The last visit of the day ends with practice."""
    assert_sound(world(), visit(start="14:45"))


# visit-hours


def test_hours_neutral():
    """All slots of the grid and office hours are the specialist's where none are told."""
    assert_sound(world(), visit(start="08:00"), visit("p2", "14:45", FRIDAY))


@pytest.mark.parametrize("wrong", [{"day": THURSDAY}, {"start": "12:16"}])
def test_hours_forced_wrong(wrong):
    """On a day at the office, or a minute beyond the hours."""
    window = make.participant().working_window
    scenario = world(
        visit_slots=frozenset({SlotId("ons"), SlotId("fre")}),
        working_window=replace(window, earliest_minute=9 * 60, latest_minute=13 * 60),
    )
    found = the_violation(scenario, visit(**wrong))
    assert found.rule is RuleCode.VISIT_HOURS
    assert found.details["visitor"] == "s1"
    assert_sound(scenario, visit(start="12:15"))


# visit-clash


def test_clash_neutral():
    """The same hour on two days is no clash."""
    assert_sound(world(), visit(), visit("p2", day=THURSDAY))


def test_clash_forced_wrong():
    """The second begins a minute before the first is over."""
    found = the_violation(world(), visit(), visit("p2", "09:44"))
    assert found.rule is RuleCode.VISIT_CLASH
    assert (found.participants, found.first) == (("p1", "p2"), WEDNESDAY)


def test_clash_forced_right():
    """Next door one visit can follow the other at once."""
    assert_sound(world(), visit(), visit("p2", "09:45"))


# visit-travel


def test_travel_neutral():
    """Between different days there is time for any way, and no base asks for none."""
    assert_sound(world(q2=FAR), visit(start="08:00"), visit("p2", "08:00", THURSDAY))


def test_travel_forced_wrong():
    """43 minutes for a way of 44."""
    found = the_violation(world(q2=FAR), visit(), visit("p2", "10:28"))
    assert (found.rule, found.aspect) == (RuleCode.VISIT_TRAVEL, "between")
    assert (found.found, found.allowed) == (43, 44)


def test_travel_forced_right():
    """44 minutes for a way of 44."""
    assert_sound(world(q2=FAR), visit(), visit("p2", "10:29"))


@pytest.mark.parametrize(
    ("start", "late"), [("08:43", True), ("08:44", False), ("14:31", False)]
)
def test_travel_from_and_to_the_base(start, late):
    """The way of 44 minutes from the base begins with the working hours."""
    scenario = world(base=FAR)
    if late:
        found = the_violation(scenario, visit(start=start))
        assert (found.rule, found.aspect) == (RuleCode.VISIT_TRAVEL, "base")
        assert (found.found, found.allowed) == (43, 44)
    else:
        assert_sound(scenario, visit(start=start))


def test_travel_back_to_the_base():
    """A last visit that is over 43 minutes before the hours end is too late."""
    window = replace(
        make.participant().working_window, earliest_minute=480, latest_minute=900
    )
    scenario = world(base=FAR, working_window=window)
    found = the_violation(scenario, visit(start="13:32"))
    assert (found.rule, found.aspect, found.found) == (
        RuleCode.VISIT_TRAVEL,
        "base",
        43,
    )
    assert_sound(scenario, visit(start="13:31"))


# of teachers


def guided(person="p1", start="09:00", day=WEDNESDAY, **changes):
    """A visit of the teacher."""
    plain = visit(person, start, day, visitor=make.visitor("t1"))
    return replace(plain, **{"kind": VisitKind.GUIDANCE, **changes})


def taught(q2=make.HERE, calendar=None, **teacher):
    """The two people, in a class on Monday and Tuesday whose teacher visits them."""
    return replace(
        world(q2),
        teachers=(make.teacher("t1", **teacher),),
        calendars=(calendar or make.calendar(),),
    )


def assert_of_teacher(scenario, *visits, rule=None, asked=86, **parts):
    """The plan breaks ``rule`` and no other; without one it is sound."""
    counts = {"visits_asked": asked, "visits_missed": asked - len(visits), **parts}
    found = audited(scenario, *visits, **counts).violations
    assert [one.rule for one in found] == ([] if rule is None else [rule])
    return found[0] if rule else None


def test_teachers_neutral():
    """Visits of both are counted, and sound one after the other."""
    assert_of_teacher(taught(), visit(), guided(start="09:45"))


@pytest.mark.parametrize(
    ("wrong", "aspect"),
    [({"minutes": 30}, "length"), ({"kind": VisitKind.FOLLOW_UP}, "kind")],
)
def test_asked_of_teachers_forced_wrong(wrong, aspect):
    """Too short, and called a follow-up."""
    found = assert_of_teacher(taught(), guided(**wrong), rule=RuleCode.VISIT_ASKED)
    assert (found.aspect, found.details["visitor"]) == (aspect, "t1")


def test_a_teacher_of_another_class_is_not_asked():
    """Nobody of their class is at work."""
    scenario = taught(sections="c2")
    scenario = replace(scenario, sections=(*scenario.sections, make.section("c2")))
    found = assert_of_teacher(
        scenario, guided(), rule=RuleCode.VISIT_ASKED, asked=34, visits_missed=34
    )
    assert found.aspect == "nobody"


def test_hours_of_teachers_forced_wrong():
    """While the class meets, whose people are not; elsewhere, somebody is at work."""
    scenario = taught(sections="c1 c2")
    both = (*scenario.sections, make.section("c2", "ons"))
    scenario = replace(scenario, sections=both)
    found = assert_of_teacher(scenario, guided(), rule=RuleCode.VISIT_HOURS)
    assert found.details["visitor"] == "t1"
    assert_of_teacher(scenario, guided(day=THURSDAY))


def test_hours_of_teachers_without_teaching_forced_wrong():
    """On a planning day of the school; the day after is right."""
    school = make.calendar(no_teaching=(make.span("2026-08-19", "2026-08-19"),))
    scenario = taught(calendar=school)
    assert_of_teacher(scenario, guided(), rule=RuleCode.VISIT_HOURS)
    assert_of_teacher(scenario, guided(day=THURSDAY))


def test_clash_of_one_person_forced_wrong():
    """The job specialist is still there; both are named."""
    found = assert_of_teacher(
        taught(), visit(), guided(start="09:44"), rule=RuleCode.VISIT_CLASH
    )
    assert (found.aspect, found.participants) == ("person", ("p1",))
    assert (found.details["other"], found.details["visitor"]) == ("s1", "t1")


def test_clash_of_two_people_forced_right():
    """The two come to two people at once."""
    assert_of_teacher(taught(), visit(), guided("p2"))


def test_travel_of_teachers_between_visits_and_class():
    """Class from 8 to 11.30 on Wednesdays: 44 minutes from the school, not 43."""
    scenario = taught(q2=FAR, sections="c1 c2")
    # A slot before practice, which begins at noon.
    morning = replace(scenario.grid.slots[2], id=SlotId("ons-am"), end_minute=690)
    rest = replace(scenario.grid.slots[2], start_minute=690)
    slots = (*scenario.grid.slots[:2], morning, rest, *scenario.grid.slots[3:])
    scenario = replace(
        scenario,
        grid=replace(scenario.grid, slots=slots),
        sections=(*scenario.sections, make.section("c2", "ons-am")),
    )
    found = assert_of_teacher(
        scenario, guided("p2", "12:13"), rule=RuleCode.VISIT_TRAVEL
    )
    assert (found.aspect, found.found, found.allowed) == ("base", 43, 44)
    assert_of_teacher(scenario, guided("p2", "12:14"))


# what the plan says of its visits


@pytest.mark.parametrize(
    ("metrics", "told"),
    [
        ({"visits_asked": 33}, (33, 34)),
        ({"visits_missed": 32}, (32, 33)),
        ({"visits_missed_bound": 34}, (34, 33)),
    ],
)
def test_counts_must_be_true(metrics, told):
    """As many asked and missed as there are, and no bound above what is missed."""
    found = the_violation(world(), visit(), **metrics)
    assert found.rule is RuleCode.STATED_VALUE
    assert (found.found, found.allowed) == told
