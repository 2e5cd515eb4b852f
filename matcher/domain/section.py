"""Class sections: groups that are taught together."""

from dataclasses import dataclass
from datetime import date

from matcher.domain.alternation import Alternation
from matcher.domain.geography import Location
from matcher.domain.ids import CalendarId, MunicipalityId, SectionId, SlotId, TemplateId
from matcher.domain.language import CefrLevel


@dataclass(frozen=True, slots=True)
class ClassSection:
    """A class with its level band, seats and weekly timetable.

    Attributes
    ----------
    municipalities
        Whose participants may join; several where municipalities pool.
    level_from, level_to
        Overall CEFR level of those who may join, both included.
    menus
        Weekday menus the school can run this class on, each a set of slots. The first
        is in force: everyone in the section follows it. The others are known
        alternatives.
    templates
        Programmes that may join; ``None``: those with as many class slots a week as
        the menu in force.
    alternation
        In which weeks the class meets; ``None``: every week. In a week with class
        practice gives way to it, in the slots of the menu; in a week without the
        whole week is free for practice.
    """

    id: SectionId
    municipalities: frozenset[MunicipalityId]
    location: Location
    calendar: CalendarId
    seats: int
    menus: tuple[frozenset[SlotId], ...]
    level_from: CefrLevel = CefrLevel.PRE_A1
    level_to: CefrLevel = CefrLevel.C2
    templates: frozenset[TemplateId] | None = None
    alternation: Alternation | None = None

    @property
    def menu(self) -> frozenset[SlotId]:
        """The slots of the menu in force."""
        return self.menus[0]

    @property
    def slots_every_week(self) -> frozenset[SlotId]:
        """The slots in which there is never practice; none where weeks alternate."""
        return self.menu if self.alternation is None else frozenset()

    def meets_in_week_of(self, day: date) -> bool:
        """Tell whether the class meets in the week of ``day``, teachers or not."""
        return self.alternation is None or self.alternation.has_class_on(day)
