"""Tiny scenarios with a ladder of steps, on which some may have two placements in a row."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from matcher.domain.ids import EmployerId
from matcher.domain.language import NO_FLOOR
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.eligibility.random_scenarios import with_steps
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario

MOST_PEOPLE = 3
"""A chain is as many ways as two placements: trying more takes too long."""


def chained_scenario(seed: int, *, joint: bool = True) -> tuple[Scenario, Policy]:
    """A tiny scenario with steps and chains, short enough for its weeks."""
    scenario, policy = with_steps(seed, *tiny_scenario(seed, joint=joint))
    rng = Random(f"chains {seed}")
    templates = tuple(
        replace(
            template,
            chain_first_weeks=rng.choice([2, 3, 4, None]),
            chain_gap_weeks=rng.choice([0, 0, 0, 1, 2]),
            min_weeks=rng.choice([0, 2, 3]),
            steps=template.steps[:2],
        )
        for template in scenario.templates
    )
    free = rng.random() < 0.7
    people = tuple(
        replace(p, earliest_start=None, latest_end=None, available_slots=None)
        if free
        else p
        for p in scenario.participants[:MOST_PEOPLE]
    )
    kept = {person.id for person in people}
    known = scenario.employers_by_id()
    opening = [_opening(rng, scenario, i) for i in range(len(scenario.places))]
    return replace(
        scenario,
        participants=people,
        templates=templates,
        places=tuple(
            replace(
                place,
                participant_vetoes=place.participant_vetoes & kept,
                employer=EmployerId(f"e{i}") if free else place.employer,
                open_from=opening[i][0] if free else place.open_from,
                open_to=opening[i][1] if free else place.open_to,
                level_floor=NO_FLOOR if free else place.level_floor,
            )
            for i, place in enumerate(scenario.places)
        ),
        employers=tuple(
            known.get(EmployerId(f"e{i}"), make.employer(f"e{i}"))
            for i in range(max(len(known), len(scenario.places)))
        ),
        pins=tuple(p for p in scenario.pins if p.participant in kept and not free),
        bans=tuple(b for b in scenario.bans if b.participant in kept),
        running=tuple(r for r in scenario.running if r.participant in kept),
        earlier=tuple(e for e in scenario.earlier if e.participant in kept),
        pairs=tuple(p for p in scenario.pairs if {p.participant, p.other} <= kept),
        travel={
            key: n
            for key, n in scenario.travel.items()
            if not key[0].startswith("p") or key[0] in kept
        },
    ), replace(policy, latest_start_week=min(4, policy.latest_start_week))


def _opening(
    rng: Random, scenario: Scenario, i: int
) -> tuple[date | None, date | None]:
    """Every other place for the first weeks only, and the rest for the later ones."""
    if rng.random() < 0.3:
        return None, None
    start = scenario.horizon.start
    if i % 2:
        return start + timedelta(weeks=rng.choice([2, 3])), None
    return None, start + timedelta(weeks=rng.choice([4, 5]))
