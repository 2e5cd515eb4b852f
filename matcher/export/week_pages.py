"""A page a week for each participant, in plain words with symbols, as tagged PDF."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from matcher.domain.ids import ParticipantId
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario
from matcher.export.events import Event, mondays_of
from matcher.export.words import Words

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Final = "ua-1"

_UNPRINTABLE = re.compile(r'the text `"(.+)"` could not be displayed')

Document = Mapping[str, Any]
Days = Mapping[date, Sequence[Event]]


class UnprintableError(ValueError):
    """A display name has a sign that the typesetter's fonts do not have."""


def week_pages(
    scenario: Scenario,
    plan: Plan,
    events: Iterable[Event],
    words: Words,
    *,
    people: Collection[ParticipantId] | None = None,
    mondays: Collection[date] | None = None,
) -> Iterator[tuple[ParticipantId, int, bytes]]:
    """Yield each person, the number of their pages, and the PDF; nobody without a page.

    Parameters
    ----------
    people, mondays
        Whose pages, and of which weeks; ``None``: everybody's, from the first week in
        which anything happens to the last.

    Raises
    ------
    UnprintableError
        With the sign and the person whose page it is on.
    """
    weekdays = sorted({slot.weekday for slot in scenario.grid.slots})
    for person, days in _by_person(events, people):
        asked = [m for m in mondays_of(days) if mondays is None or m in mondays]
        if asked:
            pages = [week_document(m, weekdays, days, words) for m in asked]
            data = _person_document(person, plan, pages, words)
            try:
                content = _compile(data, scenario.horizon.start)
            except typst.TypstError as fault:
                if sign := _UNPRINTABLE.search(fault.message):
                    raise UnprintableError(sign[1], person) from fault
                raise
            yield person, len(asked), content


def _by_person(
    events: Iterable[Event], people: Collection[ParticipantId] | None
) -> Iterator[tuple[ParticipantId, Days]]:
    found: dict[ParticipantId, dict[date, list[Event]]] = {}
    for event in sorted(events, key=lambda e: e.in_order):
        for person in event.participants:
            if people is None or person in people:
                days = found.setdefault(person, defaultdict(list))
                days[event.day].append(event)
    yield from sorted(found.items())


def _person_document(
    person: ParticipantId, plan: Plan, pages: Sequence[Document], words: Words
) -> Document:
    name = words.label(person)
    return {
        "language": words.wording.language.value,
        "name": name,
        "title": words.say("page.title", name=name),
        "version": words.say("page.version", version=plan.version),
        "headings": [words.say(f"page.{key}") for key in ("day", "what", "clock")],
        "help": [words.say("page.absent"), words.say("page.ask")],
        "weeks": pages,
    }


def week_document(
    monday: date, weekdays: Iterable[int], days: Days, words: Words
) -> Document:
    """Return what the page of one week says: ``weekdays``, and others with events."""
    dates = [monday + timedelta(days=n) for n in range(7)]
    shown = [d for d in dates if d.weekday() in weekdays or d in days]
    return {
        "heading": words.week(monday),
        "dates": f"{words.day_of_month(shown[0])} – {words.day_of_month(shown[-1])}",
        "days": [
            {
                "name": words.weekday(day).capitalize(),
                "date": words.day_of_month(day),
                "nothing": words.say("plain.nothing"),
                "events": [
                    {
                        "activity": event.activity,
                        "sentences": sentences(event, words),
                        "hours": words.hours(event),
                    }
                    for event in days.get(day, ())
                ],
            }
            for day in shown
        ],
    }


def sentences(event: Event, words: Words) -> list[str]:
    """Return what an event is in plain words: what, where, with whom."""
    told = [words.say(f"plain.{event.activity}")]
    if event.place is not None:
        told.append(words.say("plain.at-place", place=words.label(event.place)))
    elif event.section is not None:
        told.append(words.say("plain.in-class", section=words.where(event)))
    elif where := words.where(event):
        told.append(words.say("plain.named", name=where))
    if event.visitor is not None:
        meets = words.label(event.visitor.id)
        told.append(words.say("plain.meets", visitor=meets))
    return told


@cache
def _compiler() -> typst.Compiler:
    # The fonts of a machine would make its pages differ from another's.
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(TEMPLATES / "week.typ", TEMPLATES, fonts)


def _compile(person: Document, made: date) -> bytes:
    content = _compiler().compile(
        format="pdf",
        sys_inputs={"person": json.dumps(person, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=datetime(made.year, made.month, made.day, tzinfo=UTC),
    )
    if not isinstance(content, bytes):
        raise TypeError(f"one PDF expected, not {type(content).__name__}")
    return content
