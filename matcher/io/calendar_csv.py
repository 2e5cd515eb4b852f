"""``calendar.csv`` back to rows, whatever language its headings and words are in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from matcher.domain.activities import Activity, CalendarRow
from matcher.domain.finding import Finding
from matcher.domain.ids import ActivityId, ParticipantId, PlaceId, SectionId, SlotId
from matcher.io.found import Findings, in_order
from matcher.io.sources import csv_file_lines, csv_lines
from matcher.io.values import BadValue, parse_date
from matcher.io.words import folded, folded_heading, nearest
from matcher.text import Language, translator

CALENDAR_FILE = "calendar.csv"
MAY_LACK = "group_activity"
"""A column that files of before there were offers do not have."""

Value = TypeVar("Value")


def read_calendar(
    path: Path,
) -> tuple[tuple[CalendarRow, ...] | None, tuple[Finding, ...]]:
    """Return the rows of a calendar, with findings.

    ``None`` where anything in it cannot be read. Ids are not looked up: the audit names
    those that the scenario does not have.
    """
    findings = Findings()
    lines = csv_file_lines(path, findings) or [[]]
    return _calendar(path.name, lines, findings)


def calendar_of_bytes(
    data: bytes, source: str = CALENDAR_FILE
) -> tuple[tuple[CalendarRow, ...] | None, tuple[Finding, ...]]:
    """Return the rows of the content of a calendar file, as :func:`read_calendar`."""
    return _calendar(source, csv_lines(data) or [[]], Findings())


def _calendar(
    source: str, lines: list[list[str]], findings: Findings
) -> tuple[tuple[CalendarRow, ...] | None, tuple[Finding, ...]]:
    at = _columns(source, lines[0], findings)
    rows = () if findings.has_errors else tuple(_rows(source, lines, at, findings))
    return (None if findings.has_errors else rows), in_order(findings.found)


def _columns(
    source: str, headings: Sequence[str], findings: Findings
) -> dict[str, int]:
    """Return the position of each column; tell those that are missing."""
    known = {folded_heading(heading): i for i, heading in enumerate(headings)}
    at = {}
    for name in CalendarRow._fields:
        names = (name, *(_in(one, f"report.calendar.{name}") for one in Language))
        spot = next(
            (known[key] for key in map(folded_heading, names) if key in known), None
        )
        if spot is not None:
            at[name] = spot
        elif name != MAY_LACK:
            heading = f"report.calendar.{name}"
            findings.error("missing-column", source, 1, name, heading_key=heading)
    return at


def _in(language: Language, key: str) -> str:
    return translator(language)(key)


def _rows(
    source: str,
    lines: Sequence[Sequence[str]],
    at: dict[str, int],
    findings: Findings,
) -> Iterator[CalendarRow]:
    days = _Cells(source, lines[0][at["date"]], parse_date, findings)
    activities = _Cells(source, lines[0][at["activity"]], _activity, findings)
    for row, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        cells = [*line, *[""] * len(at)]
        day = days.read(row, cells[at["date"]])
        activity = activities.read(row, cells[at["activity"]])
        offer = cells[at[MAY_LACK]] if MAY_LACK in at else ""
        place, section = cells[at["place"]], cells[at["section"]]
        if day is not None and activity is not None:
            yield CalendarRow(
                ParticipantId(cells[at["participant"]]),
                cells[at["iso_week"]],
                day,
                SlotId(cells[at["slot"]]),
                activity,
                PlaceId(place) if place else None,
                SectionId(section) if section else None,
                ActivityId(offer) if offer else None,
            )


@dataclass(frozen=True, slots=True)
class _Cells(Generic[Value]):
    """The cells of one column; equal texts are read, and found at fault, once."""

    source: str
    heading: str
    parse: Callable[[str], Value]
    findings: Findings
    known: dict[str, Value | None] = field(default_factory=dict)

    def read(self, row: int, text: str) -> Value | None:
        """Return the value of a text; ``None``, and a finding, where it has none."""
        if text not in self.known:
            try:
                self.known[text] = self.parse(text)
            except BadValue as bad:
                self.known[text] = None
                details = {"expected_key": "type.date", **bad.details}
                self.findings.error(
                    bad.code, self.source, row, self.heading, text, **details
                )
        return self.known[text]


@cache
def _activities_by_word() -> dict[str, Activity]:
    words = {folded(activity.word): activity for activity in Activity}
    for language in Language:
        for activity in Activity:
            words[folded(_in(language, f"report.activity.{activity.word}"))] = activity
    return words


def _activity(text: str) -> Activity:
    words = _activities_by_word()
    if folded(text) not in words:
        keys = " ".join(f"report.activity.{one.word}" for one in Activity if one)
        near = nearest(text, words)
        raise BadValue("unknown-choice", choices_key=keys, suggestion=near)
    return words[folded(text)]
