"""One running installation: its settings, its database, its secret."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from api.security.limits import RATES, Limits
from api.settings import Settings
from api.store.database import Database

SECRET_FILE = "secret.key"


@dataclass(frozen=True, slots=True)
class Installation:
    """What every request is carried out with."""

    settings: Settings
    database: Database
    secret: bytes
    limits: Limits

    @classmethod
    def open(cls, settings: Settings) -> "Installation":
        """Connect to the database; the data folder is made where it is missing."""
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        secret = settings.secret_key.get_secret_value().encode()
        return cls(
            settings,
            Database(settings.url),
            secret or _kept_secret(settings.data_folder / SECRET_FILE),
            Limits(RATES | settings.rates),
        )

    def digest(self, kind: str, text: str) -> str:
        """Return a keyed hash of ``text``: the same each time, and told by nobody else."""
        told = f"{kind}\0{text}".encode()
        return hmac.new(self.secret, told, hashlib.sha256).hexdigest()

    def close(self) -> None:
        """Give the database's connections back."""
        self.database.close()


def _kept_secret(path: Path) -> bytes:
    """Return the secret of the data folder, made at the first start."""
    try:
        with open(path, "x", opener=_private) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def installation_of(request: Request) -> Installation:
    """Return the installation that serves ``request``."""
    found: Installation = request.app.state.installation
    return found
