"""Whether the service runs, and whether it can answer."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.errors import ServiceError, documented
from api.installation import installation_of
from api.security.access import Public


class NotReadyError(ServiceError):
    """The service runs, but its database does not answer."""

    status, type = HTTPStatus.SERVICE_UNAVAILABLE, "not-ready"


class Health(BaseModel):
    """A sign of life."""

    status: str


router = APIRouter(tags=["health"], dependencies=[Public])


@router.get("/health")
def health() -> Health:
    """Tell that the process runs."""
    return Health(status="ok")


@router.get("/ready", responses=documented(NotReadyError))
def ready(request: Request) -> Health:
    """Tell that the database answers."""
    try:
        with installation_of(request).database.read() as session:
            session.connection().execute(text("SELECT 1"))
    except SQLAlchemyError as fault:
        raise NotReadyError("not-ready") from fault
    return Health(status="ok")
