"""Where people live and work: municipalities, their weights and settlements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from matcher.domain.geography import Location
from matcher.domain.ids import MunicipalityId, SectorCode
from matcher.domain.reference import (
    ReferenceMunicipality,
    find_municipality,
    municipalities,
    postcodes,
)
from matcher.generate.assumptions import WISH_POPULARITY, WORK_KINDS
from matcher.generate.draws import KM_PER_DEGREE, FloatArray

WHOLE_COUNTRY = "all"
NEIGHBOURHOOD_KM = 3.0


@dataclass(frozen=True, slots=True)
class Settlement:
    """Points people live or work around: ``points`` n × 2 in degrees, ``weights`` n."""

    points: FloatArray
    weights: FloatArray

    @property
    def main(self) -> Location:
        """The point with the largest weight: the town."""
        latitude, longitude = self.points[int(np.argmax(self.weights))]
        return Location(round(float(latitude), 4), round(float(longitude), 4))


@dataclass(frozen=True, slots=True)
class Region:
    """The municipalities of a scenario and what is drawn from them, index by index.

    Attributes
    ----------
    people, work
        Weights of participants and of employers; one a municipality.
    kinds
        Weights of the kinds of work, municipalities × kinds.
    homes, sites
        Where people live and where employers lie.
    sectors
        The sector of each kind of work.
    popularity
        How often each sector is wished, in any unit.
    pooled
        Whether the municipalities teach together: every section takes all of them.
    """

    municipalities: tuple[ReferenceMunicipality, ...]
    people: FloatArray
    work: FloatArray
    kinds: FloatArray
    homes: tuple[Settlement, ...]
    sites: tuple[Settlement, ...]
    sectors: tuple[SectorCode, ...] = tuple(kind.sector for kind in WORK_KINDS)
    popularity: Mapping[SectorCode, float] = field(
        default_factory=lambda: dict(WISH_POPULARITY)
    )
    pooled: bool = False


def named_municipalities(names: tuple[str, ...]) -> tuple[ReferenceMunicipality, ...]:
    """Return the municipalities that ``names`` mean, each once, by number.

    Raises ``ValueError`` for a name that no municipality, or more than one, has.
    """
    if names == (WHOLE_COUNTRY,):
        return municipalities()
    found = {name: find_municipality(name) for name in names}
    unknown = [name for name, one in found.items() if one is None]
    if unknown:
        raise ValueError(f"municipalities: unknown or shared name: {unknown}")
    by_number = {one.number: one for one in found.values() if one is not None}
    return tuple(by_number[number] for number in sorted(by_number))


@cache
def _postcode_points() -> dict[MunicipalityId, list[tuple[float, float]]]:
    points: dict[MunicipalityId, list[tuple[float, float]]] = {}
    for one in postcodes().values():
        if one.municipality is not None:
            spot = (one.location.latitude, one.location.longitude)
            points.setdefault(one.municipality, []).append(spot)
    return points


def settlement_of(municipality: ReferenceMunicipality) -> Settlement:
    """Return the settlement of a municipality, drawn from its postcodes.

    A postcode weighs as many as there are within 3 km of it: towns have many. Those
    whose position is only the municipality's centroid count for nothing; where no
    other is known, the centroid stands for all.
    """
    centre = (municipality.centre.latitude, municipality.centre.longitude)
    found = sorted(_postcode_points().get(municipality.number, []))
    points = np.array([spot for spot in found if spot != centre] or [centre])
    flat = points * KM_PER_DEGREE
    flat[:, 1] *= np.cos(np.radians(points[:, 0]))
    apart = np.hypot(*(flat[:, None, :] - flat[None, :, :]).transpose(2, 0, 1))
    return Settlement(points, (apart < NEIGHBOURHOOD_KM).sum(axis=1).astype(float))


def region_of(names: tuple[str, ...]) -> Region:
    """Return the region of ``names``, with the generator's common assumptions."""
    found = named_municipalities(names)
    population = np.array([one.population for one in found], dtype=float)
    settled = np.array([one.settled for one in found], dtype=float)
    people = np.maximum(settled, population / 2000)
    settlements = tuple(settlement_of(one) for one in found)
    kinds = np.tile([kind.share for kind in WORK_KINDS], (len(found), 1))
    work = people / people.sum() + population / population.sum()
    return Region(found, people, work, kinds, settlements, settlements)
