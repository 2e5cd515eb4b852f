"""Addresses of events."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from api.errors import (
    FindingView,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    documented,
    finding_view,
    language_of,
)
from api.events import service
from api.installation import installation_of
from api.registry.schemas import Cell
from api.security.access import Access, require
from api.security.roles import Permission
from api.store.tables import Event
from matcher.io.tables import EVENTS
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}/events", tags=["events"])

Writes = Annotated[Access, Depends(require(Permission.WRITE_EVENTS))]
_ANSWERS = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)


class _Cells(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


_fields: dict[str, Any] = {
    f"cell_{column.key}": (Cell | None, Field(default=None, alias=column.key))
    for column in EVENTS.columns
}
EventCells = create_model("EventCells", __base__=_Cells, **_fields)
EventCells.__doc__ = "Text as it would stand in a row of events; blanks are left out."


class EventView(BaseModel):
    """An event. ``plan`` is the version that has taken it in; ``None``: it waits."""

    id: str
    municipality: str
    cells: dict[str, str]
    plan: str | None
    at: datetime
    findings: list[FindingView] = []


class EventPage(BaseModel):
    """Events by id; ``next`` is ``after`` of the next page."""

    items: list[EventView]
    next: str | None = None


@router.get("", responses=_ANSWERS)
def list_events(
    request: Request,
    access: Writes,
    waiting: bool | None = None,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EventPage:
    """List events, a page at a time; ``waiting``: those the next re-plan takes in."""
    database = installation_of(request).database
    found = service.list_events(database, access, waiting, after, limit)
    items = [_view(one) for one in found[:limit]]
    return EventPage(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", status_code=201, responses=_ANSWERS)
def add_event(
    request: Request,
    response: Response,
    access: Writes,
    cells: EventCells,
) -> EventView:
    """Add an event; the next re-plan takes it in."""
    told: Any = cells
    sent = told.model_dump(by_alias=True, exclude_none=True)
    filled = {key: text.strip() for key, text in sent.items() if text.strip()}
    event, findings = service.add_event(
        installation_of(request).database, access, filled
    )
    response.headers["Location"] = f"{request.url.path}/{event.id}"
    say = translator(language_of(request))
    return _view(event, [finding_view(finding, say) for finding in findings])


def _view(event: Event, findings: list[FindingView] | None = None) -> EventView:
    return EventView(**event.model_dump(), findings=findings or [])
