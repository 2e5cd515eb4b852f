"""What an installation decides: where its data lie, and its limits."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.security.limits import Costly

PREFIX = "PRAKSISPLAN_"


class Settings(BaseSettings):
    """Read from the environment; each name with ``PRAKSISPLAN_`` in front.

    Attributes
    ----------
    database_url
        ``DATABASE_URL``, without the prefix. Empty: one SQLite file in ``data_folder``,
        for one server. ``postgresql://…``: many users, and workers on other machines.
    data_folder
        What belongs to the installation and to no table: the SQLite file, its lock, its
        secret key, and the working folders of running solves.
    secret_key
        Pseudonyms and one-time codes hang on it. Empty: made at the first start and kept
        in ``data_folder``; must be given where several machines share a database.
    secure_cookies
        Off only where a browser reaches the service by plain http on the same machine.
    session_hours, code_hours
        How long a sign-in and a one-time code last.
    hold_days
        How long a seat is held for an answer, unless told.
    upload_megabytes, upload_cells
        What one import may bring, packed and unpacked.
    worker_runs
        Solves at once in one process.
    worker_silence_seconds
        After so long without a sign of life a worker on PostgreSQL is gone, and another
        takes up its runs.
    run_seconds
        The clock of a run that names none.
    rates
        How often one may ask, by what is asked for; JSON, e.g. ``{"run": "60/hour"}``.
        What is not named keeps its rate.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    data_folder: Path = Path("out/service")
    secret_key: SecretStr = SecretStr("")
    secure_cookies: bool = True
    session_hours: float = Field(default=10, gt=0)
    code_hours: float = Field(default=24, gt=0)
    hold_days: float = Field(default=7, gt=0)
    upload_megabytes: float = Field(default=10, gt=0)
    upload_cells: int = Field(default=2_000_000, gt=0)
    worker_runs: int = Field(default=1, ge=1)
    worker_silence_seconds: float = Field(default=15, gt=0)
    run_seconds: float = Field(default=300, gt=0)
    rates: dict[Costly, str] = {}

    @property
    def url(self) -> str:
        """Address of the database in the words of SQLAlchemy."""
        if not self.database_url:
            return f"sqlite:///{self.data_folder.resolve() / 'praksisplan.sqlite'}"
        for scheme in ("postgresql://", "postgres://"):
            if self.database_url.startswith(scheme):
                return self.database_url.replace(scheme, "postgresql+psycopg://", 1)
        return self.database_url

    @property
    def is_embedded(self) -> bool:
        """Whether the data lie in one SQLite file, for one server process."""
        return self.url.startswith("sqlite")

    @property
    def session_length(self) -> timedelta:
        """How long somebody stays signed in."""
        return timedelta(hours=self.session_hours)

    @property
    def code_length(self) -> timedelta:
        """How long a one-time code can be used."""
        return timedelta(hours=self.code_hours)
