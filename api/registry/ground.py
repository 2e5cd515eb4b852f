"""The rows of a region as the engine reads them."""

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json import dumps, loads

from sqlmodel import Session, col, select

from api.registry.sheets import SHEETS
from api.store.tables import Region, Row
from matcher.domain.finding import Finding, Severity
from matcher.io import ReadResult, read_rows

Tables = Mapping[str, list[dict[str, str]]]
"""Cells by column key, by table key, in the order of the rows."""

STRICT = "strict"


def region_rows(session: Session, region: str) -> list[Row]:
    """Return every row of a region, whoever asks: only for what the engine reads."""
    return list(
        session.exec(
            select(Row)
            .where(Row.region == region)
            .order_by(col(Row.sheet), col(Row.id))
        ).all()
    )


def rows_version(session: Session, region: str) -> int:
    """Return the number that rises with every change of the region's rows."""
    return session.get_one(Region, region).rows_version


def as_tables(rows: Iterable[Row]) -> dict[str, list[dict[str, str]]]:
    """Return rows as the engine's tables, without people under strict protection.

    They are matched by named staff alone, and never in a batch.
    """
    hidden = {row.person for row in rows if row.protection == STRICT}
    tables: dict[str, list[dict[str, str]]] = {key: [] for key in SHEETS}
    for row in rows:
        if not row.person or row.person not in hidden:
            tables[row.sheet].append(row.cells)
    return {key: cells for key, cells in tables.items() if cells}


def packed(tables: Tables) -> bytes:
    """Return tables as bytes; equal tables give equal bytes."""
    return zlib.compress(dumps(tables, ensure_ascii=False, sort_keys=True).encode(), 6)


def unpacked(data: bytes) -> Tables:
    """Return what :func:`packed` packed."""
    tables: Tables = loads(zlib.decompress(data))
    return tables


@lru_cache(maxsize=8)
def _read(data: bytes, name: str) -> ReadResult:
    return read_rows(unpacked(data), name)


def read_tables(tables: Tables, name: str) -> ReadResult:
    """Return the scenario of tables or what is wrong with them; read once for each."""
    return _read(packed(tables), name)


def errors_of(read: ReadResult) -> tuple[Finding, ...]:
    """Return what keeps the rows from being planned."""
    return tuple(f for f in read.findings if f.severity is Severity.ERROR)
