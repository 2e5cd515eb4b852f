"""A folder of calendar files over several versions of a plan."""

from dataclasses import replace

import pytest
import vobject

from matcher.export import (
    Change,
    OtherScenarioError,
    UnreadableCalendarError,
    calendar_events,
    calendar_of,
    file_name,
    sent_before,
    sent_with,
    write_calendars,
)
from matcher.text import Language
from tests.export.conftest import words
from tests.helpers import builders as make


def export(folder, known, plan, before=None):
    """Write the calendars of a plan, after what lies in the folder."""
    memory = sent_before(folder, plan.scenario) if before is None else before
    events = calendar_events(calendar_of(known, plan))
    return write_calendars(folder, known, plan, events, memory, words())


def contents(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def statuses(folder, name):
    calendar = vobject.readOne((folder / name).read_bytes().decode())
    return {(e.status.value, e.sequence.value) for e in calendar.vevent_list}


def test_everybody_gets_a_file(tmp_path, known, plan):
    """In a folder each for people, places, classes and job specialists."""
    told = export(tmp_path, known, plan)
    assert sorted(contents(tmp_path)) == [
        "participants/p1.ics",
        "participants/p2.ics",
        "places/q1.ics",
        "sections/c1.ics",
        "specialists/s1.ics",
    ]
    assert told.files == {
        "participants": 2,
        "places": 1,
        "sections": 1,
        "activities": 0,
        "specialists": 1,
        "teachers": 0,
    }


def test_the_same_plan_gives_the_same_bytes(tmp_path, known, plan):
    """In another folder, and once more in the same."""
    export(tmp_path / "a", known, plan)
    export(tmp_path / "b", known, plan)
    first = contents(tmp_path / "a")
    assert contents(tmp_path / "b") == first
    told = export(tmp_path / "a", known, plan)
    assert contents(tmp_path / "a") == first
    assert told.changes[Change.SAME] == sum(told.changes.values()) > 0


def test_a_file_is_named_by_whom_it_is_for(tmp_path, known, plan):
    """The display name stands on the calendar, the id on the file."""
    export(tmp_path, known, plan)
    calendar = vobject.readOne(
        (tmp_path / "participants" / "p1.ics").read_bytes().decode()
    )
    assert calendar.x_wr_calname.value == "Praksisplan: Deltaker Én"


def test_who_is_in_the_plan_no_more_is_told(tmp_path, known, plan):
    """Somebody who leaves, and a place where nobody is left, keep a file of nos."""
    export(tmp_path, known, plan)
    left = replace(known, participants=known.participants[:1])
    without = replace(plan, placements=(), version=2)
    told = export(tmp_path, left, without)
    for name in ("participants/p2.ics", "places/q1.ics", "specialists/s1.ics"):
        assert statuses(tmp_path, name) == {("CANCELLED", "2")}
    assert told.changes[Change.CANCELLED] > 0


def test_a_previous_plan_stands_for_its_files(tmp_path, known, plan):
    """Where the folder is empty: what it would have sent is what was sent."""
    later = replace(plan, placements=plan.placements[:1], version=2)
    export(tmp_path / "kept", known, plan)
    export(tmp_path / "kept", known, later)
    earlier = sent_with(plan, calendar_events(calendar_of(known, plan)), words())
    export(tmp_path / "fresh", known, later, earlier)
    assert contents(tmp_path / "fresh") == contents(tmp_path / "kept")


def test_another_language_changes_the_words_only(tmp_path, known, plan):
    """The same entries with the same keys: all are updated, none cancelled."""
    export(tmp_path, known, plan)
    events = calendar_events(calendar_of(known, plan))
    english = words(Language.EN)
    before = sent_before(tmp_path, plan.scenario)
    told = write_calendars(tmp_path, known, plan, events, before, english)
    assert told.changes[Change.CANCELLED] == told.changes[Change.NEW] == 0
    assert told.changes[Change.CHANGED] > 0


def test_a_folder_of_another_scenario_is_refused(tmp_path, known, plan):
    """Or everybody there would get nothing but cancellations."""
    export(tmp_path, known, plan)
    with pytest.raises(OtherScenarioError, match=r"p1\.ics"):
        sent_before(tmp_path, "another")


def test_a_strange_file_is_refused(tmp_path, known, plan):
    """With its path."""
    export(tmp_path, known, plan)
    (tmp_path / "places" / "mine.ics").write_text("BEGIN:VCALENDAR")
    with pytest.raises(UnreadableCalendarError, match=r"mine\.ics"):
        sent_before(tmp_path, plan.scenario)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("D-001", "D-001.ics"),
        ("Ås 1", "Ås 1.ics"),
        ("../x", "%2E.%2Fx.ics"),
        ("a:b%", "a%3Ab%25.ics"),
    ],
)
def test_no_id_leaves_its_folder(tmp_path, of, name):
    """Signs that file systems have a use for are written as hex, and read back."""
    assert file_name(of, "ics") == name
    known = make.scenario([make.participant(of)])
    export(tmp_path, known, make.plan([make.placement(of)]))
    assert (tmp_path / "participants" / name).is_file()
    assert of in {owner.id for owner in sent_before(tmp_path, "test")}
