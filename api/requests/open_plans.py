"""Plans in force with their arrays, opened once for many questions."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from threading import Lock

from sqlmodel import Session

from api.ledger.plan_seats import PlanSeats, Seats, plan_seats
from api.plans import store
from api.plans.store import LoadedPlan
from api.store.database import Database
from api.store.tables import InForce, PlanVersion
from matcher.domain.ids import ParticipantId
from matcher.domain.participant import Participant
from matcher.domain.suggestions import Suggestion, Suggestions
from matcher.domain.waiting_list import Waiting
from matcher.live.session import PlanSession
from matcher.live.suggest import suggest
from matcher.live.waiting_list import waiting_list
from matcher.verify import FalseProof

MOST_OPEN = 4
"""Versions that are kept open at a time; the one asked for longest ago is closed."""


MOST_KEPT = 2_000
"""Answers that are kept for each version: it never changes, so that they never do."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the engine tells somebody, and what each that fits takes of the ledger."""

    told: Suggestions
    fitting: tuple[tuple[Suggestion, Seats], ...]


class OpenPlan:
    """A plan version that questions can be asked of."""

    def __init__(self, loaded: LoadedPlan, session: PlanSession, seats: PlanSeats):
        self.loaded, self.session, self.seats = loaded, session, seats
        self.suggest = lru_cache(MOST_KEPT)(self._suggest)
        self.asked_beforehand: set[str] = set()

    def _suggest(
        self, person: ParticipantId | Participant, most: int, explained: bool
    ) -> Suggested:
        told = suggest(self.session, person, most, explained=explained)
        fitting = [
            frozenset(chain(*map(self.seats.beside, one.placements)))
            for one in told.fitting
        ]
        return Suggested(told, tuple(zip(told.fitting, fitting, strict=True)))

    @property
    def id(self) -> str:
        """The version's id."""
        return self.loaded.id

    @cached_property
    def people(self) -> frozenset[str]:
        """Ids of those the plan was made for."""
        return frozenset(p.id for p in self.loaded.scenario.participants)

    @cached_property
    def employer_of(self) -> dict[str, str]:
        """The employer of each place."""
        return {place.id: place.employer for place in self.loaded.scenario.places}

    @cached_property
    def waiting(self) -> tuple[Waiting, ...]:
        """Everybody without a placement, the first in turn first."""
        return waiting_list(self.session)


def _opened(loaded: LoadedPlan) -> OpenPlan:
    told = loaded.scenario, loaded.policy, loaded.plan
    session = PlanSession(*told, loaded.proof)
    try:
        # Drawn now, and not while somebody waits for the first answer.
        _ = session.prices
    except FalseProof:
        session = PlanSession(*told)
    return OpenPlan(loaded, session, plan_seats(loaded))


class _Kept:
    """The open plans of this process; each is opened once, however many ask for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opening: dict[str, Lock] = {}
        self._plans: OrderedDict[str, OpenPlan] = OrderedDict()

    def get(self, id: str, load: Callable[[], LoadedPlan]) -> OpenPlan:
        found = self._found(id)
        if found is not None:
            return found
        with self._lock:
            opening = self._opening.setdefault(id, Lock())
        with opening:
            found = self._found(id)
            if found is None:
                found = _opened(load())
                self._keep(found)
        return found

    def _found(self, id: str) -> OpenPlan | None:
        with self._lock:
            if id in self._plans:
                self._plans.move_to_end(id)
            return self._plans.get(id)

    def _keep(self, plan: OpenPlan) -> None:
        with self._lock:
            self._plans[plan.id] = plan
            self._opening.pop(plan.id, None)
            while len(self._plans) > MOST_OPEN:
                self._plans.popitem(last=False)


_kept = _Kept()


def plan_in_force(database: Database, region: str) -> OpenPlan:
    """Return the plan in force, open; raises ``NotFoundError`` for none."""
    with database.read() as session:
        id = store.in_force(session, region)
    return _kept.get(id, lambda: _load(database, id))


def _load(database: Database, id: str) -> LoadedPlan:
    with database.read() as session:
        return store.load(session.get_one(PlanVersion, id))


def is_still_in_force(session: Session, plan: OpenPlan, region: str) -> bool:
    """Tell whether ``plan`` holds, and let it do so until the transaction ends."""
    found = session.get(InForce, region, with_for_update={"read": True})
    return found is not None and found.plan == plan.id
