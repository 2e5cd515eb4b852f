"""Addresses of holds, for those who ask and those who answer."""

from typing import Annotated

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
    language_of,
)
from api.installation import installation_of
from api.registry.routes import etag, version_of
from api.requests import holds
from api.requests.reasons import EFFECTS, Verdict
from api.requests.schemas import Answer, HoldPage, HoldView, PlacementView, ReasonView
from api.security.access import Access, require
from api.security.roles import Permission, Role
from api.store.tables import Hold
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}/holds", tags=["holds"])

Answers = Annotated[Access, Depends(require(Permission.ANSWER_HOLDS))]
Writes = Annotated[Access, Depends(require(Permission.WRITE_REQUESTS))]
IfMatch = Annotated[str | None, Header(alias="If-Match")]
_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)
_WRITE = _READ | documented(ConflictError)
_CHANGE = _WRITE | documented(ChangedMeanwhileError, VersionNeededError)


@router.get("", responses=_READ)
def list_holds(
    request: Request,
    access: Answers,
    state: Annotated[str | None, Query(max_length=20)] = None,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> HoldPage:
    """List holds: of one's people, one's own, or at the places of one's employer."""
    database = installation_of(request).database
    found = holds.list_holds(database, access, state, after, limit)
    items = [_view(access, one) for one in found[:limit]]
    return HoldPage(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/reasons", responses=_READ)
def reasons(request: Request, _: Answers) -> list[ReasonView]:
    """List the reasons that can be given for a no, and what follows from each."""
    say = translator(language_of(request))
    return [
        ReasonView(
            party=party,
            reason=reason,
            text=say(f"service.reason.{reason}"),
            effect=effect,
        )
        for party, effects in EFFECTS.items()
        for reason, effect in effects.items()
    ]


@router.get("/{id}", responses=_READ)
def read_hold(
    request: Request, response: Response, access: Answers, id: str
) -> HoldView:
    """Read a hold; its version is in the ETag."""
    found = holds.read_hold(installation_of(request).database, access, id)
    return hold_view(response, access, found)


@router.post("/{id}/extension", responses=_CHANGE)
def extend(
    request: Request,
    response: Response,
    access: Writes,
    id: str,
    if_match: IfMatch = None,
) -> HoldView:
    """Give more time for an answer, counted from now."""
    version = version_of(if_match)
    found = holds.extend(installation_of(request), access, id, version)
    return hold_view(response, access, found)


@router.post("/{id}/withdrawal", responses=_CHANGE)
def withdraw(
    request: Request,
    response: Response,
    access: Writes,
    id: str,
    if_match: IfMatch = None,
) -> HoldView:
    """End a hold; the seat is free for others."""
    version = version_of(if_match)
    found = holds.withdraw(installation_of(request).database, access, id, version)
    return hold_view(response, access, found)


@router.post("/{id}/answers", responses=_WRITE)
def answer(
    request: Request, response: Response, access: Answers, id: str, told: Answer
) -> HoldView:
    """Accept or decline, for oneself, one's employer, or on behalf of either.

    When both have accepted, the placement is made: a new version of the plan comes in
    force within seconds, and the hold is ``placed``.
    """
    database = installation_of(request).database
    found = holds.answer(database, access, id, told.party, told.verdict, told.reason)
    return hold_view(response, access, found)


def hold_view(response: Response, access: Access, found: Hold) -> HoldView:
    """Return a hold as ``access`` may see it, its version in the ETag."""
    response.headers["ETag"] = etag(found.version)
    return _view(access, found)


def _view(access: Access, found: Hold) -> HoldView:
    knows = access.roles != {Role.EMPLOYER}
    knows = knows or found.participant_answer == Verdict.ACCEPTED
    return HoldView(
        **found.model_dump(exclude={"person", "option"}),
        person=found.person if knows else None,
        placement=PlacementView(**found.option),
    )
