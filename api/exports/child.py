"""Makes the files of a plan in a process of its own: hundreds of pages take their time.

Standard input: JSON. The files are written into a folder.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.plans.store import LoadedPlan, loaded_from
from matcher.domain.ids import ParticipantId
from matcher.export import (
    Event,
    Words,
    calendar_of,
    events_of,
    file_name,
    plan_events,
    week_pages,
    workbook,
    write_calendars,
)
from matcher.report.wording import Wording
from matcher.text import Language, translator

WORKBOOK = "semester.xlsx"


@dataclass(frozen=True, slots=True)
class Export:
    """A plan's events of those who may be seen, and where their files go."""

    loaded: LoadedPlan
    events: tuple[Event, ...]
    words: Words
    folder: Path

    def ics(self) -> None:
        """Write a calendar file for each person, place, class and job specialist."""
        loaded = self.loaded
        write_calendars(
            self.folder, loaded.scenario, loaded.plan, self.events, {}, self.words
        )

    def xlsx(self) -> None:
        """Write the workbook of the semester."""
        loaded = self.loaded
        content = workbook(loaded.scenario, loaded.plan, self.events, self.words)
        (self.folder / WORKBOOK).write_bytes(content)

    def pdf(self) -> None:
        """Write the week pages of each person."""
        people = {person for event in self.events for person in event.participants}
        pages = week_pages(
            self.loaded.scenario,
            self.loaded.plan,
            self.events,
            self.words,
            people=people,
            mondays=None,
        )
        for person, _, content in pages:
            (self.folder / file_name(person, "pdf")).write_bytes(content)


def export(told: dict[str, Any]) -> None:
    """Write the files that ``told`` asks for."""
    folder = Path(told["folder"])
    loaded = loaded_from(told["id"], told["region"], Path(told["archive"]).read_bytes())
    people = frozenset(ParticipantId(person) for person in told["people"])
    calendar = calendar_of(loaded.scenario, loaded.plan)
    events = tuple(events_of(plan_events(loaded.plan, calendar), people))
    words = Words(Wording(translator(Language(told["language"]))))
    made = Export(loaded, events, words, folder)
    {"ics": made.ics, "xlsx": made.xlsx, "pdf": made.pdf}[told["format"]]()


if __name__ == "__main__":
    export(json.load(sys.stdin))
