"""The command ``matcher-api``: serve, migrate, and look after an installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from api.demo import Code
    from api.installation import Installation
    from api.settings import Settings
    from api.store.database import Database

app = typer.Typer(
    name="matcher-api",
    help="The service of Praksisplan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

GRENLAND = Path("scenarios/grenland")

GRACE_SECONDS = 3
"""How long a server that is ended waits for open answers."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0)] = 8000,
    scenario: Annotated[
        Path,
        typer.Option(help="What an empty embedded installation begins with."),
    ] = GRENLAND,
    codes: Annotated[
        bool, typer.Option(help="Print a one-time code for each account.")
    ] = True,
) -> None:
    """Serve on one SQLite file, or on the PostgreSQL of DATABASE_URL."""
    import uvicorn

    from api.app import create_app
    from api.demo import begin, fresh_codes
    from api.installation import Installation
    from api.logs import set_up_logs
    from api.store.migrate import migrate

    set_up_logs()
    installation = Installation.open(_settings(host))
    with _only_process(installation):
        migrate(installation.database)
        if installation.settings.is_embedded:
            if scenario.exists():
                begin(installation, scenario)
            if codes:
                _tell_codes(fresh_codes(installation), f"http://{host}:{port}")
        uvicorn.run(
            create_app(installation),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            # Whoever follows a run does not keep the server from ending.
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@app.command()
def worker() -> None:
    """Carry out runs beside servers on the PostgreSQL of DATABASE_URL, until it is ended."""
    import signal
    from threading import Event

    from api.installation import Installation
    from api.logs import set_up_logs
    from api.runs.workers import running_jobs
    from api.settings import Settings

    set_up_logs()
    installation = Installation.open(Settings())
    if installation.settings.is_embedded:
        _refuse(
            "A worker needs the PostgreSQL of DATABASE_URL. On a SQLite file the server "
            "carries out the runs itself: matcher-api serve"
        )
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with running_jobs(installation):
        typer.echo("Ready for runs.")
        ended.wait()
    installation.close()


@contextmanager
def _only_process(installation: "Installation") -> Iterator[None]:
    """Refuse to be the second process on a SQLite file."""
    from api.runs.workers import InUseError, only_process

    try:
        with only_process(installation):
            yield
    except InUseError as fault:
        _refuse(
            f"Another process serves {fault} already. Stop it first, or use "
            "PostgreSQL (DATABASE_URL) for several."
        )


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _settings(host: str) -> "Settings":
    """Return the settings; a browser on the same machine needs no https."""
    from api.settings import Settings

    settings = Settings()
    told = "secure_cookies" in settings.model_fields_set
    if told or not _is_loopback(host):
        return settings
    return settings.model_copy(update={"secure_cookies": False})


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tell_codes(codes: "list[Code]", address: str) -> None:
    typer.echo(
        f"Praksisplan answers at {address}/v1, described at {address}/openapi.json"
    )
    typer.echo('One-time codes, each signs in once: POST /v1/sessions {"code": …}')
    for code in codes:
        m = code.membership
        whose = " ".join(part for part in (m.region, m.municipality, m.subject) if part)
        typer.echo(f"  {m.role:<15} {whose:<24} {code.code}")


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    from api.store.migrate import migrate as bring

    bring(_database())


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet.")],
) -> None:
    """Write all that the installation knows into one file, while people work."""
    from api.store.backup import backup as write

    try:
        counts = write(_database(), file)
    except FileExistsError:
        raise _told(f"{file} is there already: name another file.") from None
    typer.echo(f"{sum(counts.values())} rows of {len(counts)} tables are in {file}.")
    typer.echo("The secret key is not in it: keep that of the data folder apart.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", exists=True)],
) -> None:
    """Fill an empty installation from a backup, of either kind of database."""
    from api.store.backup import NotABackupError, NotEmptyError
    from api.store.backup import restore as read

    try:
        counts = read(_database(), file)
    except NotABackupError as fault:
        raise _told(f"{file} cannot be restored: {fault}.") from None
    except NotEmptyError as fault:
        raise _told(
            f"There are data already (table {fault}): name an empty database."
        ) from None
    typer.echo(f"{sum(counts.values())} rows of {len(counts)} tables are restored.")


def _told(fault: str) -> typer.Exit:
    typer.echo(fault, err=True)
    return typer.Exit(1)


def _database() -> "Database":
    from api.settings import Settings
    from api.store.database import Database

    settings = Settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    return Database(settings.url)


@app.command()
def administrator(
    region: Annotated[str, typer.Argument(help="Id of the region.")],
    login: Annotated[str, typer.Argument(help="Login of its administrator.")],
) -> None:
    """Print a one-time code for an administrator, who is made where there is none.

    The region is made too where it is new: it is empty, and its administrator lets others in.
    """
    from api.accounts.first import code_of_administrator
    from api.installation import Installation
    from api.settings import Settings

    installation = Installation.open(Settings())
    typer.echo(code_of_administrator(installation, region, login))
    installation.close()


@app.command()
def audit(
    contains: Annotated[
        str,
        typer.Option(
            help="A hash that was noted earlier and must still be in the log."
        ),
    ] = "",
) -> None:
    """Verify that nothing in the audit log was changed or taken out, and print its end."""
    from api.audit_log import verify
    from api.settings import Settings
    from api.store.database import Database

    database = Database(Settings().url)
    found = verify(database, contains)
    database.close()
    if found.first_break is not None:
        typer.echo(f"Event {found.first_break} is not as it was written.", err=True)
        raise typer.Exit(1)
    if contains and not found.has_hash:
        typer.echo(
            f"The log no longer has the event with the hash {contains}.", err=True
        )
        raise typer.Exit(1)
    typer.echo(
        f"{found.events} events, each as it was written. Last hash: {found.last}"
    )


@app.command(name="check-ledger")
def check_ledger() -> None:
    """Tell whether the ledger of seats, the plans in force and the holds say the same."""
    from api.ledger.check import disagreements
    from api.settings import Settings
    from api.store.database import Database

    database = Database(Settings().url)
    found = disagreements(database)
    database.close()
    for one in found:
        place, slot, week = one.at
        typer.echo(
            f"{one.region} {place} {slot or '-'} {week}: "
            f"(room, taken) is {one.found}, and should be {one.expected}"
        )
    typer.echo(f"{len(found)} disagreements")
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Run the command."""
    app()
