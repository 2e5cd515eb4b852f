"""Types of single values: how each is read from text, and written again.

A type's ``name`` is its key in the catalogues: ``type.<name>`` says what is expected.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any, ClassVar

from matcher.domain import reference
from matcher.domain.ids import MunicipalityId
from matcher.domain.weeks import WeekGrid, five_day_grid
from matcher.io.words import code_of, codes_by_word, folded, nearest, word_for

EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(36526, 73051)
"""Serial numbers of the days from 2000 to 2100, as a workbook counts them."""

MINUTES_A_DAY = 24 * 60


class BadValue(Exception):
    """A text that cannot be read as its type.

    ``code`` is the finding's, ``details`` the named parts of its message.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Setting:
    """What values are read against: the week's slots and the scenario's municipalities.

    ``municipalities`` are the scenario's own, by folded name and number.
    """

    grid: WeekGrid = field(default_factory=five_day_grid)
    municipalities: Mapping[str, MunicipalityId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ValueType(ABC):
    """How one kind of value is written in a cell."""

    name: ClassVar[str]

    @property
    def word_keys(self) -> tuple[str, ...]:
        """The catalogue keys of the words that may be written; empty where free."""
        return ()

    @abstractmethod
    def parse(self, text: str, setting: Setting, /) -> Any:
        """Return the value of a text that is not blank; raises :class:`BadValue`."""

    def write(self, value: Any, _: Setting, /) -> str:
        """Return ``value`` as text that :meth:`parse` reads back."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Text(ValueType):
    """Any text."""

    name = "text"

    def parse(self, text: str, _: Setting) -> str:
        """Return the text as it stands."""
        refuse_national_id(text)
        return text


def refuse_national_id(text: str) -> None:
    """Raise where ``text`` has the eleven digits of a national identity number."""
    if re.fullmatch(r"(\d\d[ .]?){2}\d\d[ -]?\d{3} ?\d\d", text):
        raise BadValue("national-id-like")


@dataclass(frozen=True, slots=True)
class Id(ValueType):
    """An id that the user chose; ``table`` where it must be one of that table's."""

    name = "id"
    table: str = ""

    def parse(self, text: str, _: Setting) -> str:
        """Return the id; refuses national identity numbers and signs of lists."""
        refuse_national_id(text)
        if len(text) > 80 or re.search(r"[,;|>=\n\r\t]", text) or text == "-":
            raise BadValue("bad-id")
        return text


@dataclass(frozen=True, slots=True)
class Code(ValueType):
    """A neutral code such as ``heavy-lifting``: lower case, no spaces."""

    name = "code"

    def parse(self, text: str, _: Setting) -> str:
        """Return the code in lower case."""
        refuse_national_id(text)
        if not re.fullmatch(r"[\w.+-]{1,60}", text) or text == "-":
            raise BadValue("bad-code")
        return text.lower()


@dataclass(frozen=True, slots=True)
class Sector(ValueType):
    """A sector: one of the thirteen by code or name, or a code of the user's own."""

    name = "sector"

    def parse(self, text: str, _: Setting) -> str:
        """Return the sector's code."""
        known = reference.find_sector(text)
        if known:
            return known.code
        if not re.fullmatch(r"\w[\w. &/+-]{0,59}", text):
            raise BadValue("bad-code")
        return folded(text)


def _number(text: str) -> float:
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", text).replace(",", ".")
    if not re.fullmatch(r"[+\-−]?\d+(\.\d*)?", plain):
        raise BadValue("not-a-number")
    return float(plain.replace("−", "-"))


@dataclass(frozen=True, slots=True)
class Integer(ValueType):
    """A whole number from ``least`` to ``most``."""

    name = "integer"
    least: int = 0
    most: int = 100_000

    def parse(self, text: str, _: Setting) -> int:
        """Return the number."""
        number = _number(text)
        if number != int(number):
            raise BadValue("not-whole")
        if not self.least <= number <= self.most:
            raise BadValue("out-of-range", least=str(self.least), most=str(self.most))
        return int(number)


@dataclass(frozen=True, slots=True)
class Hours(ValueType):
    """Hours with decimals, kept as whole minutes."""

    name = "hours"
    most: int = 80

    def parse(self, text: str, _: Setting) -> int:
        """Return the minutes."""
        hours = _number(text)
        if not 0 <= hours <= self.most:
            raise BadValue("out-of-range", least="0", most=str(self.most))
        return round(hours * 60)

    def write(self, value: Any, _: Setting) -> str:
        """Return the hours with a decimal comma."""
        return f"{value / 60:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def _real_date(year: str, month: str, day: str) -> date:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        found = date(full, int(month), int(day))
    except ValueError:
        raise BadValue("impossible-date") from None
    if not 1900 <= found.year <= 2100:
        raise BadValue("impossible-date")
    return found


def parse_date(text: str) -> date:
    """Return the day of ``14.08.2026``, ``2026-08-14`` or a workbook's serial number."""
    plain = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
        return _real_date(*iso.groups())
    if dotted := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", plain):
        return _real_date(*reversed(dotted.groups()))
    if re.fullmatch(r"\d{5}(\.0)?", plain) and int(float(plain)) in EXCEL_DAYS:
        return EXCEL_DAY_ZERO + timedelta(days=int(float(plain)))
    raise BadValue("not-a-date")


@dataclass(frozen=True, slots=True)
class Day(ValueType):
    """A date."""

    name = "date"

    def parse(self, text: str, _: Setting) -> date:
        """Return the date."""
        return parse_date(text)

    def write(self, value: Any, _: Setting) -> str:
        """Return the date by ISO 8601."""
        return str(value.isoformat())


@dataclass(frozen=True, slots=True)
class Clock(ValueType):
    """A time of day, kept as minutes after midnight."""

    name = "clock"

    def parse(self, text: str, _: Setting) -> int:
        """Return the minutes of ``08:30``, ``8.30``, ``0830``, ``8`` or a day's part."""
        if re.fullmatch(r"0?[.,]\d{3,}", text):
            return round(float(text.replace(",", ".")) * MINUTES_A_DAY)
        found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(?::00)?", text)
        if not found:
            raise BadValue("not-a-time")
        minutes = int(found[1]) * 60 + int(found[2] or 0)
        if int(found[2] or 0) > 59 or minutes > MINUTES_A_DAY:
            raise BadValue("not-a-time")
        return minutes

    def write(self, value: Any, _: Setting) -> str:
        """Return ``hh:mm``."""
        return f"{value // 60:02d}:{value % 60:02d}"


@dataclass(frozen=True, slots=True)
class Choice(ValueType):
    """One of a fixed list of words, by code or by its word in any language."""

    name = "choice"
    kind: str
    members: tuple[Any, ...]

    @classmethod
    def of(cls, kind: str, enumeration: type[Enum]) -> "Choice":
        """Return the choice among all members of ``enumeration``."""
        return cls(kind, tuple(enumeration))

    @property
    def word_keys(self) -> tuple[str, ...]:
        """The catalogue keys of the words, in order."""
        return tuple(f"value.{self.kind}.{code}" for code in self.codes)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in order."""
        return tuple(map(self.code, self.members))

    @staticmethod
    def code(member: Any) -> str:
        """Return the code of one member."""
        return code_of(member) if isinstance(member, Enum) else str(member)

    def parse(self, text: str, _: Setting) -> Any:
        """Return the member whose code or word ``text`` is."""
        known = codes_by_word(self.kind, self.codes)
        code = known.get(folded(text))
        if code is None:
            near = nearest(text, known)
            raise BadValue("unknown-choice", suggestion=near)
        return self.members[self.codes.index(code)]

    def write(self, value: Any, _: Setting) -> str:
        """Return the word in bokmål."""
        return word_for(self.kind, self.code(value))


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """Yes or no, as ``True`` or ``False``."""

    kind: str = "yes-no"
    members: tuple[Any, ...] = (True, False)

    @staticmethod
    def code(member: Any) -> str:
        """Return ``yes`` or ``no``."""
        return "yes" if member else "no"
