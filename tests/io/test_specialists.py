"""Job specialists from tables, and what is taken of their visits."""

import pytest

from matcher.domain.finding import Severity
from matcher.domain.geography import Location
from matcher.domain.participant import TravelMode, WorkingWindow
from matcher.domain.specialists import OFFICE_HOURS
from matcher.io import read_scenario
from tests.helpers import builders as make

TABLES = {
    "participants": "participant;home;level\nD-1;3724;A2\n",
    "places": "place;location;sector;seats;visits_from;visits_to\n"
    "P-1;3717;renhold;1;17:00;19:30\nP-2;3717;it;1;;\n",
    "templates": "template;programme\nintro-2-3;intro\n",
}


def read(folder, **tables):
    for name, text in {**TABLES, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_scenario(folder)


def assumed(found):
    return {
        f.details["heading_key"].removeprefix("column.")
        for f in found.findings
        if f.severity is Severity.ASSUMPTION and "heading_key" in f.details
    }


def test_what_is_said_of_a_specialist_is_read(tmp_path):
    """Base, slots, hours and mode; a position is taken as it stands."""
    table = (
        "specialist;base;visit_slots;work_from;work_to;travel_mode\n"
        "J-1;59.2, 9.6;ons-fre;09:00;20:00;bicycle\n"
    )
    [found] = read(tmp_path, specialists=table).scenario.specialists
    assert found.base == Location(59.2, 9.6)
    assert found.visit_slots == make.slots("ons tor fre")
    assert found.working_window == WorkingWindow(540, 1200)
    assert found.travel_mode is TravelMode.BICYCLE


def test_what_is_not_said_is_taken_and_told(tmp_path):
    """Office hours, all slots, by car, no base; the rhythm of templates is told too."""
    found = read(tmp_path, specialists="specialist\nJ-1\n")
    [one] = found.scenario.specialists
    assert (one.base, one.visit_slots) == (None, None)
    assert (one.working_window, one.travel_mode) == (OFFICE_HOURS, TravelMode.CAR)
    assert assumed(found) >= {
        "specialists.base",
        "specialists.travel_mode",
        "templates.visit_steps",
        "templates.visit_minutes",
        "templates.meeting_minutes",
    }


def test_without_specialists_nothing_is_said_of_visits(tmp_path):
    """Programmes that nobody visits need no rhythm."""
    assert not any("visit" in key for key in assumed(read(tmp_path)))


def test_places_say_when_visits_are_welcome(tmp_path):
    """In the evening; blank is at any time."""
    evening, other = read(tmp_path).scenario.places
    assert (evening.visits_from_minute, evening.visits_to_minute) == (1020, 1170)
    assert (other.visits_from_minute, other.visits_to_minute) == (None, None)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("specialists", "specialist;work_from;work_to\nJ-1;16:00;08:00\n"),
        (
            "places",
            "place;location;sector;seats;visits_from;visits_to\nP-1;3717;it;1;15:00;9:00\n",
        ),
    ],
)
def test_hours_that_end_before_they_begin_are_refused(tmp_path, table, text):
    """The finding is at the end."""
    found = read(tmp_path, **{table: text})
    assert [f.code for f in found.findings if f.severity is Severity.ERROR] == [
        "end-before-start"
    ]
