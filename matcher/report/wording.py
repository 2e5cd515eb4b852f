"""Numbers, dates, names and sentences as the reader is used to seeing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from matcher.domain.finding import Finding, finding_text
from matcher.domain.ids import SectorCode, SlotId
from matcher.domain.plan import NotPlacedReason
from matcher.domain.policy import Tier
from matcher.domain.reference import find_sector
from matcher.domain.weeks import WEEKDAYS
from matcher.text import Language, Translator

_DATE_PATTERN = {
    Language.NB: "dd.MM.y",
    Language.NN: "dd.MM.y",
    Language.EN: "d MMM y",
}


@dataclass(frozen=True, slots=True)
class Named:
    """An id with its label; the label is the id where there is none."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One reader's language, and the labels that stand for ids in what they read.

    Attributes
    ----------
    labels
        Display name by id, from ``labels.csv``. Joined here and nowhere else; an id
        without a label stands as it is.
    """

    say: Translator
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.say.language

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with the language's separators, e.g. ``32 760`` or ``2,0``."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, format=pattern, locale=self.language.value))

    def percent(self, share: float) -> str:
        """Return a share between 0 and 1 as whole per cent, cut towards zero.

        Cut, so that 100 % is only written where nothing is left.
        """
        cut = int(share * 100) / 100
        return str(format_percent(cut, locale=self.language.value))

    def day(self, day: date) -> str:
        """Return a date the way it is written on paper, e.g. ``17.08.2026``."""
        pattern = _DATE_PATTERN[self.language]
        return str(format_date(day, format=pattern, locale=self.language.value))

    def week(self, day: date) -> str:
        """Return the ISO week a day lies in, e.g. ``uke 34``."""
        return self.say("report.week", week=day.isocalendar().week)

    def weeks(self, first: date, last: date) -> str:
        """Return the ISO weeks from ``first`` to ``last``, e.g. ``34–6``."""
        return f"{first.isocalendar().week}–{last.isocalendar().week}"

    def weekday(self, weekday: int) -> str:
        """Return the short name of a weekday, 0 for Monday."""
        return self.say(f"report.weekday.{weekday}")

    def slots(self, slots: Iterable[SlotId]) -> str:
        """Return slots as text; the default day slots by their weekday."""
        return " ".join(
            self.weekday(WEEKDAYS.index(slot)) if slot in WEEKDAYS else slot
            for slot in slots
        )

    def label(self, of: str) -> str:
        """Return the display name of an id, or the id itself."""
        return self.labels.get(of) or of

    def named(self, of: str) -> Named:
        """Return an id with its label."""
        return Named(of, self.label(of))

    def sector(self, code: SectorCode) -> str:
        """Return what a sector is called; one the program does not know, its code."""
        known = find_sector(code)
        return self.label(code) if known is None else str(getattr(known, self.language))

    def tier(self, tier: Tier) -> str:
        """Return what a tier is called."""
        return self.say(f"report.tier.{tier.value}")

    def finding(self, finding: Finding) -> str:
        """Return what a finding says."""
        return finding_text(finding, self.say)

    def spot(self, finding: Finding) -> str:
        """Return where a finding is: file or sheet, row and column; may be empty."""
        row = "" if finding.row is None else self.say("report.row", row=finding.row)
        parts = (finding.source, row, self._heading(finding))
        return ", ".join(part for part in parts if part)

    def _heading(self, finding: Finding) -> str:
        """Return the column as it is headed, also where the file does not have it."""
        source = finding.source.removesuffix(".csv")
        declared = finding.details.get(
            "heading_key", f"column.{source}.{finding.column}"
        )
        return self.say(declared) if declared in self.say else finding.column

    def reason(self, reason: NotPlacedReason) -> str:
        """Return one reason for having no placement as a sentence."""
        return self.say(
            f"rule.{reason.rule.value}.failed",
            fails=reason.fails,
            fails_only=reason.fails_only,
        )
