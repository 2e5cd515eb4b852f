"""What happens to requests while nobody asks: time runs out, and plans are made."""

from threading import Event, Thread

import structlog
from sqlmodel import col, select

from api.installation import Installation
from api.requests.holds import sweep
from api.requests.open_plans import plan_in_force
from api.requests.placing import place_agreed
from api.store.tables import InForce

SWEEP_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""How often it is looked for holds that both have accepted, and for new plans in force."""

log = structlog.get_logger()


class Keeper:
    """Ends holds whose time is out, places what is agreed, and opens plans in force.

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
                self._open_plans()
                place_agreed(self._installation)
            except Exception as fault:
                # Whatever it was, the next look begins with what the database says.
                log.error("keeper", error=type(fault).__name__)

    def _open_plans(self) -> None:
        database = self._installation.database
        with database.read() as session:
            regions = session.exec(
                select(InForce.region).order_by(col(InForce.region))
            ).all()
        for region in regions:
            plan_in_force(database, region)
