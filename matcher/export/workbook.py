"""A workbook of the semester, ready to print: people, classes and places by week."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import xlsxwriter

from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.export.events import Event, mondays_of
from matcher.export.words import Words
from matcher.io.template import MADE

SHADES: Mapping[str, str] = {
    "class": "#DCEBCB",
    "practice": "#CFE2F3",
    "holiday": "#E6E6E6",
    "public-holiday": "#F7E8B5",
    "absence": "#E6E6E6",
}
"""Background by activity; the words in a cell say it too."""

OTHER_SHADE = "#E8DDF0"

A4 = 9
MOST_BREAKS = 1023
"""Page breaks that a sheet can have."""

Cell = Sequence[Event]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of a person, a class or a place; ``days`` has the events of other weeks too."""

    owner: str
    monday: date
    days: Mapping[date, Cell]


def workbook(
    scenario: Scenario, plan: Plan, events: Iterable[Event], words: Words
) -> bytes:
    """Return the workbook: the same bytes for the same plan, language and labels."""
    in_order = sorted(events, key=lambda event: (event.in_order, event.participants))
    of_grid = {slot.weekday for slot in scenario.grid.slots}
    weekdays = sorted(of_grid | {event.day.weekday() for event in in_order})
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": MADE, "title": words.say("title")})
        made = _Workbook(book, words, weekdays)
        made.write_cover(scenario, plan, {event.activity for event in in_order})
        made.write_weeks("participants", _by_participant(in_order), made.own_cell)
        made.write_weeks("sections", _by(in_order, "section"), made.class_cell)
        made.write_weeks("places", _by(in_order, "place"), made.place_cell)
    return content.getvalue()


def _by_participant(events: Iterable[Event]) -> list[WeekRow]:
    return _rows((person, event) for event in events for person in event.participants)


def _by(events: Iterable[Event], part: str) -> list[WeekRow]:
    return _rows((getattr(e, part), e) for e in events if getattr(e, part) is not None)


def _rows(owned: Iterable[tuple[str, Event]]) -> list[WeekRow]:
    """Return a row for each week of an owner, from the first with an event to the last."""
    found: dict[str, dict[date, list[Event]]] = {}
    for owner, event in owned:
        found.setdefault(owner, {}).setdefault(event.day, []).append(event)
    return [
        WeekRow(owner, monday, days)
        for owner, days in sorted(found.items())
        for monday in mondays_of(days)
    ]


class _Workbook:
    """Writes the sheets in one language."""

    def __init__(self, book: Any, words: Words, weekdays: Sequence[int]) -> None:
        self.book, self.words, self.weekdays = book, words, weekdays
        cell = {
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "border_color": "#9AA5B1",
        }
        self.plain = book.add_format(cell)
        self.day = book.add_format(
            {**cell, "num_format": "dd.mm.yyyy", "align": "left"}
        )
        self.heading = book.add_format({**cell, "bold": True, "bg_color": "#DDE8F0"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self._shaded: dict[str, Any] = {}
        self._cell = cell

    def shaded(self, activity: str) -> Any:
        """Return the cell format of an activity."""
        shade = SHADES.get(activity, OTHER_SHADE)
        if shade not in self._shaded:
            self._shaded[shade] = self.book.add_format(
                {**self._cell, "bg_color": shade}
            )
        return self._shaded[shade]

    def write_cover(
        self, scenario: Scenario, plan: Plan, activities: Iterable[str]
    ) -> None:
        """Write what the plan is, who may see the workbook, and what the shades mean."""
        say, horizon = self.words.say, scenario.horizon.calendar_span
        sheet = self._sheet("cover")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 70)
        sheet.write_string(0, 0, say("title"), self.title)
        wording = self.words.wording
        facts = (
            ("scenario", plan.scenario),
            ("period", f"{wording.day(horizon.first)} – {wording.day(horizon.last)}"),
            ("version", str(plan.version)),
            ("who-may-see", say("who-may-see.text")),
        )
        for row, (key, text) in enumerate(facts, start=2):
            sheet.write_string(row, 0, say(key), self.heading)
            sheet.write_string(row, 1, text, self.plain)
        first = len(facts) + 3
        sheet.write_string(first, 0, say("colours"), self.heading)
        for row, activity in enumerate(sorted(activities), start=first + 1):
            sheet.write_string(row, 0, self.words.what(activity), self.shaded(activity))

    def write_weeks(
        self, kind: str, rows: Sequence[WeekRow], text_of: Callable[[Cell], str]
    ) -> None:
        """Write a sheet with a row a week; each owner begins on a new page."""
        if not rows:
            return
        sheet, say = self._sheet(kind), self.words.say
        headings = [say(f"sheet.{kind}.one"), say("week-number"), say("from")]
        monday = rows[0].monday
        days = [
            self.words.weekday(monday + timedelta(days=n)).capitalize()
            for n in self.weekdays
        ]
        for column, text in enumerate((*headings, *days)):
            sheet.write_string(0, column, text, self.heading)
        for number, row in enumerate(rows, start=1):
            self._write_row(sheet, number, row, text_of)
        self._lay_out(sheet, rows)

    def _write_row(
        self, sheet: Any, number: int, row: WeekRow, text_of: Callable[[Cell], str]
    ) -> None:
        sheet.write_string(number, 0, self.words.label(row.owner), self.plain)
        sheet.write_number(number, 1, row.monday.isocalendar().week, self.plain)
        sheet.write_datetime(
            number, 2, datetime.combine(row.monday, datetime.min.time()), self.day
        )
        for column, weekday in enumerate(self.weekdays, start=3):
            events = row.days.get(row.monday + timedelta(days=weekday), ())
            activities = {event.activity for event in events}
            shape = self.shaded(*activities) if len(activities) == 1 else self.plain
            if events:
                sheet.write_string(number, column, text_of(events), shape)
            else:
                sheet.write_blank(number, column, None, shape)

    def _sheet(self, kind: str) -> Any:
        sheet = self.book.add_worksheet(self.words.say(f"sheet.{kind}"))
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L&A&C{self.words.say('title')}&R&P / &N")
        return sheet

    def _lay_out(self, sheet: Any, rows: Sequence[WeekRow]) -> None:
        last = 2 + len(self.weekdays)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 6)
        sheet.set_column(2, 2, 12)
        sheet.set_column(3, last, 26)
        sheet.freeze_panes(1, 3)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(rows), last)
        breaks = [
            number
            for number, (before, row) in enumerate(pairwise(rows), 2)
            if before.owner != row.owner
        ]
        if len(breaks) <= MOST_BREAKS:
            sheet.set_h_pagebreaks(breaks)

    def own_cell(self, events: Cell) -> str:
        """Return what a person does on a day, a line each."""
        return "\n".join(
            " ".join(
                filter(
                    None,
                    (
                        self.words.what(event.activity),
                        self.words.where(event),
                        self.words.hours(event),
                    ),
                )
            )
            for event in events
        )

    def class_cell(self, events: Cell) -> str:
        """Return how many are in class and when, a line a slot."""
        return "\n".join(
            f"{self.words.count('in-class', len(people))} {hours}"
            for (_, hours), people in self._together(events).items()
        )

    def place_cell(self, events: Cell) -> str:
        """Return who is at a place, a line for each slot and activity."""
        return "\n".join(
            f"{what} {hours}: {self.words.people(people)}"
            for (what, hours), people in self._together(events).items()
        )

    def _together(self, events: Cell) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for event in events:
            what = self.words.what(event.activity)
            found[what, self.words.hours(event)] += event.participants
        return found
