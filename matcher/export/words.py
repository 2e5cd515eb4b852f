"""What exports call things, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from matcher.export.events import Event
from matcher.report.wording import Wording
from matcher.text import Language

_MONTH_DAY = {Language.NB: "d. MMMM", Language.NN: "d. MMMM", Language.EN: "d MMMM"}


@dataclass(frozen=True, slots=True)
class Words:
    """A reader's words for events, days and clocks; labels stand for ids."""

    wording: Wording

    def say(self, key: str, **parts: object) -> str:
        """Return the message ``export.<key>``."""
        return self.wording.say(f"export.{key}", **parts)

    def count(self, key: str, number: int) -> str:
        """Return the form of ``export.<key>`` for ``number``."""
        return self.wording.say.plural(f"export.{key}", number)

    def what(self, activity: str) -> str:
        """Return what an activity is called, e.g. ``Praksis``."""
        return self.say(f"activity.{activity}")

    def where(self, event: Event) -> str:
        """Return the place, the class and group, or the name of what is offered."""
        if event.subject_group is not None:
            section = self.label(event.section or "")
            return f"{section}, {self.label(event.subject_group)}"
        offered = self.wording.labels.get(event.group_activity or "", "")
        return self.label(event.place or event.section or "") or offered

    def label(self, of: str) -> str:
        """Return the display name of an id, or the id."""
        return self.wording.label(of)

    def people(self, ids: Iterable[str]) -> str:
        """Return people as a list in one line."""
        return ", ".join(map(self.label, ids))

    def clock(self, minute: int) -> str:
        """Return minutes after midnight, e.g. ``08.00`` or in English ``08:00``."""
        mark = ":" if self.wording.language is Language.EN else "."
        return f"{minute // 60:02d}{mark}{minute % 60:02d}"

    def hours(self, event: Event) -> str:
        """Return from when to when, e.g. ``08.00–15.30``; empty for the whole day."""
        if event.start_minute is None or event.end_minute is None:
            return ""
        return f"{self.clock(event.start_minute)}–{self.clock(event.end_minute)}"

    def weekday(self, day: date) -> str:
        """Return the whole name of the weekday, e.g. ``mandag``."""
        return self._format(day, "EEEE")

    def day_of_month(self, day: date) -> str:
        """Return a day without its year, e.g. ``17. august``."""
        return self._format(day, _MONTH_DAY[self.wording.language])

    def week(self, monday: date) -> str:
        """Return a week as a heading, e.g. ``Uke 34, 2026``."""
        year, week, _ = monday.isocalendar()
        return self.say("week", week=week, year=year)

    def _format(self, day: date, pattern: str) -> str:
        return str(format_date(day, pattern, locale=self.wording.language.value))
