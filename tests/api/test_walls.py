"""A walk through all routes, at random: nobody ever sees what is another's."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import RouteContext
from httpx2 import Response
from sqlmodel import select

from api.app import method_of, routes_of
from api.security.access import permissions_asked
from api.security.roles import EVERYBODY, GRANTS, Role
from api.store.tables import Row
from tests.api.pool import APART, HOMES, POOL, Pool, mark_of, people_of

STEPS = 150
SEED = 20261122


@dataclass(frozen=True)
class Walker:
    """Somebody who tries addresses, and what they must never see."""

    login: str
    role: Role
    region: str
    foreign: frozenset[str]


def _walkers() -> Iterator[Walker]:
    for region, homes in HOMES.items():
        for home in homes:
            for role in Role:
                yield Walker(
                    f"{role}-{home}", role, region, _foreign(role, region, home)
                )
        apart = frozenset(_words(APART if region == POOL else POOL))
        yield Walker(f"administrator-{region}", Role.ADMINISTRATOR, region, apart)


def _foreign(role: Role, region: str, home: str) -> frozenset[str]:
    """Return the words that somebody of ``home`` must not be told."""
    elsewhere = set(_words(APART if region == POOL else POOL))
    people = {p for other in HOMES[region] if other != home for p in people_of(other)}
    if role is Role.PARTICIPANT:
        people |= set(people_of(home)[1:])
    if role in (Role.EMPLOYER, Role.MANAGER):
        people |= set(people_of(home))
    return frozenset(elsewhere | people | {mark_of(person) for person in people})


def _words(region: str) -> Iterator[str]:
    """Yield everything that stands in the region alone."""
    for home, word in HOMES[region].items():
        yield from (f"P-{word}", f"A-{word}", f"K-{word}", f"Kommune {home}")
        for person in people_of(home):
            yield person
            yield mark_of(person)


@dataclass
class Walk:
    """Requests at random, of addresses and cells that are there or nearly so."""

    pool: Pool
    draw: random.Random
    rows: list[Row]

    def step(self, walker: Walker) -> tuple[str, Response]:
        """Send a request that ``walker`` may send and return all of it, and the answer."""
        routes = [r for r in routes_of(self.pool.app) if self._may(walker, r)]
        route = self.draw.choice(routes)
        method = method_of(route)
        region = walker.region
        if self.draw.random() < 0.1:
            region = self.draw.choice([POOL, APART])
        row = self.draw.choice(self.rows)
        path = self._path(str(route.path), region)
        body = self._body(path, row) if method in ("POST", "PUT") else None
        headers = {"If-Match": '"1"'} if method in ("PUT", "DELETE") else {}
        params: dict[str, str | int] = (
            {} if method != "GET" else {"after": row.key, "limit": 1000}
        )
        if self.draw.random() < 0.7:
            params.pop("after", None)
        client = self.pool.as_(walker.login)
        answer = client.request(method, path, json=body, headers=headers, params=params)
        return f"{method} {path} {params} {json.dumps(body)}", answer

    def _may(self, walker: Walker, route: RouteContext) -> bool:
        [permission] = permissions_asked(route)
        ends = "/v1/own-account/sign-ins", "/v1/sessions/current"
        granted = GRANTS[walker.role] | EVERYBODY
        return permission in granted and route.path not in ends

    def _path(self, path: str, region: str) -> str:
        parts = [
            region if part == "{region}" else self._word() if "{" in part else part
            for part in path.split("/")
        ]
        return "/".join(parts)

    def _word(self) -> str:
        words = [row.key for row in self.rows] + [row.person for row in self.rows]
        return self.draw.choice([word for word in words if word]).replace("/", "")

    def _body(self, path: str, row: Row) -> object:
        sheet = path.split("/")[4] if path.count("/") > 3 else ""
        alike = [one for one in self.rows if one.sheet == sheet] or [row]
        cells = dict(self.draw.choice(alike).cells)
        if cells and self.draw.random() < 0.5:
            other = self.draw.choice(alike).cells
            column = self.draw.choice(sorted(cells))
            cells[column] = other.get(column, self._word())
        if "protect" in path:
            return {"reason": "Fordi det trengs", "protection": "address"}
        if "accounts" in path:
            return {
                "login": f"new-{self.draw.randrange(10**6)}",
                "role": self.draw.choice([*Role]),
                "municipality": self.draw.choice([*HOMES[POOL], *HOMES[APART], ""]),
                "subject": self.draw.choice([self._word(), ""]),
            }
        return cells


def _walk(pool: Pool, steps: int, seed: int) -> list[int]:
    with pool.installation.database.read() as session:
        rows = list(session.exec(select(Row).order_by(Row.id)).all())  # type: ignore[arg-type]
        session.expunge_all()
    walk, walkers = Walk(pool, random.Random(seed), rows), list(_walkers())
    seen = []
    guessed: set[tuple[str, str]] = set()
    for _ in range(steps):
        walker = walk.draw.choice(walkers)
        sent, answer = walk.step(walker)
        assert answer.status_code < 500, (walker.login, sent)
        told = answer.text + str(answer.headers)
        # What somebody made up may be told in their region from then on.
        sent_words = {(walker.region, w) for w in walker.foreign if w in sent}
        if answer.status_code < 300:
            guessed |= sent_words
        leaks = {(walker.region, w) for w in walker.foreign if w in told}
        assert leaks <= guessed | sent_words, (walker.login, sent, leaks)
        seen.append(answer.status_code)
    return seen


def test_nobody_sees_what_is_anothers(pool: Pool):
    """A walk of 150 steps shows nothing foreign to anybody, and does get through to much."""
    seen = _walk(pool, STEPS, SEED)
    assert sum(status < 300 for status in seen) > STEPS / 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_nobody_sees_what_is_anothers_in_long_walks(pool: Pool, seed: int):
    """Four walks of 2 000 steps each show nothing foreign to anybody."""
    _walk(pool, 2_000, seed)
