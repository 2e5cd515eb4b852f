"""Exports of a plan, made in a child, and of the rows themselves."""

import json
import subprocess
import sys
import tempfile
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path

from sqlmodel import Session, select

from api import audit_log
from api.errors import NotFoundError, ServiceError
from api.imports.service import ground_of
from api.installation import Installation
from api.plans.store import packed_files, version_of_region
from api.registry.ground import as_tables, read_tables
from api.registry.sheets import SHEETS
from api.security.access import Access
from api.security.pseudonyms import PEOPLE
from api.security.roles import Permission
from api.store.database import Database
from api.store.scoped import is_visible, scoped
from api.store.tables import PlanVersion, Row
from matcher.io.write import scenario_texts
from matcher.text import Language

SECONDS = 300


class Format(StrEnum):
    """What a plan is exported as."""

    ICS = "ics"
    XLSX = "xlsx"
    PDF = "pdf"


class ExportFailedError(ServiceError):
    """The files could not be made."""

    status, type = HTTPStatus.INTERNAL_SERVER_ERROR, "export-failed"


def export_plan(
    database: Database,
    access: Access,
    id: str,
    format: Format,
    language: Language,
    participants: frozenset[str] | None,
) -> bytes:
    """Return an archive of the files of a plan, of the people that may be seen.

    Parameters
    ----------
    participants
        Only these; ``None``: all of them. Who may not be seen is passed over.
    """
    with database.read() as session:
        version = version_of_region(session, access.region, id)
        seen = _seen_people(session, access)
        session.expunge_all()
    people = seen if participants is None else seen & participants
    if not people:
        own = ", ".join(sorted(access.municipalities))
        raise NotFoundError("no-export", own=own)
    files = _made(version, format, language, sorted(people))
    with database.write() as session:
        audit_log.note(
            session,
            access,
            "exported",
            f"plans/{id}",
            municipality=" ".join(sorted(access.municipalities)),
            format=format,
            people=sorted(people),
        )
    return packed_files(files)


def _seen_people(session: Session, access: Access) -> frozenset[str]:
    statement = select(Row.key).where(Row.sheet == PEOPLE, Row.protection == "")
    return frozenset(session.exec(scoped(statement, Row, access)).all())


def _made(
    version: PlanVersion, format: Format, language: Language, people: list[str]
) -> dict[str, bytes]:
    """Return the files by their path, made in a child without a database."""
    with tempfile.TemporaryDirectory() as place:
        archive, folder = Path(place) / "plan.zip", Path(place) / "files"
        folder.mkdir()
        archive.write_bytes(version.files)
        told = {
            "id": version.id,
            "region": version.region,
            "archive": str(archive),
            "folder": str(folder),
            "people": people,
            "format": format,
            "language": language,
        }
        try:
            subprocess.run(
                [sys.executable, "-m", "api.exports.child"],
                input=json.dumps(told).encode(),
                capture_output=True,
                timeout=SECONDS,
                check=True,
            )
        except subprocess.SubprocessError as fault:
            raise ExportFailedError("export-failed") from fault
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def export_rows(installation: Installation, access: Access) -> bytes:
    """Return an archive of the region's tables, as a folder that reads back.

    Only tables that may be read, and of people only those that may be seen, and nobody
    with a protected address.
    """
    ground = ground_of(installation, access)
    readable = {key for key, sheet in SHEETS.items() if _reads(access, sheet.read)}
    rows = [r for r in ground.rows if r.sheet in readable and is_visible(r, access)]
    protected = {row.person for row in ground.rows if row.protection}
    tables = as_tables(rows, without=(ground.unseen | protected) - {""})
    read = read_tables(tables, access.region)
    files: dict[str, bytes] = {}
    if read.scenario is not None:
        texts = scenario_texts(read.scenario)
        files = {f"{key}.csv": text.encode("utf-8-sig") for key, text in texts.items()}
    with installation.database.write() as session:
        audit_log.note(
            session,
            access,
            "exported",
            "rows",
            municipality=" ".join(sorted(access.municipalities)),
        )
    return packed_files(files)


def _reads(access: Access, permission: Permission) -> bool:
    granted = access.actor.grants(permission)
    return any(membership.region == access.region for membership in granted)
