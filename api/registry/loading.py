"""A scenario's files into the rows of a region."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlmodel import Session

from api.errors import InvalidError
from api.registry.ground import errors_of
from api.registry.service import PARTED
from api.registry.sheets import SHEETS
from api.store.columns import now
from api.store.tables import SHARED, Region, Row
from matcher.domain.scenario import Scenario
from matcher.io import read_scenario, scenario_cells


def load_scenario(session: Session, region: str, path: Path) -> None:
    """Add the scenario at ``path``, a folder or a workbook, as a new region.

    Raises
    ------
    InvalidError
        With all that is wrong with the files.
    """
    read = read_scenario(path)
    if read.scenario is None:
        raise InvalidError("scenario-invalid", findings=errors_of(read))
    session.add(Region(id=region, name=read.scenario.name or region))
    session.flush()
    session.add_all(rows_of(read.scenario, region))
    session.flush()


def rows_of(scenario: Scenario, region: str) -> list[Row]:
    """Return the rows of a scenario, not yet written."""
    homes: dict[str, str] = {p.id: p.municipality for p in scenario.participants}
    return rows_from_cells(scenario_cells(scenario), region, homes)


def rows_from_cells(
    tables: Mapping[str, Sequence[dict[str, str]]],
    region: str,
    homes: Mapping[str, str],
) -> list[Row]:
    """Return the rows of the engine's tables, not yet written.

    ``homes`` has the municipality of every participant, by id.
    """
    moment = now()
    rows = []
    for key, table in tables.items():
        if key not in SHEETS:
            continue
        identity = SHEETS[key].identity
        for number, cells in enumerate(table, start=1):
            person = cells.get("participant", "") if SHEETS[key].concerns_people else ""
            name = PARTED.join(cells.get(column, "") for column in identity)
            rows.append(
                Row(
                    region=region,
                    municipality=homes.get(person, SHARED),
                    sheet=key,
                    key=name or str(number),
                    cells=cells,
                    person=person,
                    changed=moment,
                )
            )
    return rows
