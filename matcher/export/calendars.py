"""A folder of calendar files, brought up to date with a plan."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.export.entries import Entries, Owner, entries_of
from matcher.export.events import Event
from matcher.export.ics import (
    CalendarFile,
    Change,
    NotOurCalendarError,
    SentFile,
    read_calendar,
    source_of,
    update,
    write_calendar,
)
from matcher.export.words import Words
from matcher.report.files import write_files

FOLDERS = (
    "participants",
    "places",
    "sections",
    "activities",
    "specialists",
    "teachers",
)

SentFiles = dict[Owner, SentFile]


class UnreadableCalendarError(ValueError):
    """A file in the folder is no calendar as this program has written it."""


class OtherScenarioError(ValueError):
    """The folder holds calendars of another scenario: they would all be cancelled."""


@dataclass(frozen=True, slots=True)
class CalendarsWritten:
    """How many files each folder has now, and what became of the entries."""

    files: Mapping[str, int]
    changes: Mapping[Change, int]


def file_name(of: str, ending: str) -> str:
    """Return a file name for an id: the id, with what no file system likes as ``%``."""
    safe = re.sub(r"[^\w. -]", lambda found: quote(found[0], safe=""), of)
    return f"{'%2E' + safe[1:] if safe.startswith('.') else safe}.{ending}"


def sent_before(folder: Path, scenario: str) -> SentFiles:
    """Return what the files in ``folder`` say has been sent.

    Raises
    ------
    UnreadableCalendarError, OtherScenarioError
        With the path of the first such file.
    """
    sent: SentFiles = {}
    for kind in FOLDERS:
        for path in sorted((folder / kind).glob("*.ics")):
            try:
                source, entries = read_calendar(path.read_bytes())
            except NotOurCalendarError as fault:
                raise UnreadableCalendarError(path) from fault
            if source != source_of(scenario):
                raise OtherScenarioError(path)
            sent[Owner(kind, unquote(path.stem))] = entries
    return sent


def sent_with(plan: Plan, events: Iterable[Event], words: Words) -> SentFiles:
    """Return what an export of ``plan`` alone would have sent."""
    entries = entries_of(events, plan.placements, words)
    return {
        owner: calendar.sent
        for owner, calendar in _updated(plan, entries, {}, words).items()
    }


def write_calendars(
    folder: Path,
    scenario: Scenario,
    plan: Plan,
    events: Iterable[Event],
    before: SentFiles,
    words: Words,
) -> CalendarsWritten:
    """Write a file for all who are in the plan: people, places, classes and so on.

    ``before`` is what has been sent: entries that the plan no longer has are cancelled,
    and who no longer has any keeps a file that says so.
    """
    entries = entries_of(events, plan.placements, words)
    calendars = _updated(plan, entries, before, words)
    changes: Counter[Change] = Counter()
    contents: dict[str, dict[str, bytes]] = {kind: {} for kind in FOLDERS}
    for owner, calendar in calendars.items():
        changes.update(calendar.changes)
        name = words.say("calendar-name", name=words.label(owner.id))
        contents[owner.folder][file_name(owner.id, "ics")] = write_calendar(
            calendar, plan.scenario, name, scenario.horizon.start
        )
    for kind, files in contents.items():
        if files:
            write_files(folder / kind, files)
    return CalendarsWritten(
        {kind: len(files) for kind, files in contents.items()},
        {change: changes[change] for change in Change},
    )


def _updated(
    plan: Plan, entries: Entries, before: SentFiles, words: Words
) -> dict[Owner, CalendarFile]:
    owners = sorted(entries.keys() | before.keys(), key=lambda o: (o.folder, o.id))
    return {
        owner: update(
            plan.scenario,
            f"{owner.folder}/{owner.id}",
            entries.get(owner, ()),
            before.get(owner, {}),
            plan.version,
            words,
        )
        for owner in owners
    }
