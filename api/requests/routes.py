"""Addresses of requests, and of what can be offered."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from api.errors import (
    ChangedMeanwhileError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    VersionNeededError,
    documented,
)
from api.installation import installation_of
from api.registry.routes import etag, version_of
from api.requests import holds, service
from api.requests.hold_routes import hold_view
from api.requests.schemas import (
    HoldView,
    NewHold,
    NewRequest,
    RequestPage,
    RequestView,
    StateChange,
    SuggestionsView,
    WaitingView,
)
from api.requests.service import RequestState
from api.requests.suggesting import MOST, Offer, Offers
from api.security.access import Access, require
from api.security.roles import Permission
from api.store.tables import PlacementRequest
from matcher.domain.suggestions import SUGGESTED
from matcher.report.suggestions import suggestion_document, suggestions_document

router = APIRouter(prefix="/v1/regions/{region}", tags=["requests"])

Reads = Annotated[Access, Depends(require(Permission.READ_REQUESTS))]
Writes = Annotated[Access, Depends(require(Permission.WRITE_REQUESTS))]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)
_WRITE = _READ | documented(ConflictError)
_CHANGE = _WRITE | documented(ChangedMeanwhileError, VersionNeededError)


@router.post("/requests", status_code=201, responses=_WRITE)
def open_request(
    request: Request, response: Response, access: Writes, told: NewRequest
) -> RequestView:
    """Open a request for a person: find a place for them."""
    database = installation_of(request).database
    made = service.open_request(database, access, told.person)
    response.headers["Location"] = f"{request.url.path}/{made.id}"
    return _view(response, made)


@router.get("/requests", responses=_READ)
def list_requests(
    request: Request,
    access: Reads,
    state: RequestState | None = None,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RequestPage:
    """List requests, a page at a time."""
    database = installation_of(request).database
    found = service.list_requests(database, access, state, after, limit)
    items = [RequestView(**one.model_dump()) for one in found[:limit]]
    return RequestPage(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/requests/{id}", responses=_READ)
def read_request(
    request: Request, response: Response, access: Reads, id: str
) -> RequestView:
    """Read a request; its version is in the ETag."""
    with installation_of(request).database.read() as session:
        return _view(response, service.read_request(session, access, id))


@router.put("/requests/{id}/state", responses=_CHANGE)
def change_state(
    request: Request,
    response: Response,
    access: Writes,
    id: str,
    told: StateChange,
    if_match: IfMatch = None,
) -> RequestView:
    """Park a request, open it again, or close it."""
    database, version = installation_of(request).database, version_of(if_match)
    changed = service.change_state(database, access, id, told.state, version)
    return _view(response, changed)


@router.get("/requests/{id}/suggestions", responses=_WRITE)
def suggestions(
    request: Request,
    access: Reads,
    id: str,
    most: Annotated[int, Query(ge=1, le=MOST)] = SUGGESTED,
    explained: Annotated[
        bool, Query(description="Also why nothing fits, where nothing does.")
    ] = False,
) -> SuggestionsView:
    """Tell what can be offered now, and what each offer does to the plan in force."""
    database = installation_of(request).database
    return _suggestions_view(
        service.suggestions(database, access, id, most, explained=explained)
    )


@router.post("/requests/{id}/holds", status_code=201, responses=_WRITE)
def hold(
    request: Request, response: Response, access: Writes, id: str, told: NewHold
) -> HoldView:
    """Hold a seat for the person until both have answered."""
    installation = installation_of(request)
    made = holds.hold(installation, access, id, told.suggestion)
    response.headers["Location"] = f"/v1/regions/{access.region}/holds/{made.id}"
    return hold_view(response, access, made)


@router.get("/waiting-list", responses=_READ)
def waiting_list(request: Request, access: Reads) -> list[WaitingView]:
    """Tell who has no placement, by their turn in the plan in force."""
    database = installation_of(request).database
    return [
        WaitingView(
            turn=turn,
            participant=one.participant,
            urgency=one.urgency,
            is_covered=one.is_covered,
            hours_short=one.hours_short,
            days=one.days,
        )
        for turn, one in service.waiting(database, access)
    ]


def _view(response: Response, found: PlacementRequest) -> RequestView:
    response.headers["ETag"] = etag(found.version)
    return RequestView(**found.model_dump())


def _suggestions_view(offers: Offers) -> SuggestionsView:
    document: dict[str, Any] = dict(suggestions_document(offers.told))
    document["fitting"] = [_offer(one) for one in offers.fitting]
    document["if_others_move"] = [_offer(one) for one in offers.if_others_move]
    return SuggestionsView(plan=offers.plan, **document)


def _offer(one: Offer) -> dict[str, Any]:
    return {"id": one.id or None, **suggestion_document(one.suggestion)}
