"""Where the scenario's municipalities are, and which one a position lies in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.domain import reference
from matcher.domain.geography import Location, great_circle_km
from matcher.domain.ids import MunicipalityId
from matcher.io.found import Findings
from matcher.io.points import Spot
from matcher.io.records import Record, Sheet
from matcher.io.words import folded


@dataclass(frozen=True, slots=True)
class Named:
    """A municipality's name and centre."""

    name: str
    centre: Location


@dataclass(slots=True)
class Atlas:
    """The municipalities of the table and, behind them, all of Norway's.

    ``own`` has those of the table, ``calendars`` the calendar each of them names.
    """

    own: dict[MunicipalityId, Named] = field(default_factory=dict)
    calendars: dict[MunicipalityId, str] = field(default_factory=dict)
    _nearest: dict[Location, MunicipalityId] = field(default_factory=dict)

    def named(self, municipality: MunicipalityId) -> Named:
        """Return name and centre; raises ``KeyError`` for an unknown municipality."""
        if municipality in self.own:
            return self.own[municipality]
        known = reference.find_municipality(municipality)
        if known is None:
            raise KeyError(municipality)
        return Named(known.name, known.centre)

    def resolve(
        self, spot: Spot | None, municipality: MunicipalityId | None
    ) -> tuple[Location, MunicipalityId]:
        """Return where something is and in which municipality.

        A missing position is the municipality's centre; a missing municipality the one
        the position names, or the one whose centre is nearest.
        """
        location = spot.location if spot else None
        of_spot = spot.municipality if spot else None
        if location is None:
            centre_of = of_spot or municipality
            assert centre_of is not None, "checked: position or municipality is given"
            return self.named(centre_of).centre, municipality or centre_of
        return location, municipality or of_spot or self._nearest_to(location)

    def _nearest_to(self, location: Location) -> MunicipalityId:
        if location not in self._nearest:
            centres = {m.number: m.centre for m in reference.municipalities()}
            centres |= {key: named.centre for key, named in self.own.items()}
            self._nearest[location] = min(
                centres, key=lambda m: (great_circle_km(location, centres[m]), m)
            )
        return self._nearest[location]

    def by_text(self) -> Mapping[str, MunicipalityId]:
        """Return the table's municipalities by folded number and name."""
        names = {folded(named.name): key for key, named in self.own.items()}
        return names | {folded(key): key for key in self.own}


def read_atlas(sheet: Sheet, findings: Findings) -> Atlas:
    """Return the atlas of the table of municipalities."""
    atlas = Atlas()
    for record in sheet.records:
        key = record["municipality"]
        if key is None:
            continue
        known = reference.find_municipality(key.zfill(4) if key.isdigit() else key)
        spot: Spot | None = record["location"]
        if known is None and (spot is None or spot.location is None):
            _tell_unknown(sheet, record, findings)
            continue
        number = known.number if known else MunicipalityId(key)
        centre = spot.location if spot else None
        if centre is None:
            assert known is not None
            centre = known.centre
        name = record["name"] or (known.name if known else key)
        atlas.own[number] = Named(name, centre)
        if record["calendar"]:
            atlas.calendars[number] = record["calendar"]
    return atlas


def _tell_unknown(sheet: Sheet, record: Record, findings: Findings) -> None:
    if not record.texts.get("location"):
        findings.error(
            "municipality-without-location",
            sheet.source,
            record.row,
            sheet.heading("municipality"),
            record.texts.get("municipality", ""),
        )
