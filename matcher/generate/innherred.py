"""Innherred: five small municipalities that run work-oriented courses together.

``scenarios/innherred`` was written from here. Its files are the scenario; this says how
facts and assumptions became files.
"""

from dataclasses import replace

import numpy as np

from matcher.domain.ids import SectorCode, TemplateId
from matcher.domain.programme import ProgrammeTemplate, ProgrammeType
from matcher.domain.scenario import Scenario
from matcher.generate.assumptions import WORK_KINDS
from matcher.generate.facts import settled
from matcher.generate.generator import scenario_in
from matcher.generate.programmes import Programmes, known_templates, lasting
from matcher.generate.region import Region, region_of
from matcher.generate.settings import GeneratorSettings

SETTINGS = GeneratorSettings(
    participants=150,
    places=90,
    tightness=1.2,
    share_agreed=0.5,
    municipalities=("Inderøy", "Levanger", "Verdal", "Steinkjer", "Snåsa"),
    seed=1,
)

CLEANING = SectorCode("renhold")
GROCERY = SectorCode("dagligvare")
FOOD_PRODUCTION = SectorCode("matproduksjon")
COURSE_SECTORS = {"9112": CLEANING, "5223": GROCERY, "8160": FOOD_PRODUCTION}
"""The course's sector by occupation: finer than the thirteen, so that a wish for
cleaning is not met by a till.
"""
COURSE_WORK = {"9112": 22.0, "5223": 22.0, "8160": 14.0}
"""Percent of the places that lie in the courses' sectors (an assumption)."""


POPULARITY = {
    SectorCode("bygg-anlegg"): 4,
    CLEANING: 9,
    GROCERY: 16,
    SectorCode("helse-sosial"): 22,
    FOOD_PRODUCTION: 7,
    SectorCode("reiseliv-mat"): 13,
    SectorCode("transport-lager"): 6,
    SectorCode("utdanning"): 20,
}

OVERFLOW_SHARE = 0.3
"""Share of those on a course who are not in the introduction programme."""

COURSES = {
    TemplateId("kurs-dagligvare"): (GROCERY, 0.17),
    TemplateId("kurs-matproduksjon"): (FOOD_PRODUCTION, 0.11),
    TemplateId("kurs-renhold"): (CLEANING, 0.17),
}
"""The course's sector and share of the participants: hours and size are assumptions."""

ORDINARY = {
    TemplateId("intro-1-4"): 0.05,
    TemplateId("intro-2-3"): 0.40,
    TemplateId("intro-ramp-2-3"): 0.10,
}


def _overflow(course: TemplateId) -> ProgrammeTemplate:
    """Return ``course`` for adults outside the programme, who come if seats are free.

    No law presses and they ask for less: they are covered after the others.
    """
    return ProgrammeTemplate(
        TemplateId(f"{course}-apent"),
        ProgrammeType.OTHER,
        work_duty=False,
        work_minutes_per_week=600,
    )


def innherred_programmes(weeks: int) -> Programmes:
    """Return the ordinary programmes and the three courses, each with its overflow."""
    known = known_templates()
    shares = {lasting(known[one], weeks): share for one, share in ORDINARY.items()}
    trains_for: dict[TemplateId, SectorCode] = {}
    for course, (sector, share) in COURSES.items():
        within, outside = ProgrammeTemplate(course), _overflow(course)
        shares[lasting(within, weeks)] = share * (1 - OVERFLOW_SHARE)
        shares[lasting(outside, weeks)] = share * OVERFLOW_SHARE
        trains_for |= {within.id: sector, outside.id: sector}
    in_order = sorted(shares, key=lambda template: template.id)
    return Programmes(
        tuple(in_order), tuple(shares[one] for one in in_order), trains_for
    )


def _innherred() -> Region:
    plain = region_of(SETTINGS.municipalities)
    people = settled()
    kinds = [COURSE_WORK.get(kind.occupation, 0.6 * kind.share) for kind in WORK_KINDS]
    return replace(
        plain,
        people=np.array([people[one.number] for one in plain.municipalities], float),
        kinds=np.tile(kinds, (len(plain.municipalities), 1)),
        sectors=tuple(
            COURSE_SECTORS.get(kind.occupation, kind.sector) for kind in WORK_KINDS
        ),
        popularity=POPULARITY,
        pooled=True,
    )


def innherred() -> Scenario:
    """Return the scenario."""
    programmes = innherred_programmes(SETTINGS.weeks)
    return scenario_in("innherred", _innherred(), programmes, SETTINGS)
