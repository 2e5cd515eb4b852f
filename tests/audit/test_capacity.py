"""Rules between the people at one place, employer or class, date by date."""

from dataclasses import replace

import pytest

from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId, SectionId
from matcher.domain.rules import RuleCode
from tests.audit.judging import audited, broken, day, the_violation, the_warning
from tests.helpers import builders as make

LAST = day("2027-02-12")


def people(*ids, **changes):
    return [make.participant(id, **changes) for id in ids or ("p1", "p2", "p3")]


def shared(seats=1, people_at_once=3, **changes):
    """Three people, one place that lets them share its seats."""
    place = make.place(seats_each_slot=seats, people_at_once=people_at_once)
    return make.scenario(people(), [place], **changes)


def everywhere(**of_employer):
    """Three people and a place for each, all at one employer."""
    return make.scenario(
        people(),
        [make.place(id) for id in ("q1", "q2", "q3")],
        employers=[make.employer(**of_employer)],
    )


def each_at_a_place(*firsts):
    return [
        make.placement(f"p{i}", f"q{i}", first=day(first))
        for i, first in enumerate(firsts, start=1)
    ]


def running(person, practice="ons tor fre", **changes):
    parts = {"start_date": make.START, "end_date": LAST, **changes}
    return RunningPlacement(
        ParticipantId(person), PlaceId("q1"), slots=make.slots(practice), **parts
    )


def test_seat_day_neutral():
    """One person at a place of one seat breaks no capacity rule."""
    assert broken(make.scenario(), make.placement()) == []


def test_seat_day_forced_wrong():
    """Two people on the same day in one seat are too many that day, all run long."""
    scenario = make.scenario(
        people(),
        [make.place(people_at_once=3)],
        sections=[make.section(menu="man")],
        templates=[make.template(class_slots=1)],
    )
    found = the_violation(
        scenario,
        make.placement("p1", practice="ons tor"),
        make.placement("p2", practice="tor fre"),
    )
    assert (found.rule, found.slot) == (RuleCode.SEAT_DAY, "tor")
    assert found.participants == ("p1", "p2")
    assert (found.found, found.allowed) == (2, 1)
    assert (found.first, found.last) == (day("2026-08-20"), day("2027-02-11"))


def test_seat_day_forced_right():
    """Two people who share a seat on different days are fine."""
    scenario = make.scenario(
        people(),
        [make.place(people_at_once=3)],
        sections=[make.section(menu="man"), make.section("c2", menu="fre")],
        templates=[make.template(class_slots=1)],
    )
    monday = make.placement("p1", practice="tir ons", class_section="c1")
    friday = make.placement("p2", practice="man tor", class_section="c2")
    assert broken(scenario, monday, friday) == []


def test_a_slot_without_seats_has_room_for_nobody():
    """A day the place does not name has no seat."""
    scenario = make.scenario(places=[make.place(seats_each_slot={"ons": 1, "tor": 1})])
    found = the_violation(scenario, make.placement())
    assert (found.rule, found.slot, found.found, found.allowed) == (
        RuleCode.SEAT_DAY,
        "fre",
        1,
        0,
    )


def test_seats_are_counted_date_by_date():
    """The run of days is only the days on which both are there."""
    first = make.placement("p1", practice="ons tor", last=day("2026-11-13"))
    second = make.placement("p2", practice="tor fre", first=day("2026-11-02"))
    found = the_violation(shared(), first, second)
    assert (found.first, found.last) == (day("2026-11-05"), day("2026-11-12"))


def test_a_seat_taken_over_the_day_after_is_free():
    """One leaves on a Friday, the next comes on the Monday."""
    first = make.placement("p1", last=day("2026-11-13"))
    second = make.placement("p2", first=day("2026-11-16"))
    assert broken(shared(), first, second) == []


def test_days_on_which_nobody_practises_need_no_seat():
    """Two placements that overlap on a public holiday only do not collide."""
    first = make.placement("p1", practice="tor fre", last=day("2026-12-25"))
    second = make.placement("p2", practice="ons fre", first=day("2026-12-21"))
    assert broken(shared(), first, second) == []


def test_a_holiday_does_not_end_a_run():
    """A public holiday inside the overload leaves it one violation."""
    found = [
        v
        for v in audited(
            shared(), make.placement("p1"), make.placement("p2")
        ).violations
        if v.slot == "fre"
    ]
    assert len(found) == 1


