"""Weeks that are over or about to begin: what runs in them stays."""

from datetime import date

from matcher.domain.decisions import RunningPlacement
from matcher.domain.in_force import RowInForce
from matcher.live.world import World


def frozen(world: World, freeze: date) -> None:
    """Let placements that began before ``freeze`` run on; nobody else starts before it.

    Of two in a row the second goes on being in force, and once it has begun as well it
    runs, and the first is over.
    """
    for person, rows in world.in_force.items():
        begun = [r for r in rows if r.start_date is not None and r.start_date < freeze]
        if begun and (person not in world.running or len(begun) > 1):
            world.running[person] = _running(begun[-1])
            world.finish(begun[:-1])
            world.in_force[person] = rows[len(begun) - 1 :]
    for one in world.people.values():
        if one.id not in world.running:
            world.people[one.id] = world.not_before_today(one)


def _running(row: RowInForce) -> RunningPlacement:
    assert row.place is not None
    assert row.start_date is not None
    assert row.end_date is not None
    return RunningPlacement(
        row.participant,
        row.place,
        row.start_date,
        row.end_date,
        frozenset(row.steps[-1].slots),
        row.section,
        row.steps if len(row.steps) > 1 else (),
    )
