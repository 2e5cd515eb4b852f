"""Logs without personal data: what happened, never to whom."""

import json
import logging
import sys
from types import TracebackType

import structlog

from api.errors import spot_of

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "route",
        "method",
        "status",
        "milliseconds",
        "error",
        "spot",
        "run",
        "step",
        "region",
        "count",
        "logger",
        "exc_info",
    }
)
"""Everything else is dropped: a value that is not known here may be a person's."""


def _only_allowed(
    _: object, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: value for key, value in event.items() if key in ALLOWED}


def set_up_logs() -> None:
    """Write one JSON line an event to the error stream; called by commands alone."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutText())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # What a library does not catch and what it warns of has the text of cells in it.
    sys.excepthook = _tell_end
    logging.captureWarnings(True)


class _WithoutText(logging.Formatter):
    """Says of a library's message which library it is from, and of an error its kind and spot."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line of JSON."""
        told = {"level": record.levelname.lower(), "logger": record.name}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told |= {"error": type(error).__name__, "spot": spot_of(error)}
        return json.dumps(told)


def _tell_end(
    kind: type[BaseException], error: BaseException, _: TracebackType | None
) -> None:
    structlog.get_logger().error("ended", error=kind.__name__, spot=spot_of(error))
