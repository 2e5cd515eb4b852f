"""What a running plan tells about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The steps of planning, in order."""

    CANDIDATES = "candidates"
    OPTIONS = "options"
    PLACEMENT = "placement"
    CALENDAR = "calendar"
    FALLBACKS = "fallbacks"
    VISITS = "visits"
    REASONS = "reasons"
    PROOF = "proof"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life: ``done`` of ``total`` units of ``step``, and a word on the way.

    ``note`` is a short language-free text such as ``fit 231040 / 231995``.
    """

    step: Step
    done: int
    total: int
    note: str = ""


StopAsked = Callable[[], bool]
"""Asked again and again while a search runs; true ends it with the best plan so far."""

OnProgress = Callable[[Progress], None]
"""Called from the planning process, in order; must return quickly."""