def test_a_person_on_holiday_leaves_the_seat_free():
    """Where one of two has programme holiday, the other has the seat alone."""
    away = make.calendar(
        "ferie", programme_holiday=(make.span("2026-10-05", "2026-10-11"),)
    )
    scenario = make.scenario(
        [make.participant("p1"), make.participant("p2", municipality="4001")],
        [make.place(people_at_once=2)],
        municipalities=[
            make.municipality(),
            make.municipality("4001", calendar=away.id),
        ],
        calendars=[make.calendar(), away],
        sections=[make.section(municipalities=frozenset({"4001", "4003"}))],
    )
    report = audited(
        scenario,
        make.placement("p1", practice="ons tor"),
        make.placement("p2", practice="tor fre"),
    )
    runs = [(str(v.first), str(v.last)) for v in report.violations]
    assert runs == [("2026-08-20", "2026-10-01"), ("2026-10-15", "2027-02-11")]


def test_each_group_of_people_is_a_run_of_its_own():
    """Where a third comes to two too many, the larger group is told apart."""
    report = audited(
        shared(),
        make.placement("p1", practice="ons tor"),
        make.placement("p2", practice="tor fre"),
        make.placement("p3", practice="ons tor", first=day("2026-12-07")),
    )
    thursdays = [v for v in report.violations if v.slot == "tor"]
    assert [v.participants for v in thursdays] == [("p1", "p2"), ("p1", "p2", "p3")]


def test_a_later_step_takes_a_seat_from_its_first_day():
    """A slot that comes with the second step is used from then on."""
    ramp = replace(
        make.placement("p1"),
        steps=(
            make.step(make.START, "ons tor"),
            make.step(day("2026-10-12"), "ons tor fre"),
        ),
    )
    other = make.placement("p2", practice="man fre", class_section="c2")
    scenario = shared(
        sections=[make.section(), make.section("c2", menu="tir ons")],
    )
    found = the_violation(scenario, ramp, other)
    assert (found.slot, found.first) == ("fre", day("2026-10-16"))


def test_people_at_once_neutral():
    """Seats that are shared need no more follow-up than agreed."""
    assert broken(shared(people_at_once=3), make.placement()) == []


def test_people_at_once_forced_wrong():
    """Two who never meet still need following up at the same time."""
    scenario = make.scenario(
        people("p1", "p2"),
        [make.place(people_at_once=1)],
        sections=[make.section(menu="man")],
        templates=[make.template(class_slots=1)],
    )
    one = make.placement("p1", practice="tir ons")
    other = make.placement("p2", practice="tor fre")
    found = the_violation(scenario, one, other)
    assert (found.rule, found.place) == (RuleCode.PEOPLE_AT_ONCE, "q1")
    assert (found.found, found.allowed) == (2, 1)
    assert (found.first, found.last) == (make.START, LAST)


def test_people_at_once_forced_right():
    """One after the other is one at a time."""
    scenario = make.scenario(
        people(), [make.place(seats_each_slot=2, people_at_once=1)]
    )
    one = make.placement("p1", last=day("2026-11-13"))
    other = make.placement("p2", first=day("2026-11-14"))
    assert broken(scenario, one, other) == []


def test_people_at_once_on_the_last_day():
    """First and last day are both days of a placement."""
    scenario = make.scenario(
        people(), [make.place(seats_each_slot=2, people_at_once=1)]
    )
    one = make.placement("p1", last=day("2026-11-16"))
    other = make.placement("p2", first=day("2026-11-16"))
    found = the_violation(scenario, one, other)
    assert (found.first, found.last) == (day("2026-11-16"), day("2026-11-16"))


def test_employer_people_neutral():
    """An employer without a limit of its own has only those of its places."""
    placements = each_at_a_place("2026-08-17", "2026-08-17", "2026-08-17")
    assert broken(everywhere(), *placements) == []


def test_employer_people_forced_wrong():
    """The people at all places of an employer count together."""
    placements = each_at_a_place("2026-08-17", "2026-09-14", "2026-10-12")
    found = the_violation(everywhere(people_at_once=2), *placements)
    assert (found.rule, found.employer, found.place) == (
        RuleCode.EMPLOYER_PEOPLE,
        "e1",
        None,
    )
    assert (found.first, found.found, found.allowed) == (day("2026-10-12"), 3, 2)


def test_employer_people_forced_right():
    """Exactly as many as the employer takes is fine."""
    placements = each_at_a_place("2026-08-17", "2026-09-14", "2026-10-12")
    assert broken(everywhere(people_at_once=3), *placements) == []


def test_employer_starts_neutral():
    """An employer without a limit may have everyone start together."""
    placements = each_at_a_place("2026-08-17", "2026-08-17", "2026-08-17")
    assert broken(everywhere(), *placements) == []


