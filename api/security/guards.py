"""What is true of every request and every answer, whatever route it is for."""

import time
from urllib.parse import urlsplit

import structlog
from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import (
    ForeignPageError,
    ServiceError,
    TooLargeError,
    refusal,
    route_of,
    unexpected,
)
from api.installation import installation_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

LARGEST_JSON = 1_000_000
"""Bytes of what is no upload."""

HEADERS = {
    # Nothing that is answered is a page yet: nothing in it may load or run.
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # What is answered is mostly about people: it lies in no cache on the way.
    "Cache-Control": "no-store",
}

STRICT_TRANSPORT = "max-age=31536000"

log = structlog.get_logger()


class Guards:
    """Refuses pages of other sites and bodies that are too large; adds security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry a request out, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        request = Request(scope)
        answer = _Answer(request, send)
        body = _Body(receive, _largest(request))
        try:
            if _is_foreign(request):
                raise ForeignPageError("foreign-page")
            await self._app(scope, body.receive, answer.unless(body))
            if body.is_too_large:
                raise TooLargeError("too-large", megabytes=f"{body.largest / 1e6:g}")
        except ServiceError as error:
            await refusal(request, error)(scope, receive, answer.send)
        except Exception as error:
            if answer.status is not None:
                raise
            await unexpected(request, error)(scope, receive, answer.send)
        log.info(
            "request",
            route=route_of(request),
            method=request.method,
            status=answer.status,
            milliseconds=round(1000 * (time.perf_counter() - begun)),
        )


class _Answer:
    """Sends an answer with the headers that every answer has."""

    def __init__(self, request: Request, send: Send) -> None:
        self.status: int | None = None
        self._send = send
        self._headers = dict(HEADERS)
        if installation_of(request).settings.secure_cookies:
            self._headers["Strict-Transport-Security"] = STRICT_TRANSPORT

    def unless(self, body: "_Body") -> Send:
        """Return what sends an answer, but none to what has not been read to its end."""

        async def send(message: Message) -> None:
            if not body.is_too_large:
                await self.send(message)

        return send

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


class _Body:
    """Reads a body as far as it may be long; what is longer breaks off."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._read = 0
        self.largest = largest

    @property
    def is_too_large(self) -> bool:
        """Whether more has come than is taken."""
        return self._read > self.largest

    async def receive(self) -> Message:
        """Return the next part."""
        message = await self._receive()
        self._read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_too_large else message


def _largest(request: Request) -> int:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("", "application/json"):
        return LARGEST_JSON
    return int(installation_of(request).settings.upload_megabytes * 1e6)


def _is_foreign(request: Request) -> bool:
    """Tell whether a page of another site had a browser send what changes something.

    Browsers say where a request comes from; what is no browser says nothing, and sends no
    cookie of somebody else's.
    """
    if request.method in SAFE_METHODS:
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
