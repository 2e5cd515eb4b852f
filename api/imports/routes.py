"""Addresses for bringing files in."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from pydantic import BaseModel

from api.errors import (
    FindingView,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotSignedInError,
    TooLargeError,
    TooManyError,
    documented,
    finding_view,
    language_of,
)
from api.imports import service
from api.imports.reading import read_upload
from api.imports.upload import receive
from api.installation import installation_of
from api.security.access import Access, limited, require
from api.security.limits import Costly
from api.security.roles import Permission
from matcher.text import translator

router = APIRouter(prefix="/v1/regions/{region}/imports", tags=["imports"])

Importer = Annotated[Access, Depends(require(Permission.IMPORT))]


class TableChanges(BaseModel):
    """What becomes of a table: the keys of its rows."""

    table: str
    added: list[str]
    changed: list[str]
    removed: list[str]


class ImportView(BaseModel):
    """What an import changes, and what is poor or assumed in the files."""

    dry_run: bool
    tables: list[TableChanges]
    findings: list[FindingView]


@router.post(
    "",
    responses=documented(
        NotSignedInError,
        ForbiddenError,
        NotFoundError,
        InvalidError,
        TooLargeError,
        TooManyError,
    ),
    dependencies=[limited(Costly.IMPORT)],
)
def bring_in(
    request: Request,
    access: Importer,
    file: UploadFile,
    dry_run: Annotated[bool, Query(description="Only tell what would change.")] = False,
) -> ImportView:
    """Read a workbook, a CSV file or a zip of CSV files in place of the tables it has.

    Tables that it does not have stay, and so do people of other municipalities and those
    with a protected address. With an error anywhere nothing is changed.
    """
    installation = installation_of(request)
    ground = service.ground_of(installation, access)
    with tempfile.TemporaryDirectory() as folder:
        path = receive(file, Path(folder), installation.settings)
        read = read_upload(path, ground.tables, access.region)
    changes = service.changes_of(read, ground)
    if not dry_run:
        service.take_over(installation.database, ground, changes)
    say = translator(language_of(request))
    return ImportView(
        dry_run=dry_run,
        tables=[
            TableChanges(
                table=one.sheet,
                added=list(one.added),
                changed=list(one.changed),
                removed=list(one.removed),
            )
            for one in changes.diff()
        ],
        findings=[finding_view(finding, say) for finding in read.findings],
    )
