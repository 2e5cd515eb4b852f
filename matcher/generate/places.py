"""Employers and their practice places."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from matcher.domain.geography import Location
from matcher.domain.ids import EmployerId, LanguageCode, PlaceId, SlotId
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.weeks import DateSpan, Horizon
from matcher.generate import assumptions as a
from matcher.generate.draws import (
    BoolArray,
    FloatArray,
    IntArray,
    chosen_share,
    draw_sets,
    pick,
    scatter,
    spread,
)
from matcher.generate.region import Region
from matcher.generate.school import place_closures
from matcher.generate.sections import DAYS

SITE_CLOUD_KM = 0.3
SHARING_FACTOR = 2
"""People at once for each seat where the employer agreed to share."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the places offer: employer, seats, days open, and whether seats are shared.

    ``paused`` places open again after the placement weeks: they offer nothing now.
    """

    employer: IntArray
    days: IntArray
    seats: IntArray
    shared: BoolArray
    paused: BoolArray

    @property
    def people_at_once(self) -> IntArray:
        """Most people followed up at once, by place."""
        people: IntArray = self.seats * np.where(self.shared, SHARING_FACTOR, 1)
        return people


def whole_patterns(
    days: IntArray, seats: IntArray, shared: BoolArray, pattern: int
) -> IntArray:
    """Return how many people's weekly ``pattern`` of slots each place can hold."""
    most = seats * np.where(shared, SHARING_FACTOR, 1)
    held: IntArray = np.minimum(most, days * seats // pattern)
    return held


def _employer_of_place(rng: np.random.Generator, places: int) -> IntArray:
    sizes = 1 + pick(rng, places, a.EMPLOYER_SIZE_SHARES)
    return np.repeat(np.arange(places), sizes)[:places]


def _days_open(rng: np.random.Generator, places: int) -> IntArray:
    days = np.array(list(a.OPEN_DAY_SHARES))
    return days[pick(rng, places, list(a.OPEN_DAY_SHARES.values()))]


def _closest_prefix(parts: IntArray, target: float) -> int:
    """Return how many leading parts add up closest to ``target``."""
    sums = np.concatenate([[0], np.cumsum(parts)])
    return int(np.argmin(np.abs(sums - target)))


def _turn_of(order: IntArray) -> IntArray:
    """Return for each entry how often the same number stood before it."""
    by_number = np.argsort(order, kind="stable")
    _, first, count = np.unique(order[by_number], return_index=True, return_counts=True)
    turns = np.empty(len(order), dtype=np.int64)
    turns[by_number] = np.arange(len(order)) - np.repeat(first, count)
    return turns


def draw_offer(
    rng: np.random.Generator,
    places: int,
    share_agreed: float,
    pattern: int,
    people: float,
) -> Offer:
    """Return places that together can hold the weekly ``pattern`` of ``people``.

    Every place has a seat, some get more until the target is met. Where one seat each
    is too much already, places are paused.
    """
    employer = _employer_of_place(rng, places)
    days = np.maximum(_days_open(rng, places), pattern)
    shared = chosen_share(rng, places, share_agreed)
    seats = np.ones(places, dtype=np.int64)
    paused = np.zeros(places, dtype=np.bool_)
    held = whole_patterns(days, seats, shared, pattern)
    order = rng.permutation(places)
    if held.sum() > people:
        paused[order[max(1, _closest_prefix(held[order], people)) :]] = True
        return Offer(employer, days, seats, shared, paused)
    missing = people - int(held.sum())
    rounds = max(a.MOST_SEATS - 1, ceil(missing / places))
    # Where seats are shared there tend to be more of them.
    more = rng.permutation(
        np.concatenate([np.tile(order, rounds), order[shared[order]]])
    )
    before = seats[more] + _turn_of(more)
    gains = whole_patterns(
        days[more], before + 1, shared[more], pattern
    ) - whole_patterns(days[more], before, shared[more], pattern)
    chosen = more[: _closest_prefix(gains, missing)]
    seats += np.bincount(chosen, minlength=places)
    return Offer(employer, days, seats, shared, paused)


def _raised(level: CefrLevel, by: int) -> CefrLevel:
    return CefrLevel(min(max(level + by, CefrLevel.PRE_A1), CefrLevel.C2))


def _profile(oral: CefrLevel, written: CefrLevel, by: int) -> CefrProfile:
    high, low = _raised(oral, by), _raised(written, by)
    return CefrProfile(high, low, high, low)


def _open_slots(
    rng: np.random.Generator, days: int, seats: int
) -> tuple[tuple[SlotId, int], ...]:
    """Return ``days`` weekdays with ``seats`` each."""
    chosen = sorted(rng.permutation(len(DAYS))[:days].tolist())
    return tuple((DAYS[day], seats) for day in chosen)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What employers ask and how they work, one entry an employer."""

    municipality: IntArray
    kind: IntArray
    spot: FloatArray
    hours: IntArray
    floor_step: IntArray
    closes: BoolArray
    closes_at_christmas: BoolArray
    languages: list[frozenset[LanguageCode]]


def _draw_terms(rng: np.random.Generator, region: Region, employers: int) -> _Terms:
    where = spread(rng, employers, region.work)
    kind = np.empty(employers, dtype=np.int64)
    spot = np.empty((employers, 2))
    for index, sites in enumerate(region.sites):
        mine = np.flatnonzero(where == index)
        kind[mine] = spread(rng, len(mine), region.kinds[index])
        chosen = sites.points[pick(rng, len(mine), sites.weights)]
        spot[mine] = scatter(rng, chosen, SITE_CLOUD_KM)
    often = np.array([k.closes for k in a.WORK_KINDS])[kind]
    shares = {
        code: share * a.SUPPORT_LANGUAGE for code, share in a.LANGUAGE_SHARES.items()
    }
    step = pick(
        rng,
        employers,
        (a.LOWER_FLOOR, 1 - a.LOWER_FLOOR - a.HIGHER_FLOOR, a.HIGHER_FLOOR),
    )
    return _Terms(
        where,
        kind,
        spot.round(4),
        rng.integers(60, size=employers),
        step - 1,
        rng.random(employers) < np.where(often, a.CLOSES_OFTEN, a.CLOSES_SELDOM),
        rng.random(employers) < 0.5,
        draw_sets(rng, employers, shares),
    )


def _record(rng: np.random.Generator, rate: float) -> tuple[int, int]:
    """Return hired and hosted; two employers in five have no record."""
    hosted = max(0, int(rng.integers(-5, 9)))
    return int(rng.binomial(hosted, rate)), hosted


def _closed(terms: _Terms, employer: int, horizon: Horizon) -> tuple[DateSpan, ...]:
    if not terms.closes[employer]:
        return ()
    christmas = bool(terms.closes_at_christmas[employer])
    return place_closures(horizon, christmas=christmas)


def _reopens(horizon: Horizon) -> date:
    return horizon.placement_span.last + timedelta(days=1)


def _place(
    rng: np.random.Generator,
    region: Region,
    horizon: Horizon,
    offer: Offer,
    terms: _Terms,
    index: int,
) -> PracticePlace:
    employer = int(offer.employer[index])
    kind = a.WORK_KINDS[terms.kind[employer]]
    hours = kind.hours[terms.hours[employer] % len(kind.hours)]
    step = int(terms.floor_step[employer])
    asks = rng.random(2)
    hired, hosted = _record(rng, kind.hire_rate)
    demand = kind.demand if asks[0] < a.ASKS_DEMAND else None
    requirement = kind.requirement if asks[1] < a.ASKS_REQUIREMENT else None
    return PracticePlace(
        PlaceId(f"P{index + 1:05d}"),
        EmployerId(f"A{employer + 1:05d}"),
        region.municipalities[terms.municipality[employer]].number,
        Location(*terms.spot[employer].tolist()),
        region.sectors[terms.kind[employer]],
        _open_slots(rng, int(offer.days[index]), int(offer.seats[index])),
        int(offer.people_at_once[index]),
        occupation=kind.occupation,
        start_minute=hours[0] if hours else None,
        end_minute=hours[1] if hours else None,
        open_from=_reopens(horizon) if offer.paused[index] else None,
        closed=_closed(terms, employer, horizon),
        level_floor=_profile(kind.oral, kind.written, step),
        level_wish=_profile(kind.oral, kind.written, step + 1),
        demands=frozenset({demand}) if demand else frozenset(),
        requires=frozenset({requirement}) if requirement else frozenset(),
        support_languages=terms.languages[employer],
        hired=hired,
        hosted=hosted,
    )


def _employers(rng: np.random.Generator, offer: Offer) -> tuple[Employer, ...]:
    """Return the employers; some with more than two people limit them across places."""
    people = np.bincount(offer.employer, weights=offer.people_at_once).astype(int)
    places = np.bincount(offer.employer)
    draws = rng.random((len(people), 2)) < (a.PEOPLE_LIMITED, a.STARTS_LIMITED)
    return tuple(
        Employer(
            EmployerId(f"A{number + 1:05d}"),
            most - 1 if limited and has > 1 and most > 2 else None,
            2 if paced and most > 2 else None,
        )
        for number, (most, has, (limited, paced)) in enumerate(
            zip(people.tolist(), places.tolist(), draws.tolist(), strict=True)
        )
    )


def build_places(
    rng: np.random.Generator, region: Region, horizon: Horizon, offer: Offer
) -> tuple[tuple[Employer, ...], tuple[PracticePlace, ...]]:
    """Return the employers, and the places in the order of ``offer``."""
    employers = _employers(rng, offer)
    terms = _draw_terms(rng, region, len(employers))
    return employers, tuple(
        _place(rng, region, horizon, offer, terms, index)
        for index in range(len(offer.employer))
    )
