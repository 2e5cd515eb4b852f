"""Travelling teachers from a table, and what is taken of their visits."""

from dataclasses import replace

import pytest

from matcher.domain.finding import Severity
from matcher.domain.geography import Location
from matcher.domain.participant import TravelMode, WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.programme import VisitStep
from matcher.domain.specialists import OFFICE_HOURS
from matcher.io import read_scenario, scenario_sha256
from matcher.io.doubts import doubts_about
from tests.helpers import builders as make

TABLES = {
    "participants": "participant;home;level\nD-1;3724;A2\n",
    "places": "place;location;sector;seats\nP-1;3717;renhold;1\n",
    "sections": "section;municipalities;location;seats;menus\n"
    "K-1;4003;59.2, 9.6;9;man tir\nK-2;4003;59.3, 9.7;9;ons tor\n",
}


def read(folder, table):
    for name, text in {**TABLES, "teachers": table}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_scenario(folder)


def test_what_is_said_of_a_teacher_is_read(tmp_path):
    """Classes, rhythm, length, base, slots, hours and mode."""
    table = (
        "teacher;sections;visit_steps;visit_minutes;base;visit_slots;work_from;"
        "work_to;travel_mode\n"
        "L-1;K-2, K-1;1x8 2;30;59.5, 9.5;ons-fre;09:00;17:00;bicycle\n"
    )
    [found] = read(tmp_path, table).scenario.teachers
    assert found.sections == {"K-1", "K-2"}
    assert found.visit_steps == (VisitStep(1, 8), VisitStep(2))
    assert (found.visit_minutes, found.base) == (30, Location(59.5, 9.5))
    assert found.visit_slots == make.slots("ons tor fre")
    assert found.working_window == WorkingWindow(540, 1020)
    assert found.travel_mode is TravelMode.BICYCLE


def test_what_is_not_said_is_taken_and_told(tmp_path):
    """Weekly, 45 minutes, from the first class named, in office hours by car."""
    found = read(tmp_path, "teacher;sections\nL-1;K-2, K-1\n")
    [one] = found.scenario.teachers
    assert (one.visit_steps, one.visit_minutes) == ((VisitStep(1),), 45)
    assert (one.base, one.visit_slots) == (Location(59.3, 9.7), None)
    assert (one.working_window, one.travel_mode) == (OFFICE_HOURS, TravelMode.CAR)
    told = {
        f.details["heading_key"]
        for f in found.findings
        if f.severity is Severity.ASSUMPTION and "heading_key" in f.details
    }
    columns = ("visit_steps", "visit_minutes", "base", "travel_mode")
    assert told >= {f"column.teachers.{column}" for column in columns}


def test_a_teacher_without_a_class_is_refused(tmp_path):
    """Classes on purpose none: the finding is at the classes."""
    found = read(tmp_path, "teacher;sections\nL-1;-\n")
    errors = [f for f in found.findings if f.severity is Severity.ERROR]
    assert [(f.code, f.row, f.column) for f in errors] == [
        ("missing-value", 2, "sections")
    ]


def test_without_teachers_a_scenario_has_the_hash_it_had():
    """Plans of before are still of their scenario; with one it is another."""
    scenario = make.scenario()
    assert scenario_sha256(replace(scenario, teachers=())) == scenario_sha256(scenario)
    taught = replace(scenario, teachers=(make.teacher(),))
    assert scenario_sha256(taught) != scenario_sha256(scenario)


def codes(**parts):
    return {found.code for found in doubts_about(make.scenario(**parts), Policy())}


@pytest.mark.parametrize("visits", ["man", "tir", ""])
def test_a_teacher_who_is_never_out_is_told(visits):
    """Out on days in class only: half an hour is left, and a visit takes 45 minutes."""
    who = make.teacher(visit_slots=make.slots(visits))
    assert "no-time-for-visits" in codes(teachers=(who,))
    short = replace(who, visit_minutes=30)
    assert ("no-time-for-visits" in codes(teachers=(short,))) == (visits == "")


def test_a_teacher_in_a_year_without_teaching_is_never_out():
    """All weeks are without teachers."""
    school = make.calendar(no_teaching=(make.span("2026-08-01", "2027-12-31"),))
    found = codes(teachers=(make.teacher(),), calendars=(school,))
    assert "no-time-for-visits" in found


def test_a_job_specialist_who_is_never_out_is_told():
    """In half an hour a day there is no visit of 45 minutes, nor a meeting."""
    window = WorkingWindow(480, 510)
    who = make.specialist(working_window=window)
    assert "no-time-for-visits" in codes(specialists=(who,))
    brief = [make.template(visit_minutes=30)]
    assert "no-time-for-visits" not in codes(specialists=(who,), templates=brief)


def test_a_teacher_who_is_out_and_has_people_is_not_doubted():
    """Nothing is told."""
    told = codes(teachers=(make.teacher(),), specialists=(make.specialist(),))
    assert not {code for code in told if "teacher" in code or "visit" in code}


def test_a_teacher_of_people_without_practice_visits_nobody():
    """The programme has no practice at all."""
    in_class = [make.template(steps=())]
    found = codes(teachers=(make.teacher(),), templates=in_class)
    assert "teacher-visits-nobody" in found
