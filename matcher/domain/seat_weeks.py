"""What placements take of the places, week by week: the ground of a ledger of seats."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from matcher.domain.ids import PlaceId, SlotId
from matcher.domain.metrics import days_on, offered_days, practice_spans
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan, iso_week_label

PEOPLE_AT_ONCE = SlotId("")
"""Stands for the people at once of a place, whatever their days."""


class SeatWeek(NamedTuple):
    """A place in one ISO week: the seats of a slot, or the people at once."""

    place: PlaceId
    slot: SlotId
    week: str


class SeatWeeks:
    """The seat weeks of the placement weeks of a scenario.

    Attributes
    ----------
    offered
        How many people each has room for. In a slot the seats, in the weeks in which the
        place is open then; among the people at once as many as the place takes, closed
        or not. What is not named is offered to nobody.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._slots = {slot.id: slot for slot in scenario.grid.slots}
        self._alternating = scenario.alternating_sections()
        self.offered = _offered(scenario)

    def taken(self, placement: Placement) -> set[SeatWeek]:
        """Return the seat weeks that ``placement`` takes, one seat each.

        Slot by slot as its steps grow; not in weeks in which the person's class meets in
        that slot, nor in what is not offered. A holiday of the person frees no seat.
        Among the people at once it counts from its first week to its last.
        """
        whole = DateSpan(placement.start_date, placement.end_date)
        found = {
            SeatWeek(placement.place, PEOPLE_AT_ONCE, week) for week in _weeks(whole)
        }
        for span, practice in practice_spans(placement, self._alternating):
            found |= {
                SeatWeek(placement.place, slot, iso_week_label(day))
                for slot in set(practice) & self._slots.keys()
                for day in days_on(self._slots[slot].weekday, span)
            }
        return found & self.offered.keys()

    def taken_by_all(self, placements: Iterable[Placement]) -> Counter[SeatWeek]:
        """Return how many seats ``placements`` take of each seat week.

        Somebody with two placements in a row takes a week that both are in once.
        """
        own: dict[str, set[SeatWeek]] = {}
        for placement in placements:
            own.setdefault(placement.participant, set()).update(self.taken(placement))
        return Counter(at for taken in own.values() for at in taken)


def _offered(scenario: Scenario) -> dict[SeatWeek, int]:
    found: dict[SeatWeek, int] = {}
    weeks = _weeks(scenario.horizon.placement_span)
    for place in scenario.places:
        for week in weeks:
            found[SeatWeek(place.id, PEOPLE_AT_ONCE, week)] = place.people_at_once
        for slot in scenario.grid.slots:
            seats = place.seats_in(slot.id)
            for day in offered_days(scenario, place, slot) if seats else ():
                found[SeatWeek(place.id, slot.id, iso_week_label(day))] = seats
    return found


def _weeks(span: DateSpan) -> list[str]:
    """Return the ISO weeks that ``span`` touches, in order."""
    monday = span.first - timedelta(days=span.first.weekday())
    weeks = (span.last - monday).days // 7 + 1
    return [iso_week_label(monday + timedelta(weeks=week)) for week in range(weeks)]
