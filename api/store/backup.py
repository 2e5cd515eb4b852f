"""All that an installation knows as one file, and back again, whatever the database.

The file is an archive with one table each, a row a line, and the number of the last
migration. It is read from one snapshot, so that it may be taken while people work; a
backup of SQLite restores into PostgreSQL and the other way round.
"""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, insert, select, text
from sqlmodel import SQLModel

import api.store.tables  # noqa: F401, it declares the tables
from api.store.columns import Moment
from api.store.database import WRITES, Database
from api.store.migrate import migrate, revision_of

ROWS_AT_ONCE = 500
ABOUT = "about.json"


class NotABackupError(Exception):
    """The file is none of ours, of another version, or not whole."""


class NotEmptyError(Exception):
    """There are data already: a restore never overwrites."""


def backup(database: Database, path: Path) -> dict[str, int]:
    """Write all tables into a new file; return how many rows each has.

    Raises
    ------
    FileExistsError
        There is such a file: a backup never overwrites.
    """
    counts = {}
    unfinished = path.with_name(f"{path.name}.part")
    if path.exists():
        raise FileExistsError(path)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in SQLModel.metadata.sorted_tables:
                counts[table.name] = _write_table(connection, table, archive)
            about = {"revision": revision_of(connection), "rows": counts}
            archive.writestr(ABOUT, json.dumps(about, indent=1))
    unfinished.rename(path)
    return counts


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    count = 0
    keys = list(table.primary_key.columns)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for row in connection.execute(select(table).order_by(*keys)).mappings():
            told = {key: _written(value) for key, value in row.items()}
            file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def restore(database: Database, path: Path) -> dict[str, int]:
    """Fill an empty database from a backup, in one transaction.

    Returns
    -------
    dict
        How many rows each table has now.

    Raises
    ------
    NotABackupError, NotEmptyError
        Nothing is written then.
    """
    migrate(database)
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(ABOUT))
            engine = database.engine.execution_options(**{WRITES: True})
            with engine.begin() as connection:
                _refuse(connection, about)
                for table in SQLModel.metadata.sorted_tables:
                    _read_table(connection, table, archive, about["rows"])
                _count_on(connection)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as fault:
        raise NotABackupError(str(fault)) from fault
    counts: dict[str, int] = about["rows"]
    return counts


def _refuse(connection: Connection, about: dict[str, Any]) -> None:
    if about["revision"] != revision_of(connection):
        raise NotABackupError(
            f"made at migration {about['revision']}, this is {revision_of(connection)}"
        )
    for table in SQLModel.metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise NotEmptyError(table.name)


def _read_table(
    connection: Connection,
    table: Table,
    archive: zipfile.ZipFile,
    counts: dict[str, int],
) -> None:
    rows, number = [], 0
    for row in _lines(archive, table):
        rows.append(row)
        number += 1
        if len(rows) == ROWS_AT_ONCE:
            connection.execute(insert(table), rows)
            rows = []
    if rows:
        connection.execute(insert(table), rows)
    if number != counts[table.name]:
        raise NotABackupError(f"{table.name}: {number} of {counts[table.name]} rows")


def _lines(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with archive.open(f"{table.name}.jsonl") as file:
        for line in file:
            told = json.loads(line)
            yield {c.name: _value(c, told[c.name]) for c in table.columns}


def _value(column: Column[Any], told: Any) -> Any:
    if told is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(told)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(told)
    return told


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those restored; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in SQLModel.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name, key = table.name, column.name
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', '{key}'), "
                    f'(SELECT coalesce(max({key}), 0) + 1 FROM "{name}"), false)'
                )
            )
