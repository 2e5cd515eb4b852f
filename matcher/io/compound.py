"""Types of values that hold several parts: lists, slots, spans, steps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.domain.ids import SlotId
from matcher.domain.plan import PlacementStep
from matcher.domain.programme import PatternStep
from matcher.domain.weeks import DateSpan
from matcher.io.values import (
    BadValue,
    Setting,
    ValueType,
    parse_date,
)
from matcher.io.words import NOTHING, codes_by_word, folded, nearest, word_for


@dataclass(frozen=True, slots=True)
class Many(ValueType):
    """A list, parted by commas or semicolons, or by spaces too where ``spaces``.

    Kept as a tuple in the order given. A lone hyphen is the empty list.
    """

    name = "list"
    part: ValueType
    spaces: bool = False

    @property
    def word_keys(self) -> tuple[str, ...]:
        """The catalogue keys of the words a part may be."""
        return self.part.word_keys

    def parse(self, text: str, setting: Setting) -> tuple[Any, ...]:
        """Return the parts, each once."""
        found = (self.part.parse(part, setting) for part in self.split(text))
        return tuple(dict.fromkeys(found))

    def split(self, text: str) -> list[str]:
        """Return the texts of the parts."""
        if text == NOTHING:
            return []
        signs = r"[,;\s]+" if self.spaces else r"[,;\n]"
        return [part for p in re.split(signs, text) if (part := p.strip())]

    def write(self, value: Any, setting: Setting) -> str:
        """Return the parts in order, sorted where the order means nothing."""
        texts = [self.part.write(part, setting) for part in value]
        if isinstance(value, frozenset):
            texts.sort()
        return (" " if self.spaces else ", ").join(texts) or NOTHING


@dataclass(frozen=True, slots=True)
class Ranked(ValueType):
    """Wishes, best first: ``a > b = c > d``; equal ones share a rank."""

    name = "ranked"
    part: ValueType

    def parse(self, text: str, setting: Setting) -> tuple[tuple[Any, ...], ...]:
        """Return the ranks; a comma begins a new rank as ``>`` does."""
        if text == NOTHING:
            return ()
        ranks = []
        seen: set[Any] = set()
        for rank in re.split(r"[>,;\n]", text):
            parts = [self.part.parse(one.strip(), setting) for one in rank.split("=")]
            if twice := [part for part in parts if part in seen]:
                raise BadValue("named-twice", part=str(twice[0]))
            seen.update(parts)
            ranks.append(tuple(sorted(parts)))
        return tuple(ranks)

    def write(self, value: Any, setting: Setting) -> str:
        """Return the ranks, best first."""
        ranks = (
            " = ".join(self.part.write(p, setting) for p in rank) for rank in value
        )
        return " > ".join(ranks) or NOTHING


ALL_SLOTS = "all"
"""Written for a person who has not said which slots: all of the grid."""

WEEKDAY_CODES = tuple("0123456")


def weekday_of(word: str) -> int | None:
    """Return 0 for any word that means Monday, and so on; ``None`` for no weekday."""
    if word.isdigit():
        return None  # nobody knows where the week begins
    for kind in ("weekday", "weekday-long"):
        code = codes_by_word(kind, WEEKDAY_CODES).get(folded(word).rstrip("."))
        if code is not None:
            return int(code)
    return None


@dataclass(frozen=True, slots=True)
class Weekday(ValueType):
    """A day of the week, by any of its words."""

    name = "weekday"

    @property
    def word_keys(self) -> tuple[str, ...]:
        """The catalogue keys of the short words."""
        return tuple(f"value.weekday.{code}" for code in WEEKDAY_CODES)

    def parse(self, text: str, _: Setting) -> int:
        """Return 0 for Monday to 6 for Sunday."""
        found = weekday_of(text)
        if found is None:
            raise BadValue("unknown-choice")
        return found

    def write(self, value: Any, _: Setting) -> str:
        """Return the short word in bokmål."""
        return word_for("weekday", str(value))


@dataclass(frozen=True, slots=True)
class Slots(ValueType):
    """Slots of the week: ids, weekdays or a range of weekdays (``man-fre``).

    ``None`` stands for all, written with the word for all; ``-`` for none at all.
    """

    name = "slots"

    def parse(self, text: str, setting: Setting) -> frozenset[SlotId] | None:
        """Return the slots, or ``None`` for all of the grid."""
        if text == NOTHING:
            return frozenset()
        if folded(text) in codes_by_word("slots", (ALL_SLOTS,)):
            return None
        plain = re.sub(r"\s*[-–]\s*", "-", text)
        words = [word for word in re.split(r"[,;+\s]+", plain) if word]
        found: set[SlotId] = set()
        for word in words:
            found |= self._slots_of(word, setting)
        return frozenset(found)

    def _slots_of(self, word: str, setting: Setting) -> set[SlotId]:
        by_id = {folded(slot.id): slot.id for slot in setting.grid.slots}
        if folded(word) in by_id:
            return {by_id[folded(word)]}
        first, _, last = word.partition("-")
        days = (weekday_of(first), weekday_of(last or first))
        if days[0] is None or days[1] is None or days[0] > days[1]:
            raise BadValue("unknown-slot", part=word, suggestion=nearest(word, by_id))
        between = range(days[0], days[1] + 1)
        found = {slot.id for slot in setting.grid.slots if slot.weekday in between}
        if not found:
            raise BadValue("unknown-slot", part=word, suggestion="")
        return found

    def write(self, value: Any, setting: Setting) -> str:
        """Return the slots in the order of the week."""
        if value == ALL_SLOTS:
            return word_for("slots", ALL_SLOTS)
        ids = [slot.id for slot in setting.grid.slots if slot.id in value]
        return " ".join(ids) or NOTHING


@dataclass(frozen=True, slots=True)
class Menus(ValueType):
    """Weekday menus, the one in force first: ``man tir | tir ons``."""

    name = "menus"

    def parse(self, text: str, setting: Setting) -> tuple[frozenset[SlotId], ...]:
        """Return the menus in order."""
        return tuple(self._menu(part.strip(), setting) for part in text.split("|"))

    @staticmethod
    def _menu(text: str, setting: Setting) -> frozenset[SlotId]:
        if not text:
            raise BadValue("empty-part")
        menu = Slots().parse(text, setting)
        return frozenset(s.id for s in setting.grid.slots) if menu is None else menu

    def write(self, value: Any, setting: Setting) -> str:
        """Return the menus, parted by a bar."""
        return " | ".join(Slots().write(menu, setting) for menu in value)


def _edge(text: str, last: bool) -> date:
    week = re.fullmatch(r"(\d{4})-?[WwUu](\d{1,2})", text)
    if not week:
        return parse_date(text)
    try:
        return date.fromisocalendar(int(week[1]), int(week[2]), 7 if last else 1)
    except ValueError:
        raise BadValue("impossible-date") from None


@dataclass(frozen=True, slots=True)
class Spans(ValueType):
    """Spans of days: days, ISO weeks (``2027-W28``) or from–to of either (``..``)."""

    name = "spans"

    def parse(self, text: str, _: Setting) -> tuple[DateSpan, ...]:
        """Return the spans in order of time."""
        if text == NOTHING:
            return ()
        parts = (part.strip() for part in re.split(r"[,;\n]", text))
        spans = [self._span(part) for part in parts if part]
        return tuple(sorted(spans, key=lambda span: (span.first, span.last)))

    @staticmethod
    def _span(text: str) -> DateSpan:
        edges = re.split(
            r"\s*(?:\.\.|–|\s-\s|(?<=\d{4})-(?=\d\d?\.)|\btil\b|\bto\b)\s*", text
        )
        if len(edges) > 2:
            raise BadValue("not-a-date")
        span = DateSpan(_edge(edges[0], False), _edge(edges[-1], True))
        if span.last < span.first:
            raise BadValue("end-before-start", other=edges[0])
        return span

    def write(self, value: Any, _: Setting) -> str:
        """Return each span as a day or as from..to."""
        return ", ".join(
            span.first.isoformat()
            + (f"..{span.last}" if span.last > span.first else "")
            for span in value
        )


@dataclass(frozen=True, slots=True)
class Steps(ValueType):
    """Practice slots a week, step by step: ``2x8 3`` is two for eight weeks, then three.

    ``0`` is a programme without practice.
    """

    name = "steps"

    def parse(self, text: str, _: Setting) -> tuple[PatternStep, ...]:
        """Return the steps."""
        if text == "0":
            return ()
        steps = tuple(PatternStep(*step) for step in numbers_for_weeks(text))
        counts = [step.practice_slots for step in steps]
        if counts != sorted(counts):
            raise BadValue("falling-steps")
        return steps

    def write(self, value: Any, _: Setting) -> str:
        """Return the steps in order."""
        return written_for_weeks((step.practice_slots, step.weeks) for step in value)


@dataclass(frozen=True, slots=True)
class Blocks(ValueType):
    """Weeks with class and weeks without, in turn: ``2+2``, or ``4+4+3+5``."""

    name = "blocks"

    def parse(self, text: str, _: Setting) -> tuple[int, ...]:
        """Return the weeks of each block: an even number of blocks."""
        found = re.fullmatch(r"[1-9]\d?(?:\s*\+\s*[1-9]\d?)+", text)
        weeks = tuple(map(int, text.split("+"))) if found else ()
        if not weeks or len(weeks) % 2:
            raise BadValue("not-blocks")
        return weeks

    def write(self, value: Any, _: Setting) -> str:
        """Return the weeks in order."""
        return "+".join(map(str, value))


def numbers_for_weeks(text: str) -> list[tuple[int, int | None]]:
    """Return ``2x8 3`` as a number for so many weeks each, the last for ever (``None``)."""
    words = re.sub(r"\s*[x×*]\s*", "x", text.lower()).replace(",", " ").split()
    found = [re.fullmatch(r"([1-9]\d?)(?:x([1-9]\d{0,2}))?", word) for word in words]
    steps = [(int(f[1]), int(f[2]) if f[2] else None) for f in found if f]
    lasting = [weeks is None for _, weeks in steps]
    if None in found or lasting != [False] * (len(found) - 1) + [True]:
        raise BadValue("not-steps")
    return steps


def written_for_weeks(steps: Iterable[tuple[int, int | None]]) -> str:
    """Return what :func:`numbers_for_weeks` reads, ``0`` for no steps."""
    return " ".join(f"{n}x{weeks}" if weeks else f"{n}" for n, weeks in steps) or "0"


@dataclass(frozen=True, slots=True)
class DatedSteps(ValueType):
    """Slots from day to day: ``2026-08-17: ons tor; 2026-09-14: ons tor fre``."""

    name = "dated-steps"

    def parse(self, text: str, setting: Setting) -> tuple[PlacementStep, ...]:
        """Return the steps in order of time."""
        parts = (part.strip() for part in re.split(r"[;\n]", text))
        steps = [self._step(part, setting) for part in parts if part]
        return tuple(sorted(steps, key=lambda step: step.first_day))

    @staticmethod
    def _step(text: str, setting: Setting) -> PlacementStep:
        day, colon, slots = text.partition(":")
        if not colon:
            raise BadValue("not-steps")
        menu = Menus().parse(slots, setting)[0]
        return PlacementStep(parse_date(day.strip()), in_week_order(menu, setting))

    def write(self, value: Any, setting: Setting) -> str:
        """Return the steps in order of time."""
        return "; ".join(
            f"{step.first_day}: {Slots().write(step.slots, setting)}" for step in value
        )


def in_week_order(slots: frozenset[SlotId], setting: Setting) -> tuple[SlotId, ...]:
    """Return the slots in the order of the week."""
    return tuple(slot.id for slot in setting.grid.slots if slot.id in slots)
