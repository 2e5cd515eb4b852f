"""Records of places to practice places."""

from collections.abc import Mapping

from matcher.domain.ids import EmployerId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.place import PracticePlace
from matcher.domain.weeks import WeekGrid
from matcher.io.atlas import Atlas
from matcher.io.build_people import profile, some, some_or_all
from matcher.io.records import Record
from matcher.io.tables import FLOORS, WISHES


def _seats(
    record: Record, grid: WeekGrid, rows: Mapping[SlotId, int] | None
) -> tuple[tuple[SlotId, int], ...]:
    """Return the seats of each slot: the table of seats, else the one number."""
    number = record["seats"] or 0
    by_slot = {slot.id: number for slot in grid.slots} if rows is None else rows
    return tuple((s.id, by_slot[s.id]) for s in grid.slots if by_slot.get(s.id))


def employer_of(record: Record) -> EmployerId:
    """Return the employer of the place of one row, which may be its own."""
    return EmployerId(record["employer"] or record["place"])


def build_place(
    record: Record, atlas: Atlas, grid: WeekGrid, rows: Mapping[SlotId, int] | None
) -> PracticePlace:
    """Return the place of one row; ``rows`` are its own in the table of seats."""
    location, municipality = atlas.resolve(record["location"], record["municipality"])
    seats = _seats(record, grid, rows)
    people = record["people_at_once"]
    return PracticePlace(
        id=record["place"],
        employer=employer_of(record),
        municipality=municipality,
        location=location,
        sector=record["sector"],
        seats=seats,
        people_at_once=max((n for _, n in seats), default=0)
        if people is None
        else people,
        occupation=record["occupation"],
        start_minute=record["start"],
        end_minute=record["end"],
        open_from=record["open_from"],
        open_to=record["open_to"],
        closed=record["closed"] or (),
        level_floor=profile(record, "level_floor", FLOORS, CefrLevel.PRE_A1),
        level_wish=profile(record, "level_wish", WISHES, CefrLevel.PRE_A1),
        demands=some(record["demands"]),
        requires=some(record["requires"]),
        programmes=some_or_all(record["programmes"]),
        participant_vetoes=some(record["participant_vetoes"]),
        support_languages=some(record["support_languages"]),
        hired=record["hired"],
        hosted=record["hosted"],
        min_age=record["min_age"],
        mentor_minutes_per_week=record["mentor_hours_per_week"],
        opens_with=record["opens_with"],
        step_level=record["step_level"],
        visits_from_minute=record["visits_from"],
        visits_to_minute=record["visits_to"],
    )
