"""The shares a generated scenario is drawn from.

No public figures exist for placements by sector, language levels, education, travel or
availability of participants: all numbers here are assumptions of ours, save ages and sex.
"""

from dataclasses import dataclass

from matcher.domain.ids import (
    ConstraintCode,
    LanguageCode,
    QualificationCode,
    SectorCode,
)
from matcher.domain.language import CefrLevel
from matcher.domain.participant import TravelMode, WorkingWindow

PRE_A1, A1, A2, B1 = CefrLevel.PRE_A1, CefrLevel.A1, CefrLevel.A2, CefrLevel.B1

HEAVY_LIFTING = ConstraintCode("heavy-lifting")
CLEANING_AGENTS = ConstraintCode("cleaning-agents")
HANDLING_PORK = ConstraintCode("handling-pork")
HEIGHTS = ConstraintCode("heights")
CONSTRAINTS = (HEAVY_LIFTING, CLEANING_AGENTS, HANDLING_PORK, HEIGHTS)

POLICE_CERTIFICATE = QualificationCode("police-certificate")
DRIVING_LICENCE = QualificationCode("driving-licence-b")
FOOD_HYGIENE = QualificationCode("food-hygiene-course")


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work done in placements.

    Attributes
    ----------
    share
        Percent of the places.
    occupation
        STYRK-08 code.
    oral, written
        Usual floor for listening and speaking, and for reading and writing.
    hours
        Working hours met, in minutes after midnight; ``None``: those of the slot.
    demand, requirement
        What some of the places ask.
    closes
        Whether the place closes in the summer and at Christmas more often than not.
    hire_rate
        Chance that someone hosted is hired.
    """

    sector: SectorCode
    share: float
    occupation: str
    oral: CefrLevel
    written: CefrLevel
    hours: tuple[tuple[int, int] | None, ...]
    demand: ConstraintCode | None = None
    requirement: QualificationCode | None = None
    closes: bool = False
    hire_rate: float = 0.3


_OFFICE_HOURS = (None, (8 * 60, 15 * 60 + 30), (8 * 60, 16 * 60))
_SHOP_HOURS = ((9 * 60, 16 * 60 + 30), (10 * 60, 17 * 60 + 30), (8 * 60, 15 * 60 + 30))
_CARE_HOURS = (None, (7 * 60 + 30, 15 * 60), (7 * 60, 14 * 60 + 30))
_EARLY_HOURS = ((6 * 60, 13 * 60 + 30), (7 * 60, 14 * 60 + 30), None)
_KITCHEN_HOURS = ((7 * 60, 14 * 60 + 30), (9 * 60, 16 * 60 + 30), (10 * 60, 18 * 60))

WORK_KINDS = (
    WorkKind(
        SectorCode("utdanning"), 22, "5311", A2, A1, _OFFICE_HOURS,
        requirement=POLICE_CERTIFICATE, closes=True, hire_rate=0.25,
    ),
    WorkKind(SectorCode("salg-service"), 18, "5223", A2, A1, _SHOP_HOURS),
    WorkKind(
        SectorCode("helse-sosial"), 18, "5321", A2, A2, _CARE_HOURS,
        demand=HEAVY_LIFTING, requirement=POLICE_CERTIFICATE, hire_rate=0.35,
    ),
    WorkKind(
        SectorCode("salg-service"), 10, "9112", A1, PRE_A1, _EARLY_HOURS,
        demand=CLEANING_AGENTS, hire_rate=0.45,
    ),
    WorkKind(
        SectorCode("reiseliv-mat"), 13, "9412", A1, PRE_A1, _KITCHEN_HOURS,
        demand=HANDLING_PORK, requirement=FOOD_HYGIENE, hire_rate=0.4,
    ),
    WorkKind(
        SectorCode("transport-lager"), 7, "9333", A1, A1, _EARLY_HOURS,
        demand=HEAVY_LIFTING, requirement=DRIVING_LICENCE, hire_rate=0.4,
    ),
    WorkKind(
        SectorCode("industri-produksjon"), 4, "8160", A1, PRE_A1, _EARLY_HOURS,
        demand=HANDLING_PORK, requirement=FOOD_HYGIENE, closes=True, hire_rate=0.4,
    ),
    WorkKind(
        SectorCode("bygg-anlegg"), 3, "9313", A2, A1, _EARLY_HOURS,
        demand=HEIGHTS, closes=True, hire_rate=0.4,
    ),
    WorkKind(
        SectorCode("industri-produksjon"), 2, "8189", A2, A1, _EARLY_HOURS,
        demand=HEAVY_LIFTING, closes=True, hire_rate=0.4,
    ),
    WorkKind(SectorCode("kontor-okonomi"), 1.2, "4110", B1, B1, _OFFICE_HOURS),
    WorkKind(SectorCode("natur-miljo"), 0.8, "9214", A1, PRE_A1, _EARLY_HOURS),
    WorkKind(
        SectorCode("handverkere"), 0.5, "7231", A2, A1, _OFFICE_HOURS, closes=True
    ),
    WorkKind(SectorCode("kultur-kreative"), 0.3, "4411", A2, A2, _OFFICE_HOURS),
    WorkKind(SectorCode("it"), 0.2, "3512", B1, B1, _OFFICE_HOURS),
)  # fmt: skip

WISH_POPULARITY = {
    SectorCode("bygg-anlegg"): 5,
    SectorCode("handverkere"): 4,
    SectorCode("helse-sosial"): 21,
    SectorCode("industri-produksjon"): 7,
    SectorCode("it"): 1,
    SectorCode("kontor-okonomi"): 4,
    SectorCode("kultur-kreative"): 1,
    SectorCode("natur-miljo"): 2,
    SectorCode("reiseliv-mat"): 13,
    SectorCode("salg-service"): 22,
    SectorCode("transport-lager"): 8,
    SectorCode("utdanning"): 20,
}
"""How often a sector is wished, in any unit."""

AGE_BANDS = (
    (18, 25, 0.17),
    (26, 35, 0.30),
    (36, 45, 0.33),
    (46, 55, 0.17),
    (56, 60, 0.03),
)
"""First and last age and share of the participants in 2024 (SSB, ``introinnv``)."""

WOMEN = 0.56
"""Share of the participants in 2024 (SSB, ``introinnv``); assumed alike in all groups."""

LEVEL_SHARES = (0.05, 0.35, 0.42, 0.15, 0.03)
"""Overall level from pre-A1 to B2."""

SKILL_STEPS = ((-1, 0.10), (0, 0.60), (1, 0.30))
"""How far a single skill lies from the overall level."""

EDUCATION_SHARES = (0.07, 0.16, 0.22, 0.30, 0.25)
"""None, primary, lower secondary, upper secondary, higher."""

TRAVEL_MODE_SHARES = {
    TravelMode.TRANSIT: 0.55,
    TravelMode.WALK: 0.15,
    TravelMode.BICYCLE: 0.10,
    TravelMode.CAR: 0.20,
}
REACH_KM = {TravelMode.WALK: 2.0, TravelMode.BICYCLE: 6.0}
"""Those who live farther from the centre than this go by public transport instead."""

TRAVEL_LIMIT_SHARES = {30: 0.20, 45: 0.40, 60: 0.28, 75: 0.06, 90: 0.06}

WISH_COUNT_SHARES = (0.10, 0.15, 0.25, 0.30, 0.20)
"""No wishes, one, two, three, four."""

TIED_WISHES = 0.15
SECTOR_VETO = 0.12
WORKING_WINDOW = 0.07
WORKING_WINDOWS = (
    WorkingWindow(7 * 60 + 30, 16 * 60),
    WorkingWindow(8 * 60, 15 * 60 + 30),
    WorkingWindow(8 * 60, 16 * 60),
)
PART_TIME_JOB = 0.05
"""Have a job of a day a week: not available then, and its hours are secured."""
DAY_OFF = 0.02
LATER_START = 0.12
CONSTRAINED = 0.08
GIVEN_SECTION = 0.5

QUALIFICATION_SHARES = {
    POLICE_CERTIFICATE: 0.75,
    DRIVING_LICENCE: 0.30,
    FOOD_HYGIENE: 0.30,
}

LANGUAGE_SHARES = {
    LanguageCode("uk"): 0.60,
    LanguageCode("ar"): 0.17,
    LanguageCode("sw"): 0.06,
    LanguageCode("ti"): 0.06,
    LanguageCode("ru"): 0.06,
    LanguageCode("fa"): 0.05,
}
SUPPORT_LANGUAGE = 0.12

CLASS_SIZE = 14
SECTION_SLACK = 1.12
"""Class seats for each participant who needs one."""

EMPLOYER_SIZE_SHARES = (0.55, 0.25, 0.12, 0.08)
"""Employers with one to four places."""

OPEN_DAY_SHARES = {5: 0.75, 4: 0.15, 3: 0.10}
MOST_SEATS = 3
LOWER_FLOOR = 0.40
HIGHER_FLOOR = 0.08
ASKS_REQUIREMENT = 0.25
ASKS_DEMAND = 0.25
STARTS_LIMITED = 0.20
PEOPLE_LIMITED = 0.25
CLOSES_OFTEN, CLOSES_SELDOM = 0.70, 0.15
"""Share of places closed three weeks in July; half of them at Christmas too."""
