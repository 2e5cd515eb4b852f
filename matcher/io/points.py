"""Types of values that say where something is."""

import re
from dataclasses import dataclass
from typing import Any

from matcher.domain import reference
from matcher.domain.geography import Location
from matcher.domain.ids import MunicipalityId
from matcher.io.values import BadValue, Setting, ValueType, refuse_national_id
from matcher.io.words import folded, nearest

LATITUDES = (57.0, 81.5)
LONGITUDES = (-10.0, 35.0)
"""Norway with Svalbard and Jan Mayen, and a margin."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is.

    ``location`` is ``None`` for the centre of the municipality; ``municipality`` is
    ``None`` where only a position was given.
    """

    location: Location | None
    municipality: MunicipalityId | None = None


@dataclass(frozen=True, slots=True)
class Point(ValueType):
    """A position (``59.21, 9.61``), a postcode, or a municipality's number or name."""

    name = "point"

    def parse(self, text: str, setting: Setting) -> Spot:
        """Return the spot."""
        refuse_national_id(text)
        if re.search(r"\d[.,]\d", text):
            return Spot(self._position(text))
        if re.fullmatch(r"\d{3,4}", text):
            return self._numbered(text.zfill(4), setting)
        return self._named(text, setting)

    @staticmethod
    def _position(text: str) -> Location:
        parts = re.findall(r"-?\d+(?:[.,]\d+(?:e-?\d+)?)?", text)
        if len(parts) != 2:
            raise BadValue("not-a-place")
        lat, lon = (float(part.replace(",", ".")) for part in parts)
        inside = LATITUDES[0] <= lat <= LATITUDES[1]
        if not inside or not LONGITUDES[0] <= lon <= LONGITUDES[1]:
            raise BadValue("outside-norway")
        return Location(lat, lon)

    def _numbered(self, digits: str, setting: Setting) -> Spot:
        found = reference.postcodes().get(digits)
        if found and digits not in setting.municipalities:
            return Spot(found.location, found.municipality)
        return self._named(digits, setting)

    @staticmethod
    def _named(text: str, setting: Setting) -> Spot:
        return Spot(None, MunicipalityName().parse(text, setting))

    def write(self, value: Any, _: Setting) -> str:
        """Return a location to the last digit; a text that says where as it stands."""
        if isinstance(value, str):
            return value
        return f"{value.latitude!r}, {value.longitude!r}"


@dataclass(frozen=True, slots=True)
class MunicipalityName(ValueType):
    """A municipality: the scenario's own or one of Norway's, by number or name."""

    name = "municipality"

    def parse(self, text: str, setting: Setting) -> MunicipalityId:
        """Return the number."""
        refuse_national_id(text)
        written = text.zfill(4) if text.isdigit() else text
        own = setting.municipalities.get(folded(written))
        if own is not None:
            return own
        found = reference.municipalities_named(written)
        if len(found) > 1:
            named = ", ".join(f"{m.name} ({m.county})" for m in found)
            raise BadValue("ambiguous-municipality", candidates=named)
        if not found:
            near = nearest(text, (m.name for m in reference.municipalities()))
            raise BadValue("unknown-municipality", suggestion=near)
        return found[0].number
