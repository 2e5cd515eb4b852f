"""Reads and changes rows; a change that would bring an error is not made."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from sqlmodel import Session, col, select

from api import audit_log
from api.errors import (
    ChangedMeanwhileError,
    ConflictError,
    InvalidError,
    NotFoundError,
    TooManyError,
)
from api.registry.ground import as_tables, errors_of, read_tables, region_rows
from api.registry.sheets import SheetRights
from api.security.access import Access
from api.store.columns import now
from api.store.database import Database
from api.store.scoped import scoped
from api.store.tables import SHARED, Region, Row
from matcher.domain.finding import Finding, Severity

TRIES = 5
"""How often a change is checked anew because others changed the rows meanwhile."""

PARTED = "|"
"""Between the cells of an identity of several columns."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row to be written; ``cells`` ``None``: to be removed.

    Attributes
    ----------
    key
        ``None``: a new row.
    version
        Of the row that was read before the change.
    """

    sheet: SheetRights
    key: str | None
    cells: dict[str, str] | None
    version: int | None = None


def list_rows(
    database: Database, access: Access, sheet: SheetRights, after: str, most: int
) -> list[Row]:
    """Return rows after the one with the key ``after``, one more than ``most``."""
    with database.read() as session:
        statement = select(Row).where(Row.sheet == sheet.key)
        if after:
            begun = select(Row.id).where(
                Row.region == access.region, Row.sheet == sheet.key, Row.key == after
            )
            statement = statement.where(col(Row.id) > begun.scalar_subquery())
        statement = scoped(statement, Row, access).order_by(col(Row.id)).limit(most + 1)
        return list(session.exec(statement).all())


def read_row(database: Database, access: Access, sheet: SheetRights, key: str) -> Row:
    """Return one row; who looked at a person is written down."""
    with database.read() as session:
        row = _row(session, access, sheet, key)
    if sheet.concerns_people:
        with database.write() as session:
            audit_log.note(
                session,
                access,
                "read",
                f"{sheet.path}/{key}",
                municipality=row.municipality,
            )
    return row


def _row(session: Session, access: Access, sheet: SheetRights, key: str) -> Row:
    statement = select(Row).where(Row.sheet == sheet.key, Row.key == key)
    row = session.exec(scoped(statement, Row, access)).first()
    if row is None:
        raise NotFoundError("no-row", kind=sheet.path, key=key)
    return row


def apply_change(
    database: Database, access: Access, change: Change
) -> tuple[Row, tuple[Finding, ...]]:
    """Make a change and return the row with what the engine finds poor in it.

    The rows are read and checked first, and written only if nobody changed any of them
    meanwhile: no check is done inside a transaction that writes.

    Raises
    ------
    InvalidError
        The engine finds an error that was not there before.
    ChangedMeanwhileError, NotFoundError, ConflictError
        The row is another, there is none, or there is one already.
    """
    for _ in range(TRIES):
        with database.read() as session:
            version = session.get_one(Region, access.region).rows_version
            before = region_rows(session, access.region)
            session.expunge_all()
        row = _changed(change, access, before)
        found = _checked(change, row, before, access)
        with database.write() as session:
            region = session.get_one(Region, access.region, with_for_update=True)
            if region.rows_version != version:
                continue
            region.rows_version += 1
            return _written(session, access, change, row), found
    raise TooManyError("rows-busy")


def _changed(change: Change, access: Access, before: Sequence[Row]) -> Row:
    """Return the row as it is to be, not yet written."""
    sheet, cells = change.sheet, change.cells
    if change.key is None:
        assert cells is not None
        return _new(change, access, before, cells)
    for row in before:
        if (row.sheet, row.key) == (sheet.key, change.key) and _sees(access, row):
            if row.version != change.version:
                raise ChangedMeanwhileError("changed-meanwhile", version=row.version)
            if cells is not None:
                _check_key(sheet, cells, change.key)
                row = Row(**{**row.model_dump(), "cells": cells})
                _place_in_municipality(row, access, before)
            return row
    raise NotFoundError("no-row", kind=sheet.path, key=change.key)


def _sees(access: Access, row: Row) -> bool:
    own = row.municipality == SHARED or row.municipality in access.municipalities
    return own and (access.sees_protected or not row.protection)


def _new(
    change: Change, access: Access, before: Sequence[Row], cells: dict[str, str]
) -> Row:
    sheet = change.sheet
    taken = {row.key for row in before if row.sheet == sheet.key}
    key = PARTED.join(cells.get(column, "") for column in sheet.identity)
    if not sheet.identity:
        key = next(f"{n}" for n in count(len(taken) + 1) if f"{n}" not in taken)
    elif key in taken:
        raise ConflictError("row-exists", kind=sheet.path, key=key)
    elif not all(cells.get(column) for column in sheet.identity):
        raise InvalidError("no-identity", columns=", ".join(sheet.identity))
    row = Row(region=access.region, sheet=sheet.key, key=key, cells=cells, version=0)
    _place_in_municipality(row, access, before)
    return row


def _check_key(sheet: SheetRights, cells: dict[str, str], key: str) -> None:
    if sheet.identity and PARTED.join(cells.get(c, "") for c in sheet.identity) != key:
        raise InvalidError("other-identity", columns=", ".join(sheet.identity), key=key)


def _place_in_municipality(row: Row, access: Access, before: Sequence[Row]) -> None:
    """Give ``row`` the municipality whose people it concerns, of those of ``access``."""
    if row.sheet == "participants":
        row.person = row.key
        row.municipality = _own_municipality(row, access, before)
    elif person := row.cells.get("participant"):
        people = {r.key: r for r in before if r.sheet == "participants"}
        found = people.get(person)
        if found is None or not _sees(access, found):
            raise NotFoundError("no-row", kind="participants", key=person)
        row.person, row.municipality = person, found.municipality
        row.protection = found.protection


def _own_municipality(row: Row, access: Access, before: Sequence[Row]) -> str:
    told = row.cells.get("municipality", "")
    for one in before:
        if one.sheet == "municipalities" and told.casefold() in {
            one.key.casefold(),
            one.cells.get("name", "").casefold(),
        }:
            told = one.key
    if not told and len(access.municipalities) == 1:
        [told] = access.municipalities
        row.cells = {**row.cells, "municipality": told}
    if told not in access.municipalities:
        own = ", ".join(sorted(access.municipalities))
        raise InvalidError("other-municipality", municipality=told, own=own)
    return told


def _checked(
    change: Change, row: Row, before: Sequence[Row], access: Access
) -> tuple[Finding, ...]:
    """Return what the engine finds poor in ``row``; raises for an error it brings."""
    after = [r for r in before if (r.sheet, r.key) != (row.sheet, row.key)]
    if change.cells is not None:
        after.append(row)
        after.sort(key=lambda r: (r.sheet, r.id or 1 << 62))
    tables = as_tables(after)
    read = read_tables(tables, access.region)
    at = _number_of(row, after)
    old = {
        _spotless(f) for f in errors_of(read_tables(as_tables(before), access.region))
    }
    new = [f for f in errors_of(read) if _spotless(f) not in old]
    if new:
        raise InvalidError("row-invalid", findings=new)
    return tuple(
        f
        for f in read.findings
        if f.severity is Severity.WARNING and (f.source, f.row) == (row.sheet, at)
    )


def _spotless(finding: Finding) -> tuple[str, str, str, str]:
    return finding.code, finding.source, finding.column, finding.value


def _number_of(row: Row, rows: Sequence[Row]) -> int:
    """Return the number of ``row`` in its table, as findings count: the first is 2."""
    keys = [r.key for r in rows if r.sheet == row.sheet]
    return keys.index(row.key) + 2 if row.key in keys else 0


def _written(session: Session, access: Access, change: Change, row: Row) -> Row:
    old = None if row.id is None else session.get_one(Row, row.id)
    verb = "changed"
    if old is None:
        verb, old = "added", row
        session.add(row)
    elif change.cells is None:
        verb = "removed"
        session.delete(old)
    else:
        old.cells, old.municipality, old.person = (
            row.cells,
            row.municipality,
            row.person,
        )
        if row.sheet == "participants":
            _move_along(session, row)
    old.version += 1
    old.changed = now()
    audit_log.note(
        session,
        access,
        verb,
        f"{change.sheet.path}/{row.key}",
        municipality=row.municipality,
    )
    return old


def _move_along(session: Session, person: Row) -> None:
    """Let all that concerns somebody belong to the person's municipality."""
    theirs = select(Row).where(Row.region == person.region, Row.person == person.person)
    for row in session.exec(theirs):
        row.municipality = person.municipality
