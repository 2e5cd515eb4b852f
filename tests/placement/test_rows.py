"""Capacity rows against counting heads week by week."""

from collections import defaultdict
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, NO_SECTION, build_options
from matcher.placement.problem import build_problem, components
from matcher.placement.rows import capacity_rows
from tests.placement.tiny_scenarios import tiny_scenario

SEEDS = range(80)


def built(seed):
    scenario, policy = tiny_scenario(seed)
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    rows = capacity_rows(scenario, policy, options)
    values = np.stack([options.values[tier] for tier in policy.tiers])
    problem = build_problem(options.columns.participant_idx, values, rows)
    return scenario, options, rows, problem


def uses(scenario, options, column):
    """Everything one option takes up, with how much of it there is."""
    columns = options.columns
    if columns.section_idx[column] != NO_SECTION:
        section = scenario.sections[columns.section_idx[column]]
        yield ("class", section.id), section.seats
    if columns.place_idx[column] == NO_PLACE:
        return
    place = scenario.places[columns.place_idx[column]]
    employer = scenario.employers_by_id()[place.employer]
    start, end = int(columns.start_week[column]), int(columns.end_week[column])
    pattern = options.patterns[columns.pattern_idx[column]]
    for week in range(start, end):
        yield ("place", place.id, week), place.people_at_once
        if employer.people_at_once is not None:
            yield ("employer", employer.id, week), employer.people_at_once
        begun = [
            mask
            for mask, first in zip(pattern.masks, pattern.from_weeks, strict=True)
            if start + first <= week
        ]
        for slot in scenario.grid.slots_of(begun[-1]):
            yield ("seat", place.id, slot, week), place.seats_in(slot)
    if employer.starts_per_week is not None:
        yield ("start", employer.id, start), employer.starts_per_week


class Heads:
    """Counts people in everything that is limited."""

    def __init__(self, scenario, options):
        self.limit: dict[object, int] = {}
        self.of: list[set[object]] = []
        person = options.columns.participant_idx
        inside: dict[tuple[object, int], int] = defaultdict(int)
        for column in range(len(options.columns)):
            taken = dict(uses(scenario, options, column))
            self.limit |= taken
            self.of.append(set(taken))
            for use in taken:
                inside[use, int(person[column])] += 1
        facts: dict[object, int] = defaultdict(int)
        for (use, who), count in inside.items():
            facts[use] += count == int((person == who).sum())
        self.limit = {use: max(n, facts[use]) for use, n in self.limit.items()}

    def allow(self, chosen) -> bool:
        count: dict[object, int] = defaultdict(int)
        for column in chosen:
            for use in self.of[column]:
                count[use] += 1
        return all(people <= self.limit[use] for use, people in count.items())


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_allow_what_every_week_allows(seed):
    """A choice keeps all rows exactly when no week has too many people anywhere."""
    scenario, options, _, problem = built(seed)
    heads, rng = Heads(scenario, options), Random(seed)
    first = problem.group_first
    for _ in range(200):
        chosen = np.array([rng.randrange(a, b) for a, b in pairwise(first)])
        assert problem.allows(chosen) == heads.allow(chosen)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_row_is_idle_or_said_twice(seed):
    """Every row has more people than capacity, and no two have the same columns."""
    _, options, rows, _ = built(seed)
    seen = set()
    for row in range(len(rows)):
        columns = rows.member_column[rows.member_row == row]
        people = np.unique(options.columns.participant_idx[columns])
        assert len(people) > rows.capacity[row]
        assert columns.tobytes() not in seen
        seen.add(columns.tobytes())


@pytest.mark.parametrize("seed", SEEDS)
def test_components_part_people_and_rows(seed):
    """Every person and row is in one component, and a component's rows are its own."""
    _, _, _, problem = built(seed)
    parts = components(problem)
    for name, size in (
        ("groups", problem.num_groups),
        ("columns", problem.num_columns),
    ):
        found = np.concatenate([getattr(part, name) for part in parts])
        assert sorted(found.tolist()) == list(range(size))
    rows = [row for part in parts for row in part.rows.tolist()]
    assert len(rows) == len(set(rows))
    assert set(problem.member_row.tolist()) <= set(rows)
    for part in parts:
        whole, own = problem.take(part.columns), part.problem
        assert np.array_equal(part.rows[own.member_row], whole.member_row)
        assert np.array_equal(part.groups[own.group], whole.group)
        assert np.array_equal(own.capacity, problem.capacity[part.rows])
        assert np.array_equal(own.values, whole.values)


def test_components_come_largest_first():
    """The longest work is begun first; people in no row come last."""
    for seed in SEEDS:
        parts = components(built(seed)[3])
        sizes = [len(part.groups) for part in parts if part.problem.num_rows]
        assert sizes == sorted(sizes, reverse=True)
        assert all(part.problem.num_rows for part in parts[:-1])
