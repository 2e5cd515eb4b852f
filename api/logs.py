"""Logs without personal data: what happened, never to whom."""

import logging
import sys

import structlog

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
    logging.basicConfig(
        level=logging.WARNING, format='{"level": "%(levelname)s", "logger": "%(name)s"}'
    )
