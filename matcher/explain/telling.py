"""Names, dates and slots as one reader is used to seeing them."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import cycle

from matcher.domain.alternation import Alternation
from matcher.domain.ids import SectorCode, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.reference import find_sector
from matcher.domain.weeks import WEEKDAYS
from matcher.text import Language, Translator

DATE_FORMAT = {
    Language.NB: "%d.%m.%Y",
    Language.NN: "%d.%m.%Y",
    Language.EN: "%Y-%m-%d",
}


class Teller:
    """Says facts in one language, with labels in place of ids where there are any."""

    def __init__(self, say: Translator, labels: Mapping[str, str]) -> None:
        self.say = say
        self._labels = labels

    def name(self, of: str) -> str:
        """Return the label of an id, or the id."""
        return self._labels.get(of) or of

    def sector(self, code: SectorCode) -> str:
        """Return what a sector is called; one the program does not know, its label."""
        known = find_sector(code)
        return (
            self.name(code) if known is None else str(getattr(known, self.say.language))
        )

    def blocks(self, alternation: Alternation) -> str:
        """Return the blocks of weeks with and without class, in turn."""
        keys = cycle(("alternation.with-class", "alternation.without-class"))
        weeks = alternation.block_weeks
        said = (self.say.plural(key, n) for key, n in zip(keys, weeks, strict=False))
        return ", ".join(said)

    def asked(self, level: CefrLevel) -> str:
        """Return a level that is asked for."""
        nothing = level is CefrLevel.PRE_A1
        return self.say("explain.no-level") if nothing else level.label

    def on(self, day: date) -> str:
        """Return a date as it is written on paper."""
        return day.strftime(DATE_FORMAT[self.say.language])

    def week(self, day: date) -> int:
        """Return the ISO week of a day."""
        return day.isocalendar().week

    def slots(self, slots: Iterable[SlotId]) -> str:
        """Return slots as text; the default day slots by their short weekday."""
        return " ".join(
            self.say(f"explain.weekday.{WEEKDAYS.index(slot)}")
            if slot in WEEKDAYS
            else slot
            for slot in slots
        )