def test_employer_starts_forced_wrong():
    """Starts on different days of one ISO week are starts in the same week."""
    placements = each_at_a_place("2026-08-17", "2026-08-19", "2026-08-21")
    found = the_violation(everywhere(starts_per_week=2), *placements)
    assert (found.rule, found.employer) == (RuleCode.EMPLOYER_STARTS, "e1")
    assert (found.found, found.allowed) == (3, 2)
    assert (found.first, found.last) == (day("2026-08-17"), day("2026-08-23"))


def test_employer_starts_forced_right():
    """Sunday and Monday lie in different weeks."""
    placements = each_at_a_place("2026-08-17", "2026-08-23", "2026-08-24")
    assert broken(everywhere(starts_per_week=2), *placements) == []


CLASSES = {"p1": "c1", "p2": "c1", "p3": "c1"}


def test_section_seats_neutral():
    """A class with room for all has room."""
    assert broken(make.scenario(people()), classes=CLASSES) == []


def test_section_seats_forced_wrong():
    """Everyone in the class counts, placed or not."""
    scenario = make.scenario(people(), sections=[make.section(seats=2)])
    found = the_violation(scenario, make.placement(), classes=CLASSES)
    assert (found.rule, found.section) == (RuleCode.SECTION_SEATS, "c1")
    assert (found.found, found.allowed) == (3, 2)
    assert found.participants == ("p1", "p2", "p3")


def test_section_seats_forced_right():
    """A full class is not too full."""
    scenario = make.scenario(people(), sections=[make.section(seats=3)])
    assert broken(scenario, make.placement(), classes=CLASSES) == []


def test_a_class_overfull_by_what_was_given_is_a_warning():
    """Where all were in the class already, the plan has broken nothing."""
    given = people(section=SectionId("c1"))
    scenario = make.scenario(given, sections=[make.section(seats=2)])
    found = the_warning(scenario, classes=CLASSES)
    assert (found.rule, found.excuse) == (RuleCode.SECTION_SEATS, "given")


def test_a_newcomer_in_an_overfull_class_is_a_violation():
    """Nobody may be added where those given already fill the class."""
    given = [*people("p1", "p2", section=SectionId("c1")), make.participant("p3")]
    scenario = make.scenario(given, sections=[make.section(seats=1)])
    assert broken(scenario, classes=CLASSES) == [RuleCode.SECTION_SEATS]


def test_an_assumed_class_takes_no_seat():
    """A class the plan does not speak of cannot be overfull by it."""
    scenario = make.scenario(people(), sections=[make.section(seats=1)])
    placed = make.placement(class_section=None)
    assert broken(scenario, placed) == []


@pytest.mark.parametrize(
    ("of_place", "of_employer", "rules"),
    [
        ({"people_at_once": 2}, {}, {RuleCode.SEAT_DAY}),
        ({"seats_each_slot": 2, "people_at_once": 1}, {}, {RuleCode.PEOPLE_AT_ONCE}),
        ({"seats_each_slot": 2}, {"people_at_once": 1}, {RuleCode.EMPLOYER_PEOPLE}),
        ({"seats_each_slot": 2}, {"starts_per_week": 1}, {RuleCode.EMPLOYER_STARTS}),
    ],
)
@pytest.mark.parametrize("all_running", [True, False])
def test_an_overload_of_running_placements_alone_is_a_warning(
    of_place, of_employer, rules, all_running
):
    """Two running placements may be too many; a new one beside a running may not."""
    kept = [running("p1"), running("p2")] if all_running else [running("p1")]
    scenario = make.scenario(
        people("p1", "p2"),
        [make.place(**of_place)],
        employers=[make.employer(**of_employer)],
        running=tuple(kept),
    )
    report = audited(scenario, make.placement("p1"), make.placement("p2"))
    as_warnings, as_violations = (
        {v.rule for v in report.warnings},
        {v.rule for v in report.violations},
    )
    expected = (rules, set()) if all_running else (set(), rules)
    assert (as_warnings, as_violations) == expected


def test_an_overload_of_running_placements_stays_one_beside_a_newcomer():
    """Where two running fill one seat, a third is the plan's own violation."""
    scenario = make.scenario(
        people(),
        [make.place(people_at_once=3)],
        running=(running("p1"), running("p2")),
    )
    report = audited(
        scenario,
        *(make.placement(person) for person in ("p1", "p2")),
        make.placement("p3", first=day("2026-10-12")),
    )
    assert {v.participants for v in report.warnings} == {("p1", "p2")}
    assert {v.participants for v in report.violations} == {("p1", "p2", "p3")}
