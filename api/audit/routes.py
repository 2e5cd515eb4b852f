"""Addresses of the audit log."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy import or_
from sqlmodel import col, select

from api.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    documented,
)
from api.installation import installation_of
from api.security.access import Access, require
from api.security.roles import Permission
from api.store.scoped import looked_after
from api.store.tables import AuditEvent, Membership

router = APIRouter(prefix="/v1/regions/{region}/audit-events", tags=["audit log"])

Auditor = Annotated[Access, Depends(require(Permission.READ_AUDIT))]
Text = Annotated[str, Query(max_length=200)]


class AuditEventView(BaseModel):
    """Who saw, decided or changed what, when and why."""

    number: int
    at: datetime
    account: str
    role: str
    municipality: str
    action: str
    object: str
    reason: str
    details: dict[str, Any]
    hash: str


class AuditPage(BaseModel):
    """Events, the newest first; ``next`` is ``before`` of the next page."""

    items: list[AuditEventView]
    next: int | None = None


@router.get(
    "",
    responses=documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError),
)
def list_audit_events(
    request: Request,
    access: Auditor,
    account: Text = "",
    action: Text = "",
    object: Text = "",
    before: Annotated[int, Query(ge=1, le=2**31 - 1)] = 2**31 - 1,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """List what happened where you look after it, and who signed in who belongs there."""
    theirs = select(Membership.account).where(looked_after(Membership, access))
    sign_ins = (col(AuditEvent.region) == "") & col(AuditEvent.account).in_(theirs)
    statement = select(AuditEvent).where(
        or_(looked_after(AuditEvent, access), sign_ins), col(AuditEvent.number) < before
    )
    told = {"account": account, "action": action, "object": object}
    for name, text in told.items():
        if text:
            statement = statement.where(getattr(AuditEvent, name) == text)
    statement = statement.order_by(col(AuditEvent.number).desc()).limit(limit + 1)
    with installation_of(request).database.read() as session:
        found = session.exec(statement).all()
        items = [AuditEventView(**event.model_dump()) for event in found[:limit]]
    return AuditPage(items=items, next=items[-1].number if len(found) > limit else None)
