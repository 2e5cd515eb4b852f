"""What happens to requests while nobody asks: time runs out, and plans are made."""

from collections.abc import Sequence
from threading import Event, Thread

import structlog
from sqlmodel import col, select

from api.installation import Installation
from api.requests.holds import sweep
from api.requests.open_plans import plan_in_force
from api.requests.placing import place_agreed
from api.requests.service import RequestState
from api.store.tables import InForce, PlacementRequest
from matcher.domain.ids import ParticipantId
from matcher.domain.suggestions import SUGGESTED

SWEEP_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""How often it is looked for holds that both have accepted, and for new plans in force."""

PAUSE_SECONDS = 0.01
FAULT_SECONDS = 10.0

log = structlog.get_logger()


class Keeper:
    """Ends holds whose time is out, places what is agreed, and opens plans in force.

    Of an open plan it asks what can be offered to those for whom there is an open
    request, so that the answer is there when a job specialist asks.

    A thread of the server. All it needs to know stands in the database, so that any
    server may do it, and one that was killed loses nothing.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin, with all that was left when the last server ended."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        waited = SWEEP_SECONDS
        while not self._stopped.wait(LOOK_SECONDS):
            waited += LOOK_SECONDS
            try:
                if waited >= SWEEP_SECONDS:
                    sweep(self._installation.database)
                    waited = 0.0
                place_agreed(self._installation)
                self._open_plans()
            except Exception as fault:
                # Whatever it was, the next look begins with what the database says.
                log.error("keeper", error=type(fault).__name__)
                self._stopped.wait(FAULT_SECONDS)

    def _open_plans(self) -> None:
        """Open the plans in force, and ask beforehand what is likely to be asked."""
        database = self._installation.database
        with database.read() as session:
            regions = session.exec(
                select(InForce.region).order_by(col(InForce.region))
            ).all()
        for region in regions:
            plan = plan_in_force(database, region)
            for person in self._looked_for(region):
                if self._stopped.is_set():
                    return
                if person in plan.people and person not in plan.asked_beforehand:
                    plan.suggest(ParticipantId(person), SUGGESTED, False)
                    plan.asked_beforehand.add(person)
                    # Whoever waits for an answer comes before.
                    self._stopped.wait(PAUSE_SECONDS)

    def _looked_for(self, region: str) -> Sequence[str]:
        """Return for whom there is an open request."""
        with self._installation.database.read() as session:
            return session.exec(
                select(PlacementRequest.person)
                .where(
                    PlacementRequest.region == region,
                    PlacementRequest.state == RequestState.OPEN,
                )
                .order_by(col(PlacementRequest.created).desc())
            ).all()
