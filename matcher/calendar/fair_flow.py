"""Shares scarce seats: as many as can be, and those who lack most go first.

People, their free slots and the sessions are a flow network. Among the largest flows the
one is found that leaves the fewest people lacking much: the lacks, largest first, are
the least in the order of a dictionary (a lexicographically optimal flow, Megiddo 1974).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

Ints = NDArray[np.int64]
Integers = NDArray[np.integer[Any]]

NO_SESSION = -1

A_FEW = 16
"""In so many turns come those who need the same number of slots."""

MOST_ROOM = np.iinfo(np.int32).max
"""The library counts in 32 bits; no edge ever carries so much."""


@dataclass(frozen=True, slots=True)
class Network:
    """People, free slots of theirs, and sessions, each numbered from 0.

    Attributes
    ----------
    person
        Of each slot.
    slot, session
        The pairs: which slot may go to which session.
    num_sessions
        How many sessions there are.
    """

    person: Ints
    slot: Ints
    session: Ints
    num_sessions: int

    @property
    def num_people(self) -> int:
        """How many people have a slot."""
        return int(self.person.max(initial=-1)) + 1

    def groups(self) -> Ints:
        """Return a number per person; who share no session, nor by others, differ."""
        people = self.num_people
        size = people + self.num_sessions
        ends = self.person[self.slot], people + self.session
        shared = csr_array((np.ones(len(self.slot)), ends), shape=(size, size))
        _, label = connected_components(shared, directed=False)
        groups: Ints = label[:people].astype(np.int64)
        return groups


@dataclass(frozen=True, slots=True)
class Numbered:
    """A network, and what its people, slots and sessions are elsewhere."""

    network: Network
    people: Ints
    cells: Ints
    sessions: Ints

    @classmethod
    def of(cls, person_of: Integers, cell: Ints, session: Ints) -> "Numbered":
        """Return the pairs numbered; ``person_of`` gives the person of each slot."""
        cells, slot = np.unique(cell, return_inverse=True)
        sessions, to = np.unique(session, return_inverse=True)
        people, person = np.unique(person_of[cells], return_inverse=True)
        network = Network(person, slot, to, len(sessions))
        return cls(network, people.astype(np.int64), cells, sessions)


def fairest(lack: Ints, each: Ints) -> Iterator[Ints]:
    """Yield rounds in which those who lack most go first.

    A slot is worth ``each`` to a person, their last one what they then still lack. In
    each round everybody may have the slots before which they lack so much: so no other
    slots are worth more, and among those that are worth as much the lacks are the least.
    """
    most = int((-(-lack // each)).max(initial=0))
    before = [np.unique(lack - nth * each) for nth in range(most)]
    levels = np.unique(np.concatenate([lack[:0], *before]))
    for level in levels[levels > 0][::-1]:
        yield np.where(lack >= level, (lack - level) // each + 1, 0)


def most_people(lack: Ints, each: Ints) -> Iterator[Ints]:
    """Yield rounds in which those who lack least go first: most then lack nothing.

    Those who need the same number of slots, more than one, come a few at a time: all at
    once many would have some of theirs and few all.
    """
    wanted = -(-lack // each)
    for number in np.unique(wanted[wanted > 0]):
        alike = wanted == number
        turn = np.cumsum(alike) % A_FEW
        for few in range(A_FEW if number > 1 else 1):
            now = alike & (turn <= few) if number > 1 else alike
            yield np.where((wanted < number) | now, wanted, 0)


def share_seats(network: Network, rounds: Iterable[Ints], seats: Ints) -> Ints:
    """Return the session of each slot, ``NO_SESSION`` for those that stay free.

    Parameters
    ----------
    rounds
        How many slots each person may have filled, never falling; in each round as many
        are as can be without taking from anybody what earlier ones gave.
    seats
        Of each session.
    """
    edges = _Edges(network)
    room = np.zeros(edges.count, dtype=np.int64)
    room[edges.of_slots] = 1
    room[edges.of_pairs] = 1
    room[edges.of_sessions] = seats
    flow = np.zeros(edges.count, dtype=np.int64)
    # What was given stays: a path that adds to the flow never takes from its source.
    for most in rounds:
        room[edges.of_people] = most
        flow = edges.raised(flow, room)
    taken = np.flatnonzero(flow[edges.of_pairs])
    chosen = np.full(len(network.person), NO_SESSION, dtype=np.int64)
    chosen[network.slot[taken]] = network.session[taken]
    return chosen


def most_minutes(
    network: Network, wanted: Ints, slot_minutes: Ints, worth: Ints, room: Ints
) -> int:
    """Return a bound on the minutes that count: no shares of the seats give more.

    As if a slot could be split, and a seat of a session too; the minutes of a person
    count up to what they want.

    Parameters
    ----------
    wanted
        Minutes per person.
    slot_minutes
        Of each slot.
    worth
        Minutes of each pair.
    room
        Minutes of each session, all its seats together.
    """
    edges = _Edges(network)
    most = np.concatenate([wanted, slot_minutes, worth, room])
    unit = max(1, int(np.gcd.reduce(most)))
    flow = edges.raised(np.zeros(edges.count, dtype=np.int64), most // unit)
    return int(flow[edges.of_people].sum()) * unit


class _Edges:
    """The network as edges: source to people, to slots, to sessions, to the sink."""

    def __init__(self, network: Network) -> None:
        people, slots = network.num_people, len(network.person)
        sessions = network.num_sessions
        person = 1 + np.arange(people)
        slot = 1 + people + np.arange(slots)
        session = 1 + people + slots + np.arange(sessions)
        self._sink = 1 + people + slots + sessions
        self._tail = np.concatenate(
            [np.zeros(people, np.int64), person[network.person], slot[network.slot],
             session]
        )  # fmt: skip
        self._head = np.concatenate(
            [person, slot, session[network.session],
             np.full(sessions, self._sink)]
        )  # fmt: skip
        ends = np.cumsum([people, slots, len(network.slot), sessions])
        self.of_people = slice(0, ends[0])
        self.of_slots = slice(ends[0], ends[1])
        self.of_pairs = slice(ends[1], ends[2])
        self.of_sessions = slice(ends[2], ends[3])
        self.count = int(ends[3])

    def raised(self, flow: Ints, room: Ints) -> Ints:
        """Return ``flow`` made as large as ``room`` allows; no source edge loses any."""
        left = np.minimum(room, MOST_ROOM) - flow
        tail = np.concatenate([self._tail, self._head])
        head = np.concatenate([self._head, self._tail])
        size = self._sink + 1
        residual = csr_array(
            (np.concatenate([left, flow]).astype(np.int32), (tail, head)),
            shape=(size, size),
        )
        residual.eliminate_zeros()
        if not residual.nnz:
            return flow
        more = maximum_flow(residual, 0, self._sink).flow
        added = np.asarray(more[self._tail, self._head]).ravel()
        return flow + added.astype(np.int64)
