"""Travelling teachers: whom they visit at work, how often, and when they can."""

from dataclasses import dataclass

from matcher.domain.geography import Location
from matcher.domain.ids import SectionId, SlotId, TeacherId
from matcher.domain.participant import TravelMode, WorkingWindow
from matcher.domain.programme import VisitStep
from matcher.domain.specialists import OFFICE_HOURS
from matcher.domain.visit import Visitor, VisitorRole

DEFAULT_GUIDANCE_STEPS = (VisitStep(1),)
"""Every week, all the time: apprentices to be in Lørenskog had four days of practice, a
day of class and weekly guidance by the trade teacher on site (IMDi, 2018–19)."""


@dataclass(frozen=True, slots=True)
class TravellingTeacher:
    """Somebody who teaches classes, and visits their people at their places.

    Attributes
    ----------
    sections
        Classes they teach, whose people they visit. While one of them meets they are
        there; on days on which none of the schools has teaching they do not work.
    base
        Where a day of visits begins and ends, and where they are back between visits
        and class.
    visit_steps
        How often they visit, step by step from the first week of a placement; empty:
        never.
    visit_minutes
        Length of a visit.
    visit_slots
        Slots of the week in which they can be out visiting; ``None``: all of the grid.
    working_window
        Clock hours of a day of visits, from leaving the base to being back.
    travel_mode
        How they get from place to place.
    """

    id: TeacherId
    sections: frozenset[SectionId]
    base: Location
    visit_steps: tuple[VisitStep, ...] = DEFAULT_GUIDANCE_STEPS
    visit_minutes: int = 45
    visit_slots: frozenset[SlotId] | None = None
    working_window: WorkingWindow = OFFICE_HOURS
    travel_mode: TravelMode = TravelMode.CAR

    @property
    def visitor(self) -> Visitor:
        """The teacher as who comes."""
        return Visitor(VisitorRole.TEACHER, self.id)
