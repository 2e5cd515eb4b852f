"""Brings a database to this version's tables."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

import api.store.tables  # noqa: F401, it declares the tables
from api.store.database import WRITES, Database

_FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Make what lacks; a database that is of this version already is left as it is."""
    engine = database.engine.execution_options(**{WRITES: True})
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Tell whether the database has the tables of this version."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return revision_of(connection) == newest


def revision_of(connection: Connection) -> str | None:
    """Return the number of the last migration; ``None``: there was none."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(database: Database) -> list[object]:
    """Return where the tables in the code are others than the migrations make them."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        ours = SQLModel.metadata.tables
        return [
            found
            for found in compare_metadata(context, SQLModel.metadata)
            if not (found[0] == "remove_table" and found[1].name not in ours)
        ]


def new_revision(database: Database, message: str) -> None:
    """Write the migration from what the migrations make to what the code says."""
    script = ScriptDirectory.from_config(_config())
    number = f"{1 + sum(1 for _ in script.walk_revisions()):04}"
    with database.engine.begin() as connection:
        command.revision(
            _config(connection), message=message, autogenerate=True, rev_id=number
        )
