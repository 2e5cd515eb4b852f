"""The one query that walls municipalities off from each other."""

from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel.sql.expression import SelectOfScalar

from api.security.access import Access
from api.store.tables import SHARED

Selected = TypeVar("Selected")


class Walled(Protocol):
    """A table whose rows belong to a region and a municipality."""

    region: Any
    municipality: Any


def scoped(
    statement: SelectOfScalar[Selected], table: type[Walled], access: Access
) -> SelectOfScalar[Selected]:
    """Return ``statement`` for what ``access`` may see of ``table`` and nothing else.

    Every query of a table with personal data goes through here. What is shared by the
    region is seen by all its members; people only by those of their own municipality;
    protected people only by those who handle them, one at a time.
    """
    return statement.where(visible(table, access))


def visible(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for a row of ``table`` to be seen with ``access``."""
    own = or_(
        table.municipality == SHARED,
        table.municipality.in_(sorted(access.municipalities)),
    )
    subject = _of_subjects(table, access)
    protection = getattr(table, "protection", None)
    open_ = true() if protection is None or access.sees_protected else protection == ""
    return and_(table.region == access.region, own, subject, open_)


def _of_subjects(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for those who see only what is their own."""
    person = getattr(table, "person", None)
    if person is None or access.people is None:
        return true()
    return or_(person == "", person.in_(sorted(access.people)))
