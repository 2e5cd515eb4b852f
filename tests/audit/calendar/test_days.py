"""Clashes, holidays, days outside the programme, and class."""

from dataclasses import replace
from datetime import date, timedelta

from matcher.domain.activities import Activity
from matcher.domain.ids import ActivityId, ParticipantId, SectionId, SlotId
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    BARE,
    BREAK_MONDAY,
    CHRISTMAS_DAY,
    FILLED,
    HOLIDAY_MONDAY,
    LATE_THURSDAY,
    LATE_WEDNESDAY,
    PLACED,
    PLAIN_MONDAY,
    PLAIN_WEDNESDAY,
    TERM,
    entry,
    instead,
    judged,
    planned,
    term,
    the_fault,
    without,
)
from tests.helpers import builders as make


def test_a_filled_calendar_is_sound():
    """What the engine fills in breaks no rule."""
    assert judged(FILLED) == []


def test_a_calendar_with_free_slots_is_sound():
    """Free slots break no rule; they are only counted."""
    assert judged(BARE) == []


def test_calendar_clash_neutral():
    """The order of the rows does not matter."""
    assert judged(tuple(reversed(FILLED))) == []


def test_calendar_clash_forced_wrong():
    """Self-study beside practice in the same slot is one entry too many."""
    second = entry("p1", PLAIN_WEDNESDAY, Activity.SELF_STUDY)
    (found,) = judged((*BARE, second))
    assert (found.rule, found.participants) == (RuleCode.CALENDAR_CLASH, ("p1",))
    assert (found.first, found.last, found.found) == (
        PLAIN_WEDNESDAY,
        PLAIN_WEDNESDAY,
        1,
    )


def test_the_same_row_twice_is_a_clash_and_nothing_else():
    """A row that stands twice is counted once by every other rule."""
    twice = next(row for row in BARE if row.activity is Activity.PRACTICE)
    assert the_fault((*BARE, twice)) == (RuleCode.CALENDAR_CLASH, "")


def test_calendar_clash_forced_right():
    """Two slots of the same day are not the same slot."""
    both = entry("p1", LATE_WEDNESDAY, Activity.SELF_STUDY)
    other = entry("p2", LATE_WEDNESDAY, Activity.SELF_STUDY)
    assert judged((*BARE, both, other)) == []


def test_calendar_day_neutral():
    """On Christmas Day and in the programme holiday the calendar says so."""
    kinds = {(r.date, r.activity) for r in FILLED if r.participant == "p1"}
    assert (CHRISTMAS_DAY, Activity.PUBLIC_HOLIDAY) in kinds
    assert (HOLIDAY_MONDAY, Activity.HOLIDAY) in kinds


def test_calendar_day_forced_wrong_without_the_holiday():
    """A holiday that is left out is missed."""
    found = judged(without(BARE, "p2", HOLIDAY_MONDAY, CHRISTMAS_DAY))
    assert [(v.aspect, v.found, v.participants) for v in found] == [
        ("holiday", 2, ("p2",))
    ]


def test_calendar_day_forced_wrong_by_work_on_a_holiday():
    """Nothing takes the place of a holiday, not even the other kind."""
    for wrong in (Activity.SELF_STUDY, Activity.HOLIDAY):
        rows = instead(BARE, entry("p2", CHRISTMAS_DAY, wrong))
        assert the_fault(rows) == (RuleCode.CALENDAR_DAY, "holiday")


def test_calendar_day_forced_wrong_by_a_holiday_of_ones_own():
    """Holiday on a plain day is none."""
    rows = instead(BARE, entry("p2", LATE_THURSDAY, Activity.HOLIDAY))
    assert the_fault(rows) == (RuleCode.CALENDAR_DAY, "no-holiday")


def test_calendar_day_forced_wrong_after_the_programme():
    """Nothing stands after the programme's last day."""
    leaving = make.participant(
        "p1", template="class-only", programme_end=date(2026, 10, 23)
    )
    scenario = term(participants=[leaving])
    plan, rows = planned(scenario)
    plan = replace(plan, calendar_sha256="")
    assert judged(rows, scenario, plan) == []
    late = (*rows, entry("p1", LATE_WEDNESDAY, Activity.SELF_STUDY))
    assert the_fault(late, scenario, plan) == (RuleCode.CALENDAR_DAY, "outside")


