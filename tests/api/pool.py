"""Two municipalities that plan together, a region apart from them, and their people."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.installation import Installation
from api.registry.loading import rows_of
from api.security.access import COOKIE
from api.security.roles import Role
from api.sessions.service import new_account, new_code_for
from api.settings import Settings
from api.store.tables import Account, Region
from matcher.domain.scenario import Scenario
from tests.api.service import app_of
from tests.helpers import builders as make

POOL, APART = "pool", "apart"
SKIEN, PORSGRUNN, BERGEN = "4003", "4001", "4601"
HOMES = {
    POOL: {SKIEN: "skien", PORSGRUNN: "porsgrunn"},
    APART: {BERGEN: "bergen"},
}
"""By region, its municipalities and the word that stands in all that is theirs."""

PEOPLE_EACH = 3


def people_of(municipality: str) -> list[str]:
    """Return the ids of a municipality's participants."""
    words = {**HOMES[POOL], **HOMES[APART]}
    return [f"D-{words[municipality]}-{n}" for n in range(PEOPLE_EACH)]


def mark_of(person: str) -> str:
    """Return a text that stands in the cells of ``person`` and nowhere else."""
    return f"bor-ved-{person}"


@cache
def scenario_of(region: str) -> Scenario:
    """Return people, a place and a class in each municipality; the places refuse some."""
    homes = HOMES[region]
    return make.scenario(
        [
            make.participant(
                person,
                municipality=make.municipality(home).id,
                home=make.north_of(make.HERE, number),
                home_key=mark_of(person),
            )
            for home in homes
            for number, person in enumerate(people_of(home))
        ],
        [
            make.place(
                f"P-{word}",
                employer=f"A-{word}",
                municipality=make.municipality(home).id,
                participant_vetoes=frozenset(people_of(one)[0] for one in homes),
            )
            for home, word in homes.items()
        ],
        municipalities=[make.municipality(home) for home in homes],
        sections=[
            make.section(f"K-{word}", municipalities=frozenset({home}))
            for home, word in homes.items()
        ],
    )


@dataclass
class Pool:
    """A service with both regions, and somebody in each role everywhere."""

    installation: Installation
    app: FastAPI
    clients: dict[str, TestClient] = field(default_factory=dict)

    def as_(self, login: str) -> TestClient:
        """Return a client that is signed in as ``login``, e.g. ``planner-4003``."""
        if login not in self.clients:
            self.clients[login] = self.sign_in(login)
        return self.clients[login]

    def sign_in(self, login: str) -> TestClient:
        """Return a client with a sign-in of its own."""
        client = TestClient(self.app, raise_server_exceptions=False)
        with self.installation.database.write() as session:
            code = new_code_for(
                session, self.installation, self.account(session, login)
            )
        assert client.post("/v1/sessions", json={"code": code}).status_code == 204
        assert COOKIE in client.cookies
        return client

    def account(self, session: Session, login: str) -> str:
        """Return the id of the account ``login``."""
        return session.exec(select(Account.id).where(Account.login == login)).one()

    def path(self, rest: str, region: str = POOL) -> str:
        """Return an address within a region."""
        return f"/v1/regions/{region}/{rest}"

    def close(self) -> None:
        """Give everything back."""
        for client in self.clients.values():
            client.close()
        self.installation.close()


def open_pool(url: str, folder: Path) -> Pool:
    """Return a service on the database at ``url`` with both regions in it."""
    rates = {"sign-in": "100000/minute", "token": "100000/minute"}
    settings = Settings(
        DATABASE_URL=url, data_folder=folder, secure_cookies=False, rates=rates
    )
    installation = Installation.open(settings)
    with installation.database.write() as session:
        for region in HOMES:
            session.add(Region(id=region, name=region))
            session.flush()
            session.add_all(rows_of(scenario_of(region), region))
            _add_accounts(session, region)
    return Pool(installation, app_of(installation))


def _add_accounts(session: Session, region: str) -> None:
    for home, word in HOMES[region].items():
        for role, subject in (
            (Role.PLANNER, ""),
            (Role.JOB_SPECIALIST, ""),
            (Role.MANAGER, ""),
            (Role.ADMINISTRATOR, ""),
            (Role.TEACHER, f"K-{word}"),
            (Role.PARTICIPANT, people_of(home)[0]),
        ):
            new_account(
                session,
                f"{role}-{home}",
                role,
                region,
                municipality=home,
                subject=subject,
            )
        new_account(
            session, f"employer-{home}", Role.EMPLOYER, region, subject=f"A-{word}"
        )
    new_account(session, f"administrator-{region}", Role.ADMINISTRATOR, region)
