"""Everything that a request can be told no for, in one shape.

The shape is that of RFC 9457: ``type`` is a stable word, ``detail`` a sentence for the
person, ``findings`` what is wrong with what was sent, each with its spot.
"""

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from matcher.domain.finding import Finding, finding_text
from matcher.text import Language, Translator, translator

PROBLEM = "application/problem+json"

log = structlog.get_logger()


class FindingView(BaseModel):
    """One thing that is wrong, poor or assumed, with its spot."""

    code: str
    severity: str
    source: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    text: str


class Problem(BaseModel):
    """Why a request was not carried out."""

    type: str = Field(description="A stable word for the kind of problem.")
    status: int
    detail: str = Field(description="What is wrong, and what to do, for a person.")
    findings: list[FindingView] = []


class ServiceError(Exception):
    """A request that is told no.

    Subclasses say the status and the word. The sentence is ``service.<key>`` in the
    catalogues, with ``parts`` filled in, in the language of the request.
    """

    status = HTTPStatus.BAD_REQUEST
    type = "bad-request"

    def __init__(
        self,
        key: str,
        /,
        *,
        findings: Sequence[Finding] = (),
        headers: Mapping[str, str] | None = None,
        **parts: object,
    ) -> None:
        super().__init__(key)
        self.key = f"service.{key}"
        self.headers = dict(headers or {})
        self.parts = parts
        self.findings = tuple(findings)


class BadRequestError(ServiceError):
    """What was sent cannot be taken apart, e.g. it is no JSON."""


class NotSignedInError(ServiceError):
    """Nobody is signed in, or no longer."""

    status, type = HTTPStatus.UNAUTHORIZED, "not-signed-in"


class ForbiddenError(ServiceError):
    """Signed in, but without the right to do it."""

    status, type = HTTPStatus.FORBIDDEN, "forbidden"


class NotFoundError(ServiceError):
    """There is no such thing, or none that the person may know of."""

    status, type = HTTPStatus.NOT_FOUND, "not-found"


class ForeignPageError(ServiceError):
    """A page of another site sent it; nothing is done for it."""

    status, type = HTTPStatus.FORBIDDEN, "foreign-page"


class ConflictError(ServiceError):
    """What is asked for does not go with what has happened meanwhile."""

    status, type = HTTPStatus.CONFLICT, "conflict"


class ChangedMeanwhileError(ServiceError):
    """Somebody else has changed it since it was read."""

    status, type = HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile"


class VersionNeededError(ServiceError):
    """A change does not say which version it was made from."""

    status, type = HTTPStatus.PRECONDITION_REQUIRED, "version-needed"


class InvalidError(ServiceError):
    """What was sent cannot be read as meant."""

    status, type = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"


class TooLargeError(ServiceError):
    """What was sent is more than the installation takes."""

    status, type = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"


class TooManyError(ServiceError):
    """Asked too often."""

    status, type = HTTPStatus.TOO_MANY_REQUESTS, "too-many"


def language_of(request: Request) -> Language:
    """Return the first of our languages that the request asks for, else bokmål."""
    asked = request.headers.get("accept-language", "")
    for part in asked.split(","):
        word = part.split(";")[0].strip().lower().split("-")[0]
        if word in set(Language):
            return Language(word)
    return Language.NB


def finding_view(finding: Finding, say: Translator) -> FindingView:
    """Return a finding with its sentence in the language of ``say``."""
    return FindingView(
        code=finding.code,
        severity=finding.severity,
        source=finding.source,
        row=finding.row,
        column=finding.column,
        value=finding.value,
        text=finding_text(finding, say),
    )


def documented(*errors: type[ServiceError]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI answers of a route that may raise ``errors``."""
    return {
        error.status.value: {
            "model": Problem,
            "description": (error.__doc__ or "").strip(),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for error in errors
    }


def problem_response(
    problem: Problem, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return the answer that tells ``problem``."""
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        headers=dict(headers or {}),
        media_type=PROBLEM,
    )


def refusal(request: Request, error: ServiceError) -> JSONResponse:
    """Return the answer that tells ``error`` in the language of ``request``."""
    say = translator(language_of(request))
    problem = Problem(
        type=error.type,
        status=error.status.value,
        detail=say(error.key, **error.parts),
        findings=[finding_view(finding, say) for finding in error.findings],
    )
    return problem_response(problem, error.headers)


def _service_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ServiceError)
    return refusal(request, error)


OF_FRAMEWORK = {400: "unreadable", 404: "no-address", 405: "no-method"}
"""Keys of the sentences for what the framework refuses by itself."""


def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    word = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    key = OF_FRAMEWORK.get(error.status_code, "unreadable")
    detail = translator(language_of(request))(f"service.{key}")
    problem = Problem(type=word, status=error.status_code, detail=detail)
    return problem_response(problem, error.headers)


def _unreadable(_: Request, error: Exception) -> JSONResponse:
    """Tell all that is wrong with a request, without what was sent: it may be personal."""
    assert isinstance(error, RequestValidationError)
    findings = [
        FindingView(
            code=str(one["type"]),
            severity="error",
            source=str(one["loc"][0]),
            column=".".join(str(part) for part in one["loc"][1:]),
            text=str(one["msg"]),
        )
        for one in error.errors()
    ]
    problem = Problem(
        type=InvalidError.type,
        status=InvalidError.status.value,
        detail="; ".join(f"{one.column}: {one.text}" for one in findings),
        findings=findings,
    )
    return problem_response(problem)


def _unstorable(request: Request, _: Exception) -> JSONResponse:
    """Tell of text that PostgreSQL does not know, in an address or in what was sent."""
    return _service_error(request, InvalidError("unstorable"))


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """Say nothing of the inside to the outside; the log has the kind and the spot."""
    log.error(
        "unexpected",
        route=route_of(request),
        error=type(error).__name__,
        spot=spot_of(error),
    )
    problem = Problem(
        type="fault",
        status=HTTPStatus.INTERNAL_SERVER_ERROR.value,
        detail=translator(language_of(request))("service.fault"),
    )
    return problem_response(problem)


def spot_of(error: BaseException) -> str:
    """Return where ``error`` arose: files and lines, never what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)
    )


def route_of(request: Request) -> str:
    """Return the pattern of the address, without the ids that stand in it."""
    return str(getattr(request.scope.get("route"), "path", ""))


def add_error_handlers(app: FastAPI) -> None:
    """Let ``app`` tell every problem in one shape."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, unexpected)
