"""What a plan version takes of the seats; worked out before any transaction."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from api.plans.store import LoadedPlan
from matcher.domain.plan import Placement
from matcher.domain.seat_weeks import SeatWeek, SeatWeeks

Seats = frozenset[SeatWeek]


@dataclass(frozen=True, slots=True)
class PlanSeats:
    """The seats of a plan version.

    Attributes
    ----------
    room
        Of each seat week that is offered. Where the plan gives more, as running
        placements may, it is what they take: nobody is thrown out, and nobody added.
    taken
        By the people of the plan.
    """

    plan: str
    weeks: SeatWeeks
    room: Mapping[SeatWeek, int]
    taken: Mapping[SeatWeek, int]
    _own: Mapping[str, Seats]

    def own(self, person: str) -> Seats:
        """Return what the plan gives ``person``."""
        return self._own.get(person, frozenset())

    def beside(self, placement: Placement) -> Seats:
        """Return what ``placement`` takes that the plan does not give its person."""
        return frozenset(self.weeks.taken(placement)) - self.own(placement.participant)


@dataclass(frozen=True, slots=True)
class _ById:
    id: str
    loaded: LoadedPlan = field(compare=False)


def plan_seats(loaded: LoadedPlan) -> PlanSeats:
    """Return the seats of a version; worked out once, since it never changes."""
    return _plan_seats(_ById(loaded.id, loaded))


@lru_cache(maxsize=8)
def _plan_seats(plan: _ById) -> PlanSeats:
    weeks = SeatWeeks(plan.loaded.scenario)
    own: dict[str, set[SeatWeek]] = {}
    for placement in plan.loaded.plan.placements:
        own.setdefault(placement.participant, set()).update(weeks.taken(placement))
    taken = Counter(chain(*own.values()))
    room = {at: max(n, taken[at]) for at, n in weeks.offered.items()}
    seats = {person: frozenset(found) for person, found in own.items()}
    return PlanSeats(plan.id, weeks, room, taken, seats)
