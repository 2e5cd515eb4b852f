"""Every role on every route: what each may do is written here by hand."""

from copy import copy

import pytest
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from fastapi.testclient import TestClient

from api.app import _deny_by_default, method_of, routes_of
from api.registry.sheets import SHEETS
from api.security.access import permissions_asked
from api.security.roles import GRANTS, Permission, Role
from tests.api.pool import POOL, SKIEN, Pool

EVERYBODY = "participant employer teacher job-specialist planner manager administrator"
STAFF = "job-specialist planner"

MAY = {
    "own-session": EVERYBODY,
    "own-account": EVERYBODY,
    "read-people": STAFF,
    "write-people": STAFF,
    "read-groups": "planner",
    "write-groups": "planner",
    "read-protected": "planner",
    "write-protected": "planner",
    "read-offers": STAFF,
    "write-offers": "planner",
    "import": "planner",
    "export": STAFF,
    "read-rounds": "planner manager",
    "write-rounds": "planner",
    "decide-rounds": "planner",
    "read-plans": STAFF,
    "read-figures": "job-specialist planner manager",
    "read-own-placements": "participant employer teacher job-specialist",
    "read-requests": STAFF,
    "write-requests": STAFF,
    "answer-holds": "participant employer job-specialist planner",
    "write-events": STAFF,
    "manage-accounts": "administrator",
    "read-audit": "administrator",
}
"""Who may do what: the least that each needs for their work."""

OF_PEOPLE = "participants pins bans running earlier absences pairs"
"""Tables that are about people, of which others learn nothing."""

SENSITIVE = {
    **{f"GET {{region}}/{sheet}": STAFF for sheet in OF_PEOPLE.split()},
    **{f"PUT {{region}}/{sheet}/{{key}}": STAFF for sheet in OF_PEOPLE.split()},
    "GET {region}/groups": "planner",
    "PUT {region}/groups/{key}": "planner",
    "GET {region}/places": STAFF,
    "PUT {region}/places/{key}": "planner",
    "DELETE {region}/employers/{key}": "planner",
    "POST {region}/participants/{key}/protected-readings": "planner",
    "PUT {region}/participants/{key}/protection": "planner",
    "PUT {region}/participants/{key}/protected-cells": "planner",
    "GET {region}/accounts": "administrator",
    "POST {region}/accounts": "administrator",
    "POST {region}/accounts/{id}/codes": "administrator",
    "POST {region}/accounts/{id}/memberships": "administrator",
    "DELETE {region}/accounts/{id}/memberships/{number}": "administrator",
    "GET {region}/audit-events": "administrator",
}
"""Routes whose guard, too, is written here by hand."""

PUBLIC = {"GET /health", "GET /ready", "POST /v1/sessions"}

OPEN_BY_FRAMEWORK = {"/openapi.json"}


def _name(route: RouteContext) -> str:
    return f"{method_of(route)} {str(route.path).removeprefix('/v1/regions/')}"


def test_what_each_role_may_do_is_what_stands_here(embedded: Pool):
    """A changed grant has to be changed here, by hand, too."""
    granted = {
        permission.value: {role.value for role in Role if permission in GRANTS[role]}
        for permission in Permission
        if permission is not Permission.OWN_ACCOUNT
    }
    told = {key: set(roles.split()) for key, roles in MAY.items()}
    del told["own-account"]
    assert granted == told


def test_every_route_asks_for_one_permission(embedded: Pool):
    """All but the public routes ask, and none asks for two things at once."""
    asked = {_name(r): permissions_asked(r) for r in routes_of(embedded.app)}
    assert len(asked) > 100
    assert {name for name, found in asked.items() if found == [None]} == PUBLIC
    assert all(len(found) == 1 for found in asked.values())
    others = {
        route.path
        for route in iter_route_contexts(embedded.app.routes)
        if not isinstance(route.original_route, APIRoute)
    }
    assert others == OPEN_BY_FRAMEWORK


def test_a_route_that_asks_for_nothing_stops_the_start(embedded: Pool):
    """Nobody can forget to say who may call a route."""
    app = copy(embedded.app)
    app.router = copy(app.router)
    app.router.routes = list(app.router.routes)
    app.add_api_route("/v1/forgotten", lambda: None)
    with pytest.raises(RuntimeError, match="/v1/forgotten"):
        _deny_by_default(app)


def _expected(route: RouteContext) -> set[str]:
    [permission] = permissions_asked(route)
    if permission is None:
        return set(EVERYBODY.split()) | {"nobody"}
    return set(SENSITIVE.get(_name(route), MAY[permission.value]).split())


def _allowed(pool: Pool, route: RouteContext, role: str) -> bool:
    """Tell whether ``role`` gets past the guard of ``route``, whatever comes behind it."""
    path = str(route.path).replace("{region}", POOL)
    path = path.replace("{number}", "999").replace("{run}", "none")
    for name in ("key", "id", "plan", "round", "person", "name", "request", "hold"):
        path = path.replace(f"{{{name}}}", "none")
    method = method_of(route)
    client = _client(pool, role, fresh="/own-account" in path or "/sessions" in path)
    body: dict[str, str] | None = None if method in ("GET", "DELETE") else {}
    answer = client.request(method, path, json=body)
    if answer.status_code == 401 and path != "/v1/sessions":
        assert role == "nobody", (role, method, path)
        return False
    assert answer.status_code < 500 or path == "/ready", (role, method, path)
    return not (answer.status_code == 403 and answer.json()["type"] == "forbidden")


def _client(pool: Pool, role: str, *, fresh: bool):
    if role == "nobody":
        return _nobody(pool)
    login = f"{role}-{SKIEN}"
    return pool.sign_in(login) if fresh else pool.as_(login)


def _nobody(pool: Pool):
    return TestClient(pool.app, raise_server_exceptions=False)


def test_every_role_on_every_route(embedded: Pool):
    """Each role gets past the guards of its routes and of no other."""
    told = {}
    # Signing out everywhere ends what the others are asked with.
    for route in sorted(routes_of(embedded.app), key=lambda r: "/own-" in str(r.path)):
        roles = ("nobody", *EVERYBODY.split())
        told[_name(route)] = {r for r in roles if _allowed(embedded, route, r)}
    assert told == {_name(route): _expected(route) for route in routes_of(embedded.app)}


def test_the_sensitive_routes_are_there(embedded: Pool):
    """What is written by hand here is of routes that exist."""
    assert SENSITIVE.keys() <= {_name(route) for route in routes_of(embedded.app)}


def test_every_table_of_people_is_guarded_as_one(embedded: Pool):
    """A new table that names a participant has to be thought of here."""
    found = [sheet.path for sheet in SHEETS.values() if sheet.concerns_people]
    assert sorted(found) == sorted([*OF_PEOPLE.split(), "groups"])
