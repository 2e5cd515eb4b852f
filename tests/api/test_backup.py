"""Backups, tested by restoring them."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col
from sqlmodel import select as select_one

from api import audit_log
from api.plans import store
from api.security.roles import Role
from api.store.backup import NotABackupError, NotEmptyError, backup, restore
from api.store.database import Database
from api.store.tables import AuditEvent
from tests.api.planned import planned_files
from tests.api.service import Service


def _rows(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def _lived_in(service: Service) -> Service:
    """Let something have happened: a plan, a look at a person."""
    files = planned_files(service.region)
    with service.installation.database.write() as session:
        store.put_in_force(session, store.add_version(session, service.region, files))
    client = service.as_(Role.PLANNER)
    person = client.get(service.path("participants")).json()["items"][0]["key"]
    client.get(service.path(f"participants/{person}"))
    return service


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of another empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    fresh: str = request.getfixturevalue("fresh_postgres")
    return fresh


def test_what_is_restored_is_what_was_there(
    service: Service, elsewhere: str, tmp_path: Path
):
    """Every row of every table comes back, from and into either kind of database."""
    _lived_in(service)
    counts = backup(service.installation.database, tmp_path / "b.zip")
    other = Database(elsewhere)
    assert restore(other, tmp_path / "b.zip") == counts
    assert _rows(other) == _rows(service.installation.database)
    with other.write() as session:
        audit_log.note(session, None, "restored")
    with other.read() as session:
        events = session.exec(
            select_one(AuditEvent).order_by(col(AuditEvent.number))
        ).all()
        assert audit_log.first_break(events) is None
    other.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestRefused:
    """What is not restored or written, and leaves everything as it was."""

    def test_data_are_never_overwritten(self, service: Service, tmp_path: Path):
        """A database with data in it is refused."""
        backup(service.installation.database, tmp_path / "b.zip")
        before = _rows(service.installation.database)
        with pytest.raises(NotEmptyError):
            restore(service.installation.database, tmp_path / "b.zip")
        assert _rows(service.installation.database) == before

    def test_a_backup_is_never_overwritten(self, service: Service, tmp_path: Path):
        """A file that is there stays as it is."""
        path = tmp_path / "b.zip"
        path.write_bytes(b"mine")
        with pytest.raises(FileExistsError):
            backup(service.installation.database, path)
        assert path.read_bytes() == b"mine"

    def test_half_a_backup_restores_nothing(self, service: Service, tmp_path: Path):
        """A table with rows missing is found, and nothing is written."""
        backup(service.installation.database, tmp_path / "b.zip")
        with zipfile.ZipFile(tmp_path / "b.zip") as whole:
            files = {name: whole.read(name) for name in whole.namelist()}
        lines = files["row.jsonl"].splitlines(keepends=True)
        files["row.jsonl"] = b"".join(lines[:-1])
        with zipfile.ZipFile(tmp_path / "half.zip", "w") as half:
            for name, data in files.items():
                half.writestr(name, data)
        other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
        with pytest.raises(NotABackupError, match="row"):
            restore(other, tmp_path / "half.zip")
        assert not any(_rows(other).values())

    def test_another_version_is_told(self, service: Service, tmp_path: Path):
        """A backup of other tables than these is refused."""
        path = tmp_path / "b.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("about.json", json.dumps({"revision": "9", "rows": {}}))
        with pytest.raises(NotABackupError, match="migration 9"):
            restore(Database(f"sqlite:///{tmp_path / 'o.sqlite'}"), path)
