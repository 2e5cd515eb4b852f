"""A service under test, and people who are signed in to it."""

from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import State

from api.app import create_app
from api.demo import begin, fresh_codes
from api.installation import Installation
from api.security.access import COOKIE
from api.security.roles import Role
from api.settings import Settings

TINY = Path("scenarios/tiny")


@dataclass
class Service:
    """The application on a real database, asked in the same process."""

    installation: Installation
    client: TestClient
    region: str
    _signed_in: dict[tuple[Role, str], TestClient] = field(default_factory=dict)

    def as_(self, role: Role, municipality: str = "") -> TestClient:
        """Return a client signed in as the first account of ``role``."""
        at = (role, municipality)
        if at not in self._signed_in:
            self._signed_in[at] = self._sign_in(role, municipality)
        return self._signed_in[at]

    def _sign_in(self, role: Role, municipality: str) -> TestClient:
        code = next(
            code.code
            for code in fresh_codes(self.installation)
            if code.membership.role == role
            and municipality in ("", code.membership.municipality)
        )
        client = TestClient(self.client.app, raise_server_exceptions=False)
        answer = client.post("/v1/sessions", json={"code": code})
        assert answer.status_code == 204, answer.text
        assert COOKIE in client.cookies
        return client

    def path(self, rest: str) -> str:
        """Return an address within the region."""
        return f"/v1/regions/{self.region}/{rest}"

    def close(self) -> None:
        """Give everything back."""
        self.client.close()
        for client in self._signed_in.values():
            client.close()
        self.installation.close()


def open_service(url: str, folder: Path, scenario: Path = TINY) -> Service:
    """Return a service on the database at ``url`` with ``scenario`` loaded."""
    settings = Settings(DATABASE_URL=url, data_folder=folder, secure_cookies=False)
    installation = Installation.open(settings)
    begin(installation, scenario)
    client = TestClient(app_of(installation), raise_server_exceptions=False)
    return Service(installation, client, scenario.name)


def app_of(installation: Installation) -> FastAPI:
    """Return the application of ``installation``; its routes are made once for all."""
    if not _made:
        _made.append(create_app(installation))
    app = copy(_made[0])
    app.state, app.middleware_stack = State({"installation": installation}), None
    return app


_made: list[FastAPI] = []
