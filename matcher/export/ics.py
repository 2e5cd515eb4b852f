"""Calendar files (iCalendar, RFC 5545) that update what was sent before.

What was sent before is read from the files of the last export themselves: an entry that
is as it was keeps its ``SEQUENCE``, a changed one gets a higher, and one that is gone is
sent as cancelled.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDate,
    vDatetime,
    vRecur,
    vText,
)
from icalendar.parser import Contentline, Parameters

from matcher.export.entries import Entry
from matcher.export.words import Words

OSLO = ZoneInfo("Europe/Oslo")
UTC = ZoneInfo("UTC")

SOURCE = "X-PRAKSISPLAN-SOURCE"
"""The property that tells which scenario a file is of, to nobody but this program."""

MOST_LINES = 1 << 16
"""How many written lines are kept, of each kind."""

_EVENT = re.compile(
    r"BEGIN:VEVENT\r\nUID:(\S+)\r\nDTSTAMP:\S+\r\nSEQUENCE:(\d+)\r\nSTATUS:(\w+)\r\n"
    r"(.*?)\r\nEND:VEVENT\r\n",
    re.DOTALL,
)


class Change(StrEnum):
    """What became of an entry since it was last sent."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry as a file has it.

    Attributes
    ----------
    sequence
        Version of the plan in which it last changed, or higher where the versions of
        two plans do not tell them apart.
    lines
        The rest of it, a property each, unfolded.
    """

    sequence: int
    is_cancelled: bool
    lines: tuple[str, ...]


SentFile = Mapping[str, Sent]
"""The entries of one file by UID."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar as it is to be sent, and what is new in it."""

    sent: SentFile
    changes: Mapping[Change, int]


class NotOurCalendarError(ValueError):
    """A calendar file that this program has not written, or somebody has changed."""


def source_of(scenario: str) -> str:
    """Return what stands for a scenario: its name may tell an employer too much."""
    return sha256(scenario.encode()).hexdigest()[:16]


def uid_of(scenario: str, owner: str, key: str) -> str:
    """Return the UID of an entry: the same as long as scenario, owner and key are.

    A hash, so that a file that goes astray tells nobody's id by it.
    """
    text = "\n".join((scenario, owner, key))
    return f"{sha256(text.encode()).hexdigest()[:32]}@praksisplan"


def update(
    scenario: str,
    owner: str,
    entries: Iterable[Entry],
    before: SentFile,
    version: int,
    words: Words,
) -> CalendarFile:
    """Return the calendar of ``owner``, given what was sent of it before.

    A new entry has the plan's version as its sequence, a changed one the version too,
    but always more than before.
    """
    sent: dict[str, Sent] = {}
    changes: Counter[Change] = Counter()
    for entry in entries:
        uid, lines = uid_of(scenario, owner, entry.key), _lines(entry)
        old = before.get(uid)
        change = _change(old, lines)
        changes[change] += 1
        sent[uid] = Sent(
            _sequence(old, change, version), is_cancelled=False, lines=lines
        )
    for uid, old in before.items():
        if uid in sent:
            continue
        if not old.is_cancelled:
            changes[Change.CANCELLED] += 1
            called_off = _called_off(old.lines, words)
            higher = _sequence(old, Change.CANCELLED, version)
            old = Sent(higher, is_cancelled=True, lines=called_off)
        sent[uid] = old
    return CalendarFile(sent, changes)


def _change(old: Sent | None, lines: tuple[str, ...]) -> Change:
    if old is None:
        return Change.NEW
    return (
        Change.SAME if not old.is_cancelled and old.lines == lines else Change.CHANGED
    )


def _sequence(old: Sent | None, change: Change, version: int) -> int:
    if old is None:
        return version
    return old.sequence if change is Change.SAME else max(version, old.sequence + 1)


def _called_off(lines: Iterable[str], words: Words) -> tuple[str, ...]:
    """Return the lines of an entry that is cancelled, also for readers who go by words."""
    mark = str(vText(words.say("cancelled")).to_ical().decode())
    return tuple(
        line.replace("SUMMARY:", f"SUMMARY:{mark}: ", 1)
        if line.startswith("SUMMARY:")
        else line.replace("TRANSP:OPAQUE", "TRANSP:TRANSPARENT")
        for line in lines
    )


