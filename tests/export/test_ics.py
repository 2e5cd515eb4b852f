"""Calendar files, read by another library than the one that writes them."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from matcher.export.entries import Entry
from matcher.export.ics import (
    Change,
    NotOurCalendarError,
    read_calendar,
    source_of,
    uid_of,
    update,
    write_calendar,
)
from tests.export.conftest import words

OSLO = ZoneInfo("Europe/Oslo")
SUMMER, WINTER = date(2026, 8, 17), date(2026, 11, 2)
AWKWARD = "Kafé; «Ås, bak» \\ kirken – " + "lang " * 30
ENTRIES = (
    Entry("2026-08-17/man", SUMMER, 480, 930, f"Praksis: {AWKWARD}", AWKWARD),
    Entry("2026-11-02/man", WINTER, 600, 1440, "Klasse: c1", description="p1\np2"),
    Entry("2026-11-03/day-1", date(2026, 11, 3), None, None, "Ferie", takes_time=False),
)


def sent(entries=ENTRIES, before=None, version=1):
    return update("test", "participants/p1", entries, before or {}, version, words())


def written(file):
    return write_calendar(file, "test", "Praksisplan: p1", SUMMER)


def read(file):
    """What an independent reader finds, by UID."""
    calendar = vobject.readOne(written(file).decode())
    return {event.uid.value: event for event in calendar.vevent_list}


def found(file, entry):
    return read(file)[uid_of("test", "participants/p1", entry.key)]


def test_times_are_those_of_norwegian_clocks():
    """Summer and winter time, and a day that ends at midnight."""
    summer, winter = found(sent(), ENTRIES[0]), found(sent(), ENTRIES[1])
    assert summer.dtstart.value == datetime(2026, 8, 17, 8, tzinfo=OSLO)
    assert summer.dtend.value == datetime(2026, 8, 17, 15, 30, tzinfo=OSLO)
    assert winter.dtstart.value == datetime(2026, 11, 2, 10, tzinfo=OSLO)
    assert winter.dtend.value == datetime(2026, 11, 3, 0, tzinfo=OSLO)


def test_the_file_brings_its_time_zone():
    """Without any table of zones: an hour in winter, two in summer."""
    (zone,) = vobject.readOne(written(sent()).decode()).vtimezone_list
    assert zone.tzid.value == "Europe/Oslo"
    clock = zone.gettzinfo()
    offset = {
        month: datetime(2027, month, 1, tzinfo=clock).utcoffset() for month in (1, 7)
    }
    assert offset == {1: timedelta(hours=1), 7: timedelta(hours=2)}


def test_a_whole_day_is_a_date():
    """From the day to the next, and nobody is busy."""
    event = found(sent(), ENTRIES[2])
    assert event.dtstart.value == date(2026, 11, 3)
    assert event.dtend.value == date(2026, 11, 4)
    assert event.transp.value == "TRANSPARENT"


def test_texts_come_back_whole():
    """Commas, semicolons, backslashes, new lines and long lines."""
    first, second = (found(sent(), entry) for entry in ENTRIES[:2])
    assert first.summary.value == f"Praksis: {AWKWARD}"
    assert first.location.value == AWKWARD
    assert second.description.value == "p1\np2"


def test_no_line_is_longer_than_calendars_read():
    """75 octets at most, and lines end as RFC 5545 has it."""
    content = written(sent())
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_first_export_has_the_version_of_the_plan():
    """All is new, confirmed, and stamped from the plan's first day, not from a clock."""
    file = sent(version=3)
    assert file.changes == {Change.NEW: 3}
    for event in read(file).values():
        assert (event.sequence.value, event.status.value) == ("3", "CONFIRMED")
        assert event.dtstamp.value == datetime(2026, 8, 17, 0, 3, tzinfo=UTC)


def test_what_is_as_it_was_keeps_its_number():
    """A later plan with the same entries sends the same bytes."""
    again = sent(before=sent().sent, version=2)
    assert again.changes == {Change.SAME: 3}
    assert written(again) == written(sent())


@pytest.mark.parametrize(
    ("version", "number"), [(5, 5), (1, 2)], ids=["told apart", "the same version"]
)
def test_what_changes_gets_a_higher_number(version, number):
    """The plan's version, or one more than before where that is no higher."""
    moved = replace(ENTRIES[1], start_minute=540)
    file = sent((ENTRIES[0], moved), sent().sent, version)
    assert file.changes == {Change.SAME: 1, Change.CHANGED: 1, Change.CANCELLED: 1}
    assert found(file, ENTRIES[0]).sequence.value == "1"
    assert found(file, moved).sequence.value == str(number)
    assert found(file, moved).dtstart.value.hour == 9


def test_what_is_gone_is_cancelled():
    """It stays in the file, says so in words too, and takes no time."""
    event = found(sent(ENTRIES[1:], sent().sent, 2), ENTRIES[0])
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "2")
    assert event.summary.value == f"Avlyst: Praksis: {AWKWARD}"
    assert event.transp.value == "TRANSPARENT"
    assert event.dtstart.value == datetime(2026, 8, 17, 8, tzinfo=OSLO)


def test_numbers_stay_right_over_many_versions():
    """Cancelled in the second, so still in the third, and back in the fourth."""
    first = sent()
    second = sent(ENTRIES[1:], first.sent, 2)
    third = sent(ENTRIES[1:], second.sent, 3)
    fourth = sent(ENTRIES, third.sent, 4)
    told = [
        (found(file, ENTRIES[0]).status.value, found(file, ENTRIES[0]).sequence.value)
        for file in (first, second, third, fourth)
    ]
    assert told == [
        ("CONFIRMED", "1"),
        ("CANCELLED", "2"),
        ("CANCELLED", "2"),
        ("CONFIRMED", "4"),
    ]
    assert found(fourth, ENTRIES[1]).sequence.value == "1"


def test_going_back_to_an_older_plan_is_a_change_too():
    """What version 5 moved, and version 4 does not, gets a number above 5."""
    moved = sent((replace(ENTRIES[1], start_minute=540),), sent().sent, 5)
    assert found(sent(ENTRIES[1:2], moved.sent, 4), ENTRIES[1]).sequence.value == "6"


def test_a_file_is_the_memory_of_what_was_sent():
    """Reading it back gives what was written, cancelled entries too."""
    file = sent(ENTRIES[1:], sent().sent, 2)
    assert read_calendar(written(file)) == (source_of("test"), file.sent)


def test_uids_tell_nothing_and_stay():
    """A hash of scenario, owner and key, and of nothing else."""
    uid = uid_of("test", "participants/p1", "2026-08-17/man")
    assert re.fullmatch(r"[0-9a-f]{32}@praksisplan", uid)
    others = [
        uid_of("other", "participants/p1", "2026-08-17/man"),
        uid_of("test", "places/p1", "2026-08-17/man"),
        uid_of("test", "participants/p1", "2026-08-17/tir"),
    ]
    assert len({uid, *others}) == 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        written(sent()).replace(b"SEQUENCE:1\r\n", b"", 1),
        written(sent()).replace(b"X-PRAKSISPLAN", b"X-OTHER"),
    ],
    ids=["empty", "not text", "another's", "changed by somebody", "without source"],
)
def test_a_file_that_is_not_ours_is_refused(content):
    """Rather than forgetting what was sent."""
    with pytest.raises(NotOurCalendarError):
        read_calendar(content)
