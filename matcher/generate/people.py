"""The people of a scenario as arrays, before they have a class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from matcher.domain.ids import SectorCode
from matcher.domain.language import CefrLevel
from matcher.domain.participant import TravelMode
from matcher.domain.programme import EducationLevel
from matcher.generate import assumptions as a
from matcher.generate.draws import (
    KM_PER_DEGREE,
    FloatArray,
    IntArray,
    pick,
    scatter,
    spread,
)
from matcher.generate.region import Region

RankedSectors: TypeAlias = tuple[tuple[SectorCode, ...], ...]

HOME_CLOUD_KM = 1.0


@dataclass(frozen=True, slots=True)
class People:
    """One entry a person in every array; ``levels`` is n × 4, ``homes`` n × 2."""

    municipality: IntArray
    template: IntArray
    homes: FloatArray
    mode: IntArray
    limit: IntArray
    levels: IntArray
    assessed_days_ago: IntArray
    education: IntArray
    age: IntArray
    programme_day: IntArray
    waiting_days: IntArray
    start_delay: IntArray

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self.municipality)

    @property
    def overall(self) -> IntArray:
        """The overall level of each, as :attr:`CefrProfile.overall`."""
        overall: IntArray = self.levels.sum(axis=1) // self.levels.shape[1]
        return overall


def _homes(rng: np.random.Generator, region: Region, where: IntArray) -> FloatArray:
    homes = np.empty((len(where), 2))
    for index, settlement in enumerate(region.homes):
        mine = np.flatnonzero(where == index)
        spots = settlement.points[pick(rng, len(mine), settlement.weights)]
        homes[mine] = scatter(rng, spots, HOME_CLOUD_KM)
    return homes.round(4)


def _km_to_town(region: Region, where: IntArray, homes: FloatArray) -> FloatArray:
    towns = np.array([(s.main.latitude, s.main.longitude) for s in region.homes])
    apart = (homes - towns[where]) * KM_PER_DEGREE
    apart[:, 1] *= np.cos(np.radians(homes[:, 0]))
    km: FloatArray = np.hypot(apart[:, 0], apart[:, 1])
    return km


def _modes(rng: np.random.Generator, km: FloatArray) -> IntArray:
    modes = tuple(a.TRAVEL_MODE_SHARES)
    drawn = pick(rng, len(km), list(a.TRAVEL_MODE_SHARES.values()))
    for mode, reach in a.REACH_KM.items():
        too_far = (drawn == modes.index(mode)) & (km > reach)
        drawn[too_far] = modes.index(TravelMode.TRANSIT)
    return drawn


def _levels(rng: np.random.Generator, count: int) -> IntArray:
    overall = pick(rng, count, a.LEVEL_SHARES)
    steps = np.array([step for step, _ in a.SKILL_STEPS])
    apart = steps[pick(rng, 4 * count, [share for _, share in a.SKILL_STEPS])]
    levels = overall[:, None] + apart.reshape(count, 4)
    on_scale: IntArray = np.clip(levels, CefrLevel.PRE_A1, CefrLevel.C2)
    return on_scale


def _ages(rng: np.random.Generator, count: int) -> IntArray:
    first, last, shares = (
        np.array(column) for column in zip(*a.AGE_BANDS, strict=True)
    )
    band = pick(rng, count, shares)
    return rng.integers(first[band], last[band] + 1)


def draw_people(
    rng: np.random.Generator,
    region: Region,
    count: int,
    template_shares: Sequence[float],
) -> People:
    """Return ``count`` people spread over the region's municipalities."""
    where = spread(rng, count, region.people)
    homes = _homes(rng, region, where)
    education = pick(rng, count, a.EDUCATION_SHARES)
    schooled = education >= EducationLevel.UPPER_SECONDARY
    # Those with schooling have a year, so they began at most eight months ago.
    programme_day = -rng.integers(-28, np.where(schooled, 240, 365))
    later = rng.random(count) < a.LATER_START
    wait = np.maximum(0, -programme_day - rng.integers(30, 120, count))
    limits = np.array(list(a.TRAVEL_LIMIT_SHARES))
    return People(
        municipality=where,
        template=spread(rng, count, template_shares),
        homes=homes,
        mode=_modes(rng, _km_to_town(region, where, homes)),
        limit=limits[pick(rng, count, list(a.TRAVEL_LIMIT_SHARES.values()))],
        levels=_levels(rng, count),
        assessed_days_ago=rng.integers(0, 280, count),
        education=education,
        age=_ages(rng, count),
        programme_day=programme_day,
        waiting_days=wait,
        start_delay=np.where(later, rng.integers(1, 29, count), 0),
    )


def draw_wishes(
    rng: np.random.Generator, count: int, popularity: Mapping[SectorCode, float]
) -> tuple[list[RankedSectors], list[frozenset[SectorCode]]]:
    """Return ranked wishes, and vetoes of sectors that are not wished."""
    sectors = tuple(sorted(popularity))
    weights = np.array([popularity[sector] for sector in sectors], dtype=float)
    # Gumbel noise on the logarithm: a draw without replacement for everyone at once.
    noise = rng.gumbel(size=(count, len(sectors)))
    order = np.argsort(-(np.log(weights) + noise), axis=1).tolist()
    wished = pick(rng, count, a.WISH_COUNT_SHARES).tolist()
    tied = rng.random(count) < a.TIED_WISHES
    vetoed = rng.random(count) < a.SECTOR_VETO
    wishes = [
        _ranked([sectors[s] for s in row[:n]], first_two_tied=tie)
        for row, n, tie in zip(order, wished, tied, strict=True)
    ]
    vetoes = [
        frozenset({sectors[row[-1]]}) if veto else frozenset()
        for row, veto in zip(order, vetoed, strict=True)
    ]
    return wishes, vetoes


def _ranked(sectors: list[SectorCode], *, first_two_tied: bool) -> RankedSectors:
    if first_two_tied and len(sectors) > 2:
        return (tuple(sorted(sectors[:2])), *((s,) for s in sectors[2:]))
    return tuple((s,) for s in sectors)
