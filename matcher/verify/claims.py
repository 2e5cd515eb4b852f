"""What prices say about a crowd, and the smallest part of it that still says so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from matcher.verify.crowds import Crowd

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_SHRINKING = 500_000_000
"""Rows times entries that shrinking may look at; a larger crowd stays as it is."""

MOST_NEAR = 100
"""People up to which a crowd is told as one of its own within a larger one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Of ``people`` at most ``at_most`` have a counted option; in positions of a crowd."""

    people: Ints
    prices: Ints
    unit: int
    at_most: int

    @property
    def left_out(self) -> int:
        """How many of the people have no counted option, whatever the plan."""
        return len(self.people) - self.at_most


def chosen_claims(
    crowd: Crowd, prices: Iterable[Ints], wanted: Bools
) -> Iterator[Claim]:
    """Yield claims until none names anybody new of ``wanted``.

    First the one with the fewest people for each new one: small crowds before large
    ones, unless the large one explains as many more.
    """
    claims = list(_claims(crowd, prices, wanted))
    wanted = wanted.copy()
    while True:
        new = [int(np.count_nonzero(wanted[claim.people])) for claim in claims]
        useful = [i for i in range(len(claims)) if new[i]]
        if not useful:
            return
        best = min(useful, key=lambda i: (Fraction(len(claims[i].people), new[i]), i))
        wanted[claims[best].people] = False
        yield claims[best]


def _claims(crowd: Crowd, prices: Iterable[Ints], wanted: Bools) -> Iterator[Claim]:
    """Yield strong claims, and small ones within them around those of ``wanted``."""
    parts = [
        part
        for priced in prices
        for claim in _strongest(crowd, priced)
        for part in _parts(crowd, _shrunk(crowd, claim))
    ]
    yield from parts
    parts.sort(key=lambda part: (-part.left_out, len(part.people)))
    alone = wanted.copy()
    for part in parts:
        rows = np.flatnonzero(part.prices)
        num = len(part.people)
        uses = _shared_rows(crowd, part, rows)[:num, num:]
        uses.data[:] = 1
        for person in part.people[alone[part.people]].tolist():
            if alone[person]:
                alone[person] = False
                for small in _around(crowd, part, uses, person):
                    alone[small.people] = False
                    yield small


def _strongest(crowd: Crowd, prices: Ints) -> Iterator[Claim]:
    """Yield the claim of ``prices`` that leaves most people out, if there is one.

    The unit is what somebody's cheapest option costs. Nobody pays more than a unit for
    one row: weights are whole, so that a dearer row is dear enough.
    """
    least = crowd.least(prices)
    best: Claim | None = None
    for unit in np.unique(least[least > 0])[::-1].tolist():
        capped = np.minimum(prices, unit)
        at_most = int(crowd.capacity @ capped) // unit
        claim = Claim(np.flatnonzero(least >= unit), capped, unit, at_most)
        if claim.left_out > (0 if best is None else best.left_out):
            best = claim
    if best is not None:
        yield best


def _shrunk(crowd: Crowd, claim: Claim) -> Claim:
    """Return ``claim`` without the rows that it leaves as many people out without."""
    rows = np.flatnonzero(claim.prices)
    dearest = rows[np.argsort(-(claim.prices * crowd.capacity)[rows], kind="stable")]
    return _without(crowd, claim, dearest, np.zeros(0, np.int64), claim.left_out)


def _around(
    crowd: Crowd, claim: Claim, uses: csr_array, person: int
) -> Iterator[Claim]:
    """Yield a small part of ``claim`` that still leaves one of its people out.

    ``person`` stays among them. Grown from there until enough people come together,
    then shrunk: rows are given up the farther the sooner. None where it takes more than
    ``MOST_NEAR`` people.
    """
    names = np.array([person])
    for grown in _grown(crowd, claim, uses, person):
        found, before = grown, len(claim.people) + 1
        while len(found.people) < before:
            before = len(found.people)
            rows = _far_to_near(crowd, found, person)
            smaller = _without(crowd, found, rows, names, 1)
            found = next(p for p in _parts(crowd, smaller) if person in p.people)
        yield found


def _grown(crowd: Crowd, claim: Claim, uses: csr_array, person: int) -> Iterator[Claim]:
    """Yield ``person`` and those of ``claim`` who add least to what their rows hold.

    One after another, until one of them is left out. ``uses`` tells which priced rows
    the options of each are in.
    """
    rows = np.flatnonzero(claim.prices)
    held = (claim.prices * crowd.capacity)[rows]
    inside = claim.people == person
    while np.count_nonzero(inside) <= MOST_NEAR:
        taken = uses[inside].sum(axis=0) > 0
        more = uses @ np.where(taken, 0, held)
        inside |= more == 0
        at_most = int(held[taken].sum()) // claim.unit
        if at_most < np.count_nonzero(inside):
            prices = np.zeros_like(claim.prices)
            prices[rows[taken]] = claim.prices[rows[taken]]
            yield Claim(claim.people[inside], prices, claim.unit, at_most)
            return
        inside[np.argmin(np.where(inside, np.iinfo(np.int64).max, more))] = True


def _far_to_near(crowd: Crowd, claim: Claim, person: int) -> Ints:
    rows = np.flatnonzero(claim.prices)
    graph = _shared_rows(crowd, claim, rows)
    start = int(np.searchsorted(claim.people, person))
    steps = breadth_first_order(graph, start, directed=False, return_predecessors=False)
    near = steps[steps >= len(claim.people)] - len(claim.people)
    return rows[near[::-1]]


def _without(
    crowd: Crowd, claim: Claim, order: Ints, names: Ints, left_out: int
) -> Claim:
    """Return ``claim`` without the rows of ``order`` that it can do without.

    It names ``names`` afterwards as well, and leaves at least ``left_out`` people out;
    what it leaves out more on the way it keeps.
    """
    mine, first = _options_of(crowd, claim.people)
    weights = crowd.weights[mine][:, order].tocsc()
    if len(order) * weights.shape[0] > MOST_SHRINKING:
        return claim
    prices, capacity = claim.prices[order], crowd.capacity[order]
    cost: Ints = weights @ prices
    inside = np.ones(len(claim.people), dtype=np.bool_)
    kept = np.searchsorted(claim.people, names)
    budget = int(capacity @ prices)
    for row in range(len(order)):
        entries = slice(weights.indptr[row], weights.indptr[row + 1])
        without = cost.copy()
        without[weights.indices[entries]] -= prices[row] * weights.data[entries]
        stay = inside & (np.minimum.reduceat(without, first) >= claim.unit)
        cheaper = budget - int(prices[row] * capacity[row])
        enough = np.count_nonzero(stay) - cheaper // claim.unit >= left_out
        if enough and stay[kept].all():
            cost, inside, budget, prices[row] = without, stay, cheaper, 0
    found = np.zeros_like(claim.prices)
    found[order] = prices
    return Claim(claim.people[inside], found, claim.unit, budget // claim.unit)


def _parts(crowd: Crowd, claim: Claim) -> Iterator[Claim]:
    """Yield the parts of ``claim`` that share no row, as far as they are claims."""
    rows = np.flatnonzero(claim.prices)
    graph = _shared_rows(crowd, claim, rows)
    count, label = connected_components(graph, directed=False)
    for part in range(count):
        people = claim.people[label[: len(claim.people)] == part]
        own = rows[label[len(claim.people) :] == part]
        prices = np.zeros_like(claim.prices)
        prices[own] = claim.prices[own]
        at_most = int(crowd.capacity @ prices) // claim.unit
        if at_most < len(people):
            yield Claim(people, prices, claim.unit, at_most)


def _shared_rows(crowd: Crowd, claim: Claim, rows: Ints) -> csr_array:
    """Return who is in which of ``rows``, as a graph of people and then rows."""
    mine, first = _options_of(crowd, claim.people)
    sizes = np.diff(np.append(first, len(mine)))
    person = np.repeat(np.arange(len(claim.people)), sizes)
    option, row = crowd.weights[mine][:, rows].nonzero()
    shape = (len(claim.people) + len(rows),) * 2
    ends = (person[option], len(claim.people) + row)
    graph = csr_array((np.ones(len(row), dtype=np.int64), ends), shape=shape)
    graph.sum_duplicates()
    return graph


def _options_of(crowd: Crowd, people: Ints) -> tuple[Ints, Ints]:
    """Return the options of ``people`` (positions), and where each one's begin."""
    ends = np.append(crowd.first[1:], crowd.weights.shape[0])
    sizes = ends[people] - crowd.first[people]
    first = np.cumsum(sizes) - sizes
    shift = np.repeat(crowd.first[people] - first, sizes)
    return np.arange(int(sizes.sum())) + shift, first
