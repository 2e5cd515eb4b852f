"""Nested rows: every tier solved exactly as a minimum-cost flow.

Loads OR-Tools: only inside a solver host, and never beside HiGHS.

People send one unit each, through one of their options, into the innermost capacity
row and outwards to the sink. A tier is closed by keeping only the optimal face: arcs
with positive reduced cost carry nothing in any optimum, those with negative reduced
cost are full in every optimum (complementary slackness), the rest stay free. What the
next tier chooses on that face keeps every tier before it. OR-Tools gives no
potentials, so that they are worked out on the residual network; the difference along the
arc of a row is the row's price.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.placement.face import Face
from matcher.placement.greedy import values_of
from matcher.placement.laminar import NO_ROW, RowTree
from matcher.placement.ledger import Evidence
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs of the flow: first one per column, then one per row.

    Attributes
    ----------
    tail, head, capacity
        Per arc.
    supply
        Per node: people 1, the sink minus all of them.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    supply: Ints


def build_network(problem: Problem, tree: RowTree) -> Network:
    """Return the network: nodes are the groups, then the rows, then the sink."""
    groups, rows = problem.num_groups, problem.num_rows
    sink = groups + rows
    inner = np.where(tree.leaf == NO_ROW, sink, groups + tree.leaf)
    outer = np.where(tree.parent == NO_ROW, sink, groups + tree.parent)
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:groups], supply[sink] = 1, -groups
    return Network(
        np.concatenate([problem.group, groups + np.arange(rows)]),
        np.concatenate([inner, outer]),
        np.concatenate(
            [np.ones(problem.num_columns, dtype=np.int64), problem.capacity]
        ),
        supply,
    )


def solve_flow(problem: Problem, tree: RowTree) -> tuple[Ints, list[int], Evidence]:
    """Return the optimal choice, one column per group, and the bound of each tier.

    The bounds come from the potentials, not from the solver, and so does what they rest
    on: equal to the values they are the proof.
    """
    network, face = build_network(problem, tree), Face(problem)
    flow = np.zeros(len(network.tail), dtype=np.int64)
    for worth in problem.values:
        free = np.concatenate(
            [np.isin(np.arange(problem.num_columns), face.alive), ~face.full_rows]
        )
        full = np.concatenate([np.zeros(problem.num_columns, np.bool_), face.full_rows])
        fixed = np.where(full, network.capacity, 0)
        cost = np.concatenate([-worth, np.zeros(problem.num_rows, dtype=np.int64)])
        flow = fixed + _cheapest(network, cost, free, fixed)
        potential = _potentials(network, cost, free, flow)
        gain = (potential[network.head] - potential[network.tail])[
            problem.num_columns :
        ]
        face.close(np.where(face.full_rows, gain, np.maximum(gain, 0)))
    chosen = np.flatnonzero(flow[: problem.num_columns])
    if values_of(problem, chosen) != face.bounds:
        raise ArithmeticError("the potentials do not prove the flow")
    return chosen, face.bounds, face.evidence()


def _cheapest(
    network: Network, cost: Ints, free: NDArray[np.bool_], fixed: Ints
) -> Ints:
    """Return a cheapest flow on the ``free`` arcs, 0 elsewhere.

    Raises
    ------
    ArithmeticError
        If there is no flow at all, which the problem's construction rules out.
    """
    solver = SimpleMinCostFlow()
    arcs = np.flatnonzero(free)
    solver.add_arcs_with_capacity_and_unit_cost(
        network.tail[arcs], network.head[arcs], network.capacity[arcs], cost[arcs]
    )
    supply = _supply_left(network, fixed)
    solver.set_nodes_supplies(np.arange(len(supply)), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"minimum-cost flow ended with {status}")
    flow = np.zeros(len(free), dtype=np.int64)
    flow[arcs] = solver.flows(np.arange(len(arcs)))
    return flow


def _supply_left(network: Network, fixed: Ints) -> Ints:
    """Return the supply of each node once the fixed arcs carry their flow."""
    supply = network.supply.copy()
    np.subtract.at(supply, network.tail, fixed)
    np.add.at(supply, network.head, fixed)
    return supply


def _potentials(
    network: Network, cost: Ints, free: NDArray[np.bool_], flow: Ints
) -> Ints:
    """Return a potential per node that makes an optimal ``flow`` obviously so.

    They are the shortest distances in the residual network from a node that reaches
    all others at no cost (Bellman–Ford, all arcs at once).
    """
    ahead = np.flatnonzero(free & (flow < network.capacity))
    back = np.flatnonzero(free & (flow > 0))
    tail = np.concatenate([network.tail[ahead], network.head[back]])
    head = np.concatenate([network.head[ahead], network.tail[back]])
    price = np.concatenate([cost[ahead], -cost[back]])
    order = np.argsort(head, kind="stable")
    tail, head, price = tail[order], head[order], price[order]
    heads, first = np.unique(head, return_index=True)
    distance = np.zeros(len(network.supply), dtype=np.int64)
    while len(heads):
        shorter = np.minimum.reduceat(distance[tail] + price, first)
        better = shorter < distance[heads]
        if not better.any():
            break
        distance[heads[better]] = shorter[better]
    return distance