def _lines(entry: Entry) -> tuple[str, ...]:
    written = [
        _clock("DTSTART", entry.day, entry.start_minute),
        _clock("DTEND", entry.day, entry.end_minute),
        _text("SUMMARY", entry.summary),
    ]
    if entry.location:
        written.append(_text("LOCATION", entry.location))
    if entry.description:
        written.append(_text("DESCRIPTION", entry.description))
    written.append(f"TRANSP:{'OPAQUE' if entry.takes_time else 'TRANSPARENT'}")
    return tuple(written)


# Days, names and places come back thousands of times: each is written once only.
@lru_cache(maxsize=MOST_LINES)
def _clock(name: str, day: date, minute: int | None) -> str:
    if minute is None:
        last = day + timedelta(days=name == "DTEND")
        return _property(name, vDate(last), VALUE="DATE")
    midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    return _property(
        name, vDatetime(midnight + timedelta(minutes=minute)), TZID=OSLO.key
    )


@lru_cache(maxsize=MOST_LINES)
def _text(name: str, text: str) -> str:
    return _property(name, vText(text))


def _property(name: str, value: vText | vDate | vDatetime, **parameters: str) -> str:
    return str(Contentline.from_parts(name, Parameters(parameters), value))


@lru_cache(maxsize=MOST_LINES)
def _folded(line: str) -> str:
    return str(Contentline(line).to_ical().decode())


def write_calendar(file: CalendarFile, scenario: str, name: str, start: date) -> bytes:
    """Return the file as bytes: the same for the same entries, for there is no clock.

    ``start`` is the first day of the plan's horizon. ``DTSTAMP`` is that midnight and as
    many minutes as the entry's sequence, so that what changed last is stamped last.
    """
    head, foot = _frame(scenario, name)
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
    parts = [head]
    for uid, sent in file.sent.items():
        stamp = (
            vDatetime(midnight + timedelta(minutes=sent.sequence)).to_ical().decode()
        )
        lines = (
            f"UID:{uid}",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{sent.sequence}",
            f"STATUS:{'CANCELLED' if sent.is_cancelled else 'CONFIRMED'}",
            *map(_folded, sent.lines),
        )
        parts.append("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
    return "".join((*parts, foot)).encode()


def _frame(scenario: str, name: str) -> tuple[str, str]:
    """Return what stands before and after the entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//Praksisplan//Praksisplan//NO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", OSLO.key)
    calendar.add(SOURCE.lower(), source_of(scenario))
    calendar.add_component(_oslo())
    foot = "END:VCALENDAR\r\n"
    return calendar.to_ical().decode().removesuffix(foot), foot


def _oslo() -> Timezone:
    """Return the rules of Norwegian clocks, in force since 1996.

    Written out: calendars that read rules need no list of dates, and the bytes do not
    hang on the time zone files of a machine.
    """
    zone = Timezone()
    zone.add("tzid", OSLO.key)
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    for part, name, first, month, before, after in (
        (TimezoneDaylight(), "CEST", "1996-03-31T02:00", 3, winter, summer),
        (TimezoneStandard(), "CET", "1996-10-27T03:00", 10, summer, winter),
    ):
        part.add("dtstart", datetime.fromisoformat(first))
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1su"))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def read_calendar(content: bytes) -> tuple[str, SentFile]:
    """Return what stands for the scenario, and the entries, of a calendar file.

    Raises
    ------
    NotOurCalendarError
        Where it is not such a file, as it was written.
    """
    try:
        text = content.decode().replace("\r\n ", "")
    except UnicodeDecodeError as fault:
        raise NotOurCalendarError from fault
    sent = {
        uid: Sent(int(sequence), status == "CANCELLED", tuple(rest.split("\r\n")))
        for uid, sequence, status, rest in _EVENT.findall(text)
    }
    source = re.search(rf"^{SOURCE}:(.*)\r$", text, re.MULTILINE)
    if source is None or text.count("\r\nBEGIN:VEVENT\r\n") != len(sent):
        raise NotOurCalendarError
    return source[1], sent
