"""Chains of two placements: who may have one, and what the two are worth together.

A programme template may say that a placement period can consist of two placements, one
right after the other: a first one of so many weeks, and a second one to the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.domain.decisions import RunningPlacement
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.in_force import RowInForce, by_person
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon, WeekGrid

MOST_PLACEMENTS = 2
"""Placements of one person in a plan, where the template allows a chain; else one."""


def people_with_chains(scenario: Scenario) -> frozenset[ParticipantId]:
    """Return those who may have two consecutive placements.

    Their template says so. Those in a running placement have that one, unless it is the
    first of two in force. A pin speaks of one placement, so that its person has no two
    but where the plan in force has; and so does an agreement to go together.
    """
    chained = {t.id for t in scenario.templates if t.chain_first_weeks is not None}
    if not chained:
        return frozenset()
    others = {pin.participant for pin in scenario.pins} - _with_two(scenario).keys()
    others |= {running.participant for running in scenario.running}
    others -= going_on(scenario).keys()
    for pair in scenario.pairs_together().values():
        others |= {pair.participant, pair.other}
    return frozenset(
        p.id
        for p in scenario.participants
        if p.template in chained and p.id not in others
    )


def _with_two(scenario: Scenario) -> Mapping[ParticipantId, tuple[RowInForce, ...]]:
    """Return the two placements in a row of everybody who has them in force."""
    return {
        person: (*rows,)
        for person, rows in by_person(scenario.in_force).items()
        if len(rows) == MOST_PLACEMENTS
    }


def going_on(scenario: Scenario) -> dict[ParticipantId, RowInForce]:
    """Return the second placement in force of those whose first one runs.

    It is that of their template: so many whole weeks.
    """
    if not scenario.in_force or not scenario.running:
        return {}
    templates, two = scenario.templates_by_id(), _with_two(scenario)
    weeks_of = {
        p.id: templates[p.template].chain_first_weeks for p in scenario.participants
    }
    found = {}
    for running in scenario.running:
        rows, weeks = two.get(running.participant), weeks_of[running.participant]
        is_whole = weeks == _whole_weeks(running, scenario.horizon, scenario.grid)
        if rows and is_whole and _is_of(running, rows[0]):
            found[running.participant] = rows[1]
    return found


def _is_of(running: RunningPlacement, row: RowInForce) -> bool:
    return (running.place, running.start_date) == (row.place, row.start_date)


def _whole_weeks(
    running: RunningPlacement, horizon: Horizon, grid: WeekGrid
) -> int | None:
    """Return how many whole weeks it runs; ``None`` where a week is cut."""
    first, last = horizon.week_of(running.start_date), horizon.week_of(running.end_date)
    cut = running.start_date > horizon.monday(
        first
    ) or running.end_date < horizon.last_day(last, grid)
    return None if cut else last - first + 1


def running_alone(scenario: Scenario) -> tuple[RunningPlacement, ...]:
    """Return the running placements that are all their people have."""
    others = going_on(scenario)
    return tuple(r for r in scenario.running if r.participant not in others)


def without_chains(scenario: Scenario) -> Scenario:
    """Return ``scenario`` in which everybody has one placement at most."""
    if not any(t.chain_first_weeks for t in scenario.templates):
        return scenario
    return replace(
        scenario,
        templates=tuple(replace(t, chain_first_weeks=None) for t in scenario.templates),
    )


def first_placements(placements: Iterable[Placement]) -> tuple[Placement, ...]:
    """Return the first placement of everybody who has one, by start."""
    in_order = sorted(placements, key=lambda p: p.start_date, reverse=True)
    return tuple({p.participant: p for p in in_order}.values())


def places_before(placements: Iterable[Placement]) -> tuple[PlaceId | None, ...]:
    """Return per placement where its person is before it, in the first of two in a row.

    Those of a person are in their order; ``None`` for the first.
    """
    left: dict[ParticipantId, PlaceId] = {}
    found = []
    for placement in placements:
        found.append(left.get(placement.participant))
        left[placement.participant] = placement.place
    return tuple(found)


def weighted_by_weeks(points: Sequence[int], weeks: Sequence[int]) -> int:
    """Return the mean of ``points``, each for so many ``weeks``, rounded down."""
    together = sum(p * w for p, w in zip(points, weeks, strict=True))
    return together // max(1, sum(weeks))
