"""Chains of two placements: who may have one, and what the two are worth together.

A programme template may say that a placement period can consist of two placements, one
right after the other: a first one of so many weeks, and a second one to the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario

MOST_PLACEMENTS = 2
"""Placements of one person in a plan, where the template allows a chain; else one."""


def people_with_chains(scenario: Scenario) -> frozenset[ParticipantId]:
    """Return those who may have two consecutive placements.

    Their template says so. Those in a running placement have that one; a pin and an
    agreement to go together speak of one placement, so that their people have no two.
    """
    chained = {t.id for t in scenario.templates if t.chain_first_weeks is not None}
    others = {running.participant for running in scenario.running}
    others |= {pin.participant for pin in scenario.pins}
    for pair in scenario.pairs_together().values():
        others |= {pair.participant, pair.other}
    return frozenset(
        p.id
        for p in scenario.participants
        if p.template in chained and p.id not in others
    )


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
