"""The pair rules: may this person be at this place at all."""

from matcher.eligibility.rules.base import PairRule
from matcher.eligibility.rules.decisions import (
    Banned,
    EmployerVeto,
    PlaceVeto,
    RepeatEmployer,
    SectorVeto,
    StepLevel,
)
from matcher.eligibility.rules.programme import (
    AgeGate,
    Dates,
    EducationGate,
    NoPracticePhase,
    ProgrammeAccepted,
)
from matcher.eligibility.rules.work import (
    Availability,
    CefrFloor,
    Demand,
    Requirement,
    TravelLimit,
    WorkingHours,
)

__all__ = ["RULES", "PairRule"]

_CLASSES: tuple[type[PairRule], ...] = (
    SectorVeto,
    PlaceVeto,
    EmployerVeto,
    Banned,
    CefrFloor,
    TravelLimit,
    WorkingHours,
    Availability,
    Requirement,
    Demand,
    ProgrammeAccepted,
    RepeatEmployer,
    StepLevel,
    Dates,
    AgeGate,
    EducationGate,
    NoPracticePhase,
)

RULES = {rule.code: rule for rule in _CLASSES}
"""The class of each pair rule, in the order of ``domain.rules.PAIR_RULES``."""
