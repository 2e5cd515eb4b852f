"""The one query that walls municipalities off from each other."""

from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.security.access import Access
from api.security.protection import Protection
from api.store.tables import SHARED, Row

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
    people under strict protection only by those who handle them, one at a time.
    """
    return statement.where(visible(table, access))


def visible(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for a row of ``table`` to be seen with ``access``."""
    own = or_(
        table.municipality == SHARED,
        table.municipality.in_(sorted(access.municipalities)),
    )
    return and_(
        table.region == access.region,
        own,
        _of_subjects(table, access),
        _in_the_open(table, access),
    )


def is_visible(row: Row, access: Access) -> bool:
    """Tell of one row what :func:`visible` tells a query."""
    own = row.municipality == SHARED or row.municipality in access.municipalities
    subject = access.people is None or not row.person or row.person in access.people
    open_ = _sees_strict(access) or row.protection != Protection.STRICT
    return row.region == access.region and own and subject and open_


def is_region_wide(access: Access) -> bool:
    """Tell whether an administrator looks after the region as a whole."""
    granted = access.actor.grants(access.permission)
    return any(m.region == access.region and not m.municipality for m in granted)


def looked_after(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for a row of ``table`` to be an administrator's to look after.

    What belongs to the region as a whole is looked after by its administrators alone.
    """
    in_region: ColumnElement[bool] = table.region == access.region
    if is_region_wide(access):
        return in_region
    own = table.municipality.in_(sorted(access.municipalities))
    return and_(in_region, own)


def _of_subjects(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for those who see only what is their own."""
    person = getattr(table, "person", None)
    if person is None or access.people is None:
        return true()
    return or_(person == "", person.in_(sorted(access.people)))


def _in_the_open(table: type[Walled], access: Access) -> ColumnElement[bool]:
    """Return the condition for a row of nobody who is under strict protection."""
    person = getattr(table, "person", None)
    if person is None or _sees_strict(access):
        return true()
    if table is Row:
        return col(Row.protection) != Protection.STRICT
    hidden = select(Row.id).where(
        Row.region == table.region,
        Row.person == person,
        Row.protection == Protection.STRICT,
    )
    return ~hidden.exists()


def _sees_strict(access: Access) -> bool:
    """Tell whether strict protection hides nobody: what is one's own is seen in any case."""
    return access.sees_protected or access.people is not None
