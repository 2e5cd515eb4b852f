"""Rows of job specialists against sharing people out one by one."""

from dataclasses import replace
from itertools import pairwise, product
from random import Random

import numpy as np
import pytest

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.rules import RuleCode
from matcher.domain.specialists import people_over
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, build_options
from matcher.placement.rows import ROW_RULES, caseloads, every_row
from matcher.placement.rows.caseloads import joined_teams
from matcher.placement.rows.joint import joint_choices
from tests.placement.following import can_be_followed
from tests.placement.tiny_scenarios import tiny_scenario

SEEDS = range(120)


def placed_by_chance(scenario, options, rng):
    """One option for everybody, and who is placed by them."""
    people = options.columns.participant_idx
    first = np.searchsorted(people, np.arange(len(scenario.participants) + 1)).tolist()
    chosen = [rng.randrange(a, b) for a, b in pairwise(first)]
    placed = [
        person
        for person, column in zip(scenario.participants, chosen, strict=True)
        if options.columns.place_idx[column] != NO_PLACE
    ]
    return chosen, placed


def hold(rows, chosen, of=slice(None)):
    inside = np.isin(rows.member_column, chosen)
    used = np.bincount(
        rows.member_row[inside], rows.member_weight[inside], minlength=len(rows)
    )
    return bool((used[of] <= rows.capacity[of]).all())


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_hold_exactly_when_everybody_placed_can_be_followed(seed):
    """Any set of people placed, running ones among them, is judged as by trying."""
    scenario, policy = tiny_scenario(seed, joint=False)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = every_row(scenario, policy, options)
    own = np.flatnonzero(rows.rule == ROW_RULES.index(RuleCode.CASELOAD))
    rng = Random(seed)
    for _ in range(40):
        chosen, placed = placed_by_chance(scenario, options, rng)
        assert hold(rows, chosen, own) == can_be_followed(scenario, placed)


def test_joined_teams_are_enough():
    """Teams of any shape, running people among those placed: the rows say all there is."""
    rng = Random(3)
    tried = 0
    for _ in range(1500):
        ids = [SpecialistId(f"s{i}") for i in range(rng.randint(2, 4))]
        room = {s: rng.randint(0, 2) for s in ids}
        teams = {
            ParticipantId(f"p{i}"): frozenset(
                rng.sample(ids, rng.choice([1, 2, 2, 3][: len(ids) + 1]))
            )
            for i in range(rng.randint(2, 7))
        }
        running = {
            p: teams[p]
            for p in rng.sample(list(teams), rng.choice([0, 1, 3]) % len(teams))
        }
        placed = {p: t for p, t in teams.items() if p in running or rng.random() < 0.7}
        held = all(
            sum(own <= team for own in placed.values())
            <= sum(room[s] for s in team)
            + people_over({p: t for p, t in running.items() if t <= team}, room)
            for team in joined_teams(teams.values())
        )
        followed_by_all = people_over(placed, room) == people_over(running, room)
        assert held == followed_by_all
        tried += not held
    assert 300 < tried < 1200


@pytest.mark.parametrize("seed", range(60))
def test_choices_say_the_same_where_rows_are_too_many(seed, monkeypatch):
    """Without any rows of unions, how many each specialist follows is enough."""
    monkeypatch.setattr(caseloads, "MOST_JOINED", -1000)
    scenario, policy = tiny_scenario(seed, joint=False)
    scenario = replace(scenario, quotas=(), pairs=())
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    joint = joint_choices(scenario, options)
    if joint is None:
        assert not scenario.teams()
        return
    every = [np.flatnonzero(joint.group == g) for g in np.unique(joint.group)]
    answers = list(product(*(len(options.columns) + own for own in every)))
    rng = Random(seed)
    for _ in range(8):
        chosen, placed = placed_by_chance(scenario, options, rng)
        found = any(hold(joint.rows, [*chosen, *some]) for some in answers)
        assert found == can_be_followed(scenario, placed)


def test_only_teams_that_hang_together_are_joined():
    """Two that share nobody need no row together, and one inside another adds none."""
    a, b, c, ab = (
        frozenset(map(SpecialistId, team)) for team in ("a", "b", "bc", "ab")
    )
    assert joined_teams([a, b, c]) == [a, b, c]
    assert joined_teams([ab, c]) == [ab, ab | c, c]