def test_calendar_day_forced_wrong_by_rows_that_contradict_themselves():
    """Week, weekday, calendar, and where: each must belong to the rest of the row."""
    plain = entry("p1", LATE_WEDNESDAY, Activity.JOB_CLUB, "club")
    wrong = (
        plain._replace(iso_week="2026-W01"),
        plain._replace(slot=SlotId("tor")),
        entry("p1", date(2027, 1, 4), Activity.SELF_STUDY),
        plain._replace(group_activity=None),
        plain._replace(section=SectionId("c1")),
        plain._replace(group_activity=ActivityId("course")),
        plain._replace(activity=Activity.SELF_STUDY),
        plain._replace(activity=Activity.FREE, group_activity=None),
    )
    assert judged((*BARE, plain)) == []
    faults = [the_fault((*BARE, row)) for row in wrong]
    assert faults == [(RuleCode.CALENDAR_DAY, "contradicting")] * len(wrong)


def test_ids_that_nobody_knows_are_named():
    """Participant, slot and offer of a row must be in the scenario."""
    plain = entry("p1", LATE_WEDNESDAY, Activity.JOB_CLUB, "club")
    wrong = {
        "participant": plain._replace(participant=ParticipantId("p9")),
        "slot": plain._replace(slot=SlotId("lør")),
        "activity": plain._replace(group_activity=ActivityId("a9")),
    }
    for aspect, row in wrong.items():
        assert the_fault((*BARE, row)) == (RuleCode.UNKNOWN_ID, aspect)


def test_calendar_day_forced_right():
    """Practice of a placement that runs on stands after the programme too."""
    leaving = make.participant("p1", programme_end=PLAIN_MONDAY - timedelta(days=1))
    scenario = term(participants=[leaving])
    plan, rows = planned(scenario, PLACED)
    assert PLAIN_WEDNESDAY in {row.date for row in rows}
    found = {v.rule for v in judged(rows, scenario, plan)}
    assert RuleCode.CALENDAR_DAY not in found


def test_calendar_class_neutral():
    """In the break without teachers there is no class, and none is missed."""
    assert BREAK_MONDAY not in {r.date for r in BARE if r.participant == "p2"}


def test_calendar_class_forced_wrong_without_it():
    """Class that is left out is missed, with its section."""
    (found,) = judged(without(BARE, "p2", PLAIN_MONDAY))
    assert (found.rule, found.aspect) == (RuleCode.CALENDAR_CLASS, "missing")
    assert (found.section, found.first, found.found) == ("c1", PLAIN_MONDAY, 1)


def test_calendar_class_forced_wrong_in_the_break():
    """Nobody is in class when there are no teachers."""
    rows = (*BARE, entry("p2", BREAK_MONDAY, Activity.CLASS, "c1"))
    assert the_fault(rows) == (RuleCode.CALENDAR_CLASS, "none")


def test_calendar_class_forced_wrong_in_another_class():
    """Another class than one's own is none, and one's own is missed."""
    rows = instead(BARE, entry("p2", PLAIN_MONDAY, Activity.CLASS, "c2"))
    assert {(v.aspect, v.section) for v in judged(rows)} == {
        ("missing", "c1"),
        ("none", "c2"),
    }


def test_calendar_class_forced_right():
    """Where practice stands in a slot of the class, no class is missed."""
    clash = replace(PLACED, steps=(make.step(make.START, "man ons tor"),))
    plan, rows = planned(TERM, clash)
    found = {v.rule for v in judged(rows, plan=plan)}
    assert RuleCode.SLOT_CLASH in found
    assert RuleCode.CALENDAR_CLASS not in found


def test_a_class_with_another_calendar_waits_for_one_s_own_holiday():
    """Where the class has teaching and the person has holiday, it is holiday."""
    school, neighbour = term().calendars[0], make.calendar("neighbour")
    section = make.section(
        "c1", templates=frozenset({"intro", "class-only"}), calendar=neighbour.id
    )
    scenario = term(calendars=(school, neighbour), sections=[section])
    plan, rows = planned(scenario, PLACED)
    assert entry("p2", HOLIDAY_MONDAY, Activity.HOLIDAY) in rows
    assert entry("p2", BREAK_MONDAY, Activity.CLASS, "c1") in rows
    assert judged(rows, scenario, plan) == []
