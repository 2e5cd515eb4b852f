"""Alembic's entry: one connection, handed over by ``api.store.migrate``."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import api.store.tables  # noqa: F401, it declares the tables
from api.store.columns import Moment


def _rendered(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types by their short names."""
    if kind == "type" and isinstance(item, Moment):
        return "Moment()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_rendered,
    # The job queue keeps its own tables beside ours.
    include_name=lambda name, kind, _: (
        kind != "table" or name in SQLModel.metadata.tables
    ),
)
with context.begin_transaction():
    context.run_migrations()
