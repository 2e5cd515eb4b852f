"""What options change against the plan in force, against the definition by date."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matcher.domain.in_force import RowInForce, by_person, change_of
from matcher.domain.mending import least_change
from matcher.domain.policy import LEAST_CHANGE, Tier
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import placements_of
from tests.placement.tiny_alternation import alternating_scenario
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import tiny_scenario


def with_a_plan(scenario, policy, seed):
    """The scenario with a random option of most people as the plan in force."""
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rng = Random(seed)
    people = options.columns.participant_idx
    chosen = np.array(
        [
            rng.choice(np.flatnonzero(people == i).tolist())
            for i in range(len(scenario.participants))
        ]
    )
    placements, sections = placements_of(scenario, options, chosen)
    placed = {p.participant for p in placements}
    rows = [
        RowInForce(p.participant, p.place, p.start_date, p.end_date, p.section, p.steps)
        for p in placements
    ]
    rows += [
        RowInForce(p.id, section=sections.get(p.id))
        for p in scenario.participants
        if p.id not in placed
    ]
    told = {p.id for p in scenario.participants if rng.random() < 0.9}
    return replace(scenario, in_force=tuple(r for r in rows if r.participant in told))


@pytest.mark.parametrize(
    "made", [tiny_scenario, chained_scenario, alternating_scenario]
)
@pytest.mark.parametrize("seed", [1, 3, 62, 64, 65])
def test_values_are_the_changes_of_the_definition(made, seed):
    """Of options all over, also of two placements in a row: in each tier."""
    scenario, policy = made(seed)
    scenario, policy = with_a_plan(scenario, policy, seed), least_change(policy)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows, size = by_person(scenario.in_force), len(options.columns)
    people = options.columns.participant_idx
    first = np.searchsorted(people, np.arange(len(scenario.participants)))
    for i in range(0, size, max(1, size // 40)):
        person = scenario.participants[people[i]]
        chosen = first.copy()
        chosen[people[i]] = i
        placements, sections = placements_of(scenario, options, chosen)
        change = change_of(
            rows.get(person.id, ()),
            [p for p in placements if p.participant == person.id],
            sections.get(person.id),
            scenario.horizon,
        )
        found = {tier: int(options.values[tier][i]) for tier in LEAST_CHANGE}
        assert found == {
            Tier.STILL_PLACED: -change.is_left_without,
            Tier.SAME_PLACE: -change.new_place,
            Tier.SAME_TIMES: -change.new_times,
            Tier.DAYS_MOVED: -change.days_moved,
            Tier.NEWLY_PLACED: change.is_newly_placed,
        }


@pytest.mark.parametrize("made", [tiny_scenario, alternating_scenario])
def test_what_stays_is_no_change(made):
    """Everybody has an option that changes nothing, where nothing has happened."""
    for seed in range(8):
        scenario, policy = made(seed)
        scenario, policy = with_a_plan(scenario, policy, seed), least_change(policy)
        options = build_options(scenario, policy, find_candidates(scenario, policy))
        people = options.columns.participant_idx
        stays = np.ones(len(people), dtype=np.bool_)
        for tier in LEAST_CHANGE[:-1]:
            stays &= options.values[tier] == 0
        told = {row.participant for row in scenario.in_force}
        for i, person in enumerate(scenario.participants):
            assert stays[people == i].any() or person.id not in told
