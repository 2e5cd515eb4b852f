"""Language levels of the Common European Framework (CEFR), one per skill."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class CefrLevel(IntEnum):
    """A CEFR level; the integer only orders them. ``PRE_A1`` is below the scale."""

    PRE_A1 = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6

    @property
    def label(self) -> str:
        """The level as it is written on paper: ``pre-A1``, ``A1``, … ``C2``."""
        return "pre-A1" if self is CefrLevel.PRE_A1 else self.name


SKILLS = ("listening", "reading", "speaking", "writing")
"""The four skills of Norskprøven, in the order used by every array."""


@dataclass(frozen=True, slots=True)
class CefrProfile:
    """A level for each of the four skills.

    As a place's floor, ``PRE_A1`` means that nothing is asked in that skill.
    """

    listening: CefrLevel
    reading: CefrLevel
    speaking: CefrLevel
    writing: CefrLevel

    @classmethod
    def same(cls, level: CefrLevel) -> "CefrProfile":
        """Return the profile with one level in all four skills."""
        return cls(level, level, level, level)

    @property
    def levels(self) -> tuple[CefrLevel, CefrLevel, CefrLevel, CefrLevel]:
        """The four levels in the order of :data:`SKILLS`."""
        return (self.listening, self.reading, self.speaking, self.writing)

    @property
    def overall(self) -> CefrLevel:
        """The mean of the four skills, rounded down: the level a class is chosen by."""
        return CefrLevel(sum(self.levels) // len(SKILLS))

    def reaches(self, floor: "CefrProfile") -> bool:
        """Tell whether every skill is at or above ``floor``."""
        return all(
            mine >= asked for mine, asked in zip(self.levels, floor.levels, strict=True)
        )


NO_FLOOR = CefrProfile.same(CefrLevel.PRE_A1)
"""The floor of a place that asks for no Norwegian."""


def levels_gained(assessed: date, at: date, weeks_per_level: int) -> int:
    """Return how many levels a skill is expected to have risen between two dates.

    A coarse, stated assumption of the policy, never a fact about a person: one level
    after ``weeks_per_level`` weeks of programme, and never more than one. ``0`` weeks
    switches prediction off.
    """
    if weeks_per_level <= 0:
        return 0
    return min(1, max(0, (at - assessed).days // (7 * weeks_per_level)))


def predicted(profile: CefrProfile, gained: int) -> CefrProfile:
    """Return ``profile`` raised by ``gained`` levels in each skill, at most to C2."""
    return CefrProfile(
        *(CefrLevel(min(level + gained, CefrLevel.C2)) for level in profile.levels)
    )
