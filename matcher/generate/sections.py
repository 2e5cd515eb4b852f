"""Class sections, and the class that each person fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import TypeAlias

import numpy as np

from matcher.domain.ids import SectionId, SlotId, TemplateId
from matcher.domain.language import CefrLevel
from matcher.domain.programme import ProgrammeTemplate
from matcher.domain.section import ClassSection
from matcher.domain.weeks import WEEKDAYS
from matcher.generate import assumptions as a
from matcher.generate.draws import IntArray
from matcher.generate.people import People
from matcher.generate.programmes import Programmes
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

Band: TypeAlias = tuple[CefrLevel, CefrLevel]

EVERY_LEVEL: tuple[Band, ...] = ((CefrLevel.PRE_A1, CefrLevel.C2),)
BANDS_FROM_SIZE: tuple[tuple[int, tuple[Band, ...]], ...] = (
    (
        80,
        (
            (CefrLevel.PRE_A1, CefrLevel.PRE_A1),
            (CefrLevel.A1, CefrLevel.A1),
            (CefrLevel.A2, CefrLevel.A2),
            (CefrLevel.B1, CefrLevel.C2),
        ),
    ),
    (
        24,
        (
            (CefrLevel.PRE_A1, CefrLevel.A1),
            (CefrLevel.A2, CefrLevel.A2),
            (CefrLevel.B1, CefrLevel.C2),
        ),
    ),
    (0, EVERY_LEVEL),
)
"""From how many people on a group is split into which level bands."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The sections, and for each person the index of one they fit (-1: needs none)."""

    sections: tuple[ClassSection, ...]
    home: IntArray


def _groups(
    region: Region, programmes: Programmes, people: People
) -> Iterator[tuple[ProgrammeTemplate, IntArray]]:
    """Yield those who are taught together, with a programme that stands for theirs.

    Within a municipality (all of them where they pool) that are those with as many
    class slots a week; a programme that trains for a sector keeps to itself.
    """
    templates = programmes.templates
    first_alike = [
        next(j for j, other in enumerate(templates) if _alike(programmes, one, other))
        for one in templates
    ]
    where = np.zeros_like(people.municipality) if region.pooled else people.municipality
    key = where * len(templates) + np.array(first_alike)[people.template]
    # Neighbours in a class, where there are enough of them.
    order = np.lexsort((people.municipality, key))
    for members in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
        template = templates[first_alike[people.template[members[0]]]]
        if template.class_slots:
            yield template, members


def _alike(
    programmes: Programmes, one: ProgrammeTemplate, other: ProgrammeTemplate
) -> bool:
    sectors = programmes.trains_for
    same_sector = sectors.get(one.id) == sectors.get(other.id)
    return same_sector and one.class_slots == other.class_slots


def _menus(slots: int, turn: int) -> tuple[frozenset[SlotId], ...]:
    """Return the menu in force and, for every third class, a known alternative."""
    known = MENUS[slots]
    numbers = [turn % len(known)]
    if turn % 3 == 0 and len(known) > 1:
        numbers.append((turn + 1) % len(known))
    return tuple(frozenset(DAYS[day] for day in known[number]) for number in numbers)


def _bands(
    programmes: Programmes, template: ProgrammeTemplate, people: int
) -> tuple[Band, ...]:
    if template.id in programmes.trains_for:
        return EVERY_LEVEL
    return next(bands for least, bands in BANDS_FROM_SIZE if people >= least)


def _joining(
    programmes: Programmes, template: ProgrammeTemplate
) -> frozenset[TemplateId] | None:
    """Return who may join a class of ``template``; ``None`` where none keeps apart."""
    if not programmes.trains_for:
        return None
    everyone = programmes.templates
    return frozenset(t.id for t in everyone if _alike(programmes, t, template))


def draw_classes(
    rng: np.random.Generator, region: Region, programmes: Programmes, people: People
) -> Classes:
    """Return enough sections for everyone, on differing weekdays, with a little slack."""
    home = np.full(people.count, -1)
    sections: list[ClassSection] = []
    turns = count(int(rng.integers(5)))
    for template, group in _groups(region, programmes, people):
        for band in _bands(programmes, template, len(group)):
            level = people.overall[group]
            members = group[(level >= band[0]) & (level <= band[1])]
            parts = ceil(len(members) / a.CLASS_SIZE)
            seats = ceil(len(members) * a.SECTION_SLACK / max(parts, 1))
            for pupils in np.array_split(members, parts) if parts else ():
                home[pupils] = len(sections)
                at = int(np.bincount(people.municipality[pupils]).argmax())
                own = region.municipalities[at]
                sections.append(
                    ClassSection(
                        SectionId(f"K{len(sections) + 1:05d}"),
                        frozenset(
                            one.number
                            for one in (
                                region.municipalities if region.pooled else (own,)
                            )
                        ),
                        region.homes[at].main,
                        calendar_id(own),
                        seats,
                        _menus(template.class_slots, next(turns)),
                        *band,
                        templates=_joining(programmes, template),
                    )
                )
    return Classes(tuple(sections), home)
