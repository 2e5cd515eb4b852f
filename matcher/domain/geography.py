"""Where things are, and how long it takes to get there."""

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

from matcher.domain.ids import CalendarId, MunicipalityId

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Location:
    """A point: degrees north and east (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: the owner of participants and of a school calendar.

    ``id`` is the official four-digit number; ``centre`` stands in for homes and places
    that are only known by municipality.
    """

    id: MunicipalityId
    name: str
    centre: Location
    calendar: CalendarId


@dataclass(frozen=True, slots=True)
class TravelSpeed:
    """How travel time is estimated for one mode.

    Minutes = ``fixed_minutes`` + great-circle km × ``detour`` / ``km_per_hour`` × 60,
    rounded up. An estimate and labelled so: there is no road network behind it.
    """

    km_per_hour: float
    fixed_minutes: int
    detour: float = 1.3


def great_circle_km(a: Location, b: Location) -> float:
    """Return the great-circle distance in km (haversine formula)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = radians(b.longitude - a.longitude) / 2
    h = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


def travel_minutes(a: Location, b: Location, speed: TravelSpeed) -> int:
    """Return the estimated minutes one way; 0 between equal points."""
    km = round(great_circle_km(a, b), 3)
    if km == 0:
        return 0
    return speed.fixed_minutes + ceil(km * speed.detour / speed.km_per_hour * 60)
