"""Addresses for taking files out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.errors import (
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooManyError,
    documented,
)
from api.exports import service
from api.exports.service import ExportFailedError, Format
from api.installation import installation_of
from api.security.access import Access, limited, require
from api.security.limits import Costly
from api.security.roles import Permission
from matcher.text import Language

router = APIRouter(prefix="/v1/regions/{region}", tags=["exports"])

Exporter = Annotated[Access, Depends(require(Permission.EXPORT))]

ZIP = "application/zip"
_ANSWERS = documented(
    NotSignedInError,
    ForbiddenError,
    NotFoundError,
    InvalidError,
    TooManyError,
    ExportFailedError,
) | {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}


def _archive(content: bytes, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(content, media_type=ZIP, headers=told)


@router.get(
    "/plans/{plan}/exports/{format}",
    responses=_ANSWERS,
    response_class=Response,
    dependencies=[limited(Costly.EXPORT)],
)
def export_plan(
    request: Request,
    access: Exporter,
    plan: Annotated[str, Path(max_length=64)],
    format: Format,
    language: Language = Language.NB,
    participants: Annotated[
        list[str] | None, Query(description="Only these.", max_length=1000)
    ] = None,
) -> Response:
    """Calendar files, a workbook or week pages, of the people that you may see."""
    only = None if participants is None else frozenset(participants)
    content = service.export_plan(
        installation_of(request).database, access, plan, format, language, only
    )
    return _archive(content, f"plan-{format}")


@router.get(
    "/exports/rows",
    responses=_ANSWERS,
    response_class=Response,
    dependencies=[limited(Costly.EXPORT)],
)
def export_rows(request: Request, access: Exporter) -> Response:
    """All tables as a folder of CSV files that reads back, of those you may see."""
    content = service.export_rows(installation_of(request), access)
    return _archive(content, access.region)
