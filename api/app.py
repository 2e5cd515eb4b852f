"""The application: every route, every guard, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api import health
from api.accounts import routes as accounts
from api.audit import routes as audit
from api.errors import (
    BadRequestError,
    ForbiddenError,
    InvalidError,
    TooLargeError,
    TooManyError,
    add_error_handlers,
    documented,
)
from api.events import routes as events
from api.exports import routes as exports
from api.imports import routes as imports
from api.installation import Installation
from api.own_account import routes as own_account
from api.plans import routes as plans
from api.protected import routes as protected
from api.registry.routes import rows_router
from api.requests import hold_routes
from api.requests import routes as requests
from api.requests.keeper import Keeper
from api.rounds import routes as rounds
from api.runs import routes as runs
from api.runs.workers import running_jobs
from api.security.access import permissions_asked
from api.security.guards import Guards
from api.sessions import routes as sessions
from matcher import __version__

DESCRIPTION = """
Work placements in qualification programmes: people, places and classes in; plans with
proofs and reasons out. Sign in with `POST /v1/sessions`. Whatever is not yours to see is
answered as if it were not there.
"""


def create_app(installation: Installation) -> FastAPI:
    """Return the application of an installation.

    Raises
    ------
    RuntimeError
        Where a route does not say who may call it.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        own: Installation = app.state.installation
        keeper = Keeper(own)
        keeper.start()
        # On one SQLite file the server is the only process, so it is the worker too.
        with running_jobs(own) if own.settings.is_embedded else nullcontext():
            yield
        keeper.stop()
        own.close()

    app = FastAPI(
        title="Praksisplan",
        version=__version__,
        description=DESCRIPTION,
        # Their pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        lifespan=running,
        # What the guards and the framework may tell anybody.
        responses=documented(
            BadRequestError, ForbiddenError, InvalidError, TooLargeError, TooManyError
        ),
    )
    app.state.installation = installation
    add_error_handlers(app)
    app.add_middleware(Guards)
    for router in (
        health.router,
        sessions.router,
        imports.router,
        exports.router,
        own_account.router,
        accounts.router,
        audit.router,
        rows_router(),
        protected.router,
        rounds.router,
        runs.router,
        plans.router,
        requests.router,
        hold_routes.router,
        events.router,
    ):
        app.include_router(router)
    _deny_by_default(app)
    return app


def _deny_by_default(app: FastAPI) -> None:
    open_ = [
        f"{route.methods} {route.path}"
        for route in routes_of(app)
        if len(permissions_asked(route)) != 1
    ]
    if open_:
        raise RuntimeError(f"routes that do not say who may call them: {open_}")


def routes_of(app: FastAPI) -> list[RouteContext]:
    """Return every route of ``app`` that somebody has written."""
    every = iter_route_contexts(app.routes)
    return [route for route in every if isinstance(route.original_route, APIRoute)]


def method_of(route: RouteContext) -> str:
    """Return the method of a route that somebody has written: each has one."""
    [method] = route.methods or {""}
    return method
