"""How often somebody visits, as a value of a cell."""

from dataclasses import dataclass
from typing import Any

from matcher.domain.programme import VisitStep
from matcher.io.compound import numbers_for_weeks, written_for_weeks
from matcher.io.values import Setting, ValueType


@dataclass(frozen=True, slots=True)
class VisitSteps(ValueType):
    """Weeks from visit to visit: ``1x8 2`` is weekly for eight weeks, then every second.

    ``0`` is no visits, of job specialists but the triangle meetings.
    """

    name = "visit-steps"

    def parse(self, text: str, _: Setting) -> tuple[VisitStep, ...]:
        """Return the steps."""
        if text == "0":
            return ()
        return tuple(
            VisitStep(every, weeks) for every, weeks in numbers_for_weeks(text)
        )

    def write(self, value: Any, _: Setting) -> str:
        """Return the steps in order."""
        return written_for_weeks((step.every_weeks, step.weeks) for step in value)
