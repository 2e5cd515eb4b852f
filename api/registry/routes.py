"""Addresses of rows: one set for each of the engine's tables."""

from enum import Enum
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from api.errors import (
    ChangedMeanwhileError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
    VersionNeededError,
    documented,
    finding_view,
    language_of,
)
from api.installation import installation_of
from api.registry import service
from api.registry.schemas import Cells, RowPage, RowView, cells_model
from api.registry.service import Change
from api.registry.sheets import SHEETS, SheetRights
from api.security.access import Access, require
from api.store.tables import Row
from matcher.domain.finding import Finding
from matcher.text import translator

Key = Annotated[str, Path(description="The row's key.", max_length=400)]
IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the row that was read.", alias="If-Match"),
]
_READ = documented(NotSignedInError, ForbiddenError, NotFoundError, InvalidError)
_WRITE = _READ | documented(TooManyError)
_CHANGE = _WRITE | documented(ChangedMeanwhileError, VersionNeededError)


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def version_of(if_match: str | None) -> int:
    """Return the version that ``If-Match`` names.

    Raises
    ------
    VersionNeededError, ChangedMeanwhileError
        Where there is none, or none of ours.
    """
    if if_match is None:
        raise VersionNeededError("version-needed")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise ChangedMeanwhileError("changed-meanwhile", version="?")
    return int(text)


def rows_router() -> APIRouter:
    """Return the routes of all tables."""
    router = APIRouter(prefix="/v1/regions/{region}")
    for sheet in SHEETS.values():
        _add_routes(router, sheet)
    return router


def _add_routes(router: APIRouter, sheet: SheetRights) -> None:
    model: Any = cells_model(sheet.key)
    view: Any = RowView[model]
    page: Any = RowPage[model]
    reads = Annotated[Access, Depends(require(sheet.read))]
    writes = Annotated[Access, Depends(require(sheet.write))]
    base, tags = f"/{sheet.path}", list[str | Enum]([sheet.path])
    name = sheet.path.replace("-", "_")

    @router.get(
        base,
        tags=tags,
        response_model_exclude_none=True,
        responses=_READ,
        operation_id=f"list_{name}",
    )
    def list_(
        request: Request,
        access: reads,
        after: Annotated[str, Query(max_length=400)] = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> page:
        """List rows, a page at a time."""
        installation = installation_of(request)
        rows = service.list_rows(installation, access, sheet, after, limit)
        items = [_view(view, row) for row in rows[:limit]]
        return page(items=items, next=items[-1].key if len(rows) > limit else None)

    @router.post(
        base,
        tags=tags,
        status_code=201,
        response_model_exclude_none=True,
        responses=_WRITE | documented(ConflictError),
        operation_id=f"add_{name}",
    )
    def add(request: Request, response: Response, access: writes, cells: model) -> view:
        """Add a row."""
        return _apply(
            request, response, access, Change(sheet, None, cells.filled()), view
        )

    @router.get(
        base + "/{key}",
        tags=tags,
        response_model_exclude_none=True,
        responses=_READ,
        operation_id=f"read_{name}",
    )
    def read(request: Request, response: Response, access: reads, key: Key) -> view:
        """Read a row; its version is in the ETag."""
        row = service.read_row(installation_of(request), access, sheet, key)
        response.headers["ETag"] = etag(row.version)
        return _view(view, row)

    @router.put(
        base + "/{key}",
        tags=tags,
        response_model_exclude_none=True,
        responses=_CHANGE,
        operation_id=f"change_{name}",
    )
    def change(
        request: Request,
        response: Response,
        access: writes,
        key: Key,
        cells: model,
        if_match: IfMatch = None,
    ) -> view:
        """Change a row; refused where somebody else has changed it since it was read."""
        told = Change(sheet, key, cells.filled(), version_of(if_match))
        return _apply(request, response, access, told, view)

    @router.delete(
        base + "/{key}",
        tags=tags,
        status_code=204,
        responses=_CHANGE,
        operation_id=f"remove_{name}",
    )
    def remove(
        request: Request,
        access: writes,
        key: Key,
        if_match: IfMatch = None,
    ) -> None:
        """Remove a row; refused where somebody else has changed it, or needs it."""
        told = Change(sheet, key, None, version_of(if_match))
        service.apply_change(installation_of(request), access, told)


def _apply(
    request: Request, response: Response, access: Access, change: Change, view: Any
) -> Any:
    row, findings = service.apply_change(installation_of(request), access, change)
    response.headers["ETag"] = etag(row.version)
    if change.key is None:
        response.headers["Location"] = f"{request.url.path}/{quote(row.key, safe='')}"
    say = translator(language_of(request))
    return _view(view, row, findings, say)


def _view(
    view: type[RowView[Cells]],
    row: Row,
    findings: tuple[Finding, ...] = (),
    say: Any = None,
) -> Any:
    return view(
        key=row.key,
        municipality=row.municipality,
        version=row.version,
        cells=row.cells,
        findings=[finding_view(finding, say) for finding in findings],
    )
