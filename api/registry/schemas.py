"""What is sent and answered about rows; the fields are the engine's columns."""

from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.errors import FindingView
from api.registry.sheets import SETTING, SheetRights
from matcher.io.schema import Column
from matcher.text import Language, translator

LONGEST_CELL = 4_000
Cell = Annotated[str, Field(max_length=LONGEST_CELL)]


class Cells(BaseModel):
    """Text as it would stand in a file; a blank cell is left out."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    def filled(self) -> dict[str, str]:
        """Return the cells that are not blank, by column key."""
        told = self.model_dump(by_alias=True, exclude_none=True)
        return {key: text.strip() for key, text in told.items() if text.strip()}


C = TypeVar("C", bound=Cells)


class RowView(BaseModel, Generic[C]):
    """A row.

    ``key`` names it in addresses, ``version`` stands in its ETag. ``findings`` is what a
    change brought with it that is poor or assumed, but no error.
    """

    key: str
    municipality: str
    version: int
    cells: C
    findings: list[FindingView] = []


class RowPage(BaseModel, Generic[C]):
    """Rows in the order in which they were written; ``next`` is ``after`` of the next."""

    items: list[RowView[C]]
    next: str | None = None


@cache
def cells_model(key: str) -> type[Cells]:
    """Return the model of the cells of a table."""
    from api.registry.sheets import SHEETS

    sheet = SHEETS[key]
    fields: dict[str, Any] = {
        f"cell_{name}": (Cell | None, Field(default=None, alias=name, description=text))
        for name, text in _columns(sheet).items()
    }
    name = "".join(word.title() for word in sheet.path.split("-"))
    return create_model(f"{name}Cells", __base__=Cells, **fields)


def _columns(sheet: SheetRights) -> dict[str, str]:
    if sheet.table.settings:
        return {SETTING: "Name of the setting.", "value": "Its value."}
    return {c.key: _help(sheet.key, c) for c in sheet.table.columns}


def _help(table: str, column: Column) -> str:
    say = translator(Language.EN)
    key = f"column.{table}.{column.key}"
    parts = [say(f"{key}.help") if f"{key}.help" in say else say(key)]
    if column.default:
        parts.append(f"Blank: {column.default}.")
    return " ".join(parts)
