"""Changes that may settle a conflict, and the scenario after each."""

from collections.abc import Iterator
from dataclasses import replace

from matcher.conflicts.exceptions import exceptions_from, with_exception
from matcher.conflicts.room import amounts, seats_all_week, with_room
from matcher.domain.conflicts import PINNED, Change, ChangeKind, Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario


def changes_for(
    scenario: Scenario, policy: Policy, demands: tuple[Demand, ...], people: int
) -> Iterator[Change]:
    """Yield single changes that may settle the conflict of ``demands``.

    ``people`` are those who gave something up for it. Of a change that may be smaller or
    larger the smaller come first.
    """
    yield from seats_all_week(scenario, demands, people)
    for demand in demands:
        if demand.kind is DemandKind.LIMIT:
            for amount in amounts(scenario, policy, demand, demands, people):
                yield Change(ChangeKind.MORE_ROOM, demand, amount)
    for demand in demands:
        if demand.kind is DemandKind.RULE:
            yield from exceptions_from(scenario, policy, demand)
    for demand in demands:
        if demand.kind in PINNED:
            yield Change(ChangeKind.GIVE_UP, demand)


def after(scenario: Scenario, policy: Policy, change: Change) -> Scenario:
    """Return ``scenario`` with ``change`` made."""
    if change.kind is ChangeKind.GIVE_UP:
        return _without_part(scenario, change.demand)
    if change.kind is ChangeKind.MORE_ROOM:
        return with_room(scenario, policy, change.demand, change.amount)
    return with_exception(scenario, change.demand, change.amount)


def _without_part(scenario: Scenario, demand: Demand) -> Scenario:
    def without(pin: Pin) -> Pin:
        if pin.participant != demand.participant:
            return pin
        return Pin(
            pin.participant,
            None if pin.place == demand.place else pin.place,
            None if pin.section == demand.section else pin.section,
            None if pin.start_date == demand.start_date else pin.start_date,
        )

    pins = tuple(map(without, scenario.pins))
    left = tuple(p for p in pins if p != Pin(p.participant))
    return replace(scenario, pins=left)
