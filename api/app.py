"""The application: every route, every guard, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import health
from api.errors import add_error_handlers
from api.exports import routes as exports
from api.imports import routes as imports
from api.installation import Installation
from api.registry.routes import rows_router
from api.security.access import permissions_asked
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
    async def running(_: FastAPI) -> AsyncIterator[None]:
        yield
        installation.close()

    app = FastAPI(
        title="Praksisplan",
        version=__version__,
        description=DESCRIPTION,
        # Their pages load scripts from other hosts.
        docs_url=None,
        redoc_url=None,
        lifespan=running,
    )
    app.state.installation = installation
    add_error_handlers(app)
    for router in (
        health.router,
        sessions.router,
        imports.router,
        exports.router,
        rows_router(),
    ):
        app.include_router(router)
    _deny_by_default(app)
    return app


def _deny_by_default(app: FastAPI) -> None:
    open_ = [
        f"{route.methods} {route.path}"
        for route in app.routes
        if isinstance(route, APIRoute) and len(permissions_asked(route)) != 1
    ]
    if open_:
        raise RuntimeError(f"routes that do not say who may call them: {open_}")
