"""Class sections, and the class that each person fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil

import numpy as np

from matcher.domain.ids import SectionId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.section import ClassSection
from matcher.domain.weeks import WEEKDAYS
from matcher.generate import assumptions as a
from matcher.generate.draws import IntArray
from matcher.generate.people import People
from matcher.generate.region import Region
from matcher.generate.school import calendar_id

DAYS = tuple(SlotId(day) for day in WEEKDAYS[:5])
MENUS = {
    1: ((0,), (2,), (4,), (1,), (3,)),
    2: ((0, 1), (2, 3), (3, 4), (0, 2), (1, 4)),
    3: ((0, 1, 2), (2, 3, 4), (0, 2, 4)),
    5: ((0, 1, 2, 3, 4),),
}
"""Weekdays of class by number of class slots, in the order they are handed out."""

LEVEL_BANDS = (
    (CefrLevel.PRE_A1, CefrLevel.A1),
    (CefrLevel.A2, CefrLevel.A2),
    (CefrLevel.B1, CefrLevel.C2),
)
EVERY_LEVEL = ((CefrLevel.PRE_A1, CefrLevel.C2),)
FEWEST_FOR_BANDS = 24
"""Smaller groups are taught together, whatever their level."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The sections, and for each person the index of one they fit (-1: needs none)."""

    sections: tuple[ClassSection, ...]
    home: IntArray


def _groups(
    people: People, class_slots: IntArray, *, pooled: bool
) -> Iterator[tuple[int, int, IntArray]]:
    """Yield municipality, class slots and the people who are taught together."""
    where = np.zeros_like(people.municipality) if pooled else people.municipality
    key = where * 8 + class_slots
    order = np.argsort(key, kind="stable")
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    for members in np.split(order, cuts):
        municipality, slots = divmod(int(key[members[0]]), 8)
        if slots:
            yield municipality, slots, members


def _menus(slots: int, turn: int) -> tuple[frozenset[SlotId], ...]:
    """Return the menu in force and, for every third class, a known alternative."""
    known = MENUS[slots]
    numbers = [turn % len(known)]
    if turn % 3 == 0 and len(known) > 1:
        numbers.append((turn + 1) % len(known))
    return tuple(frozenset(DAYS[day] for day in known[number]) for number in numbers)


def _section(
    region: Region,
    municipality: int,
    number: int,
    seats: int,
    menus: tuple[frozenset[SlotId], ...],
    band: tuple[CefrLevel, CefrLevel],
) -> ClassSection:
    home = region.municipalities[municipality]
    joining = region.municipalities if region.pooled else (home,)
    return ClassSection(
        SectionId(f"K{number:05d}"),
        frozenset(one.number for one in joining),
        region.homes[municipality].main,
        calendar_id(home),
        seats,
        menus,
        *band,
    )


def draw_classes(
    rng: np.random.Generator,
    region: Region,
    people: People,
    templates: tuple[ProgrammeTemplate, ...],
) -> Classes:
    """Return enough sections for everyone, on differing weekdays, with a little slack."""
    class_slots = np.array([t.class_slots for t in templates])[people.template]
    home = np.full(people.count, -1)
    sections: list[ClassSection] = []
    turns = count(int(rng.integers(5)))
    for municipality, slots, group in _groups(
        people, class_slots, pooled=region.pooled
    ):
        for band in EVERY_LEVEL if len(group) < FEWEST_FOR_BANDS else LEVEL_BANDS:
            level = people.overall[group]
            members = group[(level >= band[0]) & (level <= band[1])]
            classes = ceil(len(members) / a.CLASS_SIZE)
            home[members] = len(sections) + np.arange(len(members)) % max(classes, 1)
            seats = ceil(len(members) * a.SECTION_SLACK / max(classes, 1))
            for turn in (next(turns) for _ in range(classes)):
                menus = _menus(slots, turn)
                number = len(sections) + 1
                sections.append(
                    _section(region, municipality, number, seats, menus, band)
                )
    return Classes(tuple(sections), home)
