"""How much of each place is used, weekday by weekday."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.ids import PlaceId, SlotId
from matcher.domain.metrics import offered_days, people_at_practice
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SeatUse:
    """Seat-slots of one place on one weekday, over all days of the placement weeks.

    Days, offered and used count as in :mod:`matcher.domain.metrics`, so that all cells
    together give a plan's ``seat_slots_offered`` and ``seat_slots_used``.
    """

    days: int = 0
    offered: int = 0
    used: int = 0

    @property
    def mean_offered(self) -> float:
        """Seats a day; 0 where none is ever offered."""
        return self.offered / self.days if self.days else 0

    @property
    def mean_used(self) -> float:
        """Seats in use a day; 0 where none is ever offered."""
        return self.used / self.days if self.days else 0


def used_weekdays(scenario: Scenario) -> tuple[int, ...]:
    """Return the weekdays that have slots, 0 for Monday."""
    return tuple(sorted({slot.weekday for slot in scenario.grid.slots}))


def seat_use(
    scenario: Scenario, placements: Iterable[Placement]
) -> dict[PlaceId, tuple[SeatUse, ...]]:
    """Return the use of every place, a :class:`SeatUse` per weekday with slots."""
    at_practice = people_at_practice(scenario, placements)
    return {
        place.id: tuple(
            _weekday_use(scenario, place, weekday, at_practice)
            for weekday in used_weekdays(scenario)
        )
        for place in scenario.places
    }


def _weekday_use(
    scenario: Scenario,
    place: PracticePlace,
    weekday: int,
    at_practice: Counter[tuple[PlaceId, SlotId, date]],
) -> SeatUse:
    days: set[date] = set()
    offered = used = 0
    for slot in scenario.grid.slots:
        seats = place.seats_in(slot.id) if slot.weekday == weekday else 0
        if not seats:
            continue
        open_days = offered_days(scenario, place, slot)
        days.update(open_days)
        offered += seats * len(open_days)
        used += sum(min(seats, at_practice[place.id, slot.id, d]) for d in open_days)
    return SeatUse(len(days), offered, used)


def together(uses: Sequence[Sequence[SeatUse]]) -> tuple[SeatUse, ...]:
    """Return the use of all places together, weekday by weekday."""
    return tuple(
        SeatUse(
            max(use.days for use in weekday),
            sum(use.offered for use in weekday),
            sum(use.used for use in weekday),
        )
        for weekday in zip(*uses, strict=True)
    )
