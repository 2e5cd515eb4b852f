"""Addresses of people with a protected address: one at a time, with a reason."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.errors import (
    ChangedMeanwhileError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    VersionNeededError,
    documented,
)
from api.installation import installation_of
from api.protected import service
from api.protected.schemas import (
    NewCells,
    NewProtection,
    PersonRow,
    PersonView,
    ProtectionView,
    Reading,
)
from api.registry.routes import IfMatch, Key, etag, version_of
from api.security.access import Access, require
from api.security.protection import Protection
from api.security.roles import Permission

router = APIRouter(
    prefix="/v1/regions/{region}/participants/{key}",
    tags=["protected people"],
    responses=documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError),
)

Reader = Annotated[Access, Depends(require(Permission.READ_PROTECTED))]
Writer = Annotated[Access, Depends(require(Permission.WRITE_PROTECTED))]


@router.post("/protected-readings")
def read_protected(
    request: Request, access: Reader, key: Key, told: Reading
) -> PersonView:
    """Read everything of one person, whatever is protected; the reason is kept."""
    person, rows, staff = service.read_person(
        installation_of(request), access, key, told.reason
    )
    return PersonView(
        key=key,
        municipality=person.municipality,
        protection=Protection(person.protection),
        staff=staff,
        rows=[
            PersonRow(table=r.sheet, key=r.key, version=r.version, cells=r.cells)
            for r in rows
        ],
    )


@router.put("/protection")
def set_protection(
    request: Request, access: Writer, key: Key, told: NewProtection
) -> ProtectionView:
    """Protect somebody's address, or the person strictly, or no longer."""
    staff = service.set_protection(installation_of(request), access, key, told)
    return ProtectionView(protection=told.protection, staff=staff)


@router.put(
    "/protected-cells",
    status_code=204,
    responses=documented(ChangedMeanwhileError, VersionNeededError),
)
def change_protected(
    request: Request,
    response: Response,
    access: Writer,
    key: Key,
    told: NewCells,
    if_match: IfMatch = None,
) -> None:
    """Change all cells of somebody with a protected address; the reason is kept."""
    row = service.change_person(
        installation_of(request), access, key, told, version_of(if_match)
    )
    response.headers["ETag"] = etag(row.version)
