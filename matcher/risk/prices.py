"""What room in each row is worth: prices that spread people over the places.

A smoothed price adjustment for the dual of the coverage problem: everybody's demand is
spread over their cheapest options, and rows asked for beyond their room grow dearer. The
prices guide the quick planner; nothing is proved by them.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.risk.market import Market, PersonOptions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDS = 150

COOLEST = 0.03
"""How evenly demand is spread in the end; a place is worth at most 1."""

SMALL = 1e-6
"""Tells options apart that cost the same: the one in fewer rows is the more modest."""


def with_prices(market: Market, residents: Sequence[int]) -> Market:
    """Return ``market`` with costs by the prices that ``residents`` would make."""
    price = scarcity_prices(market, residents)
    people = tuple(
        replace(mine, cost=mine.cost + _costs(mine, price)) for mine in market.people
    )
    return replace(market, people=people)


def _costs(mine: PersonOptions, price: Floats) -> Floats:
    paid = (price[mine.rows] + SMALL) * mine.weights
    total = np.concatenate([[0.0], np.cumsum(paid)])
    asked: Floats = total[mine.starts[1:]] - total[mine.starts[:-1]]
    return asked


def scarcity_prices(market: Market, residents: Sequence[int]) -> Floats:
    """Return a price per row, at least 0."""
    here = [market.people[i] for i in residents]
    room = market.room.astype(np.float64)
    for mine in here:
        np.subtract.at(room, mine.taken, mine.taken_weights)
    room = np.maximum(room, 0.5)
    here = [mine for mine in here if mine.num_covering]
    price, total = np.zeros(len(room)), np.zeros(len(room))
    if not here:
        return price
    rows, weights, option, person = _joined(here)
    for nth in range(ROUNDS):
        cost = np.add.reduceat(price[rows] * weights, option)
        share = _spread(cost, person, max(COOLEST, 0.5 / (1 + nth / 10)))
        asked = np.repeat(share, np.diff(np.append(option, len(rows)))) * weights
        demand = np.bincount(rows, weights=asked, minlength=len(room))
        price = np.maximum(0, price + 0.1 / (1 + nth / 30) * (demand / room - 1))
        if 2 * nth >= ROUNDS:
            total += price
    return total / (ROUNDS // 2)


def _spread(cost: Floats, person: Ints, heat: float) -> Floats:
    """Return each option's share of its person; what is missing to 1 stays outside."""
    sizes = np.diff(np.append(person, len(cost)))
    least = np.minimum.reduceat(cost, person)
    drawn = np.exp((np.repeat(least, sizes) - cost) / heat)
    outside = np.exp(np.minimum(0, (least - 1) / heat))
    share: Floats = drawn / np.repeat(np.add.reduceat(drawn, person) + outside, sizes)
    return share


def _joined(people: Sequence[PersonOptions]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return all covering options: rows, weights, where options and people begin."""
    ends = [int(p.starts[p.num_covering]) for p in people]
    shift = np.cumsum([0, *ends[:-1]])
    counts = [p.num_covering for p in people]
    return (
        np.concatenate([p.rows[:end] for p, end in zip(people, ends, strict=True)]),
        np.concatenate([p.weights[:end] for p, end in zip(people, ends, strict=True)]),
        np.concatenate(
            [p.starts[: p.num_covering] + s for p, s in zip(people, shift, strict=True)]
        ),
        np.cumsum([0, *counts[:-1]]),
    )
