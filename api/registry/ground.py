"""The rows of a region as the engine reads them."""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from json import dumps, loads

from sqlmodel import Session, col, select

from api.registry.sheets import SHEETS
from api.security.protection import Protection
from api.security.pseudonyms import left_without
from api.store.tables import Region, Row
from matcher.domain.finding import Finding, Severity
from matcher.io import ReadResult, read_rows

Tables = Mapping[str, list[dict[str, str]]]
"""Cells by column key, by table key, in the order of the rows."""


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


def planned(
    rows: Sequence[Row], shown: str = "", without: Collection[str] = ()
) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the rows that are planned with, and the cells of each that are read.

    Nobody under strict protection is in them: they are matched by named staff alone, and
    never in a batch. ``shown`` is the one of them whose rows are being looked at;
    ``without`` are others who are left out.
    """
    hidden = {row.person for row in rows if row.protection == Protection.STRICT}
    hidden = (hidden | set(without)) - {shown, ""}
    for row in rows:
        cells = left_without(row.sheet, row.cells, hidden)
        if cells is not None and row.person not in hidden:
            yield row, cells


def as_tables(
    rows: Sequence[Row], shown: str = "", without: Collection[str] = ()
) -> dict[str, list[dict[str, str]]]:
    """Return rows as the engine's tables: see :func:`planned`."""
    tables: dict[str, list[dict[str, str]]] = {key: [] for key in SHEETS}
    for row, cells in planned(rows, shown, without):
        tables[row.sheet].append(cells)
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
