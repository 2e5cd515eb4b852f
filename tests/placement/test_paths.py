"""Both ways to solve a component, and trying, give the same tiers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import networkx as nx
import numpy as np
import pytest

import matcher.placement.host as host
from matcher.domain.place import Employer
from matcher.domain.plan import Method
from matcher.domain.policy import Policy
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement.laminar import row_tree
from matcher.placement.problem import build_problem, components
from matcher.placement.rows import capacity_rows
from tests.placement.problems import (
    best_values,
    laminar_problem,
    random_problem,
    solved,
    weighted_problem,
)
from tests.placement.tiny_scenarios import tiny_scenario


def solved_by(method, problems, monkeypatch):
    """Solve ``problems`` in hosts of one kind, whatever suits them best."""
    with monkeypatch.context() as patch:
        patch.setattr(host, "method_for", lambda _: method)
        return [outcome.incumbent for outcome in solved(problems)]


def nesting_scenarios():
    """Scenarios of the flow kind: no seat is shared, all placements have one length."""
    for seed in range(60):
        scenario, _ = tiny_scenario(seed, joint=False)
        yield (
            replace(
                scenario,
                places=tuple(
                    replace(
                        place,
                        seats=tuple(
                            (slot.id, place.most_seats) for slot in scenario.grid.slots
                        ),
                        people_at_once=place.most_seats,
                        mentor_minutes_per_week=None,
                    )
                    for place in scenario.places
                ),
                sections=tuple(replace(s, seats=100) for s in scenario.sections),
                employers=tuple(Employer(e.id) for e in scenario.employers),
                quotas=(),
                specialists=(),
                pairs=(),
                templates=tuple(
                    replace(t, lengths_weeks=(26,)) for t in scenario.templates
                ),
            ),
            Policy(latest_start_week=0),
        )


def problems_of(scenario, policy):
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    values = np.stack([options.values[tier] for tier in policy.tiers])
    rows = capacity_rows(scenario, policy, options)
    whole = build_problem(options.columns.participant_idx, values, rows)
    return [part.problem for part in components(whole) if part.problem.num_rows]


def test_both_paths_agree_where_rows_nest(monkeypatch):
    """On components of the flow kind branch and bound reaches the same, tier by tier."""
    problems = [p for given in nesting_scenarios() for p in problems_of(*given)]
    assert all(row_tree(problem) is not None for problem in problems)
    assert len(problems) >= 20
    flow = solved_by(Method.FLOW, problems, monkeypatch)
    tree = solved_by(Method.BRANCH_AND_BOUND, problems, monkeypatch)
    assert [best.values for best in flow] == [best.values for best in tree]
    assert [best.bounds for best in flow] == [best.bounds for best in tree]


def test_flow_equals_trying():
    """Where rows nest, flow finds every tier's best and proves it."""
    problems = [laminar_problem(seed) for seed in range(150)]
    outcomes = solved(problems)
    assert Counter(o.method for o in outcomes)[Method.FLOW] >= 140
    for problem, outcome in zip(problems, outcomes, strict=True):
        assert outcome.incumbent.values == best_values(problem)
        assert outcome.incumbent.bounds == outcome.incumbent.values
        assert problem.allows(outcome.incumbent.chosen)


def cheapest_by_networkx(problem) -> int:
    """The first tier as a flow of another library's."""
    tree = row_tree(problem)
    assert tree is not None
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_node("sink", demand=problem.num_groups)
    for group in range(problem.num_groups):
        graph.add_node(("person", group), demand=-1)
    for row, outer in enumerate(tree.parent):
        to = "sink" if outer < 0 else ("row", int(outer))
        graph.add_edge(("row", row), to, capacity=int(problem.capacity[row]), weight=0)
    for column, group in enumerate(problem.group):
        middle = ("column", column)
        leaf = int(tree.leaf[column])
        cost = -int(problem.values[0, column])
        graph.add_edge(("person", int(group)), middle, capacity=1, weight=cost)
        to = "sink" if leaf < 0 else ("row", leaf)
        graph.add_edge(middle, to, capacity=1, weight=0)
    return -int(nx.min_cost_flow_cost(graph))


def test_a_single_tier_equals_another_flow():
    """One tier over larger nested rows is what networkx finds."""
    problems = [laminar_problem(seed, tiers=1, rows=20) for seed in range(40)]
    for problem, outcome in zip(problems, solved(problems), strict=True):
        assert outcome.incumbent.values == [cheapest_by_networkx(problem)]


def test_branch_and_bound_equals_trying():
    """Where rows overlap as they like, every tier is the best and proved."""
    problems = [random_problem(seed) for seed in range(60)]
    outcomes = solved(problems)
    assert Counter(o.method for o in outcomes)[Method.BRANCH_AND_BOUND] >= 25
    for seed, (problem, outcome) in enumerate(zip(problems, outcomes, strict=True)):
        assert outcome.incumbent.values == best_values(problem), seed
        assert outcome.incumbent.bounds == outcome.incumbent.values, seed
        assert problem.allows(outcome.incumbent.chosen), seed


def test_weighted_rows_equal_trying():
    """Rows in which some weigh more than others are kept, and every tier proved."""
    problems = [weighted_problem(seed) for seed in range(100)]
    outcomes = solved(problems)
    assert Counter(o.method for o in outcomes)[Method.BRANCH_AND_BOUND] >= 90
    for seed, (problem, outcome) in enumerate(zip(problems, outcomes, strict=True)):
        assert outcome.incumbent.values == best_values(problem), seed
        assert outcome.incumbent.bounds == outcome.incumbent.values, seed
        assert problem.allows(outcome.incumbent.chosen), seed


@pytest.mark.parametrize("workers", [1, 2])
def test_outcomes_come_in_the_order_of_the_problems(workers):
    """Whichever host ends first, each problem gets its own outcome."""
    problems = [laminar_problem(seed) for seed in range(6)]
    for problem, outcome in zip(problems, solved(problems, workers), strict=True):
        assert outcome.incumbent.values == best_values(problem)


def test_trying_tries_everything():
    """The oracle of these tests is right on a problem solved by hand."""
    problem = laminar_problem(0)
    own = [np.flatnonzero(problem.group == g) for g in range(problem.num_groups)]
    allowed = [c for c in product(*own) if problem.allows(np.array(c))]
    best = max(problem.values[:, list(c)].sum(axis=1).tolist() for c in allowed)
    assert best_values(problem) == best
