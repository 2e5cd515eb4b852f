"""From arrays to participants: the rest of what a match may rest on is drawn here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from matcher.domain.geography import Location
from matcher.domain.ids import (
    ConstraintCode,
    LanguageCode,
    ParticipantId,
    QualificationCode,
    SectionId,
    SectorCode,
    SlotId,
)
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.law import WORK_DUTY_IN_FORCE, add_months
from matcher.domain.participant import Participant, TravelMode, WorkingWindow
from matcher.domain.programme import EducationLevel, ProgrammeTemplate, ProgrammeType
from matcher.domain.weeks import FULL_TIME_MINUTES, Horizon
from matcher.generate import assumptions as a
from matcher.generate.draws import BoolArray, draw_sets, pick
from matcher.generate.people import People, RankedSectors, draw_wishes
from matcher.generate.programmes import Programmes
from matcher.generate.region import Region
from matcher.generate.sections import DAYS, Classes

DAY_MINUTES = FULL_TIME_MINUTES // 5
MONTHS_WITH_SCHOOLING = 12
"""With upper secondary education: at most twelve months (integration act § 13)."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What limits a match, one entry a person."""

    wishes: list[RankedSectors]
    vetoes: list[frozenset[SectorCode]]
    windows: list[WorkingWindow]
    off: list[SlotId | None]
    secured: list[int]
    cannot: list[frozenset[ConstraintCode]]
    qualifications: list[frozenset[QualificationCode]]
    languages: list[frozenset[LanguageCode]]
    given_section: list[bool]


def _windows(rng: np.random.Generator, count: int) -> list[WorkingWindow]:
    free = WorkingWindow()
    limited = rng.random(count) < a.WORKING_WINDOW
    which = rng.integers(len(a.WORKING_WINDOWS), size=count)
    return [
        a.WORKING_WINDOWS[number] if has else free
        for has, number in zip(limited, which, strict=True)
    ]


def _days_off(
    rng: np.random.Generator, classes: Classes, off: BoolArray
) -> list[SlotId | None]:
    """Return a day off for those who have one, never a day of their class."""
    turns = rng.integers(60, size=len(off)).tolist()
    days: list[SlotId | None] = []
    for has, section, turn in zip(off, classes.home.tolist(), turns, strict=True):
        menu = classes.sections[section].menu if section >= 0 else frozenset()
        free = [day for day in DAYS if day not in menu]
        days.append(free[turn % len(free)] if has and free else None)
    return days


def _first(sector: SectorCode, wishes: RankedSectors) -> RankedSectors:
    """Return ``wishes`` after ``sector``, which is wished alone."""
    others = (tuple(one for one in rank if one != sector) for rank in wishes)
    return ((sector,), *(rank for rank in others if rank))


def draw_needs(
    rng: np.random.Generator,
    region: Region,
    programmes: Programmes,
    people: People,
    classes: Classes,
) -> Needs:
    """Return everyone's wishes, availability and constraints."""
    count = people.count
    wishes, vetoes = draw_wishes(rng, count, region.popularity)
    for i, number in enumerate(people.template.tolist()):
        sector = programmes.trains_for.get(programmes.templates[number].id)
        if sector:
            wishes[i] = _first(sector, wishes[i])
            vetoes[i] -= {sector}
    part = rng.random(count)
    has_job = part < a.PART_TIME_JOB
    days_off = _days_off(rng, classes, part < a.PART_TIME_JOB + a.DAY_OFF)
    constrained = rng.random(count) < a.CONSTRAINED
    which = rng.integers(len(a.CONSTRAINTS), size=count)
    first = pick(rng, count, list(a.LANGUAGE_SHARES.values()))
    languages = tuple(a.LANGUAGE_SHARES)
    return Needs(
        wishes,
        vetoes,
        _windows(rng, count),
        days_off,
        [DAY_MINUTES if job else 0 for job in has_job],
        [
            frozenset({a.CONSTRAINTS[code]}) if has else frozenset()
            for has, code in zip(constrained, which, strict=True)
        ],
        draw_sets(rng, count, a.QUALIFICATION_SHARES),
        [frozenset({languages[number]}) for number in first],
        (rng.random(count) < a.GIVEN_SECTION).tolist(),
    )


def _programme_end(
    template: ProgrammeTemplate, education: EducationLevel, start: date
) -> date | None:
    schooled = education >= EducationLevel.UPPER_SECONDARY
    intro = template.programme is ProgrammeType.INTRO
    if not (schooled and intro and start >= WORK_DUTY_IN_FORCE):
        return None
    return add_months(start, MONTHS_WITH_SCHOOLING) - timedelta(days=1)


def _earliest_start(start: date, delay: int, programme_start: date) -> date | None:
    first = max(start + timedelta(days=delay), programme_start)
    return first if first > start else None


def _section(classes: Classes, index: int, *, given: bool) -> SectionId | None:
    return classes.sections[index].id if given and index >= 0 else None


def build_participants(
    region: Region,
    horizon: Horizon,
    templates: tuple[ProgrammeTemplate, ...],
    people: People,
    needs: Needs,
    classes: Classes,
) -> Iterator[Participant]:
    """Yield the participants in the order of the arrays."""
    modes = tuple(a.TRAVEL_MODE_SHARES)
    weekdays = frozenset(DAYS)
    levels = tuple(CefrLevel)
    start = horizon.start
    for i, (skills, home) in enumerate(
        zip(people.levels.tolist(), people.homes.tolist(), strict=True)
    ):
        template = templates[people.template[i]]
        education = EducationLevel(int(people.education[i]))
        began = start + timedelta(days=int(people.programme_day[i]))
        waited = int(people.waiting_days[i])
        off = needs.off[i]
        yield Participant(
            ParticipantId(f"D{i + 1:05d}"),
            region.municipalities[people.municipality[i]].number,
            template.id,
            Location(*home),
            CefrProfile(*(levels[skill] for skill in skills)),
            level_date=start - timedelta(days=int(people.assessed_days_ago[i])),
            education=education,
            birth_year=start.year - int(people.age[i]),
            sector_wishes=needs.wishes[i],
            sector_vetoes=needs.vetoes[i],
            available_slots=weekdays - {off} if off else None,
            working_window=needs.windows[i],
            earliest_start=_earliest_start(start, int(people.start_delay[i]), began),
            programme_start=began,
            programme_end=_programme_end(template, education, began),
            waiting_since=start - timedelta(days=waited) if waited else None,
            secured_minutes_per_week=needs.secured[i] if off else 0,
            travel_mode=TravelMode(modes[people.mode[i]]),
            travel_limit_minutes=int(people.limit[i]),
            cannot=needs.cannot[i],
            qualifications=needs.qualifications[i],
            languages=needs.languages[i],
            section=_section(
                classes, int(classes.home[i]), given=needs.given_section[i]
            ),
        )
