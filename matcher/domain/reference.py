"""Facts about Norway that come with the program: municipalities, postcodes, sectors.

The tables lie in ``reference_data``; the first line of each says where it is from.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from matcher.domain.geography import Location
from matcher.domain.ids import MunicipalityId, SectorCode, TemplateId
from matcher.domain.programme import (
    EducationLevel,
    PatternStep,
    ProgrammeTemplate,
    ProgrammeType,
)


@dataclass(frozen=True, slots=True)
class ReferenceMunicipality:
    """A municipality of 2024.

    Attributes
    ----------
    number
        Official four digits.
    name, other_name
        The Norwegian name, and the Sámi one where it comes first officially
        (else empty).
    centre
        Centroid of the area, to about 100 m; not the town.
    population
        Inhabitants on 1 January 2024.
    settled
        Refugees settled in 2024.
    """

    number: MunicipalityId
    name: str
    other_name: str
    county: str
    centre: Location
    population: int
    settled: int


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode with its position; ``municipality`` is ``None`` on Svalbard."""

    postcode: str
    municipality: MunicipalityId | None
    location: Location


@dataclass(frozen=True, slots=True)
class ReferenceSector:
    """A branch of working life by NAV's categories, named in bokmål, nynorsk, English."""

    code: SectorCode
    nb: str
    nn: str
    en: str

    @property
    def names(self) -> tuple[str, str, str]:
        """The names in bokmål, nynorsk and English."""
        return (self.nb, self.nn, self.en)


def _rows(name: str) -> Iterator[dict[str, str]]:
    file = resources.files("matcher.domain") / "reference_data" / name
    with file.open(encoding="utf-8") as lines:
        next(lines)  # where the facts come from
        yield from csv.DictReader(lines)


def _location(row: dict[str, str]) -> Location:
    return Location(float(row["latitude"]), float(row["longitude"]))


@cache
def municipalities() -> tuple[ReferenceMunicipality, ...]:
    """Return the 357 municipalities of 2024, by number."""
    return tuple(
        ReferenceMunicipality(
            MunicipalityId(row["number"]),
            row["name"],
            row["other_name"],
            row["county"],
            _location(row),
            int(row["population"]),
            int(row["settled"]),
        )
        for row in _rows("municipalities.csv")
    )


@cache
def postcodes() -> dict[str, Postcode]:
    """Return the postcodes keyed by their four digits."""
    return {
        row["postcode"]: Postcode(
            row["postcode"],
            MunicipalityId(row["municipality"]) if row["municipality"] else None,
            _location(row),
        )
        for row in _rows("postcodes.csv")
    }


@cache
def sectors() -> tuple[ReferenceSector, ...]:
    """Return the thirteen sectors people can wish for, by code."""
    return tuple(
        ReferenceSector(SectorCode(row["code"]), row["nb"], row["nn"], row["en"])
        for row in _rows("sectors.csv")
    )


def _steps(text: str) -> tuple[PatternStep, ...]:
    """Read ``2x8 3``: two slots for eight weeks, then three to the end; ``0``: none."""
    parts = (part.partition("x") for part in text.split() if part != "0")
    return tuple(
        PatternStep(int(n), int(weeks) if x else None) for n, x, weeks in parts
    )


def _age(text: str) -> int | None:
    return int(text) if text else None


def _education(text: str) -> EducationLevel | None:
    return EducationLevel[text.upper().replace("-", "_")] if text else None


@cache
def templates() -> tuple[ProgrammeTemplate, ...]:
    """Return the programme templates used where a scenario brings none, by id."""
    return tuple(
        ProgrammeTemplate(
            TemplateId(row["template"]),
            programme=ProgrammeType(row["programme"]),
            steps=_steps(row["steps"]),
            min_practice_slots=int(row["min_practice_slots"]),
            class_slots=int(row["class_slots"]),
            work_duty=row["work_duty"] == "yes",
            work_minutes_per_week=int(row["work_minutes_per_week"]),
            lengths_weeks=tuple(int(weeks) for weeks in row["lengths_weeks"].split()),
            min_weeks=int(row["min_weeks"]),
            min_age=_age(row["min_age"]),
            max_age=_age(row["max_age"]),
            min_education=_education(row["min_education"]),
            max_education=_education(row["max_education"]),
        )
        for row in _rows("templates.csv")
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def _municipalities_by_text() -> dict[str, tuple[ReferenceMunicipality, ...]]:
    found: dict[str, tuple[ReferenceMunicipality, ...]] = {}
    for one in municipalities():
        written = {one.number, f"{one.name} ({one.county})", one.name}
        if one.other_name:
            written.add(one.other_name)
        for text in written:
            found[_folded(text)] = (*found.get(_folded(text), ()), one)
    return found


def municipalities_named(text: str) -> tuple[ReferenceMunicipality, ...]:
    """Return the municipalities ``text`` may mean: more than one for a shared name.

    ``text`` is a number (``4003``), a name in any case (``skien``, ``Snåase``), or a
    name with its county where two share it (``Våler (Østfold)``).
    """
    return _municipalities_by_text().get(_folded(text), ())


def find_municipality(text: str) -> ReferenceMunicipality | None:
    """Return the municipality ``text`` means, ``None`` for none or for a shared name."""
    found = municipalities_named(text)
    return found[0] if len(found) == 1 else None


def postcode_location(text: str) -> Location | None:
    """Return the position of a four-digit postcode, ``None`` for an unknown one."""
    found = postcodes().get(text.strip())
    return found.location if found else None


def find_sector(text: str) -> ReferenceSector | None:
    """Return the sector ``text`` names: its code or its name in any of the languages."""
    folded = _folded(text)
    for sector in sectors():
        if folded == sector.code or folded in map(_folded, sector.names):
            return sector
    return None
