"""Facts behind the named scenarios; the first line of each table says its source."""

import csv
from collections.abc import Iterator
from importlib import resources

import numpy as np

from matcher.domain.ids import MunicipalityId
from matcher.generate.draws import FloatArray


def _rows(name: str) -> Iterator[dict[str, str]]:
    file = resources.files(__name__) / name
    with file.open(encoding="utf-8") as lines:
        next(lines)  # where the facts come from
        yield from csv.DictReader(lines)


def settled() -> dict[MunicipalityId, int]:
    """Return the refugees settled in 2022–2024 together."""
    return {
        MunicipalityId(row.pop("municipality")): sum(map(int, row.values()))
        for row in _rows("settled.csv")
    }


def employment() -> dict[MunicipalityId, dict[str, int]]:
    """Return the employed by municipality and section of SN2007."""
    by_municipality: dict[MunicipalityId, dict[str, int]] = {}
    for row in _rows("employment.csv"):
        section = row.pop("section")
        for number, people in row.items():
            found = by_municipality.setdefault(MunicipalityId(number), {})
            found[section] = int(people)
    return by_municipality


def grenland_sites() -> dict[MunicipalityId, FloatArray]:
    """Return points with workplaces by municipality, n × 2 in degrees."""
    points: dict[MunicipalityId, list[tuple[float, float]]] = {}
    for row in _rows("grenland_sites.csv"):
        spot = (float(row["latitude"]), float(row["longitude"]))
        points.setdefault(MunicipalityId(row["municipality"]), []).append(spot)
    return {number: np.array(spots) for number, spots in points.items()}
