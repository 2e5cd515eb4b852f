"""Class sections: groups that are taught together."""

from dataclasses import dataclass

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

    @property
    def menu(self) -> frozenset[SlotId]:
        """The slots of the menu in force."""
        return self.menus[0]
