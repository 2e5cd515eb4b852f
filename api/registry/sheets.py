"""What the service knows of the engine's tables: who may see them, and whom they concern."""

from dataclasses import dataclass

from api.security.roles import Permission
from matcher.io import INPUT_TABLES
from matcher.io.schema import Table

SETTING = "setting"
"""Column that names the setting, in a table of settings; ``value`` is the other."""

PATHS = {"templates": "programmes"}
"""Tables whose address is another word than the engine's."""

LEFT_OUT = frozenset({"in_force", "labels"})
"""The plan in force is a plan's matter; names are joined only at export."""

GROUP_FACTS = frozenset({"groups"})
"""Facts that people are only counted by."""


@dataclass(frozen=True, slots=True)
class SheetRights:
    """A table of the engine as a resource.

    Attributes
    ----------
    path
        Its last part of the address.
    concerns_people
        Whether a row belongs to the municipality of the participant it names.
    """

    table: Table
    path: str
    concerns_people: bool
    read: Permission
    write: Permission

    @property
    def key(self) -> str:
        """The table's key."""
        return self.table.key

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a row, as they are kept."""
        if self.table.settings:
            return (SETTING, "value")
        return tuple(column.key for column in self.table.columns)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that name a row; empty where rows may be alike."""
        return (SETTING,) if self.table.settings else self.table.identity


def _rights(table: Table) -> SheetRights:
    about_people = any(column.key == "participant" for column in table.columns)
    read, write = Permission.READ_OFFERS, Permission.WRITE_OFFERS
    if about_people:
        read, write = Permission.READ_PEOPLE, Permission.WRITE_PEOPLE
    if table.key in GROUP_FACTS:
        read, write = Permission.READ_GROUPS, Permission.WRITE_GROUPS
    path = PATHS.get(table.key, table.key.replace("_", "-"))
    return SheetRights(table, path, about_people, read, write)


SHEETS = {
    table.key: _rights(table) for table in INPUT_TABLES if table.key not in LEFT_OUT
}
