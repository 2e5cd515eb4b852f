"""People near each other to the same job specialist, so that visits take less travel."""

from collections.abc import Mapping, Sequence
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from matcher.domain.geography import EARTH_RADIUS_KM, Location
from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.specialists import JobSpecialist, Team

Metres = NDArray[np.int64]

MOST_PEOPLE = 3_000
"""Beyond it nobody is exchanged: the assignment grows faster than the people."""

MOST_ROUNDS = 20
NOT_THEIRS = 1e15
"""More than anything that can be: squares of metres within Norway are below it."""


def near_each_other(
    with_whom: Mapping[ParticipantId, SpecialistId],
    where: Mapping[ParticipantId, Location],
    teams: Mapping[ParticipantId, Team],
    specialists: Sequence[JobSpecialist],
) -> dict[ParticipantId, SpecialistId]:
    """Return who follows whom after exchanges, each with as many people as before.

    The squares of the distances from people's places to the middle of their specialist's
    places, and to the base where it is known, become less: centres and an exact
    assignment to them in turn, from who follows whom already and from centres far apart,
    the better of the two. Nobody leaves their team; where nothing gets better nothing
    changes.
    """
    people = sorted(with_whom)
    numbers = {specialist.id: i for i, specialist in enumerate(specialists)}
    now = np.array([numbers[with_whom[person]] for person in people], dtype=np.int64)
    free = sum(len(teams[person]) > 1 for person in people)
    if len(people) > MOST_PEOPLE or free < 2 or len(set(now.tolist())) < 2:
        return dict(with_whom)
    ground = _Ground(people, where, teams, specialists)
    best, least = now, ground.cost(now, ground.centres(now))
    for start in (ground.centres(now), ground.far_apart()):
        found = ground.settled(start, now)
        cost = ground.cost(found, ground.centres(found))
        if cost < least:
            best, least = found, cost
    chosen = [specialists[i].id for i in best.tolist()]
    return dict(zip(people, chosen, strict=True))


class _Ground:
    """Positions in whole metres; tables are ``(people, specialists)``."""

    def __init__(
        self,
        people: Sequence[ParticipantId],
        where: Mapping[ParticipantId, Location],
        teams: Mapping[ParticipantId, Team],
        specialists: Sequence[JobSpecialist],
    ) -> None:
        middle = where[people[0]]
        self._places = _in_metres([where[person] for person in people], middle)
        self._to_base = np.zeros((len(people), len(specialists)), dtype=np.int64)
        for i, specialist in enumerate(specialists):
            if specialist.base is not None:
                base = _in_metres([specialist.base], middle)
                self._to_base[:, i] = _squares(self._places, base)[:, 0]
        self._may = np.array(
            [[s.id in teams[person] for s in specialists] for person in people]
        )

    def centres(self, own: NDArray[np.int64]) -> Metres:
        """Return the middle of each specialist's places; of nobody's the middle of all."""
        number = self._may.shape[1]
        count = np.bincount(own, minlength=number)
        sums = [np.bincount(own, axis, number) for axis in self._places.T]
        middle = self._places.mean(axis=0)
        means = np.stack(sums, axis=1) / np.maximum(1, count)[:, None]
        return np.where(count[:, None] > 0, means, middle).round().astype(np.int64)

    def far_apart(self) -> Metres:
        """Return a centre each, every next the place farthest from those before."""
        chosen = [int(_squares(self._places, self._places[:1]).argmax())]
        nearest = _squares(self._places, self._places[chosen])[:, 0]
        while len(chosen) < self._may.shape[1]:
            chosen.append(int(nearest.argmax()))
            to_next = _squares(self._places, self._places[chosen[-1:]])[:, 0]
            nearest = np.minimum(nearest, to_next)
        return self._places[chosen]

    def _table(self, centres: Metres) -> NDArray[np.int64]:
        return _squares(self._places, centres) + self._to_base

    def cost(self, own: NDArray[np.int64], centres: Metres) -> int:
        """Return the squares of all distances together."""
        return int(self._table(centres)[np.arange(len(own)), own].sum())

    def settled(self, centres: Metres, now: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the assignment that its own centres do not better, loads as ``now``."""
        from scipy.optimize import linear_sum_assignment  # slow, and no host needs it

        seats = np.sort(now)
        best, least = now, None
        for _ in range(MOST_ROUNDS):
            table = np.where(self._may, self._table(centres), NOT_THEIRS)
            _, taken = linear_sum_assignment(table[:, seats])
            found = seats[taken]
            centres = self.centres(found)
            cost = self.cost(found, centres)
            if least is not None and cost >= least:
                break
            best, least = found, cost
        return best


def _in_metres(points: Sequence[Location], middle: Location) -> Metres:
    """Return ``(points, 2)``: north and east of ``middle`` as on a flat map."""
    per_degree = EARTH_RADIUS_KM * 1000 * radians(1)
    shrink = cos(radians(middle.latitude))
    return np.array(
        [
            (
                round((p.latitude - middle.latitude) * per_degree),
                round((p.longitude - middle.longitude) * per_degree * shrink),
            )
            for p in points
        ],
        dtype=np.int64,
    )


def _squares(a: Metres, b: Metres) -> NDArray[np.int64]:
    """Return ``(a, b)``: squared distances."""
    apart: NDArray[np.int64] = ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)
    return apart
