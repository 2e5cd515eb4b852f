"""Reads and changes rows; a change that would bring an error is not made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from api.installation import Installation
from api.registry.checking import checked
from api.registry.ground import region_rows
from api.registry.sheets import SheetRights
from api.security.access import Access
from api.security.protection import ADDRESS_CELLS, Protection, without_address
from api.security.pseudonyms import NAMING, PEOPLE, Names, names_for, pseudonym
from api.store.columns import now
from api.store.scoped import is_visible, scoped, visible
from api.store.tables import Region, Row
from matcher.domain.finding import Finding

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
    installation: Installation,
    access: Access,
    sheet: SheetRights,
    after: str,
    most: int,
) -> list[Row]:
    """Return rows after the one with the key ``after``, one more than ``most``.

    Whose people were listed is written down.
    """
    with installation.database.read() as session:
        statement = select(Row).where(Row.sheet == sheet.key)
        if after:
            begun = select(col(Row.id)).where(Row.sheet == sheet.key, Row.key == after)
            begun = begun.where(visible(Row, access))
            statement = statement.where(col(Row.id) > begun.scalar_subquery())
        statement = scoped(statement, Row, access).order_by(col(Row.id)).limit(most + 1)
        rows = list(session.exec(statement).all())
        names = _names(session, installation, access, sheet)
        session.expunge_all()
    if sheet.concerns_people:
        _note_listed(installation, access, sheet, rows[:most])
    return [_as_told(row, access, names) for row in rows]


def _note_listed(
    installation: Installation, access: Access, sheet: SheetRights, rows: list[Row]
) -> None:
    counts = Counter(row.municipality for row in rows)
    if not counts:
        return
    with installation.database.write() as session:
        for municipality, number in sorted(counts.items()):
            audit_log.note(
                session,
                access,
                "listed",
                sheet.path,
                municipality=municipality,
                count=number,
            )


def read_row(
    installation: Installation, access: Access, sheet: SheetRights, key: str
) -> Row:
    """Return one row; who looked at a person is written down."""
    with installation.database.read() as session:
        row = _row(session, access, sheet, key)
        names = _names(session, installation, access, sheet)
        session.expunge_all()
    if sheet.concerns_people:
        with installation.database.write() as session:
            audit_log.note(
                session,
                access,
                "read",
                f"{sheet.path}/{key}",
                municipality=row.municipality,
            )
    return _as_told(row, access, names)


def _names(
    session: Session, installation: Installation, access: Access, sheet: SheetRights
) -> Names | None:
    """Return by which names people in rows of ``sheet`` are told of, if any are."""
    if sheet.key not in NAMING:
        return None
    return names_for(session, installation, access)


def _as_told(row: Row, access: Access, names: Names | None) -> Row:
    """Return a row, of no session any more, with the cells that the one who asks may know."""
    cells = row.cells if names is None else names.told(row.sheet, row.cells)
    if not access.sees_protected:
        cells = without_address(cells, row.protection)
    row.cells = cells
    return row


def _row(session: Session, access: Access, sheet: SheetRights, key: str) -> Row:
    statement = select(Row).where(Row.sheet == sheet.key, Row.key == key)
    row = session.exec(scoped(statement, Row, access)).first()
    if row is None:
        raise NotFoundError("no-row", kind=sheet.path, key=key)
    return row


def apply_change(
    installation: Installation, access: Access, change: Change
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
        with installation.database.read() as session:
            version = session.get_one(Region, access.region).rows_version
            before = region_rows(session, access.region)
            names = names_for(session, installation, access)
            session.expunge_all()
        meant = _meant(change, names, before)
        row = _changed(meant, access, before)
        after = _after(meant, row, before)
        found = checked(row, before, after, access, names)
        with installation.database.write() as session:
            region = session.get_one(Region, access.region, with_for_update=True)
            if region.rows_version != version:
                continue
            region.rows_version += 1
            written = _written(session, installation, access, meant, row)
        return _as_told(written, access, names), found
    raise TooManyError("rows-busy")


def _meant(change: Change, names: Names, before: Sequence[Row]) -> Change:
    """Return ``change`` with the ids of those whom it names by their pseudonyms."""
    if change.cells is None:
        return change
    people = [row.key for row in before if row.sheet == PEOPLE]
    return replace(change, cells=names.meant(change.sheet.key, change.cells, people))


def _changed(change: Change, access: Access, before: Sequence[Row]) -> Row:
    """Return the row as it is to be, not yet written."""
    sheet, cells = change.sheet, change.cells
    if change.key is None:
        assert cells is not None
        return _new(change, access, before, cells)
    for row in before:
        if (row.sheet, row.key) == (sheet.key, change.key) and is_visible(row, access):
            if row.version != change.version:
                raise ChangedMeanwhileError("changed-meanwhile", version=row.version)
            if cells is not None:
                _check_key(sheet, cells, change.key)
                cells = _with_address(row, cells, access)
                row = Row(**{**row.model_dump(), "cells": cells})
                _place_in_municipality(row, access, before)
            return row
    raise NotFoundError("no-row", kind=sheet.path, key=change.key)


def _with_address(row: Row, cells: dict[str, str], access: Access) -> dict[str, str]:
    """Return ``cells`` with a protected address as it was: it was not told, nor is it changed."""
    if not row.protection or access.sees_protected:
        return cells
    if told := sorted(ADDRESS_CELLS & cells.keys()):
        raise InvalidError("protected-cells", columns=", ".join(told))
    kept = {key: row.cells[key] for key in ADDRESS_CELLS & row.cells.keys()}
    return {**cells, **kept}


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
    if row.sheet == PEOPLE:
        row.person = row.key
        row.municipality = _own_municipality(row, access, before)
    elif person := row.cells.get("participant"):
        people = {r.key: r for r in before if r.sheet == PEOPLE}
        found = people.get(person)
        if found is None or not is_visible(found, access):
            raise NotFoundError("no-row", kind=PEOPLE, key=person)
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


def _after(change: Change, row: Row, before: Sequence[Row]) -> list[Row]:
    """Return the rows as they are to be."""
    after = [r for r in before if (r.sheet, r.key) != (row.sheet, row.key)]
    if change.cells is not None:
        after.append(row)
        after.sort(key=lambda r: (r.sheet, r.id or 1 << 62))
    return after


def _written(
    session: Session,
    installation: Installation,
    access: Access,
    change: Change,
    row: Row,
) -> Row:
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
        if row.sheet == PEOPLE:
            _move_along(session, row)
    old.version += 1
    old.changed = now()
    audit_log.note(
        session,
        access,
        verb,
        f"{change.sheet.path}/{_key_in_log(installation, row)}",
        municipality=row.municipality,
    )
    return old


def _key_in_log(installation: Installation, row: Row) -> str:
    """Return the key of ``row``; in no log stands who is under strict protection."""
    if row.protection != Protection.STRICT:
        return row.key
    return pseudonym(installation, row.region, row.person)


def _move_along(session: Session, person: Row) -> None:
    """Let all that concerns somebody belong to the person's municipality."""
    theirs = select(Row).where(Row.region == person.region, Row.person == person.person)
    for row in session.exec(theirs):
        row.municipality = person.municipality
