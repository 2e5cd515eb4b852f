"""What an upload would change, and the change itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlmodel import Session

from api import audit_log
from api.errors import InvalidError, TooManyError
from api.imports.reading import Read
from api.installation import Installation
from api.registry.checking import check_errors
from api.registry.ground import as_tables, region_rows
from api.registry.loading import rows_from_cells
from api.registry.sheets import SHEETS
from api.security.access import Access
from api.security.pseudonyms import PEOPLE, Names, names_for
from api.store.columns import now
from api.store.database import Database
from api.store.scoped import is_visible
from api.store.tables import SHARED, Region, Row

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What becomes of one table: keys, in their order."""

    sheet: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The rows of a region when an upload was read."""

    version: int
    rows: tuple[Row, ...]
    access: Access
    names: Names

    @property
    def unseen(self) -> set[str]:
        """Everybody whom the one who asks does not see."""
        people = {row.key for row in self.rows if row.sheet == PEOPLE}
        return people - self.names.seen

    @property
    def tables(self) -> Mapping[str, list[dict[str, str]]]:
        """The rows that the one who asks may see, as the engine reads them.

        Nothing of anybody else's is in them, and so in nothing that is found.
        """
        rows = [row for row in self.rows if is_visible(row, self.access)]
        return as_tables(rows, without=self.unseen)


def ground_of(installation: Installation, access: Access) -> Ground:
    """Return the rows of a region as they are now."""
    with installation.database.read() as session:
        version = session.get_one(Region, access.region).rows_version
        rows = tuple(region_rows(session, access.region))
        names = names_for(session, installation, access)
        session.expunge_all()
    return Ground(version, rows, access, names)


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to add, to change and to remove."""

    add: tuple[Row, ...]
    change: tuple[tuple[Row, Row], ...]
    remove: tuple[Row, ...]

    def diff(self) -> list[TableDiff]:
        """Return the changes by table, those without any left out."""
        parts = {
            sheet: TableDiff(
                sheet,
                _keys(sheet, self.add),
                _keys(sheet, (new for _, new in self.change)),
                _keys(sheet, self.remove),
            )
            for sheet in SHEETS
        }
        return [
            one for one in parts.values() if one.added or one.changed or one.removed
        ]


def _keys(sheet: str, rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.key for row in rows if row.sheet == sheet)


def changes_of(read: Read, ground: Ground) -> Changes:
    """Return what the upload changes: the tables it brings take the place of those there.

    Of people only those of the municipalities of the one who asks are touched, and
    nobody with a protected address.

    Raises
    ------
    InvalidError
        The files cannot be read as meant, bring people of other municipalities, or take
        away what others need.
    """
    access = ground.access
    if read.cells is None:
        errors = [f for f in read.findings if f.severity == "error"]
        # Files without any table that is known bring only warnings, which say so.
        raise InvalidError("import-invalid", findings=errors or read.findings)
    brought = {key: rows for key, rows in read.cells.items() if key in read.brought}
    hidden = {row.person for row in ground.rows if row.protection}
    new = rows_from_cells(brought, access.region, _homes(read, ground))
    new = [row for row in new if row.person not in hidden]
    _number_anew(new, ground, access)
    _refuse_foreign(new, ground, access)
    old = {
        (row.sheet, row.key): row
        for row in ground.rows
        if row.sheet in read.brought
        and _is_own(row, access)
        and row.person not in hidden
    }
    at = {(row.sheet, row.key): row for row in new}
    for key, row in at.items():
        if key in old:
            row.cells = ground.names.with_unseen(row.sheet, row.cells, old[key].cells)
    changes = Changes(
        tuple(row for key, row in at.items() if key not in old),
        tuple(
            (old[key], row)
            for key, row in at.items()
            if key in old and old[key].cells != row.cells
        ),
        tuple(row for key, row in old.items() if key not in at),
    )
    gone = {row.id for row in changes.remove} | {old.id for old, _ in changes.change}
    after = [row for row in ground.rows if row.id not in gone]
    after += [*changes.add, *(row for _, row in changes.change)]
    check_errors(ground.rows, after, access, ground.names)
    return changes


def _number_anew(new: Sequence[Row], ground: Ground, access: Access) -> None:
    """Give rows without an identity numbers that no row of others has."""
    others = {(row.sheet, row.key) for row in ground.rows if not _is_own(row, access)}
    numbers: dict[str, Iterator[str]] = {}
    for row in new:
        if not SHEETS[row.sheet].identity:
            free = numbers.setdefault(row.sheet, map(str, count(1)))
            row.key = next(n for n in free if (row.sheet, n) not in others)


def _homes(read: Read, ground: Ground) -> dict[str, str]:
    """Return the municipality of every participant, old and new."""
    homes = {
        row.key: row.municipality for row in ground.rows if row.sheet == "participants"
    }
    assert read.cells is not None
    return homes | {
        cells["participant"]: cells.get("municipality", "")
        for cells in read.cells.get("participants", ())
    }


def _is_own(row: Row, access: Access) -> bool:
    return row.municipality in (SHARED, *access.municipalities)


def _refuse_foreign(new: Sequence[Row], ground: Ground, access: Access) -> None:
    known = {(row.sheet, row.key): row for row in ground.rows}
    taken = {row.municipality for row in new if not _is_own(row, access)} | {
        known[row.sheet, row.key].municipality
        for row in new
        if (row.sheet, row.key) in known
        and not _is_own(known[row.sheet, row.key], access)
    }
    if taken:
        raise InvalidError("import-others", others=", ".join(sorted(taken)))


def take_over(database: Database, ground: Ground, changes: Changes) -> None:
    """Make the changes; raises ``TooManyError`` where the rows are others by now."""
    access = ground.access
    with database.write() as session:
        region = session.get_one(Region, access.region, with_for_update=True)
        if region.rows_version != ground.version:
            raise TooManyError("rows-busy")
        region.rows_version += 1
        _write(session, changes)
        counts = {
            one.sheet: [len(one.added), len(one.changed), len(one.removed)]
            for one in changes.diff()
        }
        audit_log.note(session, access, "imported", tables=counts)


def _write(session: Session, changes: Changes) -> None:
    for row in changes.remove:
        session.delete(session.get_one(Row, row.id))
    session.flush()
    session.add_all(changes.add)
    for old, new in changes.change:
        kept = session.get_one(Row, old.id)
        kept.cells, kept.municipality, kept.person = (
            new.cells,
            new.municipality,
            new.person,
        )
        kept.version += 1
        kept.changed = now()
